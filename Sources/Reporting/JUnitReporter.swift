internal import CheckModel
internal import Values

/// Writes JUnit's XML as the Jenkins JUnit plugin and GitLab read it: a suite for each section, a test case for
/// each item. Only *failed* is a failure; what could not be decided is an error.
struct JUnitReporter: Reporter {
  func finish(_ record: RunRecord, to output: inout some TextOutputStream) {
    output.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    document(of: record).write(to: &output)
  }

  private func document(of record: RunRecord) -> XMLElement {
    let header = record.header
    var suites = Dictionary(grouping: record.results, by: \.item.section).sorted { $0.key < $1.key }
      .map { Suite(name: $0.key.isEmpty ? header.checklist : $0.key, results: $0.value) }
    if !header.disabled.isEmpty { suites.append(Suite(name: "Disabled", disabled: header.disabled)) }
    var attributes = [("name", header.checklist + (header.replay == nil ? "" : " (replay)"))]
    attributes += Suite.counts(
      of: record.results, disabled: header.disabled.count, duration: record.summary.duration)
    attributes.append(("timestamp", header.started.withoutZone))
    return XMLElement("testsuites", attributes, children: suites.map { $0.element(in: record) })
  }
}

private struct Suite {
  let name: String
  var results: [ItemResult] = []
  var disabled: [DisabledItem] = []

  static func counts(
    of results: [ItemResult], disabled: Int, duration: Duration
  ) -> [(name: String, value: String)] {
    func count(_ form: CaseForm) -> Int { results.count { CaseForm($0.outcome) == form } }
    return [
      ("tests", String(results.count + disabled)), ("failures", String(count(.failure))),
      ("errors", String(count(.error))), ("skipped", String(count(.skipped) + disabled)),
      ("time", duration.xmlSeconds),
    ]
  }

  func element(in record: RunRecord) -> XMLElement {
    let header = record.header
    let total = results.reduce(Duration.zero) { $0 + $1.duration }
    let begun = results.compactMap(\.started).min() ?? header.started
    let attributes =
      [("name", name)] + Self.counts(of: results, disabled: disabled.count, duration: total)
      + [("timestamp", begun.withoutZone)]
    var properties = [("checklist", header.checklist), ("verdict", record.summary.verdict.name)]
    if let environment = header.environment { properties.append(("environment", environment)) }
    if let replay = header.replay { properties.append(("replay", replay.summary)) }
    if let reason = record.summary.cutShort { properties.append(("cut_short", reason)) }
    let className = (header.replay == nil ? "" : "replay.") + "\(header.checklist).\(name)"
    let cases =
      results.sorted { $0.item.id < $1.item.id }.map { TestCase(result: $0, className: className).element }
      + disabled.map { TestCase.element(of: $0, className: className) }
    return XMLElement("testsuite", attributes, children: [.properties(properties)] + cases)
  }
}

private struct TestCase {
  let result: ItemResult
  let className: String

  static func element(of item: DisabledItem, className: String) -> XMLElement {
    XMLElement(
      "testcase", [("name", "\(item.id): \(item.title)"), ("classname", className), ("time", "0.000")],
      children: [XMLElement("skipped", [("message", "disabled: \(item.reason)")])])
  }

  var element: XMLElement {
    let item = result.item
    var attributes = [
      ("name", "\(item.id): \(item.title)"), ("classname", className), ("time", result.duration.xmlSeconds),
    ]
    let file = item.place.split(separator: ":").dropLast(2).joined(separator: ":")
    if !file.isEmpty { attributes.append(("file", file)) }
    return XMLElement("testcase", attributes, children: [.properties(properties)] + verdict + systemOut)
  }

  private var properties: [(name: String, value: String)] {
    let item = result.item
    var all = [
      ("id", item.id.rawValue), ("section", item.section), ("severity", item.severity.rawValue),
      ("kind", item.kind), ("outcome", result.outcome.rawValue), ("attempts", String(result.attempts)),
    ]
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { all.append((name, value)) }
    }
    add("target", item.target)
    add("owner", item.owner)
    add("tags", item.tags.joined(separator: ","))
    add("place", item.place)
    add("gates", item.gates ? nil : "false")
    add("part_of", item.partOf?.rawValue)
    add("action", item.isAction ? "true" : nil)
    add("pack", item.pack)
    add("overrides", item.overrides.joined(separator: "; "))
    for output in result.outputs { add("output.\(output.key)", output.value.string ?? output.value.json) }
    add("waiver", result.outcome == .waived ? result.reason : nil)
    return all.filter { !$0.1.isEmpty }
  }

  private var verdict: [XMLElement] {
    let name: String
    switch CaseForm(result.outcome) {
    case .pass: return []
    case .skipped: return [XMLElement("skipped", [("message", result.reason)])]
    case .failure: name = "failure"
    case .error: name = "error"
    }
    let reason = result.reason.isEmpty ? result.outcome.rawValue : result.reason
    let message = result.item.countingNote.map { "\(reason) (\($0))" } ?? reason
    return [XMLElement(name, [("message", message), ("type", result.outcome.rawValue)], text: explanation)]
  }

  /// What a reader needs to act on it.
  private var explanation: String {
    var lines = result.findings.map(\.message)
    if lines.isEmpty { lines = [result.reason] }
    if let excerpt = result.excerpt { lines += ["", excerpt] }
    lines += result.notes.map { "note: \($0)" }
    if let remedy = result.item.remedy { lines.append("remedy: \(remedy)") }
    if let docs = result.item.docs { lines.append("docs: \(docs)") }
    if !result.item.place.isEmpty { lines.append("at \(result.item.place)") }
    return lines.joined(separator: "\n")
  }

  /// Where it passed, what its reader still wants to know.
  private var systemOut: [XMLElement] {
    guard CaseForm(result.outcome) == .pass, !result.notes.isEmpty else { return [] }
    return [XMLElement("system-out", text: result.notes.map { "note: \($0)" }.joined(separator: "\n"))]
  }
}

/// What JUnit has for an outcome.
private enum CaseForm {
  case pass
  case failure
  case error
  case skipped

  init(_ outcome: Outcome) {
    switch outcome {
    case .passed, .waived: self = .pass
    case .failed: self = .failure
    case .error, .noData, .blocked, .pending: self = .error
    case .skipped: self = .skipped
    }
  }
}

extension XMLElement {
  fileprivate static func properties(_ all: [(name: String, value: String)]) -> XMLElement {
    XMLElement(
      "properties", children: all.map { XMLElement("property", [("name", $0.name), ("value", $0.value)]) })
  }
}

extension Duration {
  /// In seconds with three digits of a fraction.
  var xmlSeconds: String {
    let milliseconds = Int64((seconds * 1000).rounded())
    let fraction = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
  }
}

extension Timestamp {
  /// In UTC to the second and without a zone, the only form that JUnit's schema knows.
  fileprivate var withoutZone: String { String(Timestamp(seconds: seconds).description.dropLast()) }
}
