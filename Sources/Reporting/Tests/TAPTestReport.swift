internal import CheckModel
internal import Values

/// TAP version 14: a line for each case, and what differs as its YAML diagnostic.
func tapTestReport(of record: TestRecord) -> String {
  var text = "TAP version 14\n1..\(record.cases.count)\n"
  for (place, (file, result)) in record.cases.enumerated() {
    let verdict = result.differences.isEmpty ? "ok" : "not ok"
    text += "\(verdict) \(place + 1) - \(escaped(oneLine("\(file.checklist): \(result.name)")))\n"
    text += diagnostic(of: result)
  }
  return text
}

/// `#` begins a directive unless it is escaped.
private func escaped(_ text: String) -> String {
  text.replacing("\\", with: "\\\\").replacing("#", with: "\\#")
}

private func diagnostic(of result: TestCaseResult) -> String {
  guard !result.differences.isEmpty else { return "" }
  var lines = ["---", "at: \(jsonQuoted(result.place))", "differences:"]
  for difference in result.differences {
    lines += ["  - item: \(jsonQuoted(difference.item))", "    part: \(jsonQuoted(difference.part))"]
    if let expected = difference.expected { lines.append("    expected: \(jsonQuoted(expected))") }
    lines.append("    got: \(jsonQuoted(difference.got))")
  }
  return (lines + ["..."]).map { "  \($0)\n" }.joined()
}
