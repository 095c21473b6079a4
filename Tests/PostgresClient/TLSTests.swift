import PostgresClient
import TestEnvironment
import Testing

@Suite struct TLSTests {
  @Test func encryptsAndVerifies() async throws {
    let server = try await PostgresServer.start()
    let encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    try await withPool(["sslmode": "require"], on: server) { (pool) async throws in
      #expect(try await pool.cell(encrypted) == .bool(true))
      // Long answers arrive in many TLS records.
      let long = try await pool.query("SELECT repeat('x', 1000000), generate_series(1, 10)")
      #expect(long.rows.count == 10)
    }
    var verified = server.verifiedTLS
    try await withPool(verified, on: server) { (pool) async throws in
      #expect(try await pool.cell(encrypted) == .bool(true))
    }
    verified["hostaddr"] = server.endpoint.host
    verified["host"] = "elsewhere.example"
    let error = try await withPool(verified, on: server) { (pool) async throws in
      try await failure { try await pool.query("SELECT 1") }
    }
    #expect(error.kind == .tls)
    #expect(error.message.contains("does not match host name \"elsewhere.example\""))
    await server.stop()
  }
}
