internal import ProbeKit
internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The end of a log as it was read.
struct LogTail: Sendable {
  /// Whose log it is: a path, or POD/CONTAINER.
  let name: String
  /// Whole lines, the last of which need not be ended.
  let bytes: [UInt8]
  /// Whether the log has lines before these.
  let isCut: Bool
  /// What else is to be said of it.
  var notes: [String] = []
}

/// Files of a log. Everything here may block on a slow file system.
struct LogFiles: Sendable {
  let subject: FileSubject
  /// How many lines are read of each.
  let lines: Int

  /// How many files a pattern may match.
  static let mostFiles = 50
  /// How much is read of one file, in bytes.
  static let mostBytesOfFile = 8 << 20
  /// How much is read of all, in bytes.
  static let mostBytes = 32 << 20

  /// The ends of the files, the file that changed last being the last.
  func read(admittedBy gate: FileGate) throws(FileFault) -> [LogTail] {
    let paths = try subject.paths()
    guard paths.count <= Self.mostFiles else {
      throw FileFault("\(subject) matches \(paths.count) files, more than \(Self.mostFiles)")
    }
    var files: [FileFacts] = []
    for path in paths {
      if let facts = try Self.named(
        path, { () throws(FileFault) in try FileFacts(path, at: try gate.place(of: path)) })
      {
        files.append(facts)
      }
    }
    guard !files.isEmpty else { throw FileFault(subject.absence) }
    var tails: [LogTail] = []
    var total = 0
    for file in files.sorted(by: { ($0.modified, $0.path) < ($1.modified, $1.path) }) {
      let end = try Self.named(file.path) { () throws(FileFault) in try tail(of: file) }
      total += end.bytes.count
      guard total <= Self.mostBytes else {
        throw FileFault("the ends of \(subject) have more than 32 MiB; ask for fewer lines by `tail`")
      }
      tails.append(end)
    }
    return tails
  }

  private static func named<Result>(
    _ path: String, _ body: () throws(FileFault) -> Result
  ) throws(FileFault) -> Result {
    do {
      return try body()
    } catch {
      let message = "\(path) cannot be read: \(error.message)"
      throw error.isNotGranted ? FileFault(notGranted: message) : FileFault(message)
    }
  }

  private func tail(of file: FileFacts) throws(FileFault) -> LogTail {
    let descriptor = open(file.place, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileFault(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileFault(String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileFault("it is not a regular file") }
    try refuseOther(descriptor)
    let size = Int(status.st_size)
    let read = try end(of: descriptor, size: size)
    let kept = lastLines(lines, of: read)
    return LogTail(name: file.path, bytes: kept, isCut: kept.count < size)
  }

  /// What is no text in UTF-8, as rotated logs may be: gzip, zstd, bzip2, xz, LZ4, zip, and UTF-16 by its mark.
  private func refuseOther(_ descriptor: Int32) throws(FileFault) {
    let start = try Self.bytes(of: descriptor, at: 0, count: 4)
    let compressed: [[UInt8]] = [
      [0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], [0x42, 0x5A, 0x68], [0xFD, 0x37, 0x7A, 0x58],
      [0x04, 0x22, 0x4D, 0x18], [0x50, 0x4B, 0x03, 0x04],
    ]
    guard !compressed.contains(where: start.starts(with:)) else {
      throw FileFault("it is compressed; let the pattern leave it out")
    }
    guard !start.starts(with: [0xFF, 0xFE]), !start.starts(with: [0xFE, 0xFF]) else {
      throw FileFault("it is in UTF-16; only UTF-8 is read")
    }
  }

  /// Reads from the end, until there are enough lines.
  private func end(of descriptor: Int32, size: Int) throws(FileFault) -> [UInt8] {
    var chunks: [[UInt8]] = []
    var start = size
    var newlines = 0
    while start > 0, newlines <= lines {
      guard size - start < Self.mostBytesOfFile else {
        throw FileFault("its last \(counted(lines, "line")) have more than 8 MiB; ask for fewer by `tail`")
      }
      let count = min(1 << 16, start)
      start -= count
      let chunk = try Self.bytes(of: descriptor, at: start, count: count)
      guard chunk.count == count else {
        throw FileFault("it was cut off while it was read", isMissing: false)
      }
      newlines += chunk.count { $0 == UInt8(ascii: "\n") }
      chunks.append(chunk)
    }
    return Array(chunks.reversed().joined())
  }

  private static func bytes(of descriptor: Int32, at offset: Int, count: Int) throws(FileFault) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw FileFault(String(cString: strerror(errno))) }
      if read == 0 { break }
      filled += read
    }
    return Array(bytes[..<filled])
  }
}

/// The last lines of a text that may have more; one that is not ended counts.
func lastLines(_ count: Int, of bytes: [UInt8]) -> [UInt8] {
  let newline = UInt8(ascii: "\n")
  var index = bytes.last == newline ? bytes.count - 1 : bytes.count
  var left = count
  while index > 0 {
    if bytes[index - 1] == newline {
      left -= 1
      if left == 0 { return Array(bytes[index...]) }
    }
    index -= 1
  }
  return bytes
}
