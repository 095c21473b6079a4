internal import ProbeKit
internal import RegularExpressions
internal import Values

/// What the lines of logs say together.
struct LogSummary {
  let lines: [LogLine]
  /// Whether all of the logs is text; what is none may hide anything.
  let isText: Bool
  /// The patterns that are known; nil where no file of them is named.
  let known: Set<String>?
  let redactor: Redactor
  /// The patterns of errors, each once, in the order in which they appear, with how often they do.
  private let patterns: [(text: String, count: Int)]

  init(
    _ lines: [LogLine], isText: Bool, known: Set<String>?, reader: LogReader, redactor: Redactor
  ) throws(RegularExpression.SyntaxError) {
    self.lines = lines
    self.isText = isText
    self.known = known
    self.redactor = redactor
    let pattern = try ErrorPattern()
    var counts: [String: Int] = [:]
    var order: [String] = []
    for line in lines where line.level.isError {
      // What stands in the place of a number may be a part of a secret.
      let message = redactor.redact(reader.records.message(of: line.record, line.text))
      let text = pattern.pattern(of: message)
      if counts[text] == nil { order.append(text) }
      counts[text, default: 0] += 1
    }
    patterns = order.map { ($0, counts[$0] ?? 0) }
  }

  private var newPatterns: [(text: String, count: Int)] {
    patterns.filter { known?.contains($0.text) == false }
  }

  /// What is shown of logs that go by `name` together.
  func observation(named name: String, notes: [String]) -> Observation {
    let records = lines.compactMap { line in line.record.map { record(of: line, $0) } }
    var fields: ValueMap = [
      "lines": .list(lines.map { .string($0.text) }), "records": .list(records),
      "count": .int(Int64(lines.count)),
    ]
    var undecidable: [String: String] = [:]
    if isText || !findings.isEmpty {
      fields["sensitive"] = .list(findings)
    } else {
      undecidable["sensitive"] = Self.noText
    }
    guard !lines.isEmpty else {
      return Observation(fields, noData: "\(name) has no lines", cause: name, notes: notes)
    }
    fields["structured"] = .double(Double(records.count) / Double(lines.count))
    var notes = notes
    if let doubt = doubtAboutLevels {
      for field in ["levels", "error_patterns", "new_patterns"] { undecidable[field] = doubt }
    } else {
      fields["levels"] = levels
      fields["error_patterns"] = .list(patterns.map { .string($0.text) })
      if known != nil { fields["new_patterns"] = .list(newPatterns.map { .string($0.text) }) }
      let silent = lines.count { $0.level == .unsaid }
      if silent > 0 { notes.append("\(silent) of \(counted(lines.count, "line")) do not say their level") }
    }
    if known == nil { undecidable["new_patterns"] = "no `baseline` says which patterns are known" }
    return Observation(
      fields, excerpt: excerpt(records: records.count), cause: name, notes: notes, undecidable: undecidable)
  }

  /// A record, with where it is from.
  private func record(of line: LogLine, _ record: ValueMap) -> Value {
    guard record["_from"] == nil else { return .map(record) }
    var record = record
    record["_from"] = .string(line.source)
    return .map(record)
  }

  private var findings: [Value] {
    lines.flatMap { line in
      line.findings.map {
        ["kind": .string($0.rawValue), "line": .int(Int64(line.number)), "where": .string(line.source)]
      }
    }
  }

  private static let noText = "not all of it is text in UTF-8, and what is not may hide anything"

  /// Why it cannot be told which lines tell of errors; nil where it can.
  private var doubtAboutLevels: String? {
    guard isText else { return Self.noText }
    var saying: [String: Bool] = [:]
    for line in lines {
      if case .unknown(let name) = line.level {
        return
          "\(line.source):\(line.number) has the level `\(redactor.redact(name).shortened(to: 40))`, which is none that is known"
      }
      saying[line.source, default: false] = saying[line.source] == true || line.level != .unsaid
    }
    // That one log says its levels does not vouch for another.
    let silent = saying.filter { !$0.value }.keys.sorted()
    return silent.first.map { "no line of \($0) says its level" }
  }

  /// How many lines have each level, none being left out; `none` are those of lines that do not say.
  private var levels: Value {
    var counts: [LineLevel: Int64] = [:]
    for line in lines { counts[line.level, default: 0] += 1 }
    let known = LogLevel.allCases.map { level -> (ValueKey, Value) in
      (.string(level.rawValue), .int(counts[.known(level)] ?? 0))
    }
    return .map(ValueMap(known + [("none", .int(counts[.unsaid] ?? 0))]))
  }

  /// The lines that matter, of which a reader of a report sees the place and the masked text.
  private func excerpt(records: Int) -> String {
    func shown(_ line: LogLine) -> String {
      "\(line.source):\(line.number): \(redactor.redact(line.text).shortened(to: 300))"
    }
    let sensitive = lines.filter { !$0.findings.isEmpty }
    var rows = ["\(counted(lines.count, "line")), \(records) of them JSON objects"]
    rows += sensitive.prefix(5).map { line in
      "\(line.findings.map(\.rawValue).joined(separator: ", ")): \(shown(line))"
    }
    if sensitive.count > 5 { rows.append("… and \(counted(sensitive.count - 5, "more line"))") }
    let new = newPatterns
    rows += new.prefix(20).map { "new: \($0.text)" }
    if new.count > 20 { rows.append("… and \(counted(new.count - 20, "more pattern"))") }
    let unstructured = lines.filter { $0.record == nil }
    if sensitive.isEmpty, new.isEmpty {
      rows += (records > 0 && !unstructured.isEmpty ? unstructured : lines).suffix(5).map(shown)
    }
    return rows.joined(separator: "\n")
  }
}
