import Digests
import HTTPClient
import OCIRegistry
import TestEnvironment
import Testing
import Values

@Suite struct AuthenticationTests {
  private static let user = PrometheusServer.Credentials(user: "alice", password: "p:ss w\u{F6}rd")
  private let known = FixedCredentials(credentials: .password(user: user.user, password: user.password))
  private let files = [("a", "b")]

  @Test func basicAuthentication() async throws {
    try await withRegistry(.basic(Self.user)) { bench, registry in
      let reference = try OCIReference(parsing: "\(registry.name)/team/pack:1")
      let client = try bench.client(registry.name, credentials: known)
      try await client.pushFiles(files, to: reference)
      let tags = try await client.tags(of: reference)
      #expect(tags == ["1"])
      let header = HTTPHeaders.basicAuthorization(user: Self.user.user, password: Self.user.password)
      #expect(bench.redactor.redact("\(Self.user.password) \(header)") == "******** Basic ********")

      let nobody = try bench.client(registry.name)
      let unknown = await failure { () throws(OCIError) in try await nobody.manifest(reference) }
      #expect(unknown.kind == .unauthorized)
      #expect(
        unknown.message
          == "\(registry.name) was asked for the manifest \(reference) and answered 401: UNAUTHORIZED: authentication"
          + " required; no credentials for it are known: log in with `docker login \(registry.name)`")
      let wrong = FixedCredentials(credentials: .password(user: "alice", password: "not it"))
      let stranger = try bench.client(registry.name, credentials: wrong)
      let refused = await failure { () throws(OCIError) in try await stranger.manifest(reference) }
      #expect(refused.kind == .unauthorized)
      #expect(refused.message.hasSuffix("not accepted: log in anew with `docker login \(registry.name)`"))
    }
  }

  @Test func orasPullsWhatWePushWithAPassword() async throws {
    try await withRegistry(.basic(.init(user: "bob", password: "secret-of-bob"))) { bench, registry in
      let credentials = OCICredentials.password(user: "bob", password: "secret-of-bob")
      let client = try bench.client(registry.name, credentials: FixedCredentials(credentials: credentials))
      let reference = try OCIReference(parsing: "\(registry.name)/team/pack:1")
      try await client.pushFiles(files, to: reference)
      let directory = try TemporaryDirectory()
      try await OrasClient.pull(
        "\(reference)", into: directory.path, as: .init(user: "bob", password: "secret-of-bob"))
      #expect(try directory.read("a") == "b")
    }
  }

  /// Runs `body` with a registry that wants tokens, and gives the requests that its token server got.
  private func withTokens(
    identityToken: String? = nil, allowingAnonymousPulls: Bool = false,
    _ body: (Bench, DockerRegistry) async throws -> Void
  ) async throws -> [String] {
    let tokens = try await RegistryTokenServer.start(
      Self.user, identityToken: identityToken, allowingAnonymousPulls: allowingAnonymousPulls)
    try await withRegistry(.token(tokens), body)
    tokens.stop()
    return await tokens.requests.reduce(into: []) { $0.append($1) }
  }

  @Test func aTokenIsAskedForOncePerScope() async throws {
    let requests = try await withTokens { bench, registry in
      let reference = try OCIReference(parsing: "\(registry.name)/team/pack:1")
      let client = try bench.client(registry.name, credentials: known)
      try await client.pushFiles(files, to: reference)
      let manifest = try await client.manifest(reference).decoded()
      let bytes = try await client.blob(manifest.layers[0], of: reference, atMost: 10)
      #expect(bytes == Array("b".utf8))
      let tags = try await client.tags(of: reference)
      #expect(tags == ["1"])
    }
    let lines = requests.map { String($0.prefix { !$0.isNewline }) }
    #expect(
      lines
        == ["pull%2Cpush", "pull"].map {
          "GET /token?service=registry-of-tests&scope=repository%3Ateam%2Fpack%3A\($0) HTTP/1.1"
        })
  }

  @Test func anIdentityTokenStandsForThePassword() async throws {
    let requests = try await withTokens(identityToken: "identity-token-1") { bench, registry in
      let reference = try OCIReference(parsing: "\(registry.name)/team/pack:1")
      let credentials = FixedCredentials(credentials: .identityToken("identity-token-1"))
      try await bench.client(registry.name, credentials: credentials).pushFiles(files, to: reference)
      #expect(bench.redactor.redact("identity-token-1") == Redactor.mask)
    }
    #expect(requests.count == 1)
    #expect(requests[0].hasPrefix("POST /token HTTP/1.1\r\n"))
    #expect(requests[0].contains("grant_type=refresh_token&"))
    #expect(!requests[0].contains("Authorization"))
  }

  @Test func whoIsNotKnownMayReadWhatIsPublicAndNoMore() async throws {
    _ = try await withTokens(allowingAnonymousPulls: true) { bench, registry in
      let reference = try OCIReference(parsing: "\(registry.name)/team/pack:1")
      try await bench.client(registry.name, credentials: known).pushFiles(files, to: reference)
      let nobody = try bench.client(registry.name)
      let tags = try await nobody.tags(of: reference)
      #expect(tags == ["1"])
      let error = await failure { () throws(OCIError) in try await nobody.push(blob: [1], to: reference) }
      #expect(error.kind == .unauthorized)
      #expect(error.message.contains("no credentials for it are known"))
    }
  }

  @Test func aTokenServerThatRefusesIsNamed() async throws {
    _ = try await withTokens { bench, registry in
      let wrong = FixedCredentials(credentials: .password(user: "alice", password: "not it"))
      let client = try bench.client(registry.name, credentials: wrong)
      let error = await failure { () throws(OCIError) in
        try await client.tags(of: OCIReference(parsing: "\(registry.name)/team/pack"))
      }
      #expect(error.kind == .unauthorized)
      #expect(
        error.message.contains(
          ", the token server of \(registry.name), was asked for a token for repository:team/pack:pull and answered"
            + " 401: incorrect username or password; the credentials for it are not accepted"), "\(error)")
    }
  }

  @Test(arguments: ["http://192.0.2.1/token", "http://127.evil.example/token", "ftp://x/", "", "//x"])
  func noTokenIsAskedForWhereOthersReadAlong(realm: String) async throws {
    try await withStandIn({ _ in
      [answer("401 Unauthorized", [#"WWW-Authenticate: Bearer realm="\#(realm)",service="x""#])]
    }) { bench, server in
      let client = try bench.client("\(server.endpoint)", credentials: known)
      let error = await failure { () throws(OCIError) in
        try await client.tags(of: OCIReference(parsing: "\(server.endpoint)/a"))
      }
      #expect(error.kind == (realm.hasPrefix("http:") ? .unauthorized : .invalidAnswer), "\(error)")
      #expect(server.acceptedConnections == 1)
    }
  }

  @Test func anUnknownSchemeIsNamed() async throws {
    try await withStandIn({ _ in
      [
        answer(
          "401 Unauthorized", ["WWW-Authenticate: Negotiate abc==, Digest realm=\"a, b\", nonce=\"\\\"\""])
      ]
    }) { bench, server in
      let client = try bench.client("\(server.endpoint)", credentials: known)
      let error = await failure { () throws(OCIError) in
        try await client.tags(of: OCIReference(parsing: "\(server.endpoint)/a"))
      }
      #expect(
        error.message.hasSuffix(
          "asks for authentication by `negotiate, digest`; Bearer and Basic are what is spoken here"),
        "\(error)")
    }
  }

  @Test func credentialsDoNotFollowARedirect() async throws {
    let bytes = Array("stored elsewhere".utf8)
    let layer = OCIDescriptor(of: bytes, mediaType: "m")
    let store = try ScriptedServer(answering: { _ in [answer("200 OK", [], "stored elsewhere")] })
    defer { store.stop() }
    let url = store.url
    try await withStandIn({ request in
      request.contains("Authorization: Basic ")
        ? [answer("307 Temporary Redirect", ["Location: \(url)/store?signature=1"])]
        : [answer("401 Unauthorized", ["WWW-Authenticate: Basic realm=\"r\""])]
    }) { bench, server in
      let client = try bench.client("\(server.endpoint)", credentials: known)
      let got = try await client.blob(layer, of: OCIReference(parsing: "\(server.endpoint)/a"), atMost: 100)
      #expect(got == bytes)
      store.stop()
      let seen = await store.requests.reduce(into: []) { $0.append($1) }
      #expect(seen.count == 1)
      #expect(!seen[0].lowercased().contains("authorization"))
    }
  }

  @Test(arguments: ["http://192.0.2.1/x", "ftp://127.0.0.1/x"])
  func aRedirectWhereOthersReadAlongIsNotFollowed(target: String) async throws {
    try await withStandIn({ _ in [answer("307 Temporary Redirect", ["Location: \(target)"])] }) {
      bench, server in
      let client = try bench.client("\(server.endpoint)")
      let error = await failure { () throws(OCIError) in
        try await client.blob(
          OCIDescriptor(of: [1], mediaType: "m"), of: OCIReference(parsing: "\(server.endpoint)/a"),
          atMost: 100)
      }
      #expect(error.kind == .invalidAnswer)
      #expect(error.message.contains("redirects to"), "\(error)")
    }
  }

  @Test func aRegistryWithACertificateOfItsOwn() async throws {
    let authority = try await CertificateAuthority()
    let certificate = try await authority.server([LoopbackEndpoint.hostOfThisRun])
    let registry = try await DockerRegistry.start(certificate: certificate)
    try await withBench { bench in
      let reference = try OCIReference(parsing: "\(registry.name)/team/pack:1")
      let client = try bench.client(registry.name) {
        $0.plainHTTP = false
        $0.caFile = authority.root.certificatePath
      }
      try await client.pushFiles(files, to: reference)
      let tags = try await client.tags(of: reference)
      #expect(tags == ["1"])
      let stranger = try bench.client(registry.name) { $0.plainHTTP = false }
      let error = await failure { () throws(OCIError) in try await stranger.tags(of: reference) }
      #expect(error.kind == .tls)
      #expect(error.message.hasSuffix("; name its authority in a CA file"), "\(error)")
    }
    await registry.stop()
  }

  @Test(arguments: [
    "registry.example.com", "192.0.2.1:5000", "127.evil.example", "localhost.example", "docker.io",
  ])
  func plainHTTPIsForThisMachine(registry: String) async throws {
    try await withBench { bench in
      let error = #expect(throws: OCIError.self) { try bench.client(registry) }
      #expect(error?.kind == .invalidRequest)
      #expect(error?.message.contains("cannot be asked over plain HTTP") == true)
    }
  }

  @Test func credentialsDoNotShowThemselves() {
    let credentials = OCICredentials.password(user: "alice", password: "hunter22")
    var dumped = ""
    dump([credentials, .identityToken("hunter22")], to: &dumped)
    #expect(!"\(credentials) \(String(reflecting: credentials)) \(dumped)".contains("hunter22"))
  }
}
