internal import Values

/// Tells lines that are too old from others, one after another.
struct LineAges {
  private let tail: LogTail
  private let earliest: Timestamp
  /// Whether the last line that said when it was written was too old.
  private var isOld: Bool?

  init(_ tail: LogTail, since earliest: Timestamp) {
    self.tail = tail
    self.earliest = earliest
  }

  /// Whether a line is too old; throws where that cannot be told.
  mutating func isOld(
    _ line: LogLine, written time: Timestamp?, in text: String
  ) throws(LogReader.Fault) -> Bool {
    if let time {
      let isFirst = isOld == nil
      isOld = time < earliest
      if isFirst, tail.isCut, time >= earliest {
        throw LogReader.Fault(message: Self.tooFewLines(of: tail.name))
      }
    } else if isOld == true, Self.isEntry(line, text) {
      throw LogReader.Fault(
        message:
          "line \(line.number) of \(tail.name) does not say when it was written, with its offset from UTC; \(Self.help)"
      )
    }
    return isOld == true
  }

  /// Throws where no line of some says when it was written.
  func finish(_ lines: [LogLine]) throws(LogReader.Fault) {
    guard isOld == nil, !lines.isEmpty else { return }
    throw LogReader.Fault(
      message: "no line of \(tail.name) says when it was written, with its offset from UTC; \(Self.help)")
  }

  /// What to say where older lines than those that were read may be young enough.
  static func tooFewLines(of name: String) -> String {
    "the lines that were read of \(name) do not reach back to `since`; ask for more lines by `tail`, or for a shorter time"
  }

  private static let help = "leave out `since`, or write the logs so"

  /// Whether a line is more than the continuation of another: it is a record, says its level, or has a time, however
  /// that is written.
  private static func isEntry(_ line: LogLine, _ text: String) -> Bool {
    guard text.first?.isWhitespace == false else { return false }
    return line.record != nil || line.level != .unsaid || hasClockTime(Array(text.utf8.prefix(64)))
  }

  /// Whether `12:34:56` stands there.
  private static func hasClockTime(_ bytes: [UInt8]) -> Bool {
    bytes.indices.dropLast(7).contains { start in
      bytes[start..<start + 8].enumerated().allSatisfy { place, byte in
        place % 3 == 2
          ? byte == UInt8(ascii: ":") : isDigit(byte)
      }
    }
  }
}
