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
    let texts = Self.texts(of: tail.bytes)
    let keys = PrivateKeyLines(texts)
    var ages = earliest.map { LineAges(tail, since: $0) }
    var lines: [LogLine] = []
    for (index, text) in texts.enumerated() where !text.allSatisfy(\.isWhitespace) {
      let record = text.utf8.first == UInt8(ascii: "{") ? (try? parseJSON(text))?.map : nil
      let line = line(text, record, index, of: tail.name, among: keys)
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
    _ text: String, _ record: ValueMap?, _ index: Int, of source: String, among keys: PrivateKeyLines
  ) -> LogLine {
    func line(_ text: String, _ record: ValueMap?, _ kinds: Set<SensitiveText.Kind>) -> LogLine {
      LogLine(
        source: source, number: index + 1, text: text, record: record, level: records.level(of: record, text),
        findings: SensitiveText.Kind.allCases.filter(kinds.contains))
    }
    if keys.bodies.contains(index) {
      return line(Redactor.mask, nil, keys.ends.contains(index) ? [.privateKey] : [])
    }
    let matches = sensitive.matches(in: text)
    var kinds = Set(matches.map(\.kind))
    let masked = sensitive.masked(text, matches)
    // Escapes may hide something in the text of a record.
    guard let record, !matches.isEmpty || text.utf8.contains(UInt8(ascii: "\\")) else {
      return line(masked, record, kinds)
    }
    var within: Set<SensitiveText.Kind> = []
    let maskedRecord = sensitive.masked(.map(record), finding: &within)
    let isShown = within.isSubset(of: kinds)
    kinds.formUnion(within)
    return line(isShown ? masked : maskedRecord.json, maskedRecord.map, kinds)
  }
}

/// The lines of private keys that are written over several of them (RFC 7468), also where the log begins within one.
struct PrivateKeyLines: Sendable {
  /// The lines of keys but their first ones.
  private(set) var bodies: Set<Int> = []
  /// The last lines of keys whose first ones are not there.
  private(set) var ends: Set<Int> = []

  init(_ texts: [String]) {
    for (index, text) in texts.enumerated() where text.contains(ascii: "PRIVATE KEY") {
      if text.contains(ascii: "-----BEGIN "), !text.contains(ascii: "-----END ") {
        var next = index + 1
        while next < texts.count, Self.isBody(texts[next]) {
          bodies.insert(next)
          next += 1
        }
        if next < texts.count, texts[next].contains(ascii: "-----END ") { bodies.insert(next) }
      } else if text.contains(ascii: "-----END "), !text.contains(ascii: "-----BEGIN "),
        !bodies.contains(index)
      {
        bodies.insert(index)
        ends.insert(index)
        var previous = index - 1
        while previous >= 0, Self.isBody(texts[previous]) {
          bodies.insert(previous)
          previous -= 1
        }
      }
    }
  }

  /// Base64, or a field of a key that is encrypted.
  private static func isBody(_ text: String) -> Bool {
    if text.hasPrefix("Proc-Type:") || text.hasPrefix("DEK-Info:") { return true }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), 0x20:
        true
      default: false
      }
    }
  }
}
