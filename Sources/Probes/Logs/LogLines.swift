internal import RegularExpressions
internal import Values

/// A line of a log with everything sensitive in it masked.
struct LogLine: Sendable {
  /// Whose log it is in.
  let source: String
  /// Its place among the lines that were read of that log, from 1.
  let number: Int
  /// The line.
  let text: String
  /// What it holds where it is a JSON object.
  let record: ValueMap?
  /// How grave it is.
  let level: LineLevel
  /// What should not stand in it.
  let findings: [SensitiveText.Kind]
}

/// Takes logs apart into lines.
struct LogReader: Sendable {
  let sensitive: SensitiveText
  let records: LogRecord

  init() throws(RegularExpression.SyntaxError) {
    sensitive = try SensitiveText()
    records = try LogRecord()
  }

  /// What is wrong with what was asked.
  struct Fault: Error {
    let message: String
  }

  /// The lines that are not blank; where `earliest` is given only those that were not written before. A line that is
  /// no entry of its own, as in a stack trace, goes with the one before it.
  func lines(of tail: LogTail, since earliest: Timestamp?) throws(Fault) -> [LogLine] {
    var texts = Self.texts(of: tail.bytes)
    let ends = PrivateKeyBodies.mask(in: &texts)
    var ages = earliest.map { LineAges(tail, since: $0) }
    var lines: [LogLine] = []
    for (index, text) in texts.enumerated() where !text.allSatisfy(\.isWhitespace) {
      let record = text.utf8.first == UInt8(ascii: "{") ? (try? parseJSON(text))?.map : nil
      let line = line(text, record, index, of: tail.name, endsKey: ends.contains(index))
      if try ages?.isOld(line, written: records.time(of: record, text), in: text) != true {
        lines.append(line)
      }
    }
    try ages?.finish(lines)
    return lines
  }

  /// Lines end with LF, CRLF or CR.
  private static func texts(of bytes: [UInt8]) -> [String] {
    let carriageReturn = UInt8(ascii: "\r")
    return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).flatMap { line in
      (line.last == carriageReturn ? line.dropLast() : line).split(
        separator: carriageReturn, omittingEmptySubsequences: false
      ).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private func line(
    _ text: String, _ record: ValueMap?, _ index: Int, of source: String, endsKey: Bool
  ) -> LogLine {
    func line(_ text: String, _ record: ValueMap?, _ kinds: Set<SensitiveText.Kind>) -> LogLine {
      LogLine(
        source: source, number: index + 1, text: text, record: record, level: records.level(of: record, text),
        findings: SensitiveText.Kind.allCases.filter(kinds.contains))
    }
    let matches = sensitive.matches(in: text)
    // A key over several lines is told where it begins.
    var kinds = Set(matches.map(\.kind)).subtracting(endsKey ? [.privateKey] : [])
    let masked = sensitive.masked(text, matches)
    // Escapes and lists may hide something in a record.
    guard let record,
      !matches.isEmpty || text.utf8.contains(UInt8(ascii: "\\")) || sensitive.mayHoldSecretsWithin(text)
    else {
      return line(masked, record, kinds)
    }
    var within: Set<SensitiveText.Kind> = []
    let maskedRecord = sensitive.masked(.map(record), finding: &within)
    let isShown = within.isSubset(of: Set(matches.map(\.kind)))
    kinds.formUnion(endsKey ? within.subtracting([.privateKey]) : within)
    return line(isShown ? masked : maskedRecord.json, maskedRecord.map, kinds)
  }
}
