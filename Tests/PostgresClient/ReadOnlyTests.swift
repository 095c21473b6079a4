import PostgresClient
import Testing

@Suite struct ReadOnlyTests {
  @Test(arguments: [
    "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)", "COPY t TO STDOUT", "SET statement_timeout = 0",
    "BEGIN",
    "DO $$ BEGIN END $$", "CALL p()", "-- SELECT\nDROP TABLE t", "PREPARE x AS SELECT 1", "LISTEN x",
  ])
  func refusesOtherStatementsWithoutAsking(sql: String) async throws {
    try await withPool { (pool) async throws in
      let error = try await failure { try await pool.query(sql) }
      #expect(error.kind == .refusedStatement)
      #expect(error.message.contains("not read-only"))
    }
  }

  @Test func refusesSeveralStatements() async throws {
    try await withPool { (pool) async throws in
      let error = try await failure { try await pool.query("SELECT 1; SELECT 2") }
      #expect(error.kind == .refusedStatement)
      #expect(error.message == "the SQL holds 2 statements; write one per item")
      #expect(try await pool.cell("SELECT 1;") == .int(1))
    }
  }

  @Test(arguments: [
    "WITH gone AS (DELETE FROM guarded RETURNING n) SELECT count(*) FROM gone",
    "SELECT nextval('guarded_numbers')",
    "EXPLAIN ANALYZE DELETE FROM guarded",
    "SELECT n INTO copied FROM guarded",
    "SELECT n FROM guarded FOR UPDATE",
    "SELECT write_guarded()",
    "SELECT set_config('transaction_read_only', 'off', true), write_guarded()",
  ])
  func theServerRefusesWrites(sql: String) async throws {
    try await Fixture.guarded.create()
    try await withPool { (pool) async throws in
      let error = try await failure { try await pool.query(sql) }
      #expect(error.sqlstate == "25006" || error.sqlstate == "25001", "\(error)")
      #expect(try await pool.cell("SELECT count(*) FROM guarded") == .int(1))
    }
  }

  @Test(arguments: ["true", "false"])
  func settingsCannotWidenTheTransaction(local: String) async throws {
    try await withPool(maxConnections: 1) { (pool) async throws in
      let error = try await failure {
        try await pool.query("SELECT set_config('transaction_read_only', 'off', \(local))")
      }
      #expect(error.message.contains("read-write mode"))
      #expect(error.sqlstate == "25001")
    }
  }

  @Test func settingsDoNotOutliveTheQuestion() async throws {
    try await withPool(maxConnections: 1) { (pool) async throws in
      let before = try await pool.cell("SELECT pg_backend_pid()")
      _ = try await pool.query(
        """
        SELECT set_config('default_transaction_read_only', 'off', false),
          set_config('statement_timeout', '0', false), set_config('search_path', 'elsewhere', false),
          set_config('role', 'pg_monitor', false), set_config('TimeZone', 'Asia/Tokyo', false)
        """)
      let after = try await pool.query(
        """
        SELECT pg_backend_pid(), current_setting('statement_timeout'), current_setting('search_path'),
          current_user::text, current_setting('TimeZone')
        """)
      #expect(
        after.rows == [
          [before, .string("10s"), .string("\"$user\", public"), .string("postgres"), .string("UTC")]
        ])
    }
  }

  @Test func statementTimeoutHoldsAgainstSetConfig() async throws {
    try await withPool { (pool) async throws in
      let error = try await failure {
        try await pool.query(
          "SELECT set_config('statement_timeout', '0', true), pg_sleep(60)",
          limits: PostgresLimits(statementTimeout: .milliseconds(200)))
      }
      #expect(error.kind == .timeout)
      #expect(error.sqlstate == "57014")
    }
  }

  @Test func advisoryLocksDoNotOutliveTheQuestion() async throws {
    try await withPool(maxConnections: 1) { (pool) async throws in
      #expect(try await pool.query("SELECT pg_advisory_lock(4711)").rows.count == 1)
      let left = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711"
      #expect(try await pool.cell(left) == .int(0))
    }
  }

  @Test func nothingOfTheSessionOutlivesTheQuestion() async throws {
    try await Fixture.preparing.create()
    try await withPool(["options": "-c work_mem=5MB"], maxConnections: 1) { (pool) async throws in
      let first = try await pool.cell("SELECT pg_backend_pid()")
      // Prepared statements do not belong to the transaction that is rolled back.
      #expect(try await pool.cell("SELECT prepare_something()") == .int(1))
      let answer = try await pool.query(
        """
        SELECT pg_backend_pid(), (SELECT count(*) FROM pg_prepared_statements WHERE name = 'something'),
          current_setting('work_mem'), current_setting('application_name'),
          current_setting('client_encoding')
        """)
      #expect(
        answer.rows == [[first, .int(0), .string("5MB"), .string("checkctl"), .string("UTF8")]])
    }
  }

  @Test func anActionIsCommitted() async throws {
    try await withPool { (pool) async throws in
      let name = "action_\(Int.random(in: 0..<1_000_000))"
      _ = try await pool.query("CREATE TABLE \(name) (n int)", access: .readWrite)
      let inserted = try await pool.query(
        "INSERT INTO \(name) VALUES ($1), (2)", parameters: [.int(1)], access: .readWrite)
      #expect(inserted.affectedRows == 2)
      #expect(try await pool.cell("SELECT sum(n) FROM \(name)") == .int(3))
      _ = try await pool.query("DROP TABLE \(name)", access: .readWrite)
    }
  }

  @Test func aFailedActionIsUndone() async throws {
    try await withPool { (pool) async throws in
      let error = try await failure {
        try await pool.query("CREATE TABLE broken AS SELECT 1 / 0", access: .readWrite)
      }
      #expect(error.kind == .server(sqlstate: "22012"))
      #expect(try await pool.cell("SELECT to_regclass('broken')::text") == .null)
    }
  }
}

/// Tables that tests share, made once.
actor Fixture {
  static let guarded = Fixture([
    "CREATE TABLE guarded AS SELECT 1 AS n", "CREATE SEQUENCE guarded_numbers",
    """
    CREATE FUNCTION write_guarded() RETURNS int LANGUAGE plpgsql
    AS 'BEGIN INSERT INTO guarded VALUES (2); RETURN 1; END'
    """,
  ])

  static let preparing = Fixture([
    """
    CREATE FUNCTION prepare_something() RETURNS int LANGUAGE plpgsql
    AS 'BEGIN EXECUTE $$PREPARE something AS SELECT 1$$; RETURN 1; END'
    """
  ])

  private let statements: [String]
  private var creation: Task<Void, any Error>?

  init(_ statements: [String]) { self.statements = statements }

  func create() async throws {
    if creation == nil {
      creation = Task { [statements] in
        try await withPool { (pool) async throws in
          for statement in statements { _ = try await pool.query(statement, access: .readWrite) }
        }
      }
    }
    try await creation?.value
  }
}
