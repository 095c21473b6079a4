import PostgresClient
import TestEnvironment
import Testing
import Values

@Suite struct PoolTests {
  @Test func manyQuestionsShareFewConnections() async throws {
    try await withPool(["application_name": "many"], maxConnections: 10) { (pool) async throws in
      let pids = try await withThrowingTaskGroup(of: PostgresCell.self) { group in
        for number in 0..<1_000 {
          group.addTask {
            let result = try await pool.query(
              "SELECT pg_backend_pid(), $1::int", parameters: [.int(Int64(number))])
            #expect(result.rows.first?.last == .int(Int64(number)))
            return try #require(result.rows.first?.first)
          }
        }
        return try await group.reduce(into: Set<PostgresCell>()) { $0.insert($1) }
      }
      #expect(pids.count <= 10)
      let count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'many'"
      guard case .int(let connections) = try await pool.cell(count) else { throw CancellationError() }
      #expect(connections <= 10)
    }
  }

  @Test func statementTimeout() async throws {
    try await withPool { (pool) async throws in
      let error = try await failure {
        try await pool.query(
          "SELECT pg_sleep(60)", limits: PostgresLimits(statementTimeout: .milliseconds(100)))
      }
      #expect(error.kind == .timeout)
      #expect(error.message.hasSuffix("canceling statement due to statement timeout"))
      #expect(error.hint == "The statement timeout is 0.1 seconds.")
      #expect(try await pool.cell("SELECT 1") == .int(1))
    }
  }

  @Test func waitingForALockEnds() async throws {
    try await withPool { (pool) async throws in
      _ = try await pool.query("CREATE TABLE IF NOT EXISTS locked (n int)", access: .readWrite)
      let holder = Task {
        try await pool.query(
          "WITH l AS MATERIALIZED (SELECT 1 FROM locked FOR UPDATE) INSERT INTO locked SELECT 1 FROM pg_sleep(30)",
          access: .readWrite, limits: PostgresLimits(statementTimeout: .seconds(60)))
      }
      let locks =
        "SELECT count(*) > 0 FROM pg_locks WHERE relation = 'locked'::regclass AND mode = 'RowExclusiveLock'"
      try await waitUntil("the lock was held") { try await pool.cell(locks) == .bool(true) }
      let error = try await failure {
        try await pool.query(
          "LOCK TABLE locked", access: .readWrite,
          limits: PostgresLimits(statementTimeout: .milliseconds(500)))
      }
      #expect(error.kind == .timeout)
      #expect(error.sqlstate == "55P03")
      holder.cancel()
      #expect(try await failure { try await holder.value }.kind == .cancelled)
    }
  }

  @Test func cancellingStopsTheServersWork() async throws {
    try await withPool { (pool) async throws in
      let started = Lock(false)
      let question = Task {
        try await pool.query(
          "SELECT pg_sleep(60) AS cancelled_mid_query", limits: PostgresLimits(statementTimeout: .seconds(60))
        ) { started.withLock { $0 = true } }
      }
      let running =
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%AS cancelled_mid%' AND state = 'active' "
        + "AND pid <> pg_backend_pid()"
      try await waitUntil("the statement ran") { try await pool.cell(running) == .int(1) }
      question.cancel()
      let error = try await failure { try await question.value }
      #expect(error.kind == .cancelled && error.message.hasPrefix("no answer from 127."))
      #expect(started.withLock { $0 })
      try await waitUntil("the statement ended") { try await pool.cell(running) == .int(0) }
    }
  }

  @Test func cancellingLeavesTheQueue() async throws {
    try await withPool(maxConnections: 1) { (pool) async throws in
      let holder = Task { try await pool.query("SELECT pg_sleep(30)") }
      let started = Lock(false)
      let waiting = Task { try await pool.query("SELECT 1") { started.withLock { $0 = true } } }
      waiting.cancel()
      #expect(try await failure { try await waiting.value }.kind == .cancelled)
      #expect(!started.withLock { $0 })
      holder.cancel()
      #expect(try await failure { try await holder.value }.kind == .cancelled)
      #expect(try await pool.cell("SELECT 1") == .int(1))
    }
  }

  @Test func aTerminatedBackendIsAnError() async throws {
    try await withPool(maxConnections: 2) { (pool) async throws in
      let error = try await failure { try await pool.query("SELECT pg_terminate_backend(pg_backend_pid())") }
      #expect(error.kind == .connection)
      #expect(error.sqlstate == "57P01")
      #expect(try await pool.cell("SELECT 1") == .int(1))
    }
  }

