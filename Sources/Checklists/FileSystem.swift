#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Paths as text; nothing here looks at the disk.
enum Path {
  /// The name of a file without its folders and its `.yaml` or `.yml`.
  static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    for suffix in [".yaml", ".yml"] where name.hasSuffix(suffix) {
      return String(name.dropLast(suffix.count))
    }
    return name
  }

  /// The folder that a file lies in.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A path relative to a folder, `.` and `..` taken out where they can be.
  static func join(_ directory: String, _ path: String) -> String {
    if path.hasPrefix("/") { return normalized(path) }
    return normalized(directory == "." ? path : directory + "/" + path)
  }

  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !path.hasPrefix("/") {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
  }
}

/// Why a file could not be read.
struct FileFault: Error, Hashable, Sendable {
  /// In words, such as `No such file or directory`.
  let message: String
  /// Whether there is nothing of that name.
  let isMissing: Bool

  init(_ message: String, isMissing: Bool = false) {
    self.message = message
    self.isMissing = isMissing
  }

  fileprivate static var current: FileFault {
    FileFault(String(cString: strerror(errno)), isMissing: errno == ENOENT)
  }
}

/// The files that checklists are made of.
enum FileSystem {
  /// The most that is read of one file, in bytes.
  static let largest = 64 << 20

  /// The content of a regular file. A pipe or a device is refused rather than waited for.
  static func read(_ path: String) throws(FileFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .current }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .current }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileFault("not a regular file") }
    guard status.st_size <= largest else { throw FileFault("larger than \(largest >> 20) MiB") }
    return try content(of: descriptor, expecting: Int(status.st_size))
  }

  private static func content(of descriptor: Int32, expecting size: Int) throws(FileFault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .current }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= largest else { throw FileFault("larger than \(largest >> 20) MiB") }
    }
  }

  /// The names in a folder, sorted; empty where there is no such folder.
  static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }

  /// The names of the YAML files in a folder without their endings, each once, sorted.
  static func yamlStems(in directory: String) -> [String] {
    Set(names(in: directory).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map(Path.stem)).sorted()
  }

  /// The file that a name without an ending means: `.yml` counts where there is no `.yaml`.
  static func yamlFile(named name: String, in directory: String) -> String {
    let yaml = Path.join(directory, name + ".yaml")
    let yml = Path.join(directory, name + ".yml")
    return !exists(yaml) && exists(yml) ? yml : yaml
  }

  /// Whether there is a file or folder of that name.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether there is a folder of that name.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

/// `read(2)`, which `FileSystem.read` would hide.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
