import ProbeKit
import Testing
import Values

@testable import Probes

@Suite struct SQLAnswerTests {
  private func value(_ expression: String) async throws -> Value? {
    try await SQLFixture.shared().ask("SELECT \(expression)").fields["value"]
  }

  private static let types: [(String, Value)] = [
    ("true", true),
    ("42::smallint", 42),
    ("9223372036854775807", .int(.max)),
    ("1.5::float8", 1.5),
    ("'text'", "text"),
    ("'a'::char(3)", "a  "),
    ("'\\xdeadbeef'::bytea", .bytes([0xDE, 0xAD, 0xBE, 0xEF])),
    ("'2026-01-31 12:30:45.5+02'::timestamptz", timestamp("2026-01-31T10:30:45.5Z")),
    ("'1969-12-31 23:59:59.5+00'::timestamptz", timestamp("1969-12-31T23:59:59.5Z")),
    ("'infinity'::timestamptz", "infinity"),
    ("'294276-12-31 00:00:00'::timestamp", "294276-12-31 00:00:00"),
    ("'2147483647 days'::interval", .duration(.seconds(2_147_483_647 * 86_400))),
    ("'2026-01-31 12:30:45'::timestamp", "2026-01-31T12:30:45"),
    ("'2026-01-31'::date", "2026-01-31"),
    ("'12:30:45'::time", "12:30:45"),
    ("'2 days 00:00:01.5'::interval", .duration(.seconds(2 * 86_400 + 1) + .milliseconds(500))),
    ("'-00:00:01'::interval", .duration(.seconds(-1))),
    ("'14 months 3 days -00:00:04.25'::interval", "P1Y2M3DT-4.25S"),
    ("'{\"a\": [1, null]}'::jsonb", ["a": [1, .null]]),
    ("ARRAY[1, NULL, 3]", [1, .null, 3]),
    ("ARRAY['a,b', '']", ["a,b", ""]),
    ("'6f1a0a5e-5f0f-4c8e-9a55-000000000001'::uuid", "6f1a0a5e-5f0f-4c8e-9a55-000000000001"),
    ("'10.0.0.0/8'::cidr", "10.0.0.0/8"),
    ("NULL", .null),
    ("''", ""),
  ]

  @Test("Each SQL type has its own type of value", arguments: types)
  func typed(expression: String, expected: Value) async throws {
    #expect(try await value(expression) == expected)
  }

  @Test func numericIsExact() async throws {
    let text = "12345678901234567890.123456789012345678901"
    #expect(try await value("\(text)::numeric") == .decimal(try #require(Decimal(text))))
    guard case .double(let number)? = try await value("'NaN'::numeric") else {
      Issue.record("NaN is no double")
      return
    }
    #expect(number.isNaN)
    #expect(try await value("'-Infinity'::numeric") == .double(-.infinity))
  }

  private static let parameters: [(String, Value, Value)] = [
    ("$1::text", .null, .null),
    ("$1::bool", true, true),
    ("$1::int", 7, 7),
    ("$1::numeric", .uint(.max), .decimal(Decimal(UInt64.max))),
    ("$1::float8", 0.1, 0.1),
    ("$1::numeric", .decimal(Decimal(-5)), .decimal(Decimal(-5))),
    ("$1", "'; DROP TABLE journal; --", "'; DROP TABLE journal; --"),
    ("$1", .bytes([0, 255]), .bytes([0, 255])),
    ("$1::interval", .duration(.milliseconds(-1500)), .duration(.milliseconds(-1500))),
    ("$1::interval", .duration(.seconds(90 * 86_400)), .duration(.seconds(90 * 86_400))),
    ("$1::interval", "5m", .duration(.seconds(300))),
    ("$1::timestamptz", timestamp("2026-01-31T12:30:45.123456Z"), timestamp("2026-01-31T12:30:45.123456Z")),
    ("$1::text[]", ["a\"b", .null, "c\\"], ["a\"b", .null, "c\\"]),
    ("2 = ANY($1)", [1, 2], true),
    ("$1::jsonb", ["a": ["b", 1.5]], ["a": ["b", 1.5]]),
  ]

  @Test("Parameters are typed binds", arguments: parameters)
  func bound(expression: String, parameter: Value, expected: Value) async throws {
    let answer = try await SQLFixture.shared().ask("SELECT \(expression)", params: [parameter])
    #expect(answer.fields["value"]?.isEqual(to: expected) == true || answer.fields["value"] == expected)
  }

  @Test func nullIsAValueAndNotEmptyText() async throws {
    let answer = try await SQLFixture.shared().ask("SELECT NULL::text AS missing, '' AS empty")
    #expect(answer.noData == nil)
    #expect(answer.fields["row"] == ["missing": .null, "empty": ""])
    #expect(answer.excerpt == "missing | empty\n--------+------\nNULL    | \"\"")
  }

