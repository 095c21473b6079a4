/// PostgreSQL servers that are full, locked, stopped, or none.
final class PostgresFaults: FaultSource {
  let faults: [Fault]
  let targets: [String: (type: String, binding: String)]
  let main: PostgresServer
  private let crowded: PostgresServer
  private let restarted: PostgresServer
  private let garbage: ScriptedServer
  private let refusing: RefusingEndpoint
  /// The sessions of others: one holds a lock, the other a server's only place.
  private let sessions: [RunningCommand]

  static func start() async throws -> PostgresFaults {
    async let main = PostgresServer.start()
    async let restarted = PostgresServer.start()
    var options = PostgresServer.Options()
    options.configuration = [
      "max_connections = 4", "superuser_reserved_connections = 3", "max_wal_senders = 0",
    ]
    let crowded = try await PostgresServer.start(options: options)
    return try await PostgresFaults(main: main, crowded: crowded, restarted: restarted)
  }

  private init(main: PostgresServer, crowded: PostgresServer, restarted: PostgresServer) async throws {
    self.main = main
    self.crowded = crowded
    self.restarted = restarted
    garbage = try ScriptedServer([.text("HTTP/1.1 400 Bad Request\r\n\r\n"), .stall])
    refusing = try RefusingEndpoint()
    targets = Self.targets([
      "database": main.uri(), "crowded-database": crowded.uri(), "restarted-database": restarted.uri(),
      "wrong-password": main.uri().replacing(main.passwords[.checkctl] ?? "", with: "not-the-password"),
      "absent-database": main.uri(database: "absent"),
      "refused-database": "postgresql://checkctl@\(refusing.endpoint)/a",
      "garbage-database": "postgresql://checkctl@\(garbage.endpoint)/a",
    ])
    faults =
      Self.connectionFaults(
        main: main, crowded: crowded, refused: refusing.endpoint, garbage: garbage.endpoint)
      + Self.queryFaults(main) + Self.restartFaults(restarted)
    try await main.run("CREATE TABLE held (n int); GRANT SELECT ON held TO checkctl;")
    try await restarted.run(
      "CREATE TABLE mishap (is_over bool); INSERT INTO mishap VALUES (false); GRANT SELECT ON mishap TO checkctl;"
    )
    sessions = [
      Self.session("BEGIN; LOCK TABLE held; SELECT pg_sleep(86400);", on: main, as: .postgres),
      Self.session("SELECT pg_sleep(86400);", on: crowded, as: .eventcore),
    ]
    try await waitUntil("the lock was held") {
      try await main.run("SELECT count(*) FROM pg_locks WHERE relation = 'held'::regclass AND granted") == "1"
    }
    try await waitUntil("the only place was taken") {
      try await crowded.run("SELECT count(*) FROM pg_stat_activity WHERE usename = 'eventcore'") == "1"
    }
  }

  func stop() async {
    garbage.stop()
    await main.stop()
    await crowded.stop()
    await restarted.stop()
    for session in sessions { _ = try? await session.result() }
  }

  /// Makes what befalls the databases come once more.
  func prepare() async throws {
    try await restarted.run("UPDATE mishap SET is_over = false")
  }

  /// Waits for the questions that something is to befall, and lets it.
  func befall() async throws {
    async let termination: Void = terminate()
    try await waitUntil("two questions waited for the restart", within: .seconds(120)) {
      try await self.restarted.run(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%FROM mishap%' AND usename = 'checkctl' AND state = 'active'"
      ) == "2"
    }
    try await restarted.run("UPDATE mishap SET is_over = true")
    // Also where the run is over already: the server has to come back for the next one.
    let restarted = restarted
    try await Task { try await restarted.restart() }.value
    try await termination
  }

  private func terminate() async throws {
    try await waitUntil("the backend was terminated", within: .seconds(120)) {
      try await main.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%AS terminated%' AND usename = 'checkctl' AND state = 'active'"
      ) == "t"
    }
  }

  private static func session(_ sql: String, on server: PostgresServer, as role: PostgresServer.Role)
    -> RunningCommand
  {
    // Where there is only one place, somebody who is about to leave may still have it.
    let loop = #"for attempt in $(seq 50); do "$0" -X -q -d "$1" -c "$2" && break; done"#
    return RunningCommand(["sh", "-c", loop, "\(server.programs)/psql", server.uri(role), sql])
  }

  private static func targets(_ uris: [String: String]) -> [String: (type: String, binding: String)] {
    uris.mapValues { ("postgres", "{postgres: \"\($0)\", max_connections: 8}") }
  }
}
