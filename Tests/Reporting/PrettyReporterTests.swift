import CheckModel
import Diagnostics
import Testing
import Values

@testable import Reporting

@Suite struct PrettyReporterTests {
  @Test func `away from a terminal, lines as items end and a summary by section`() {
    let expected = """
      pre-deploy: Before a deployment, environment production, 9 items
      passed  reachable  The database answers (12ms)
      FAILED  ssl-enforced  Connections to PostgreSQL are encrypted: value: expected "on", observed "off" (3.2s, 3 attempts)
      BLOCKED no-public-grants  PUBLIC holds no table privileges: blocked by ssl-enforced, which failed
      ERROR   error-rate  Error rate stays under 5 %: metrics: connection refused (85ms)
      NO DATA latency  Latency is measured: the query returned no series (does not count) (7ms)
      skipped replicas  Replicas follow: when: inputs.replicated is false
      passed  exporter  The exporter is current (30ms)
      PENDING backup-tested  A restore was tried: the sign-off expired on 2026-01-01
      waived  cleanup  Old slots are dropped: waived by ada until 2026-03-01: slot in use (1m1s)

      Security / Database
        FAILED  Connections to PostgreSQL are encrypted [critical]
                value: expected "on", observed "off"
                │ ssl | off
                │ port | 5432
                note: the server is in recovery
                output port: 5432
                overridden: severity: critical
                remedy: Set `ssl = on` in postgresql.conf
                        and reload.
                docs: https://www.postgresql.org/docs/current/ssl-tcp.html
                ssl-enforced · sql on main-db · owner platform · 3.2s, 3 attempts · checklists/security.yaml:21:5

        BLOCKED PUBLIC holds no table privileges [high]
                blocked by ssl-enforced, which failed
                no-public-grants · sql on main-db · checklists/security.yaml:30:5

        passed  1 other item

      Metrics
        ERROR   Error rate stays under 5 % [medium]
                metrics: connection refused
                error-rate · promql on metrics · 85ms · checklists/metrics.yaml:4:5

        NO DATA Latency is measured [info] (does not count)
                the query returned no series
                latency · promql on metrics · 7ms

        skipped Replicas follow
                when: inputs.replicated is false
                replicas · sql
        passed  The exporter is current
                note: deprecated metric name
                exporter · http · 30ms

      People
        PENDING A restore was tried [medium]
                the sign-off expired on 2026-01-01
                backup-tested · manual · owner dba

      Other items
        waived  Old slots are dropped
                waived by ada until 2026-03-01: slot in use
                cleanup · sql · action · 1m1s

      Disabled
        off     WAL is archived (wal-archiving): rebuilt from events

      2 passed, 1 failed, 1 error, 1 no data, 1 pending, 1 blocked, 1 waived, 1 skipped, 1 disabled in 1m4s
      Cut short: the deadline of 2m passed
      FAILED: 1 item failed, 1 undecided

      """
    #expect(SampleRun.text(.pretty) == expected)
  }

  @Test func `the verdict is told in words`() {
    func verdict(_ outcome: Outcome, gates: Bool = true) -> String? {
      let item = ItemSummary(id: "a", title: "A", kind: "sql", gates: gates)
      let text = SampleRun.text(.pretty, of: SampleRun.record(of: ItemResult(item: item, outcome: outcome)))
      return text.split(separator: "\n").last.map(String.init)
    }
    #expect(verdict(.passed) == "PASSED: every item that counts passed or is waived")
    #expect(verdict(.waived) == "PASSED: every item that counts passed or is waived")
    #expect(verdict(.failed) == "FAILED: 1 item failed")
    #expect(verdict(.error) == "UNDECIDED: nothing failed, but 1 item could not be decided")
    #expect(verdict(.noData) == "UNDECIDED: nothing failed, but 1 item could not be decided")
    #expect(verdict(.skipped) == "UNDECIDED: no item that counts was decided")
    #expect(verdict(.failed, gates: false) == "UNDECIDED: no item that counts was decided")
    #expect(verdict(.pending) == "PENDING: only sign-offs are missing or expired")
  }

  @Test func `a system's text cannot drive the terminal nor flood it`() {
    let result = ItemResult(
      item: ItemSummary(id: "a", title: "A\u{1B}[2J\nB", kind: "command"), outcome: .failed,
      message: "said \u{9B}31m\u{202E}", excerpt: (1...40).map { "line\t\($0)\u{7}\r\n" }.joined())
    let text = SampleRun.text(.pretty, of: SampleRun.record(of: result))
    let hostile = text.unicodeScalars.filter {
      ($0.value < 0x20 && $0 != "\n") || (0x7F..<0xA0).contains($0.value)
    }
    #expect(hostile.isEmpty)
    #expect(text.contains("FAILED  A\\u{1b}[2J B [medium]"))
    #expect(text.contains("said \\u{9b}31m\\u{202e}"))
    #expect(text.contains("│ line    12\\u{7}\n          … 28 more lines\n"))
    #expect(!text.contains("line    13"))
  }

  @Test func `a terminal's width is kept and colours stand where they are wanted`() {
    var style = ReportStyle(width: 40, color: false)
    let plain = SampleRun.text(.pretty, style: style)
    let summary = plain.split(separator: "\n\n", maxSplits: 1).last ?? ""
    for line in summary.split(separator: "\n") where !line.contains("docs:") && !line.contains(" in 1m4s") {
      #expect(terminalWidth(of: line) <= 40, "\(line)")
    }
    #expect(!plain.contains("\u{1B}"))
    style.color = true
    #expect(SampleRun.text(.pretty, style: style).contains("\u{1B}[1;31mFAILED\u{1B}[0m"))
  }

  @Test func `verbose tells each item that passed and each retry`() {
    var reporter = ReportFormat.pretty.makeReporter(style: ReportStyle(isVerbose: true))
    var text = ""
    reporter.receive(
      .itemRetrying("a", attempt: 2, message: "not yet", pause: .seconds(5)), to: &text)
    #expect(text == "again   a  attempt 2, pause 5s: not yet\n")
    #expect(
      SampleRun.text(.pretty, style: ReportStyle(isVerbose: true)).contains(
        "  passed  The database answers\n"))
  }

  @Test(arguments: [
    (Duration.milliseconds(0), "0ms"), (.milliseconds(999), "999ms"), (.milliseconds(3_249), "3.2s"),
    (.seconds(5), "5s"), (.milliseconds(59_960), "1m"), (.seconds(3_725), "1h2m5s"),
  ])
  func `durations are readable`(duration: Duration, text: String) { #expect(duration.readable == text) }
}
