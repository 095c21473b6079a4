#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Why a file could not be read.
public struct FileFault: Error, Hashable, Sendable {
  /// In words, such as `No such file or directory`.
  public let message: String
  /// Whether there is nothing of that name.
  public let isMissing: Bool
  /// Whether it is not for whoever asks.
  public let isNotGranted: Bool

  /// Makes one.
  public init(_ message: String, isMissing: Bool = false) {
    self.message = message
    self.isMissing = isMissing
    isNotGranted = false
  }

  /// Makes one of a file that is not for whoever asks.
  public init(notGranted message: String) {
    self.message = message
    isMissing = false
    isNotGranted = true
  }

  fileprivate static var current: FileFault {
    FileFault(String(cString: strerror(errno)), isMissing: errno == ENOENT)
  }

  fileprivate static func tooLarge(_ limit: Int) -> FileFault {
    FileFault("larger than \(limit >> 20) MiB")
  }
}

/// Reading files whole, and standard input.
public enum RegularFile {
  /// The most that is read of one file, in bytes.
  public static let largest = 64 << 20

  /// The content of a regular file of at most so many bytes. A pipe or a device is refused rather than waited
  /// for.
  public static func read(_ path: String, atMost limit: Int = largest) throws(FileFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .current }
    defer { close(descriptor) }
    return try read(descriptor: descriptor, atMost: limit)
  }

  /// The content of an open regular file from where it is, of at most so many bytes.
  public static func read(descriptor: Int32, atMost limit: Int = largest) throws(FileFault) -> [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .current }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileFault("not a regular file") }
    guard status.st_size <= limit else { throw .tooLarge(limit) }
    return try content(of: descriptor, expecting: Int(status.st_size), atMost: limit)
  }

  /// What standard input has until it ends, at most so many bytes; here a pipe is waited for.
  public static func readStandardInput(atMost limit: Int = largest) throws(FileFault) -> [UInt8] {
    try content(of: STDIN_FILENO, expecting: 0, atMost: limit)
  }

  private static func content(
    of descriptor: Int32, expecting size: Int, atMost limit: Int
  ) throws(FileFault) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .current }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= limit else { throw .tooLarge(limit) }
    }
  }
}

/// The names in a folder but for `.` and `..`, sorted. Throws where it cannot be read as a whole.
public func names(inFolder path: String) throws(FileFault) -> [String] {
  guard let stream = opendir(path) else { throw .current }
  defer { closedir(stream) }
  var names: [String] = []
  errno = 0
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
    errno = 0
  }
  guard errno == 0 else { throw .current }
  return names.sorted()
}

/// `read(2)`, which `RegularFile.read` would hide.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
