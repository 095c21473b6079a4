public import CheckModel
internal import Digests
internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The folder of a recording: `recording.json` for the run, and `items/` with a file for each item.
public struct RecordingFolder: Sendable {
  /// The folder.
  public let path: String

  /// The most that a recording may have, in bytes of all its files.
  public static let largest = 256 << 20

  static let runFile = "recording.json"
  static let itemFolder = "items"

  /// Names a folder; nothing is looked at yet.
  public init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The name of the file of an item within `items/`: its id with all but letters, digits, `.`, `_` and `-` as `%` and two
  /// digits, and shortened with a digest where it is long.
  static func fileName(of id: ItemID) -> String {
    let digits = Array("0123456789ABCDEF")
    var name = ""
    for byte in id.rawValue.utf8 {
      let isPlain =
        byte < 0x80 && Unicode.Scalar(byte).properties.isAlphabetic || isDigit(byte)
        || "_-".utf8.contains(byte) || byte == UInt8(ascii: ".") && !name.isEmpty
      if isPlain {
        name.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        name += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    if name.utf8.count > 180 {
      name = name.prefix(150) + "-" + SHA256Digest(of: id.rawValue).hex.prefix(16)
    }
    return name + ".json"
  }

  /// Finds out before the run whether the folder may be written at its end: it is not there, empty, or a recording and
  /// nothing else, and the folder that it is in can be written.
  public func check() throws(RecordingFault) {
    guard let target = target else { throw .init(.notARecording, "\(path) leads nowhere") }
    var status = stat()
    if stat(target, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw .init(.notARecording, "\(path) is not a folder: name one that is to be made")
      }
      let names = (try? Values.names(inFolder: target)) ?? []
      guard names.isEmpty || names.contains(Self.runFile), let odd = names.first(where: { !Self.isOurs($0) })
      else {
        guard names.isEmpty || names.contains(Self.runFile) else {
          throw .init(
            .notARecording,
            "\(path) is not empty and no recording (it has no \(Self.runFile)): name another folder")
        }
        return try checkParent(of: target)
      }
      throw .init(
        .notARecording,
        "\(path) holds \(odd) beside a recording, which would be lost: move it, or name another folder")
    }
    try checkParent(of: target)
  }

  private static func isOurs(_ name: String) -> Bool { name == runFile || name == itemFolder }

  private func checkParent(of target: String) throws(RecordingFault) {
    let parent = Self.parent(of: target)
    guard access(parent, W_OK | X_OK) == 0 else {
      throw .init(.notWritten, "cannot write the recording \(path): \(parent): \(Self.reason)")
    }
  }

  /// Writes the recording as a whole: the folder holds the old one or the new one at any time, but for a moment where the
  /// system cannot exchange folders. May block.
  public func write(_ recording: Recording) throws(RecordingFault) {
    try check()
    guard let target else { throw .init(.notARecording, "\(path) leads nowhere") }
    let draft = "\(Self.parent(of: target))/.checkctl-recording.\(getpid()).\(UInt32.random(in: 0 ... .max))"
    defer {
      Self.remove(draft)
      Self.remove(draft + ".old")
    }
    try fill(draft, with: recording)
    if let number = replaceFolder(target, by: draft) {
      throw .init(
        .notWritten, "cannot write the recording \(path): \(target): \(String(cString: strerror(number)))")
    }
  }

  private func fill(_ draft: String, with recording: Recording) throws(RecordingFault) {
    guard mkdir(draft, 0o700) == 0, mkdir("\(draft)/\(Self.itemFolder)", 0o700) == 0 else {
      throw notWritten(draft)
    }
    var left = Self.largest
    try write(WireRun.encoded(recording), to: "\(draft)/\(Self.runFile)", &left)
    for item in recording.items {
      try write(
        WireItem.encoded(item), to: "\(draft)/\(Self.itemFolder)/\(Self.fileName(of: item.id))", &left)
    }
  }

  private func write(_ json: Value, to file: String, _ left: inout Int) throws(RecordingFault) {
    let text = json.prettyJSON + "\n"
    left -= text.utf8.count
    guard left >= 0, text.utf8.count <= RegularFile.largest else {
      throw .init(
        .notWritten,
        "cannot write the recording \(path): it would be larger than \(Self.largest >> 20) MiB, or one item's file than \(RegularFile.largest >> 20) MiB: record fewer items at once, or let them ask for less"
      )
    }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw notWritten(file) }
    let failure = writeAll(text, to: descriptor) ?? (fsync(descriptor) == 0 ? nil : errno)
    close(descriptor)
    if let failure {
      throw .init(.notWritten, "cannot write the recording \(path): \(String(cString: strerror(failure)))")
    }
  }

  /// Where links lead, so that the folder itself is replaced.
  private var target: String? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// Removes a folder that is a recording, or was to be one.
  private static func remove(_ folder: String) {
    for name in (try? names(inFolder: "\(folder)/\(itemFolder)")) ?? [] {
      unlink("\(folder)/\(itemFolder)/\(name)")
    }
    rmdir("\(folder)/\(itemFolder)")
    unlink("\(folder)/\(runFile)")
    rmdir(folder)
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static var reason: String { String(cString: strerror(errno)) }

  private func notWritten(_ file: String) -> RecordingFault {
    RecordingFault(.notWritten, "cannot write the recording \(path): \(file): \(Self.reason)")
  }
}
