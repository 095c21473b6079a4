import CheckModel
import Values

@testable import Reporting

/// A run with an item of every outcome.
enum SampleRun {
  static let start = Timestamp(seconds: 1_769_862_645, nanoseconds: 500_000_000)

  static let header = RunHeader(
    checklist: "pre-deploy", title: "Before a deployment", environment: "production", itemCount: 9,
    disabled: [DisabledItem(id: "wal-archiving", title: "WAL is archived", reason: "rebuilt from events")],
    started: start)

  static let results: [ItemResult] = [
    ItemResult(
      item: ItemSummary(
        id: "reachable", title: "The database answers", severity: .high, section: "Security / Database",
        kind: "sql", target: "main-db", place: "checklists/security.yaml:9:5"),
      outcome: .passed, started: start, duration: .milliseconds(12), attempts: 1),
    ItemResult(
      item: ItemSummary(
        id: "ssl-enforced", title: "Connections to PostgreSQL are encrypted", severity: .critical,
        section: "Security / Database", tags: ["security", "tls"], owner: "platform", kind: "sql",
        target: "main-db", remedy: "Set `ssl = on` in postgresql.conf\nand reload.",
        docs: "https://www.postgresql.org/docs/current/ssl-tcp.html",
        place: "checklists/security.yaml:21:5", overrides: ["severity: critical"]),
      outcome: .failed, message: "value: expected \"on\", observed \"off\"",
      findings: [Finding(path: "value", expected: "\"on\"", observed: "\"off\"")],
      excerpt: "ssl | off\nport | 5432", notes: ["the server is in recovery"], outputs: ["port": 5432],
      started: start.advanced(by: .seconds(1)), duration: .milliseconds(3240), attempts: 3),
    ItemResult(
      item: ItemSummary(
        id: "no-public-grants", title: "PUBLIC holds no table privileges", severity: .high,
        section: "Security / Database", kind: "sql", target: "main-db",
        remedy: "Revoke what PUBLIC holds.", place: "checklists/security.yaml:30:5"),
      outcome: .blocked, message: "needs ssl-enforced",
      root: ItemResult.Root(id: "ssl-enforced", outcome: .failed)),
    ItemResult(
      item: ItemSummary(
        id: "error-rate", title: "Error rate stays under 5 %", section: "Metrics", kind: "promql",
        target: "metrics", place: "checklists/metrics.yaml:4:5"),
      outcome: .error, message: "metrics: connection refused", started: start, duration: .milliseconds(85),
      attempts: 1),
    ItemResult(
      item: ItemSummary(
        id: "latency", title: "Latency is measured", severity: .info, section: "Metrics", kind: "promql",
        target: "metrics", gates: false),
      outcome: .noData, message: "the query returned no series", started: start, duration: .milliseconds(7),
      attempts: 1),
    ItemResult(
      item: ItemSummary(id: "replicas", title: "Replicas follow", section: "Metrics", kind: "sql"),
      outcome: .skipped, message: "when: inputs.replicated is false"),
    ItemResult(
      item: ItemSummary(id: "exporter", title: "The exporter is current", section: "Metrics", kind: "http"),
      outcome: .passed, notes: ["deprecated metric name"], started: start, duration: .milliseconds(30),
      attempts: 1),
    ItemResult(
      item: ItemSummary(
        id: "backup-tested", title: "A restore was tried", section: "People", owner: "dba", kind: "manual"),
      outcome: .pending, message: "the sign-off expired on 2026-01-01"),
    ItemResult(
      item: ItemSummary(
        id: "cleanup", title: "Old slots are dropped", section: "", kind: "sql", isAction: true),
      outcome: .waived, message: "waived by ada until 2026-03-01: slot in use",
      findings: [Finding(path: "row_count", expected: "0", observed: "1")], started: start,
      duration: .milliseconds(61_300), attempts: 1),
  ]

  static var summary: RunSummary { summary(of: results, cutShort: "the deadline of 2m passed") }

  static func summary(of results: [ItemResult], cutShort: String? = nil) -> RunSummary {
    RunSummary(
      verdict: Verdict(gating: Set(results.filter(\.item.gates).map(\.decisiveOutcome)), interrupted: false),
      counts: Dictionary(results.map { ($0.outcome, 1) }, uniquingKeysWith: +), duration: .seconds(64.44),
      cutShort: cutShort)
  }

  static let record = RunRecord(header: header, results: results, summary: summary)

  static var events: [RunEvent] { events(of: record) }

  static func events(of record: RunRecord) -> [RunEvent] {
    [.runStarted(record.header)]
      + record.results.flatMap { result -> [RunEvent] in
        let started: [RunEvent] =
          result.attempts > 0 ? [.itemStarted(result.item.id, title: result.item.title)] : []
        return started + [.itemFinished(result.item.id, [result])]
      } + [.runFinished(record.summary)]
  }

  /// A run of one item.
  static func record(of result: ItemResult) -> RunRecord {
    RunRecord(
      header: RunHeader(checklist: "c", title: "", environment: nil, itemCount: 1, started: start),
      results: [result], summary: summary(of: [result]))
  }

  /// All that a format writes of a run.
  static func text(
    _ format: ReportFormat, of record: RunRecord = record, style: ReportStyle = ReportStyle()
  ) -> String {
    var reporter = format.makeReporter(style: style)
    var text = ""
    for event in events(of: record) { reporter.receive(event, to: &text) }
    reporter.finish(record, to: &text)
    return text
  }
}
