import CheckModel
import FoundationEssentials
import Reporting
import Testing
import Values

/// What people and programs read of tests.
@Suite struct TestReportTests {
  private static let record = TestRecord(
    files: [
      TestFileResult(
        path: "tests/a.test.yaml", checklist: "a",
        cases: [
          TestCaseResult(
            name: "good", place: "tests/a.test.yaml:4:11", differences: [], duration: .milliseconds(2)),
          TestCaseResult(
            name: "bad #1", place: "tests/a.test.yaml:9:11",
            differences: [
              TestDifference(item: "x", part: "outcome", expected: "passed", got: "failed"),
              TestDifference(item: "x", part: "message", expected: nil, got: "value: <1>"),
              TestDifference(item: "y", part: "message", expected: "value is 15", got: "value is 17"),
            ], duration: .milliseconds(5)),
        ]),
      TestFileResult(
        path: "tests/b.test.yaml", checklist: "b",
        cases: [
          TestCaseResult(name: "fine", place: "tests/b.test.yaml:4:11", differences: [], duration: .zero)
        ]),
    ], duration: .milliseconds(12))

  private func report(_ format: TestReportFormat, isVerbose: Bool = false) throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/test-report-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let reports = try TestReports(
      [TestReportRequest(format, to: .file(path))], style: ReportStyle(isVerbose: isVerbose))
    try reports.write(Self.record)
    return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }

  @Test func peopleReadWhatDiffers() throws {
    #expect(
      try report(.pretty, isVerbose: true) == """
        FAIL tests/a.test.yaml  1 of 2 cases failed
          ok   good
          FAIL bad #1 (tests/a.test.yaml:9:11)
               x outcome
               - passed
               + failed
               x message
                 value: <1>
               y message
               - value is 15
               + value is 17
                           ^
        ok   tests/b.test.yaml  1 case
          ok   fine

        3 cases in 2 files: 2 passed, 1 failed (12ms)

        """)
  }

  @Test func junitHasASuiteForEachFile() throws {
    #expect(
      try report(.junit) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="checkctl test" tests="3" failures="1" errors="0" skipped="0" time="0.012">
          <testsuite name="tests/a.test.yaml" tests="2" failures="1" errors="0" skipped="0" time="0.007">
            <testcase name="good" classname="a" time="0.002" file="tests/a.test.yaml" line="4"/>
            <testcase name="bad #1" classname="a" time="0.005" file="tests/a.test.yaml" line="9">
              <failure message="x outcome: expected passed, got failed" type="mismatch">x outcome
          expected passed
          got      failed
        x message
          got      value: &lt;1&gt;
        y message
          expected value is 15
          got      value is 17
        at tests/a.test.yaml:9:11</failure>
            </testcase>
          </testsuite>
          <testsuite name="tests/b.test.yaml" tests="1" failures="0" errors="0" skipped="0" time="0.000">
            <testcase name="fine" classname="b" time="0.000" file="tests/b.test.yaml" line="4"/>
          </testsuite>
        </testsuites>

        """)
  }

  @Test func tapHasALineForEachCase() throws {
    #expect(
      try report(.tap) == """
        TAP version 14
        1..3
        ok 1 - a: good
        not ok 2 - a: bad \\#1
          ---
          at: "tests/a.test.yaml:9:11"
          differences:
            - item: "x"
              part: "outcome"
              expected: "passed"
              got: "failed"
            - item: "x"
              part: "message"
              got: "value: <1>"
            - item: "y"
              part: "message"
              expected: "value is 15"
              got: "value is 17"
          ...
        ok 3 - b: fine

        """)
  }

  @Test func requestsAreReadAsTheyAreWritten() {
    #expect(TestReportRequest(argument: "tap")?.format == .tap)
    #expect(TestReportRequest(argument: "junit=a=b")?.destination == .file("a=b"))
    #expect(TestReportRequest(argument: "json") == nil)
    #expect(TestReportRequest(argument: "tap=") == nil)
  }
}
