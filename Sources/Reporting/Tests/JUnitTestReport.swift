internal import CheckModel
internal import Values

/// JUnit's XML: a suite for each file of tests, a test case for each case.
func junitTestReport(of record: TestRecord) -> String {
  var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  let results = record.cases.map(\.result)
  XMLElement(
    "testsuites", [("name", "checkctl test")] + counts(of: results, record.duration),
    children: record.files.map(suite)
  ).write(to: &text)
  return text
}

private func suite(of file: TestFileResult) -> XMLElement {
  let total = file.cases.reduce(Duration.zero) { $0 + $1.duration }
  return XMLElement(
    "testsuite", [("name", file.path)] + counts(of: file.cases, total),
    children: file.cases.map { element(of: $0, in: file) })
}

private func counts(
  of results: [TestCaseResult], _ duration: Duration
) -> [(name: String, value: String)] {
  [
    ("tests", String(results.count)), ("failures", String(results.count { !$0.differences.isEmpty })),
    ("errors", "0"), ("skipped", "0"), ("time", duration.xmlSeconds),
  ]
}

private func element(of result: TestCaseResult, in file: TestFileResult) -> XMLElement {
  var attributes = [
    ("name", result.name), ("classname", file.checklist), ("time", result.duration.xmlSeconds),
    ("file", file.path),
  ]
  if let line = result.place.split(separator: ":").dropLast().last {
    attributes.append(("line", String(line)))
  }
  guard let first = result.differences.first else { return XMLElement("testcase", attributes) }
  let message = "\(first.item) \(first.part): expected \(first.expected ?? ""), got \(first.got)"
  let text = result.differences.map { difference in
    let expected = difference.expected.map { "\n  expected \($0)" } ?? ""
    return "\(difference.item) \(difference.part)\(expected)\n  got      \(difference.got)"
  }
  return XMLElement(
    "testcase", attributes,
    children: [
      XMLElement(
        "failure", [("message", message), ("type", "mismatch")],
        text: (text + ["at \(result.place)"]).joined(separator: "\n"))
    ])
}
