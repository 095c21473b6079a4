import HTTPClient
import TestEnvironment
import Testing

@Suite struct RedirectTests {
  private func following(_ url: String, method: String = "GET", max: Int = 5) throws -> HTTPRequest {
    var request = try request(url, method: method, body: method == "POST" ? "content" : nil)
    request.headers = [
      "Authorization": "Bearer secret", "X-Auth-Key": "k", "DD-APPLICATION-KEY": "k", "X-Vault": "v",
      "accept-language": "de", "Accept": "text/plain",
    ]
    if method == "POST" { request.headers.append("Content-Type", "text/plain") }
    request.redirects = .follow(max: max) { _ in true }
    return request
  }

  @Test func withoutAPolicyTheRedirectIsTheAnswer() async throws {
    try await withServer({ _ in [answer("302 Found", ["Location: /b"])] }) { client, server in
      let response = try await client.send(request(server.url + "/a"))
      #expect(response.status == 302)
      #expect(response.redirects.isEmpty)
    }
  }

  @Test(arguments: [
    (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (303, "DELETE", "GET"),
    (307, "POST", "POST"), (308, "POST", "POST"), (302, "DELETE", "DELETE"), (303, "GET", "GET"),
  ])
  func theMethodChangesAsItShould(status: Int, before: String, after: String) async throws {
    let script: @Sendable (String) -> [ScriptedServer.Step] = { request in
      request.contains(" /a ")
        ? [answer("\(status) Moved", ["Location: b?c"])] : [answer("200 OK", [], "there")]
    }
    try await withServer(script) { client, server in
      let response = try await client.send(following(server.url + "/a", method: before))
      #expect(response.text == "there")
      #expect(response.redirects == [HTTPRedirect(status: status, url: server.url + "/b?c")])
      server.stop()
      let seen = await server.requests.reduce(into: []) { $0.append($1) }
      #expect(seen.count == 2)
      #expect(seen.last?.hasPrefix("\(after) /b?c HTTP/1.1") == true)
      #expect(seen.last?.hasSuffix("content") == (after == "POST"))
      #expect(seen.last?.contains("Content-Type: text/plain") == (after == "POST"))
      #expect(seen.last?.contains("Bearer secret") == true)
    }
  }

  @Test func credentialsStayAtTheirOrigin() async throws {
    try await withServer({ _ in [answer()] }) { client, other in
      let location = "Location: \(other.url)/b"
      try await withServer({ _ in [answer("307 Moved", [location])] }) { client, server in
        _ = try await client.send(following(server.url + "/a"))
        let seen = try #require(await other.requests.first { _ in true })
        let names = seen.split(separator: "\r\n").dropFirst().map { $0.prefix { $0 != ":" } }
        #expect(Set(names) == ["Host", "User-Agent", "Accept-Encoding", "accept-language", "Accept"])
      }
    }
  }

  @Test(arguments: [(307, "POST"), (308, "POST"), (301, "PUT"), (302, "PUT")])
  func aBodyStaysAtItsOrigin(status: Int, method: String) async throws {
    try await withServer({ _ in [answer()] }) { client, other in
      let location = "Location: \(other.url)/b"
      try await withServer({ _ in [answer("\(status) Moved", [location])] }) { client, server in
        var question = try request(server.url + "/a", method: method, body: "content")
        question.redirects = .follow(max: 5) { _ in true }
        let error = await failure(client, question)
        let message =
          "\(server.endpoint) redirects to \(other.endpoint), another origin, to which no body is sent on"
        #expect(error == HTTPError(.redirectRefused, message))
        #expect(other.acceptedConnections == 0)
      }
    }
  }

  @Test func aPostThatBecomesAGetMayLeaveItsOrigin() async throws {
    try await withServer({ _ in [answer("200 OK", [], "there")] }) { client, other in
      let location = "Location: \(other.url)/b"
      try await withServer({ _ in [answer("302 Found", [location])] }) { client, server in
        let response = try await client.send(following(server.url + "/a", method: "POST"))
        #expect(response.text == "there")
      }
    }
  }

  @Test func loopsEnd() async throws {
    try await withServer({ _ in [answer("302 Found", ["Location: /a"])] }) { client, server in
      let error = await failure(client, try following(server.url + "/a", max: 3))
      #expect(error == HTTPError(.tooManyRedirects, "\(server.endpoint) redirected more than 3 times"))
    }
  }

  @Test func hopsAreChecked() async throws {
    let script: @Sendable (String) -> [ScriptedServer.Step] = { request in
      let target =
        request.contains("/file")
        ? "file:///etc/passwd"
        : request.contains("/user") ? "http://u:secret@x.test/" : "http://evil.test/p?token=secret"
      return [answer("302 Found", ["Location: \(target)"])]
    }
    try await withServer(script) { client, server in
      let who = "\(server.endpoint) redirects to"
      let scheme = await failure(client, try following(server.url + "/file"))
      #expect(
        scheme == HTTPError(.redirectRefused, "\(who) an unusable URL: the URL's scheme is not http or https")
      )
      let user = await failure(client, try following(server.url + "/user"))
      #expect(
        user
          == HTTPError(.redirectRefused, "\(who) an unusable URL: the URL contains a user name or password"))
      var refusing = try following(server.url + "/")
      refusing.redirects = .follow(max: 5) { $0 != "http://evil.test/p?token=secret" }
      let refused = await failure(client, refusing)
      #expect(refused == HTTPError(.redirectRefused, "\(who) evil.test:80, which is not allowed"))
    }
  }
}
