import CheckModel
import Testing
import Values

@testable import Reporting

@Suite struct JSONReporterTests {
  @Test func `the whole document of one item`() {
    let record = RunRecord(
      header: SampleRun.header, results: [SampleRun.results[1]],
      summary: SampleRun.summary(of: [SampleRun.results[1]]))
    let expected = #"""
      {
        "version": 1,
        "checklist": "pre-deploy",
        "title": "Before a deployment",
        "environment": "production",
        "replay": null,
        "started": "2026-01-31T12:30:45.5Z",
        "duration_seconds": 64.44,
        "verdict": "failed",
        "exit_code": 1,
        "cut_short": null,
        "counts": {
          "passed": 0,
          "failed": 1,
          "error": 0,
          "no_data": 0,
          "pending": 0,
          "blocked": 0,
          "waived": 0,
          "skipped": 0,
          "disabled": 1
        },
        "items": [
          {
            "id": "ssl-enforced",
            "title": "Connections to PostgreSQL are encrypted",
            "section": "Security / Database",
            "severity": "critical",
            "tags": [
              "security",
              "tls"
            ],
            "owner": "platform",
            "kind": "sql",
            "target": "main-db",
            "gates": true,
            "part_of": null,
            "action": false,
            "outcome": "failed",
            "counts_as": "failed",
            "message": "value: expected \"on\", observed \"off\"",
            "findings": [
              {
                "path": "value",
                "expected": "\"on\"",
                "observed": "off"
              }
            ],
            "excerpt": "ssl | off\nport | 5432",
            "notes": [
              "the server is in recovery"
            ],
            "outputs": {
              "port": 5432
            },
            "root": null,
            "attempts": 3,
            "started": "2026-01-31T12:30:46.5Z",
            "duration_seconds": 3.24,
            "remedy": "Set `ssl = on` in postgresql.conf\nand reload.",
            "docs": "https://www.postgresql.org/docs/current/ssl-tcp.html",
            "place": "checklists/security.yaml:21:5",
            "overrides": [
              "severity: critical"
            ],
            "pack": null
          }
        ],
        "disabled": [
          {
            "id": "wal-archiving",
            "title": "WAL is archived",
            "reason": "rebuilt from events"
          }
        ]
      }

      """#
    #expect(SampleRun.text(.json, of: record) == expected)
  }

  @Test func `every outcome`() throws {
    let document = try parseJSON(SampleRun.text(.json))
    let items = document["items"]?.list ?? []
    let outcomes = items.map { item in
      ["id", "outcome", "counts_as"].map { item[$0]?.string ?? "" }.joined(separator: " ")
    }
    #expect(
      outcomes == [
        "backup-tested pending pending", "cleanup waived passed", "error-rate error undecided",
        "exporter passed passed", "latency no_data nothing", "no-public-grants blocked failed",
        "reachable passed passed", "replicas skipped nothing", "ssl-enforced failed failed",
      ])
    #expect(items[5]["root"] == ["id": "ssl-enforced", "outcome": "failed"])
    #expect(document["cut_short"] == "the deadline of 2m passed")
    #expect(document["counts"]?["no_data"] == 1)
  }

  @Test func `what was observed keeps its type, and absence is no null`() throws {
    let result = ItemResult(
      item: ItemSummary(id: "a", title: "A", kind: "http"), outcome: .failed,
      findings: [
        Finding(path: "a", expected: "1", observed: "12345678901234567890.5"),
        Finding(path: "b", expected: "1", observed: "null"), Finding(path: "c", expected: "1", observed: nil),
        Finding(path: "d", expected: "1", observed: "{not json"),
      ])
    let text = SampleRun.text(.json, of: SampleRun.record(of: result))
    let findings = try parseJSON(text)["items"]?.list?.first?["findings"]?.list ?? []
    #expect(text.contains("\"observed\": 12345678901234567890.5\n"))
    #expect(findings[1]["observed"] == .null)
    #expect(findings[2].map?.keys == ["path", "expected"])
    #expect(findings[3]["observed"] == "{not json")
  }

  @Test func `hostile text stays inside its strings`() throws {
    let message = "\"},\n\u{0}\u{1B}[2J\\ \u{2028}"
    let result = ItemResult(
      item: ItemSummary(id: "a", title: "A", kind: "http"), outcome: .failed, message: message)
    let document = try parseJSON(SampleRun.text(.json, of: SampleRun.record(of: result)))
    #expect(document["items"]?.list?.first?["message"]?.string == message)
  }
}
