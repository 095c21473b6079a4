/// A text that diagnostics point into: a checklist, an environment, or an argument of the command line.
public struct SourceFile: Sendable {
  /// Identifies a file within one `SourceMap`.
  public struct ID: Hashable, Sendable {
    /// The place of the file in its map, from 0.
    public let index: UInt32

    init(index: Int) { self.index = UInt32(index) }
  }

  /// A place as people count it: both from 1, the column in Unicode scalars.
  public struct Position: Hashable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// The column, from 1, in Unicode scalars.
    public let column: Int
  }

  /// The path as diagnostics show it.
  public let path: String
  /// The whole text, in UTF-8.
  public let bytes: [UInt8]
  private let lineStarts: [Int]
  /// How many scalars begin before each block of `blockSize` bytes, so that a place in a very long line is found
  /// without counting from its beginning.
  private let scalarsBefore: [Int]
  private static let blockSize = 4096

  /// Makes a file; its lines are found at once. A byte order mark belongs to no line.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    var scalarsBefore: [Int] = []
    var scalars = 0
    for (offset, byte) in bytes.enumerated() {
      if offset % Self.blockSize == 0 { scalarsBefore.append(scalars) }
      if byte & 0xC0 != 0x80 { scalars += 1 }
      if byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
    }
    lineStarts = starts
    self.scalarsBefore = scalarsBefore
  }

  /// The number of lines; a final newline opens no further line.
  public var lineCount: Int {
    lineStarts.count > 1 && lineStarts.last == bytes.count ? lineStarts.count - 1 : lineStarts.count
  }

  /// The line, from 1, that holds the byte at `offset`.
  public func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The bytes of a line, from 1, without its line break; nothing of a line that is not there.
  public func range(ofLine line: Int) -> Range<Int> {
    guard lineStarts.indices.contains(line - 1) else { return bytes.count..<bytes.count }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<max(start, end)
  }

  /// The text of a line, from 1, invalid UTF-8 replaced.
  public func text(ofLine line: Int) -> String {
    String(decoding: bytes[range(ofLine: line)], as: UTF8.self)
  }

  /// The line and column of the byte at `offset`.
  public func position(at offset: Int) -> Position {
    let bounded = min(max(offset, 0), bytes.count)
    let line = line(at: bounded)
    let start = min(lineStarts[line - 1], bounded)
    // Few lines are so long that it pays to look their beginning up.
    let column =
      bounded - start <= Self.blockSize
      ? bytes[start..<bounded].count { $0 & 0xC0 != 0x80 } : scalars(before: bounded) - scalars(before: start)
    return Position(line: line, column: column + 1)
  }

  private func scalars(before offset: Int) -> Int {
    let block = min(offset / Self.blockSize, scalarsBefore.count - 1)
    guard block >= 0 else { return 0 }
    return scalarsBefore[block] + bytes[(block * Self.blockSize)..<offset].count { $0 & 0xC0 != 0x80 }
  }
}

/// A range of bytes in a file.
public struct Span: Hashable, Sendable {
  /// The file.
  public let file: SourceFile.ID
  private let lower: UInt32
  private let upper: UInt32

  /// Makes a span over UTF-8 offsets.
  public init(file: SourceFile.ID, bytes: Range<Int>) {
    self.file = file
    lower = UInt32(bytes.lowerBound)
    upper = UInt32(bytes.upperBound)
  }

  /// The UTF-8 offsets, from 0.
  public var bytes: Range<Int> { Int(lower)..<Int(upper) }

  /// From the start of this span to the end of `other`, which lies in the same file.
  public func through(_ other: Span) -> Span {
    Span(file: file, bytes: bytes.lowerBound..<max(bytes.upperBound, other.bytes.upperBound))
  }
}

/// The files of one load, by their ids.
public struct SourceMap: Sendable {
  private var files: [SourceFile] = []

  /// An empty map.
  public init() {}

  /// Adds a file and names it.
  public mutating func add(_ file: SourceFile) -> SourceFile.ID {
    files.append(file)
    return SourceFile.ID(index: files.count - 1)
  }

  /// The file of that id; an empty one, named `?`, for an id that another map gave out.
  public subscript(id: SourceFile.ID) -> SourceFile {
    let place = Int(id.index)
    return files.indices.contains(place) ? files[place] : SourceFile(path: "?", bytes: [])
  }

  /// Where a span starts, as `path:line:column`.
  public func place(of span: Span) -> String {
    let file = self[span.file]
    let position = file.position(at: span.bytes.lowerBound)
    return "\(file.path):\(position.line):\(position.column)"
  }
}
