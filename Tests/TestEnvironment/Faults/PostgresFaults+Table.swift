/// The rows of the table.
extension PostgresFaults {
  /// Where no question is ever asked.
  static func connectionFaults(
    main: PostgresServer, crowded: PostgresServer, refused: LoopbackEndpoint, garbage: LoopbackEndpoint
  ) -> [Fault] {
    let question = { (role: String) in "sql: {target: \(role), query: SELECT 1}\nexpect: {value: 1}\n" }
    return [
      Fault("sql-refused", question("refused-database"), says: ["\(refused)", "Connection refused"]),
      Fault(
        "sql-bad-password", question("wrong-password"),
        says: ["\(main.endpoint)", "password authentication failed"]),
      Fault(
        "sql-no-such-database", question("absent-database"),
        says: ["\(main.endpoint)", "database \"absent\" does not exist"]),
      Fault(
        "sql-too-many-connections", question("crowded-database"),
        says: ["\(crowded.endpoint)", "connection slots are reserved"]),
      Fault("sql-protocol-garbage", question("garbage-database"), says: ["\(garbage)"]),
    ]
  }

  /// Where something comes between a question and its answer.
  static func queryFaults(_ server: PostgresServer) -> [Fault] {
    [
      Fault(
        "sql-statement-timeout",
        "sql: {target: database, query: SELECT pg_sleep(600)}\nexpect: {row_count: 1}\n",
        says: ["\(server.endpoint)", "within 10s|statement timeout"]),
      Fault(
        "sql-lock-wait",
        "sql: {target: database, query: SELECT count(*) FROM held}\nexpect: {value: 0}\n",
        says: ["\(server.endpoint)", "within 10s|lock timeout"]),
      Fault(
        "sql-terminated",
        "sql: {target: database, query: SELECT pg_sleep(600) AS terminated}\nexpect: {row_count: 1}\n",
        says: ["\(server.endpoint)", "terminating connection"], timeout: .seconds(60)),
      Fault(
        "sql-million-rows",
        "sql: {target: database, query: \"SELECT generate_series(1, 1000000)\"}\nexpect: {row_count: 1}\n",
        says: ["\(server.endpoint)", "more than 1000 rows"]),
    ]
  }

  /// Where the server is stopped and started under a question, which ends at once when it is asked again.
  static func restartFaults(_ server: PostgresServer) -> [Fault] {
    // Their names keep the two from being asked as one.
    let question = { (name: String) in
      let query = "SELECT pg_sleep(CASE WHEN is_over THEN 0 ELSE 600 END) AS \(name) FROM mishap"
      return "sql: {target: restarted-database, query: \"\(query)\"}\nexpect: {row_count: 1}\n"
    }
    return [
      Fault(
        "sql-restart", question("once"),
        says: ["\(server.endpoint)", "terminating connection|shutting down"], timeout: .seconds(60)),
      Fault(
        "sql-restart-retried", question("again") + "retry: {every: 200ms, for: 60s}\n", "passed", says: [],
        timeout: .seconds(60), patience: .seconds(60)),
    ]
  }
}