  @Test func aRestartBetweenQuestionsGoesUnnoticed() async throws {
    let server = try await PostgresServer.start()
    try await withPool(on: server) { (pool) async throws in
      let before = try await pool.cell("SELECT pg_backend_pid()")
      try await server.restart()
      #expect(try await pool.cell("SELECT pg_backend_pid()") != before)
    }
    await server.stop()
  }

  @Test func tooManyConnections() async throws {
    let server = try await PostgresServer.start(configuration: [
      "max_connections = 2", "superuser_reserved_connections = 0", "max_wal_senders = 0",
    ])
    let clients = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
    try await withPool(on: server, maxConnections: 2) { first in
      // The server takes its time to let go of the connections that set it up.
      try await waitUntil("the setting up was over") { (try? await first.cell(clients)) == .int(1) }
      let started = Lock(0)
      let holders = (0..<2).map { _ in
        Task { try await first.query("SELECT pg_sleep(30)") { started.withLock { $0 += 1 } } }
      }
      try await waitUntil("every slot was taken") { started.withLock { $0 } == 2 }
      let error = try await withPool(on: server) { (pool) async throws in
        try await failure { try await pool.query("SELECT 1") }
      }
      #expect(error.kind == .tooManyConnections)
      #expect(error.message.hasSuffix("sorry, too many clients already"))
      for holder in holders { holder.cancel() }
    }
    // The server takes its time to let connections go.
    try await waitUntil("the server let go") {
      try await withPool(on: server, maxConnections: 1) { (pool) async throws in
        (try? await pool.cell(clients)) == .int(1)
      }
    }
    // A pool that may hold more than the server gives makes do with what it gets.
    let roomy = try PostgresConfiguration(keywords: server.keywords, maxConnections: 8)
    try await waitUntil("the pool made do") {
      let pool = PostgresPool(roomy)
      guard (try? await pool.cell("SELECT 1")) == .int(1) else { return false }
      try await withThrowingTaskGroup { group in
        for _ in 0..<20 { group.addTask { _ = try await pool.query("SELECT pg_sleep(0.01)") } }
        try await group.waitForAll()
      }
      await pool.close()
      return true
    }
    await server.stop()
  }

  @Test func resultsAreBounded() async throws {
    try await withPool { (pool) async throws in
      let rows = try await failure {
        try await pool.query("SELECT generate_series(1, 1000000)", limits: PostgresLimits(maxRows: 1_000))
      }
      #expect(rows.kind == .tooLarge)
      #expect(rows.message.hasSuffix("the result has more than 1000 rows, the most that is accepted"))
      let bytes = try await failure {
        try await pool.query(
          "SELECT repeat('x', 1000) FROM generate_series(1, 1000)", limits: PostgresLimits(maxBytes: 100_000))
      }
      #expect(bytes.kind == .tooLarge)
      let oneValue = try await failure {
        try await pool.query("SELECT repeat('x', 200000000)", limits: PostgresLimits(maxBytes: 1_000_000))
      }
      #expect(oneValue.kind == .tooLarge)
      let exact = try await pool.query(
        "SELECT generate_series(1, 1000)", limits: PostgresLimits(maxRows: 1_000))
      #expect(exact.rows.count == 1_000)
    }
  }

  @Test func closingEndsEverything() async throws {
    let pool = PostgresPool(
      try PostgresConfiguration(keywords: await PostgresServer.shared.keywords, maxConnections: 1))
    _ = try await pool.query("SELECT 1")
    let running = Task { try await pool.query("SELECT pg_sleep(60)") }
    let waiting = Task { try await pool.query("SELECT 1 AS waiting_for_close, pg_sleep(60)") }
    await pool.close()
    #expect(try await failure { try await running.value }.kind == .closed)
    #expect(try await failure { try await waiting.value }.kind == .closed)
    #expect(try await failure { try await pool.query("SELECT 1") }.kind == .closed)
  }

  @Test func pgVariableSetsReachTheSamePlace() async throws {
    let server = try await PostgresServer.shared
    let variables = try PostgresConfiguration(keywords: server.keywords).resolved().environmentVariables
    let psql = try await runCommand(
      ["\(server.programs)/psql", "-XAtc", "SELECT current_user"], environment: variables)
    #expect(psql.stdout == "postgres\n", "\(psql.stderr)")
  }
}
