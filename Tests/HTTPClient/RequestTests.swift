import HTTPClient
import TestEnvironment
import Testing
import Values

@Suite struct RequestTests {
  @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"])
  func methodsGoOutAsTheyStand(method: String) async throws {
    try await withServer({ _ in [answer()] }) { client, server in
      let response = try await client.send(request(server.url + "/a?b=c", method: method))
      #expect(response.status == 200)
      let seen = try #require(await server.requests.first { _ in true })
      #expect(seen.hasPrefix("\(method) /a?b=c HTTP/1.1\r\nHost: \(server.endpoint)\r\n"))
      #expect(!seen.contains("Expect:"))
      #expect(seen.contains("Content-Length: 0") == ["POST", "PUT", "PATCH"].contains(method))
    }
  }

  @Test func headHasNoContent() async throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n"
    try await withServer({ _ in [.text(head)] }) { client, server in
      let response = try await client.send(request(server.url, method: "HEAD"))
      #expect(response.headers["content-length"] == "50")
      #expect(response.body.isEmpty)
    }
  }

  @Test func headersAndBodyArriveUnchanged() async throws {
    try await withServer({ _ in [answer()] }) { client, server in
      let body = String(repeating: "x\u{0}é", count: 2000)
      let headers: HTTPHeaders = ["X-One": "1", "x-two": "", "X-One": "again", "Authorization": "Bearer t"]
      _ = try await client.send(request(server.url, method: "POST", headers: headers, body: body))
      let seen = try #require(await server.requests.first { _ in true })
      #expect(seen.contains("X-One: 1\r\nx-two:\r\nX-One: again\r\nAuthorization: Bearer t\r\n"))
      #expect(!seen.contains("Content-Type"))
      #expect(!seen.contains("Expect"))
      #expect(seen.hasSuffix("\r\n\r\n" + body))
    }
  }

  @Test func answersKeepOrderAndRepetition() async throws {
    let head = """
      HTTP/1.1 103 Early Hints\r\nLink: early\r\n\r\nHTTP/1.1 299 Odd\r\nB: 1\r\nSet-Cookie: a=1\r\nb:  2 \r\n\
      Set-Cookie: b=2\r\nEmpty:\r\nContent-Length: 2\r\n\r\nok
      """
    try await withServer({ _ in [.text(head)] }) { client, server in
      let response = try await client.send(request(server.url))
      #expect(response.status == 299)
      #expect(
        response.headers.fields.map(\.name) == [
          "B", "Set-Cookie", "b", "Set-Cookie", "Empty", "Content-Length",
        ])
      #expect(response.headers["B"] == "1, 2")
      #expect(response.headers["set-cookie"] == "a=1")
      #expect(response.headers.values(of: "SET-COOKIE") == ["a=1", "b=2"])
      #expect(response.headers["empty"] == "")
      #expect(response.headers["link"] == nil)
      #expect(response.text == "ok")
      #expect(response.version == "1.1")
      #expect(response.tls == nil)
      #expect(response.latency > .zero)
    }
  }

  @Test(arguments: [
    ("file:///etc/passwd", "the URL's scheme is not http or https"),
    ("ftp://example.test/", "the URL's scheme is not http or https"),
    ("example.test/path", "the URL's scheme is not http or https"),
    ("http://user:secret@example.test/", "the URL contains a user name or password"),
    ("http://example.test:99999/", "the URL's port is not a number from 0 to 65535"),
    ("http://exa mple.test/", "the URL contains a space or a control character"),
    ("http://example.test/\r\nX: y", "the URL contains a space or a control character"),
    ("http://b\u{fc}cher.test/", "the URL's host is not ASCII: write it as xn--..."),
    ("http://b%C3%BCcher.test/", "the URL's host is not ASCII: write it as xn--..."),
    ("http://[::zz]/", "the URL's IPv6 address is malformed"),
    ("", "the URL's scheme is not http or https"),
  ])
  func unusableURLsAreRefused(url: String, message: String) {
    #expect(throws: HTTPError(.invalidURL, message)) { try HTTPURL(url) }
  }

  @Test func whatWouldBreakTheMessageIsRefused() async throws {
    try await withClient { client in
      let cases: [(HTTPRequest, String)] = [
        (try request("http://x.test/", method: "GET /\r\n"), "the method is not an HTTP token"),
        (
          try request("http://x.test/", headers: ["A": "b\r\nC: d"]),
          "header field A contains a control character"
        ),
        (
          try request("http://x.test/", headers: ["A": "b\u{0}"]),
          "header field A contains a control character"
        ),
        (
          try request("http://x.test/", headers: ["A:": "b"]),
          "the name of a header field is not an HTTP token"
        ),
        (
          try request("http://x.test/", headers: ["Content-Length": "5"]),
          "Content-Length is set by the client itself"
        ),
        (try request("http://x.test/", method: "HEAD", body: "x"), "HEAD cannot have a body"),
      ]
      for (request, message) in cases {
        let error = await failure(client, request)
        #expect(error?.kind == .invalidRequest)
        #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
      }
    }
  }

  @Test func resolveOverridesTheNameForOneRequestOnly() async throws {
    try await withServer({ _ in [answer()] }) { client, server in
      var first = try request("http://api.example.invalid:\(server.endpoint.port)/")
      first.resolve = ["api.example.invalid:\(server.endpoint.port):\(server.endpoint.host)"]
      let answer1 = try await client.send(first)
      #expect(answer1.status == 200)
      let seen = try #require(await server.requests.first { _ in true })
      #expect(seen.contains("Host: api.example.invalid:\(server.endpoint.port)\r\n"))
      first.resolve = ["api.example.invalid:80"]
      let error = await failure(client, first)
      #expect(error == HTTPError(.invalidRequest, "resolve entries are host:port:address"))
      first.resolve = []
      let unresolved = await failure(client, first)
      #expect(unresolved == HTTPError(.resolve, "the name api.example.invalid does not resolve"))
    }
  }

  @Test func connectionsAreKept() async throws {
    try await withServer({ _ in [answer()] }) { client, server in
      for _ in 0..<5 { _ = try await client.send(request(server.url)) }
      #expect(server.acceptedConnections == 1)
    }
  }

  @Test func aPostIsNotSentTwiceWhenTheConnectionDies() async throws {
    let script: @Sendable (String) -> [ScriptedServer.Step] = { $0.hasPrefix("POST") ? [.close] : [answer()] }
    try await withServer(script) { client, server in
      _ = try await client.send(request(server.url))
      let error = await failure(client, try request(server.url, method: "POST", body: "x"))
      #expect(error?.kind == .reset)
      server.stop()
      let seen = await server.requests.reduce(into: []) { $0.append($1) }
      #expect(seen.filter { $0.hasPrefix("POST") }.count == 1)
    }
  }

  @Test func basicCredentialsAreEncoded() {
    #expect(
      HTTPHeaders.basicAuthorization(user: "Aladdin", password: "open sesame")
        == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    #expect(HTTPHeaders.basicAuthorization(user: "", password: "ab") == "Basic OmFi")
    #expect(HTTPHeaders.basicAuthorization(user: "é", password: "") == "Basic w6k6")
  }

  @Test func whatIsSentAtMostOnceIsNotSentAgain() async throws {
    let served = Lock(0)
    try await withServer({ request in
      served.withLock { $0 += 1 }
      return request.hasPrefix("GET /last ") ? [.close] : [answer()]
    }) { client, server in
      var first = try request("\(server.url)/first", method: "POST", body: "1")
      first.isSentAtMostOnce = true
      _ = try await client.send(first)
      var last = try request("\(server.url)/last")
      last.isSentAtMostOnce = true
      #expect(await failure(client, last)?.kind == .reset)
      // That went over the kept connection, and over no other.
      #expect(served.withLock { $0 } == 2)
    }
  }

  @Test func contentThatIsNotKeptIsStillCounted() async throws {
    try await withServer({ _ in [answer("200 OK", [], "0123456789")] }) { client, server in
      var asked = try request(server.url)
      asked.discardsBody = true
      let response = try await client.send(asked)
      #expect(response.status == 200 && response.body.isEmpty)
      asked.maxBodyBytes = 9
      #expect(await failure(client, asked)?.kind == .bodyTooLarge)
    }
  }
}
