internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Writes files into a folder that nobody sees before it is whole.
enum FolderWriter {
  /// Puts the files in the place of the folder at `path`; the one that was there goes when they are all written.
  static func write(_ files: [String: [UInt8]], to path: String) throws(PackError) {
    let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/")
    try makeFolders(parent)
    let fresh = "\(path).\(getpid()).new"
    remove(fresh)
    for (file, bytes) in files.sorted(by: { $0.key < $1.key }) {
      let inner = "\(fresh)/\(file)"
      try makeFolders(
        inner.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
      try write(bytes, to: inner)
    }
    remove(path)
    guard rename(fresh, path) == 0 else {
      // Another process may have put the very same there meanwhile.
      let reason = String(cString: strerror(errno))
      remove(fresh)
      guard access(path, F_OK) == 0 else {
        throw PackError(.unwritable, "\(path) cannot be written: \(reason)")
      }
      return
    }
  }

  /// Writes a file as a whole, or leaves the one that is there.
  static func replace(_ path: String, with text: String) throws(PackError) {
    let fresh = "\(path).\(getpid()).new"
    try write(Array(text.utf8), to: fresh)
    guard rename(fresh, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(fresh)
      throw PackError(.unwritable, "\(path) cannot be written: \(reason)")
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(PackError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else {
      throw PackError(.unwritable, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    if let number = writeAll(bytes, to: descriptor) {
      throw PackError(.unwritable, "\(path) cannot be written: \(String(cString: strerror(number)))")
    }
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
    if let stream = opendir(path) {
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { remove("\(path)/\(name)") }
      }
    }
    rmdir(path)
  }
}
