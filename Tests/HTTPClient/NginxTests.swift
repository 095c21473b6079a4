import HTTPClient
import TestEnvironment
import Testing

@Suite struct NginxTests {
  @Test func aThousandRequestsOfEightTasksShareEightConnections() async throws {
    let nginx = try await NginxSites.shared
    try await withClient { client in
      let answers = try await withThrowingTaskGroup(of: [String].self) { group in
        for _ in 0..<8 {
          group.addTask {
            var answers: [String] = []
            for _ in 0..<125 { answers.append(try await client.send(nginx.request(.plain)).text) }
            return answers
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(answers.count == 1000)
      #expect(Set(answers).count <= 8)
    }
  }

  @Test func plainServersAnswer() async throws {
    let nginx = try await NginxSites.shared
    try await withClient { client in
      let zipped = try await client.send(nginx.request(.plain, "/text"))
      #expect(zipped.headers["content-encoding"] == "gzip")
      #expect(zipped.text == NginxSites.text)
      var plain = try nginx.request(.plain, "/text")
      plain.decompress = false
      let answer1 = try await client.send(plain)
      #expect(answer1.headers["content-encoding"] == nil)
      var redirected = try nginx.request(.plain, "/redirect")
      redirected.redirects = .follow(max: 1) { _ in true }
      let there = try await client.send(redirected)
      #expect(there.redirects == [HTTPRedirect(status: 302, url: nginx.url(.plain, "/text"))])
      var http2 = try nginx.request(.plainHTTP2)
      http2.version = .http2PriorKnowledge
      let second = try await client.send(http2)
      #expect(second.version == "2")
      #expect(second.text == "HTTP/2.0 ")
      http2.version = .http2
      #expect(await failure(client, http2)?.kind == .invalidRequest)
    }
  }

  @Test func tlsServersAreVerifiedAndDescribed() async throws {
    let nginx = try await NginxSites.shared
    try await withClient { client in
      let response = try await client.send(nginx.request(.tls))
      #expect(response.version == "2")
      #expect(response.text == "HTTP/2.0 ")
      let facts = try #require(response.tls)
      #expect(facts.protocolVersion == "TLSv1.3")
      #expect(facts.subject == "CN=\(LoopbackEndpoint.hostOfThisRun)")
      #expect(facts.issuer == "CN=authority,O=checkctl tests")
      #expect(facts.names == [LoopbackEndpoint.hostOfThisRun, "localhost", NginxSites.name])
      #expect(facts.notAfter > 1_700_000_000)
      #expect(facts.verified)
      let answer1 = try await client.send(nginx.request(.tls))
      #expect(answer1.tls == facts)
      var first = try nginx.request(.tls)
      first.version = .http1
      let answer2 = try await client.send(first)
      #expect(answer2.version == "1.1")
      var named = try nginx.request(.tls)
      named.url = try HTTPURL("https://\(NginxSites.name):\(nginx.endpoint(.tls).port)/")
      named.resolve = ["\(NginxSites.name):\(nginx.endpoint(.tls).port):\(nginx.endpoint(.tls).host)"]
      let answer3 = try await client.send(named)
      #expect(answer3.tls?.verified == true)
      named.url = try HTTPURL("https://\(NginxSites.name).:\(nginx.endpoint(.tls).port)/")
      named.resolve = ["\(NginxSites.name).:\(nginx.endpoint(.tls).port):\(nginx.endpoint(.tls).host)"]
      let answer4 = try await client.send(named)
      #expect(answer4.tls?.verified == true)
    }
  }

  @Test func unacceptableCertificatesAreErrorsWithTheirReason() async throws {
    let nginx = try await NginxSites.shared
    try await withClient { client in
      func expect(
        _ server: NginxSites.Site, _ reason: HTTPError.TLSReason, _ message: String,
        change: (inout HTTPRequest) throws -> Void = { _ in }
      ) async throws {
        var request = try nginx.request(server)
        try change(&request)
        let error = await failure(client, request)
        let text = message.replacing("SERVER", with: "\(nginx.endpoint(server))")
        #expect(error == HTTPError(.tls(reason), text))
      }
      try await expect(
        .wrongHost, .wrongHost, "certificate of SERVER is not for \(LoopbackEndpoint.hostOfThisRun)")
      try await expect(.expired, .expired, "certificate of SERVER expired")
      try await expect(.selfSigned, .selfSigned, "certificate of SERVER is self-signed and not trusted")
      try await expect(.tls, .unknownAuthority, "certificate of SERVER is from an unknown authority") {
        $0.tls.caFile = nil
      }
      try await expect(.plain, .notTLS, "SERVER does not speak TLS; is it plain HTTP?") {
        $0.url = try HTTPURL("https://\($0.url.authority)/")
      }
      try await expect(.tls, .files, "the CA file /nonexistent/ca.pem cannot be used") {
        $0.tls.caFile = "/nonexistent/ca.pem"
      }
    }
  }

  @Test(arguments: [NginxSites.Site.wrongHost, .expired, .selfSigned])
  func insecureAcceptsButDoesNotCallItVerified(server: NginxSites.Site) async throws {
    let nginx = try await NginxSites.shared
    try await withClient { client in
      var request = try nginx.request(server)
      request.tls.insecure = true
      let response = try await client.send(request)
      #expect(response.status == 200)
      #expect(response.tls?.verified == false)
      #expect(response.tls?.names.isEmpty == false)
    }
  }

  @Test func insecureStillTellsAGoodCertificate() async throws {
    let nginx = try await NginxSites.shared
    try await withClient { client in
      var request = try nginx.request(.tls)
      request.tls.insecure = true
      let trusted = try await client.send(request)
      #expect(trusted.tls?.verified == true)
      request.tls.caFile = nil
      let unknown = try await client.send(request)
      #expect(unknown.tls?.verified == false)
      request.tls.caFile = "/nonexistent/ca.pem"
      let unreadable = try await client.send(request)
      #expect(unreadable.tls?.verified == false)
    }
  }

  @Test func certificatesAndKeysMayBeAtHand() async throws {
    let nginx = try await NginxSites.shared
    let certificate = try await nginx.authority.client("tester")
    try await withClient { client in
      var request = try nginx.request(.mutualTLS)
      request.tls.caFile = nil
      request.tls.caData = Array(try readFile(nginx.authority.root.certificatePath).utf8)
      request.tls.clientCertificateData = Array(try readFile(certificate.certificatePath).utf8)
      request.tls.clientKeyData = Array(try readFile(certificate.keyPath).utf8)
      let response = try await client.send(request)
      #expect(response.text == "HTTP/2.0 CN=tester")
      request.tls.caData = Array("none".utf8)
      #expect(
        await failure(client, request)
          == HTTPError(.tls(.files), "the data of the certificate authorities cannot be used"))
      request.tls.caData = nil
      #expect(await failure(client, request)?.kind == .tls(.unknownAuthority))
    }
  }

  @Test func theCertificateMayBeForAnotherName() async throws {
    let nginx = try await NginxSites.shared
    try await withClient { client in
      var request = try nginx.request(.wrongHost, "/host")
      request.tls.serverName = "other.example.test"
      let response = try await client.send(request)
      #expect(response.tls?.verified == true)
      #expect(response.text == "\(nginx.endpoint(.wrongHost))")
      request.tls.serverName = "third.example.test"
      #expect(
        await failure(client, request)
          == HTTPError(
            .tls(.wrongHost), "certificate of \(nginx.endpoint(.wrongHost)) is not for third.example.test"))
      request.tls.serverName = "no host"
      #expect(await failure(client, request)?.kind == .invalidRequest)
    }
  }

  @Test func clientCertificatesAreShown() async throws {
    let nginx = try await NginxSites.shared
    let certificate = try await nginx.authority.client("tester")
    let locked = try await nginx.authority.locking(certificate, with: "secret")
    try await withClient { client in
      let without = try await client.send(nginx.request(.mutualTLS))
      #expect(without.status == 400)
      var request = try nginx.request(.mutualTLS)
      request.tls.clientCertificateFile = certificate.certificatePath
      request.tls.clientKeyFile = certificate.keyPath
      let answer1 = try await client.send(request)
      #expect(answer1.text == "HTTP/2.0 CN=tester")
    }
    try await withClient { client in
      var request = try nginx.request(.mutualTLS)
      request.tls.clientCertificateFile = certificate.certificatePath
      request.tls.clientKeyFile = locked.keyPath
      let refused = await failure(client, request)
      let message = "the client certificate \(certificate.certificatePath) or its key cannot be used"
      #expect(refused == HTTPError(.tls(.files), message))
      request.tls.clientKeyPassword = "secret"
      let answer2 = try await client.send(request)
      #expect(answer2.text == "HTTP/2.0 CN=tester")
    }
  }
}
