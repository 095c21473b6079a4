import HTTPClient
import TestEnvironment
import Testing
import Values

@testable import KubernetesClient

/// Questions to an API server: what is shown to it, and what its refusals mean.
@Suite struct TransportTests {
  private static func answer(_ status: Int, _ body: String, _ fields: String = "") -> [ScriptedServer.Step] {
    [
      .text(
        "HTTP/1.1 \(status) X\r\ncontent-type: application/json\r\n\(fields)content-length: \(body.utf8.count)\r\n\r\n\(body)"
      )
    ]
  }

  private static func status(_ code: Int, _ message: String, details: String = "{}") -> String {
    #"{"kind": "Status", "code": \#(code), "message": "\#(message)", "details": \#(details)}"#
  }

  private static let refusals: [(code: Int, body: String, kind: KubernetesError.Kind, message: String)] = [
    (400, status(400, "unable to parse"), .invalid, "HOST refuses the question: unable to parse"),
    (
      401, status(401, "Unauthorized"), .unauthorized,
      "HOST does not know us (401): the credentials are missing, wrong or expired"
    ),
    (
      403, status(403, "pods is forbidden: User ann cannot list"), .forbidden,
      "HOST does not allow it (403): pods is forbidden: User ann cannot list"
    ),
    (404, status(404, "pods x not found", details: #"{"name": "x"}"#), .notFound, "HOST: pods x not found"),
    (404, status(404, "no such resource"), .unknownResource, "HOST: no such resource"),
    (404, "404 page not found", .unknownResource, "HOST: 404 page not found"),
    (410, status(410, "too old"), .gone, "HOST: too old"),
    (429, status(429, "slow down"), .throttled, "HOST has too much to do (429): slow down"),
    (503, "", .server, "HOST failed (503): status 503"),
    (302, "", .answer, "HOST answered 302: status 302"),
  ]

  @Test(arguments: refusals.indices)
  func aRefusalIsOneClearLine(index: Int) async throws {
    let (code, body, kind, message) = Self.refusals[index]
    let server = try ScriptedServer { _ in Self.answer(code, body) }
    try await withTransport(plainConnection(server.url)) { transport in
      let error = await #expect(throws: KubernetesError.self) {
        try await transport.get("/x", timeout: .seconds(300), maxBodyBytes: 1000)
      }
      #expect(
        error == KubernetesError(kind, message.replacing("HOST", with: "\(server.endpoint)")))
    }
  }

  @Test(arguments: [429, 503])
  func aServerWithTooMuchToDoIsAskedAgain(status: Int) async throws {
    let asked = Lock(0)
    let server = try ScriptedServer { _ in
      let number = asked.withLock { count in
        count += 1
        return count
      }
      return number < 3
        ? Self.answer(status, Self.status(status, "slow down"), "retry-after: 0\r\n") : Self.answer(200, "{}")
    }
    try await withTransport(plainConnection(server.url)) { transport in
      let response = try await transport.get("/x", timeout: .seconds(300), maxBodyBytes: 1000)
      #expect(response.status == 200)
    }
    #expect(asked.withLock { $0 } == 3)
  }

