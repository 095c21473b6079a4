import PostgresClient
import Testing

@Suite struct TLSTests {
  @Test func encryptsAndVerifies() async throws {
    let server = PostgresServer(settings: ["ssl=on"])
    defer { server.stop() }
    let encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    try await withPool(["sslmode": "require"], on: server) { (pool) async throws in
      #expect(try await pool.cell(encrypted) == .bool(true))
      // Long answers arrive in many TLS records.
      let long = try await pool.query("SELECT repeat('x', 1000000), generate_series(1, 10)")
      #expect(long.rows.count == 10)
    }
    let certificate = "\(server.directory)/data/server.crt"
    try await withPool(
      ["sslmode": "verify-full", "sslrootcert": certificate, "host": "localhost"], on: server
    ) { (pool) async throws in
      #expect(try await pool.cell(encrypted) == .bool(true))
    }
    // The certificate is for localhost only.
    let error = try await withPool(["sslmode": "verify-full", "sslrootcert": certificate], on: server) {
      (pool) async throws in
      try await failure { try await pool.query("SELECT 1") }
    }
    #expect(error.kind == .tls)
    #expect(error.message.contains("does not match host name \"127.0.0.1\""))
  }
}