  @Test func noRowsAreNoData() async throws {
    let answer = try await SQLFixture.shared().ask("SELECT 1 AS n WHERE false")
    #expect(answer.noData == "the query returned no rows")
    #expect(answer.fields["row_count"] == 0)
    #expect(answer.fields["rows"] == [])
    #expect(answer.fields["columns"] == ["n"])
    #expect(answer.fields["value"] == nil && answer.fields["row"] == nil)
  }

  @Test func nanIsNoData() async throws {
    let fixture = try await SQLFixture.shared()
    for type in ["float8", "numeric"] {
      let answer = try await fixture.ask("SELECT 'NaN'::\(type) AS n")
      #expect(answer.noData == "the value is NaN")
      #expect(answer.fields["row_count"] == 1)
    }
    #expect(try await fixture.ask("SELECT 1, 'NaN'::float8 AS n").noData == nil)
    #expect(try await fixture.ask("SELECT 'NaN'::float8 AS n, 1").noData == nil)
    #expect(try await fixture.ask("SELECT 'NaN'::float8 AS n UNION ALL SELECT 1").noData == nil)
  }

  @Test func severalRowsHaveNoSingleValue() async throws {
    let answer = try await SQLFixture.shared().ask("SELECT n, n * 2 AS twice FROM generate_series(1, 3) n")
    let reason = "the query returned 3 rows; use row_count or rows, or aggregate"
    #expect(answer.undecidable == ["value": reason, "row": reason])
    #expect(answer.fields["value"] == nil && answer.fields["row"] == nil)
    #expect(answer.fields["rows"] == [["n": 1, "twice": 2], ["n": 2, "twice": 4], ["n": 3, "twice": 6]])
    #expect(answer.fields["row_count"] == 3)
    #expect(answer.noData == nil && answer.notes == [])
    guard case .duration(let latency)? = answer.fields["latency"] else {
      Issue.record("latency is no duration")
      return
    }
    #expect(latency > .zero)
  }

  @Test func theExcerptIsBounded() async throws {
    let answer = try await SQLFixture.shared().ask(
      "SELECT n, repeat('wide ', 50) AS text, repeat('x', 200) AS more FROM generate_series(1, 9) n")
    let lines = try #require(answer.excerpt).split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines.last == "… 4 more")
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func theExcerptMasksSecretsBeforeItCuts() async throws {
    let redactor = Redactor()
    redactor.add("top-secret-that-is-longer-than-a-cell-of-the-table")
    let answer = try await SQLFixture.ask(
      "SELECT 'top-secret-that-is-longer-than-a-cell-of-the-table' AS s",
      of: .string(SQLFixture.shared().uri),
      redactor: redactor)
    #expect(answer.excerpt == "s\n--------\n********")
    let name = String(repeating: "x", count: 70) + "SECRETSECRET" + String(repeating: "y", count: 70)
    redactor.add(name)
    let table = textTable(columns: [name], rows: [[1]], redactor: redactor)
    #expect(table == "********\n--------\n1")
  }

  @Test func theExamplesAreTrue() async throws {
    let fixture = try await SQLFixture.shared()
    #expect(try await fixture.ask("SHOW ssl").fields["value"] == "on")
    let slow = try await fixture.ask(
      """
      SELECT pid, usename FROM pg_stat_activity
      WHERE datname = $1 AND state = 'active' AND now() - query_start > $2::interval
      """, params: ["eventcore", "5m"])
    #expect(slow.fields["row_count"] == 0)
  }

  @Test func twoColumnsOfOneNameAreAnError() async throws {
    let error = try await SQLFixture.failure { try await SQLFixture.shared().ask("SELECT 1 AS n, 2 AS n") }
    #expect(error.kind == .invalid && !error.isTransient)
    #expect(error.message == "two columns of the answer are named 'n'; give them names of their own with AS")
  }

  @Test func moreRowsThanAcceptedAreAnError() async throws {
    let fixture = try await SQLFixture.shared()
    let error = try await SQLFixture.failure {
      try await fixture.ask("SELECT * FROM generate_series(1, 3)", ["max_rows": 2])
    }
    #expect(error.kind == .answer && !error.isTransient)
    #expect(error.message.hasSuffix("the result has more than 2 rows, the most that is accepted"))
    #expect(error.excerpt?.contains("`max_rows`") == true)
    #expect(
      try await fixture.ask("SELECT * FROM generate_series(1, 2)", ["max_rows": 2]).fields["row_count"] == 2)
  }
}

private func timestamp(_ text: String) -> Value {
  Timestamp(rfc3339: text).map(Value.timestamp) ?? .null
}
