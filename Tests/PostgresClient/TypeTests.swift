import PostgresClient
import TestEnvironment
import Testing

@Suite struct TypeTests {
  @Test(
    arguments: [
      ("true", .bool(true)), ("false", .bool(false)), ("1::int2", .int(1)),
      ("-2147483648", .int(-2_147_483_648)),
      ("9223372036854775807", .int(.max)), ("4294967295::oid", .int(4_294_967_295)),
      ("1.5::float4", .double(1.5)),
      ("0.1::float8", .double(0.1)), ("'-Infinity'::float8", .double(-.infinity)),
      ("1e-300::float8", .double(1e-300)), ("0.10", .numeric("0.10")), ("'NaN'::numeric", .numeric("NaN")),
      ("'Infinity'::numeric", .numeric("Infinity")),
      (
        "12345678901234567890123456789.000000000000000001",
        .numeric("12345678901234567890123456789.000000000000000001")
      ),
      ("'a\\b'", .string("a\\b")), ("''", .string("")), ("NULL", .null), ("NULL::int", .null),
      ("'\\x00ff10'::bytea", .bytes([0, 255, 16])), ("''::bytea", .bytes([])),
      ("'1970-01-01 00:00:01.5+00'::timestamptz", .timestamptz(unixMicroseconds: 1_500_000)),
      ("'2024-02-29 12:00:00+02'::timestamptz", .timestamptz(unixMicroseconds: 1_709_200_800_000_000)),
      ("'1969-12-31 23:59:59.999999+00'::timestamptz", .timestamptz(unixMicroseconds: -1)),
      ("'0044-03-15 12:00:00+00 BC'::timestamptz", .timestamptz(unixMicroseconds: -63_517_780_800_000_000)),
      ("'infinity'::timestamptz", .string("infinity")),
      ("'294276-12-31 23:59:59.999999'::timestamp", .string("294276-12-31 23:59:59.999999")),
      ("'294276-12-31 00:00:00+00'::timestamptz", .string("294276-12-31 00:00:00+00")),
      ("'4713-01-01 00:00:00 BC'::timestamp", .timestamp(microseconds: -210_863_520_000_000_000)),
      (
        "'-9223372036854775808 microseconds'::interval",
        .interval(PostgresInterval(microseconds: .min))
      ),
      (
        "'178000000 years 2147483647 days'::interval",
        .interval(PostgresInterval(months: 2_136_000_000, days: 2_147_483_647))
      ),
      ("'2000-01-01 00:00:00'::timestamp", .timestamp(microseconds: 946_684_800_000_000)),
      ("'2026-01-02'::date", .date("2026-01-02")), ("'12:30:45.5'::time", .time("12:30:45.5")),
      (
        "'1 year 2 mons -3 days -04:05:06.789'::interval",
        .interval(PostgresInterval(months: 14, days: -3, microseconds: -14_706_789_000))
      ),
      ("'0'::interval", .interval(PostgresInterval())), ("'{\"a\": 1}'::jsonb", .json("{\"a\": 1}")),
      ("'null'::json", .json("null")),
      ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", .string("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
      ("'10.0.0.0/8'::inet", .string("10.0.0.0/8")),
      ("ARRAY[1, NULL, 3]", .array([.int(1), .null, .int(3)])),
      (
        "ARRAY['a', 'NULL', '', 'q\"\\,}']",
        .array([.string("a"), .string("NULL"), .string(""), .string("q\"\\,}")])
      ),
      ("ARRAY[[1, 2], [3, 4]]", .array([.array([.int(1), .int(2)]), .array([.int(3), .int(4)])])),
      ("'{}'::text[]", .array([])), ("'[0:1]={7,8}'::int[]", .array([.int(7), .int(8)])),
      ("ARRAY[0.50]", .array([.numeric("0.50")])), ("ARRAY[true]", .array([.bool(true)])),
      ("int4range(1, 5)", .string("[1,5)")), ("'Grüße'::text", .string("Grüße")),
    ] as [(String, PostgresCell)])
  func typesBecomeCells(sql: String, cell: PostgresCell) async throws {
    try await withPool(maxConnections: 1) { (pool) async throws in
      #expect(try await pool.cell("SELECT \(sql)") == cell)
    }
  }

  @Test(
    arguments: [
      ("SELECT n FROM generate_series(1, 9) n WHERE n > $1", .int(8), .int(9)),
      ("SELECT 2.5 > $1", .int(2), .bool(true)), ("SELECT NOT $1", .bool(true), .bool(false)),
      ("SELECT make_interval(days => $1)", .int(3), .interval(PostgresInterval(days: 3))),
      ("SELECT $1::float8", .double(0.1), .double(0.1)),
      ("SELECT $1::float8", .double(.infinity), .double(.infinity)),
      ("SELECT $1::numeric", .decimal("1.10"), .numeric("1.10")),
      ("SELECT $1 || ''", .string("'; --"), .string("'; --")),
      ("SELECT $1::text IS NULL", .null, .bool(true)), ("SELECT $1::text = ''", .string(""), .bool(true)),
      ("SELECT $1", .bytes([0, 1, 254]), .bytes([0, 1, 254])),
      ("SELECT 3 = ANY($1)", .array([.int(1), .int(3)]), .bool(true)),
      ("SELECT 3 = ANY($1)", .array([]), .bool(false)),
      (
        "SELECT $1::text[]", .array([.string("a,b"), .null, .string("\"\\"), .string("NULL")]),
        .array([.string("a,b"), .null, .string("\"\\"), .string("NULL")])
      ),
      (
        "SELECT $1::int[]", .array([.array([.int(1)]), .array([.int(2)])]),
        .array([.array([.int(1)]), .array([.int(2)])])
      ),
      ("SELECT $1::jsonb->'a'", .json("{\"a\": [1]}"), .json("[1]")),
      ("SELECT now() > $1", .string("2001-01-01"), .bool(true)),
    ] as [(String, PostgresParameter, PostgresCell)])
  func parametersAreBound(sql: String, parameter: PostgresParameter, cell: PostgresCell) async throws {
    try await withPool(maxConnections: 1) { (pool) async throws in
      #expect(try await pool.cell(sql, [parameter]) == cell)
    }
  }

  @Test func doublesThatAreNotNumbers() async throws {
    try await withPool { (pool) async throws in
      guard case .double(let number) = try await pool.cell("SELECT $1::float8", [.double(.nan)]) else {
        Issue.record("not a double")
        return
      }
      #expect(number.isNaN)
    }
  }

  @Test func aNulCharacterIsRefused() async throws {
    try await withPool { (pool) async throws in
      let error = try await failure { try await pool.query("SELECT $1", parameters: [.string("a\0b")]) }
      #expect(error.kind == .configuration)
      #expect(error.message == "parameter $1 holds a NUL character, which PostgreSQL's text cannot")
    }
  }

  @Test func errorsSayWhere() async throws {
    try await withPool { (pool) async throws in
      let error = try await failure { try await pool.query("SELECT wrong FROM pg_class") }
      #expect(error.kind == .server(sqlstate: "42703"))
      #expect(error.position == 8)
      #expect(error.message.hasSuffix("column \"wrong\" does not exist"))
      let place = "\(try await PostgresServer.shared.endpoint)/postgres user=postgres"
      #expect(error.message.hasPrefix("\(place): "))
    }
  }
}
