private import SystemPackage
private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A directory of one's own under `$TMPDIR` or `/tmp`, removed with everything in it when its last owner goes or
/// the process ends, however it ends.
///
/// Its path is short, since PostgreSQL's Unix sockets allow 107 bytes, and every user may enter it, since servers
/// run as another user where the tests run as root.
public final class TemporaryDirectory: Sendable {
  /// The absolute path, without a closing slash.
  public let path: String

  /// Makes a new, empty directory.
  public init() throws(TestEnvironmentError) {
    path = try RunDirectory.shared.get().newEntry()
    guard mkdir(path, 0o755) == 0 else {
      throw TestEnvironmentError("mkdir \(path): \(String(cString: strerror(errno)))")
    }
    chmod(path, 0o755)
  }

  deinit {
    removeTree(path)
  }

  /// The absolute path of `name` in this directory.
  public func path(of name: String) -> String {
    "\(path)/\(name)"
  }

  /// Writes `text` to the file `name`, whose parent directories are made where they are missing.
  ///
  /// - Returns: the file's absolute path.
  @discardableResult
  public func write(_ text: String, to name: String, permissions: UInt16 = 0o644) throws -> String {
    for (offset, character) in name.enumerated() where character == "/" {
      try makeDirectory(String(name.prefix(offset)))
    }
    let file = path(of: name)
    let descriptor = try FileDescriptor.open(
      FilePath(file), .writeOnly, options: [.create, .truncate],
      permissions: FilePermissions(rawValue: CInterop.Mode(permissions)))
    try descriptor.closeAfter { _ = try descriptor.writeAll(Array(text.utf8)) }
    chmod(file, mode_t(permissions))
    return file
  }

  /// Makes the directory `name` unless it exists.
  ///
  /// - Returns: its absolute path.
  @discardableResult
  public func makeDirectory(_ name: String) throws(TestEnvironmentError) -> String {
    let directory = path(of: name)
    guard mkdir(directory, 0o755) == 0 || errno == EEXIST else {
      throw TestEnvironmentError("mkdir \(directory): \(String(cString: strerror(errno)))")
    }
    return directory
  }

  /// The names of its entries, sorted.
  public var names: [String] { Self.entries(of: path) }

  /// The names of the entries of any directory, sorted; none where it cannot be read.
  public static func entries(of path: String) -> [String] { directoryEntries(path).sorted() }

  /// The text of the file `name`.
  public func read(_ name: String) throws -> String {
    try readFile(path(of: name))
  }
}

/// The parent of this process's temporary directories, removed by a shell that waits for the process to end.
private final class RunDirectory: Sendable {
  static let shared = Result { () throws(TestEnvironmentError) in try RunDirectory() }

  private let path: String
  private let janitor: ChildShell
  private let entries = Lock(0)

  private init() throws(TestEnvironmentError) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/checkctl-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw TestEnvironmentError("mkdtemp in \(parent): \(String(cString: strerror(errno)))")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    chmod(path, 0o755)
    janitor = try ChildShell(Self.removal, [path], log: "/dev/null")
  }

  func newEntry() -> String {
    let number = entries.withLock { count in
      count += 1
      return count
    }
    return "\(path)/\(number)"
  }

  /// Servers may still write while they end, so the removal is repeated.
  private static let removal = """
    read -r word <&3
    left=100
    until rm -rf -- "$1" || [ "$left" -eq 0 ]; do sleep 0.1; left=$((left - 1)); done
    """
}

/// Removes the file or directory at `path` as far as that is allowed.
private func removeTree(_ path: String) {
  guard unlink(path) != 0, errno == EISDIR || errno == EPERM else { return }
  for name in directoryEntries(path) {
    removeTree("\(path)/\(name)")
  }
  rmdir(path)
}

/// The names in the directory at `path`; none when it cannot be read.
func directoryEntries(_ path: String) -> [String] {
  guard let stream = opendir(path) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names
}

/// The text of the file at `path`, with what is not UTF-8 replaced.
public func readFile(_ path: String) throws -> String {
  let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
  return try descriptor.closeAfter {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = try chunk.withUnsafeMutableBytes { try descriptor.read(into: $0) }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }
}
