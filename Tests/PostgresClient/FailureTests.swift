import PostgresClient
import TestEnvironment
import Testing

@Suite struct ConnectFailureTests {
  @Test func wrongPassword() async throws {
    let error = try await connectFailure(["password": "not-this-one"])
    #expect(error.kind == .authentication)
    #expect(error.sqlstate == "28P01")
    let place = "\(try await PostgresServer.shared.endpoint)/postgres user=postgres"
    #expect(
      error.message == "cannot connect to \(place): password authentication failed for user \"postgres\"")
    #expect(!"\(error)".contains("not-this-one"))
  }

  @Test func noPassword() async throws {
    let error = try await connectFailure(["password": "", "passfile": "/dev/null"])
    #expect(error.kind == .authentication)
    #expect(error.message.contains("no password supplied"))
  }

  @Test func noSuchDatabase() async throws {
    let error = try await connectFailure(["dbname": "absent"])
    #expect(error.kind == .noSuchDatabase)
    #expect(error.message.hasSuffix("database \"absent\" does not exist"))
  }

  @Test func tlsIsDemandedOfAServerWithoutIt() async throws {
    let error = try await connectFailure(["sslmode": "require"])
    #expect(error.kind == .tls)
    #expect(error.message.contains("server does not support SSL, but SSL was required"))
  }

  @Test func anSSLModeThatIsNone() async throws {
    let error = try await connectFailure(["sslmode": "sometimes"])
    #expect(error.kind == .configuration)
    #expect(error.message.contains("invalid sslmode value: \"sometimes\""))
  }

  @Test func nobodyListens() async throws {
    let error = try await connectFailure(["port": "1"])
    #expect(error.kind == .connection)
    #expect(error.message.contains("Connection refused"))
  }

  @Test func noSuchHost() async throws {
    let error = try await connectFailure(["host": "absent.invalid"])
    #expect(error.kind == .connection)
    #expect(error.message.contains("the name 'absent.invalid' does not resolve"))
  }

  @Test func theNextHostIsTried() async throws {
    let endpoint = try await PostgresServer.shared.endpoint
    try await withPool(["host": "localhost,\(endpoint.host)", "port": "1,\(endpoint.port)"]) {
      (pool) async throws in
      #expect(try await pool.cell("SELECT 1") == .int(1))
    }
  }

  @Test func unixSocketsWork() async throws {
    try await withPool(["host": try await PostgresServer.shared.socketDirectory]) { (pool) async throws in
      #expect(try await pool.cell("SELECT inet_client_addr() IS NULL") == .bool(true))
    }
  }

  /// The server cuts the values of a row, and a part of a secret cannot be masked.
  @Test func theRowAtFaultIsNotShown() async throws {
    try await PostgresServer.shared.run(
      "CREATE TABLE failing_rows (secret text UNIQUE, n int NOT NULL CHECK (n > 0))", database: "postgres")
    try await withPool { (pool) async throws in
      let secret = PostgresParameter.string("s3cret" + String(repeating: "x", count: 100))
      for (value, sqlstate) in [("NULL", "23502"), ("0", "23514")] {
        let error = try await failure {
          try await pool.query(
            "INSERT INTO failing_rows VALUES ($1, \(value))", parameters: [secret], access: .readWrite)
        }
        #expect(error.sqlstate == sqlstate && error.detail == nil)
      }
      let error = try await failure {
        try await pool.query("INSERT INTO failing_rows VALUES ('a', 1), ('a', 1)", access: .readWrite)
      }
      #expect(error.detail == "Key (secret)=(a) already exists.")
    }
  }

  @Test func aTaskThatWasCancelledAsksNothing() async throws {
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await withPool { (pool) async throws in
        await pool.close()
        return try await failure { try await pool.query("SELECT 1") }
      }
    }
    #expect(try await task.value.kind == .cancelled)
  }

  @Test func garbageInsteadOfTheProtocol() async throws {
    let listener = try ScriptedServer([.text("HTTP/1.1 400 Bad Request\r\n\r\n"), .stall])
    defer { listener.stop() }
    for mode in ["disable", "prefer"] {
      let error = try await connectFailure([
        "host": listener.endpoint.host, "port": "\(listener.endpoint.port)", "sslmode": mode,
        "gssencmode": "disable",
      ])
      #expect(error.kind == .protocolGarbage, "\(error)")
    }
  }

  /// It is told, and not connected to again and again.
  @Test func aServerThatLetsInAndClosesIsTold() async throws {
    let ready: [UInt8] = [82, 0, 0, 0, 8, 0, 0, 0, 0, 90, 0, 0, 0, 5, 73]
    let listener = try ScriptedServer([.awaitBytes(Array("postgres".utf8)), .send(ready), .close])
    defer { listener.stop() }
    let error = try await connectFailure([
      "host": listener.endpoint.host, "port": "\(listener.endpoint.port)", "sslmode": "disable",
      "gssencmode": "disable",
    ])
    #expect(error.kind == .connection || error.kind == .closed, "\(error)")
    #expect(listener.acceptedConnections == 1)
  }

  @Test func aServerThatSaysNothing() async throws {
    let listener = try ScriptedServer([.stall])
    defer { listener.stop() }
    let error = try await connectFailure(
      ["host": listener.endpoint.host, "port": "\(listener.endpoint.port)"],
      connectTimeout: .seconds(2))
    #expect(error.kind == .timeout)
    #expect(error.message.contains("no answer within 2.0 seconds"))
  }

  @Test func aSilentHostIsLeftForTheNext() async throws {
    let listener = try ScriptedServer([.stall])
    defer { listener.stop() }
    let server = try await PostgresServer.shared.endpoint
    let silentHost = listener.endpoint.host
    let silentPort = "\(listener.endpoint.port)"
    let ports = [silentPort, "1", silentPort, "\(server.port)"]
    let hosts = [silentHost, silentHost, silentHost, server.host].joined(separator: ",")
    try await withPool(
      ["host": hosts, "port": ports.joined(separator: ",")], connectTimeout: .seconds(3)
    ) { (pool) async throws in
      #expect(try await pool.cell("SELECT 1") == .int(1))
    }
    let error = try await connectFailure(
      ["host": "\(silentHost),\(silentHost)", "port": "\(silentPort),\(silentPort)"],
      connectTimeout: .milliseconds(400))
    #expect(error.kind == .timeout)
    #expect(error.message.contains("no answer within 0.2 seconds"), "\(error)")
  }

  private func connectFailure(_ overlay: [String: String], connectTimeout: Duration? = nil) async throws
    -> PostgresError
  {
    try await withPool(overlay, connectTimeout: connectTimeout) { (pool) async throws in
      try await failure { try await pool.query("SELECT 1") }
    }
  }
}
