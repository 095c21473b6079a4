internal import TestEnvironment

/// A thousand `sql` items, each in its read-only transaction, against pgbench.
enum SQLBench {
  static func measure(_ tools: Tools, _ report: inout Report) async throws {
    let server = try await PostgresServer.start()
    let user = PostgresServer.Role.checkctl
    let url =
      "postgresql://\(user.rawValue):\(server.passwords[user] ?? "")@\(server.endpoint)/postgres?sslmode=disable"
    try tools.write(target: "database: {postgres: '\(url)', max_connections: 10}")
    let items = (0..<1_000).map { number in
      "  - {id: n-\(number), title: Number \(number), sql: {query: SELECT \(number)}, expect: {value: \(number)}}\n"
    }
    try tools.write(items: items, preamble: "targets: {database: postgres}\n")
    let script = try tools.folder.write("SELECT 1;\n", to: "select.sql")
    report.heading("1,000 sql items, 10 connections, each in its read-only transaction")
    let pgbench = [
      "\(server.programs)/pgbench", "-n", "-c", "10", "-t", "100", "-f", script, "-h", server.endpoint.host,
      "-p", "\(server.endpoint.port)", "-U", user.rawValue, "postgres",
    ]
    let variables = ["PGPASSWORD": server.passwords[user] ?? "", "PGSSLMODE": "disable"]
    let both = try tools.measure([tools.run(), pgbench], adding: variables)
    await server.stop()
    report.figures("checkctl", both[0])
    report.figures("pgbench -c 10 -t 100, SELECT 1", both[1])
    report.compare("wall against pgbench", both[0].wall / both[1].wall, bar: 2)
  }
}
