import TestEnvironment
import Testing

/// The environment that the whole-program tests and the demo share is what it says.
@Suite struct DemoEnvironmentTests {
  @Test func everythingRunsAndIsInOrder() async throws {
    let environment = try await DemoEnvironment.start()
    let database = environment.database.server
    #expect(try await database.run("SHOW ssl", as: .checkctl) == "on")
    #expect(
      try await database.run("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", as: .checkctl) == "t"
    )
    #expect(try await database.run("SELECT count(*) FROM eventcore_events", as: .eventcore) == "3")
    await #expect(throws: TestEnvironmentError.self) {
      try await database.run("SELECT count(*) FROM eventcore_events", as: .checkctl)
    }
    let up = try await environment.prometheus.query("sum(up{job='eventcore'})")
    #expect(up.contains(#""2"]"#))
    let health = try await runCommand([
      "curl", "-sS", "--noproxy", "*", "\(environment.services[0].url)/health",
    ])
    #expect(health.stdout.contains(#""status":"ok""#))
    await environment.stop()
    #expect(!environment.database.server.endpoint.accepts)
    #expect(!environment.prometheus.endpoint.accepts)
    #expect(!environment.services[0].endpoint.accepts)
  }

  @Test func theApiAuthenticatesCreatesAndRefuses() async throws {
    let service = try EventCoreService()
    func status(_ arguments: String...) async throws -> String {
      try await runCommand(
        ["curl", "-sS", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}"] + arguments
      ).stdout
    }
    let authorization = "Authorization: Bearer \(service.token)"
    #expect(try await status("\(service.url)/api/v1/test") == "401")
    #expect(try await status("\(service.url)/api/v1/test", "-H", authorization) == "200")
    let users = "\(service.url)/api/v1/users"
    #expect(try await status(users, "-H", authorization, "-d", #"{"email":"a@example.com"}"#) == "201")
    #expect(try await status(users, "-H", authorization, "-d", "nonsense") == "400")
    service.plant { $0.unhealthy = true }
    #expect(try await status("\(service.url)/health") == "503")
    service.stop()
  }

  @Test func aDatabaseComesBackWithItsDataAfterARestart() async throws {
    let server = try await PostgresServer.start()
    try await server.run("CREATE TABLE kept AS SELECT 7 AS number")
    try await server.restart()
    #expect(try await server.run("SELECT number FROM kept") == "7")
    await server.stop()
    #expect(!server.endpoint.accepts)
  }

  @Test func nginxServesWithMutualTLSAndHTTP2() async throws {
    let authority = try await CertificateAuthority()
    let files = try TemporaryDirectory()
    try files.write("hello", to: "page.txt")
    var options = NginxServer.Options()
    options.certificate = try await authority.server([LoopbackEndpoint.hostOfThisRun])
    options.clientAuthority = authority.root.certificatePath
    options.http2 = true
    let server = try await NginxServer.start(.directory(files.path), options: options)
    let client = try await authority.client("tester")
    let result = try await runCommand([
      "curl", "-sS", "--noproxy", "*", "--cacert", authority.root.certificatePath, "--cert",
      client.certificatePath, "--key", client.keyPath, "-w", " %{http_version}", "\(server.url)/page.txt",
    ])
    #expect(result.stdout == "hello 2", "\(result.stderr)")
    let anonymous = try await runCommand([
      "curl", "-sS", "--noproxy", "*", "--cacert", authority.root.certificatePath, "-o", "/dev/null", "-w",
      "%{http_code}", "\(server.url)/page.txt",
    ])
    #expect(anonymous.stdout == "400")
    await server.stop()
  }

  @Test func certificatesAreAsBadAsAsked() async throws {
    let authority = try await CertificateAuthority()
    let expired = try await authority.expired(["example.com"])
    let verdict = try await runCommand([
      "openssl", "verify", "-CAfile", authority.root.certificatePath, expired.certificatePath,
    ])
    #expect(verdict.exitCode != 0)
    #expect((verdict.stdout + verdict.stderr).contains("certificate has expired"))
  }

  @Test func prometheusAsksForCredentialsWhenTold() async throws {
    let server = try await PrometheusServer.start(
      credentials: .init(user: "checker", password: "s3cret"))
    #expect(try await server.query("vector(1)").contains(#""success""#))
    let anonymous = try await runCommand([
      "curl", "-sS", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}", "\(server.url)/api/v1/query",
    ])
    #expect(anonymous.stdout == "401")
    await server.stop()
  }

  @Test func aServerDoesNotOutliveItsOwner() async throws {
    var server: PrometheusServer? = try await PrometheusServer.start()
    let endpoint = try #require(server).endpoint
    #expect(endpoint.accepts)
    server = nil
    try await waitUntil("the server was gone") { !endpoint.accepts }
  }

  @Test func aRunningCommandCanBeWatchedAndInterrupted() async throws {
    let command = RunningCommand(["sh", "-c", "echo ready; exec sleep 60"])
    try await command.waitForOutput(containing: "ready")
    try await command.send(signal: 2)
    let result = try await command.result()
    #expect(result.signal == 2)
    #expect(result.stdout == "ready\n")
  }

  @Test func aScriptedServerCutsOff() async throws {
    let server = try ScriptedServer([.awaitBytes(Array("\r\n\r\n".utf8)), .reset])
    let result = try await runCommand([
      "curl", "-sS", "--noproxy", "*", "http://\(server.endpoint.host):\(server.endpoint.port)/",
    ])
    #expect(result.exitCode == 56)
    #expect(server.acceptedConnections == 1)
    server.stop()
  }
}
