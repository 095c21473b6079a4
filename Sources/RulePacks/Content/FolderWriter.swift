internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Writes files into a folder that nobody sees before it is whole.
enum FolderWriter {
  /// Puts the files in the place of what is at `path`, a link itself and never what it leads to. What was there stays
  /// until they are all written, and again where they cannot be put there.
  static func write(_ files: [String: [UInt8]], to path: String) throws(PackError) {
    try makeFolders(parent(of: path))
    // Processes of two containers may have one number.
    let mark = String(UInt64.random(in: 0 ... .max), radix: 36)
    let fresh = "\(path).\(mark).new"
    defer {
      remove(fresh)
      remove(fresh + ".old")
    }
    for (file, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let inner = "\(fresh)/\(file)"
      try makeFolders(parent(of: inner))
      try write(bytes, to: inner)
    }
    if let number = replaceFolder(path, by: fresh) { throw unwritable(path, number) }
  }

  /// Writes a file as a whole, or leaves the one that is there.
  static func replace(_ path: String, with text: String) throws(PackError) {
    if let number = replaceFile(path, with: text) { throw unwritable(path, number) }
  }

  private static func parent(of path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  }

  private static func unwritable(_ path: String, _ number: Int32) -> PackError {
    PackError(.unwritable, "\(path) cannot be written: \(String(cString: strerror(number)))")
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(PackError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw unwritable(path, errno) }
    defer { close(descriptor) }
    if let number = writeAll(bytes, to: descriptor) { throw unwritable(path, number) }
  }

  static func makeFolders(_ path: String) throws(PackError) {
    var made = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      made += made.isEmpty && !path.hasPrefix("/") ? String(part) : "/\(part)"
      made = made.hasPrefix("//") ? String(made.dropFirst()) : made
      guard !made.isEmpty, made != "/" else { continue }
      if mkdir(made, 0o755) != 0, errno != EEXIST {
        throw PackError(.unwritable, "\(made) cannot be made: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Removes a file, or a folder with all that is in it; a link itself, and never what it leads to.
  static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in (try? names(inFolder: path)) ?? [] { remove("\(path)/\(name)") }
    rmdir(path)
  }
}
