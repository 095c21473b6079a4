import HTTPClient
import TestEnvironment
import Testing

@Suite struct ProxyTests {
  @Test func requestsGoThroughTheProxy() async throws {
    try await withServer({ _ in [answer("200 OK", [], "proxied")] }) { client, proxy in
      var question = try request("http://service.invalid/path")
      question.proxy = "http://user:secret@\(proxy.endpoint)"
      let answer1 = try await client.send(question)
      #expect(answer1.text == "proxied")
      let seen = try #require(await proxy.requests.first { _ in true })
      #expect(seen.hasPrefix("GET http://service.invalid/path HTTP/1.1\r\nHost: service.invalid\r\n"))
      #expect(seen.contains("Proxy-Authorization: Basic"))
    }
  }

  @Test func aProxyThatRefusesIsNamedWithoutItsPassword() async throws {
    try await withServer({ _ in [answer("403 Forbidden")] }) { client, proxy in
      var question = try request("https://service.invalid/path")
      question.proxy = "http://user:secret@\(proxy.endpoint)"
      let refused = await failure(client, question)
      let who = "proxy \(proxy.endpoint)"
      #expect(refused == HTTPError(.proxy, "\(who) answered 403 to the wish to reach service.invalid:443"))
      proxy.stop()
      let gone = await failure(client, question)
      #expect(gone == HTTPError(.proxy, "connection to \(who) refused"))
      question.proxy = "gopher://x"
      let malformed = await failure(client, question)
      #expect(malformed == HTTPError(.invalidRequest, "the proxy's URL is malformed"))
    }
  }
}