  /// Without a scheme it is HTTP, where kubectl shows no credentials.
  @Test(.enabled("kubectl is installed") { await kubectlIsInstalled() })
  func aServerWithoutASchemeIsAskedAsKubectlDoes() async throws {
    let server = try ScriptedServer { _ in Self.answer(200, "{}") }
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      """
      clusters: [{name: k, cluster: {server: "\(server.endpoint)", insecure-skip-tls-verify: true}}]
      users: [{name: u, user: {token: hush-hush, as: dave}}]
      contexts: [{name: c, context: {cluster: k, user: u}}]
      current-context: c
      """, to: "config")
    let kubectl = try await runCommand(
      ["kubectl", "--kubeconfig", path, "get", "--raw", "/version"], adding: ["HOME": directory.path])
    #expect(kubectl.exitCode == 0, "\(kubectl.stderr)")
    try await withTransport(try KubeconfigFiles(file: path, environment: [:]).connection(context: nil)) {
      let response = try await $0.get("/version", timeout: .seconds(300), maxBodyBytes: 1000)
      #expect(response.status == 200)
    }
    var requests = server.requests.makeAsyncIterator()
    var request = ""
    // kubectl may ask for the version first.
    repeat {
      request = try #require(await requests.next())
      #expect(request.hasPrefix("GET /version"))
      #expect(request.contains("\r\nImpersonate-User: dave\r\n"), "\(request)")
      #expect(!request.contains("Authorization"), "\(request)")
    } while request.contains("kubectl")
    #expect(request.hasPrefix("GET /version HTTP/1.1\r\n"))
  }

  @Test func aServerThatWantsMoreTimeThanThereIsIsNotWaitedFor() async throws {
    let server = try ScriptedServer { _ in
      Self.answer(429, Self.status(429, "slow down"), "retry-after: 3600\r\n")
    }
    try await withTransport(plainConnection(server.url)) { transport in
      let error = await #expect(throws: KubernetesError.self) {
        try await transport.get("/x", timeout: .seconds(300), maxBodyBytes: 1000)
      }
      #expect(
        error
          == KubernetesError(
            .throttled,
            "\(server.endpoint) has too much to do (429): slow down; it wants to be asked again after 1h"))
    }
    server.stop()
    var asked = 0
    for await _ in server.requests { asked += 1 }
    #expect(asked == 1)
  }

  /// Our credentials go to our server alone, and there to no other cluster behind the same proxy.
  @Test func noPathLeadsToAnotherServer() async throws {
    let other = try ScriptedServer { _ in Self.answer(200, "{}") }
    let host = other.endpoint.host
    let end = host.lastIndex(of: ".") ?? host.endIndex
    var connection = plainConnection("http://\(host[..<end])")
    connection.authentication = .token("secret")
    try await withTransport(connection) { transport in
      for path in [
        "\(host[end...]):\(other.endpoint.port)/leaked", "@\(other.endpoint)/leaked", "", "x", "/../x",
        "/a/..", "/./x?a", "/%2e%2E/x", "/a%2F..%2Fb", "/a\u{600}/../b", "/a b",
      ] {
        let error = await #expect(throws: KubernetesError.self, "\(path)") {
          try await transport.get(path, timeout: .seconds(300), maxBodyBytes: 1000)
        }
        #expect(error?.kind == .invalid, "\(path): \(error?.message ?? "")")
      }
    }
    #expect(other.acceptedConnections == 0)
    try await withTransport(plainConnection(other.url)) { transport in
      let response = try await transport.get("/a..b/...?x=/../", timeout: .seconds(300), maxBodyBytes: 1000)
      #expect(response.status == 200)
    }
  }

  @Test func aTokenThatWasRefusedIsReadAnewOnce() async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("old", to: "token")
    let server = try ScriptedServer { request in
      guard request.contains("Bearer new") else {
        _ = try? directory.write("new", to: "token")
        return Self.answer(401, Self.status(401, "Unauthorized"))
      }
      return Self.answer(200, "{}")
    }
    var connection = plainConnection(server.url + "/behind/")
    connection.authentication = .tokenFile(path, fallback: "")
    connection.impersonation.user = "dave"
    connection.impersonation.groups = ["dev", "ops"]
    connection.impersonation.extra = ["example.com/reason": ["audit"]]
    try await withTransport(connection) { transport in
      let response = try await transport.get("/api?limit=1", timeout: .seconds(300), maxBodyBytes: 1000)
      #expect(response.status == 200)
    }
    var requests = server.requests.makeAsyncIterator()
    let first = try #require(await requests.next())
    #expect(first.hasPrefix("GET /behind/api?limit=1 HTTP/1.1\r\n"))
    for line in [
      "Authorization: Bearer old", "Impersonate-User: dave", "Impersonate-Group: dev",
      "Impersonate-Group: ops",
      "Impersonate-Extra-example.com%2Freason: audit", "Accept: application/json",
    ] {
      #expect(first.contains("\r\n\(line)\r\n"), "\(line)")
    }
  }

  @Test func theEnvironmentMayNameAProxy() async throws {
    let proxy = try ScriptedServer { request in
      request.hasPrefix("CONNECT") ? Self.answer(403, "") : Self.answer(200, "{}")
    }
    let environment = ["HTTP_PROXY": proxy.url, "https_proxy": "\(proxy.endpoint)"]
    try await withTransport(plainConnection("http://cluster.invalid"), environment: environment) {
      transport in
      let response = try await transport.get("/api", timeout: .seconds(300), maxBodyBytes: 1000)
      #expect(response.status == 200)
    }
    try await withTransport(plainConnection("https://cluster.invalid"), environment: environment) {
      transport in
      let error = await #expect(throws: KubernetesError.self) {
        try await transport.get("/api", timeout: .seconds(300), maxBodyBytes: 1000)
      }
      #expect(
        error?.message
          == "proxy \(proxy.endpoint) answered 403 to the wish to reach cluster.invalid:443")
    }
    var requests = proxy.requests.makeAsyncIterator()
    #expect(await requests.next()?.hasPrefix("GET http://cluster.invalid/api HTTP/1.1\r\n") == true)
    #expect(await requests.next()?.hasPrefix("CONNECT cluster.invalid:443 HTTP/1.1\r\n") == true)
  }

  /// The protocol is that of RFC 1928; `cluster.invalid` resolves nowhere.
  @Test func aSOCKSProxyLooksUpTheServer() async throws {
    let name = "cluster.invalid"
    let proxy = try ScriptedServer(
      [
        .awaitBytes([5]), .send([5, 0]), .awaitBytes([UInt8(name.utf8.count)] + Array(name.utf8) + [0, 80]),
        .send([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]), .awaitBytes(Array("\r\n\r\n".utf8)),
      ] + Self.answer(200, "{}"))
    var connection = plainConnection("http://\(name)")
    connection.cluster.proxy = "socks5://\(proxy.endpoint)"
    try await withTransport(connection) { transport in
      let response = try await transport.get("/api", timeout: .seconds(300), maxBodyBytes: 1000)
      #expect(response.status == 200)
    }
  }
}
