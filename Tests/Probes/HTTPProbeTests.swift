import Diagnostics
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

@Suite(.serialized) struct HTTPProbeTests {
  /// An nginx that says what it was asked.
  private static let echo = """
    location / {
      default_type text/plain;
      return 200 '$request_method|$request_uri|$http_authorization|$http_x_one|$http_user_agent|$server_protocol';
    }
    """

  private func echoed(
    _ fields: ValueMap, base: String = "", target: ValueMap = [:], userInfo: String = ""
  ) async throws -> [String] {
    let server = try await NginxServer.start(.directives(Self.echo))
    let url = server.url.replacing("://", with: "://\(userInfo)") + base
    let result: Result<Observation, any Error>
    do {
      result = .success(try await ask(HTTPProbe.self, fields, target: makeTarget(.http, url, target)))
    } catch {
      result = .failure(error)
    }
    await server.stop()
    let body = try #require(try result.get().fields["body"]?.string)
    return body.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `A path stands behind the target's own, and parameters are encoded`() async throws {
    let answer = try await echoed(
      ["path": "/users?a=1#top", "query": ["q": "a b&c=ä", "n": 7, "flag": true, "l": ["x", "y"]]],
      base: "/api/?key=k")
    #expect(answer[0] == "GET")
    #expect(answer[1] == "/api/users?key=k&a=1&q=a%20b%26c%3D%C3%A4&n=7&flag=true&l=x&l=y")
    #expect(answer[4] == "checkctl")
    #expect(try await echoed([:], base: "/health/")[1] == "/health/")
    #expect(try await echoed(["path": "/@evil.example/"])[1] == "/@evil.example/")
  }

  @Test func `Credentials of the item replace those of the target, and these those of the URL`() async throws
  {
    #expect(try await echoed([:], userInfo: "me:p%40ss@")[2] == "Basic bWU6cEBzcw==")
    #expect(try await echoed([:], target: ["bearer": "one"], userInfo: "me:pw@")[2] == "Bearer one")
    #expect(
      try await echoed(
        ["basic": ["username": "u", "password": "p"]], target: ["headers": ["authorization": "Bearer one"]])[
          2]
        == "Basic dTpw")
    let answer = try await echoed(["headers": ["x-one": "item"]], target: ["headers": ["X-One": "target"]])
    #expect(answer[3] == "item")
  }

  @Test func `The method, the HTTP version and a proxy are as the fields say`() async throws {
    #expect(try await echoed(["method": "DELETE"])[0] == "DELETE")
    #expect(try await echoed(["http_version": "1.1"])[5] == "HTTP/1.1")
    let proxy = try ScriptedServer(http: httpAnswer("200 OK", [], "by proxy"))
    let answer = try await ask(HTTPProbe.self, ["url": "http://name.invalid/", "proxy": .string(proxy.url)])
    #expect(answer.fields["body"] == "by proxy")
    let port = proxy.endpoint.port
    let resolved = try await ask(
      HTTPProbe.self,
      [
        "url": .string("http://name.invalid:\(port)/"),
        "resolve": [.string("name.invalid:\(port):\(proxy.endpoint.host)")], "connect_timeout": "5s",
      ])
    #expect(resolved.fields["status"] == 200)
  }

  @Test(
    arguments: [
      ("body", Value.string("as it stands"), "\r\n\r\nas it stands"),
      (
        "json", ["a": [1, .null]],
        "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"a\":[1,null]}"
      ),
      ("json", .null, "\r\n\r\nnull"),
      (
        "form", ["a b": "c&d", "n": 1],
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 15\r\n\r\na%20b=c%26d&n=1"
      ),
    ] as [(String, Value, String)])
  func `A body is sent as its field says`(field: String, value: Value, sent: String) async throws {
    // A server that was sent anything else never answers.
    let server = try ScriptedServer([
      .awaitBytes(Array(sent.utf8)), .send(Array(httpAnswer("201 Created").utf8)),
    ])
    let answer = try await ask(
      HTTPProbe.self, ["url": .string(server.url), "method": "POST", .string(field): value])
    #expect(answer.fields["status"] == 201)
    let probe = try makeProbe(HTTPProbe.self, ["url": "http://h/", "method": "POST", .string(field): value])
    #expect(probe.effect == .write)
  }

  @Test func `Redirects are followed, listed, and limited`() async throws {
    let server = try await NginxServer.start(
      .directives(
        """
        location = /a { return 302 /b; }
        location = /b { return 307 $scheme://$http_host/c; }
        location = /c { return 200 'end'; }
        location = /away { return 307 http://127.0.0.1:1/; }
        """))
    let target = try makeTarget(.http, server.url)
    let followed = try await ask(HTTPProbe.self, ["path": "/a"], target: target)
    let kept = try await ask(HTTPProbe.self, ["path": "/a", "follow_redirects": false], target: target)
    let refused = await refusal(HTTPProbe.self, ["path": "/a", "max_redirects": 1], target: target)
    let action = await refusal(HTTPProbe.self, ["path": "/away", "method": "POST"], target: target)
    await server.stop()
    #expect(followed.fields["body"] == "end")
    #expect(
      followed.fields["redirects"] == [
        ["status": 302, "url": .string(server.url + "/b")],
        ["status": 307, "url": .string(server.url + "/c")],
      ])
    #expect(kept.fields["status"] == 302)
    #expect(kept.fields["redirects"] == [])
    #expect(refused?.kind == .answer)
    #expect(
      refused?.message == "\(server.endpoint.host):\(server.endpoint.port) redirected more than 1 times")
    #expect(action?.kind == .refused)
    #expect(action?.message.hasSuffix("redirects to 127.0.0.1:1, which is not allowed") == true)
  }

  @Test func `TLS is verified, described, and can prove the client`() async throws {
    let authority = try await CertificateAuthority()
    let client = try await authority.client("checker")
    let host = LoopbackEndpoint.hostOfThisRun
    var options = NginxServer.Options()
    options.certificate = try await authority.server([host, "api.example"])
    options.clientAuthority = authority.root.certificatePath
    options.http2 = true
    let server = try await NginxServer.start(
      .directives("ssl_protocols TLSv1.3; return 200 'secure';"), options: options)
    let lockedKey = "\(client.keyPath).locked"
    let locking = try await runCommand([
      "openssl", "pkey", "-in", client.keyPath, "-aes256", "-passout", "pass:secret", "-out", lockedKey,
    ])
    #expect(locking.exitCode == 0, "\(locking.stderr)")
    let certificate: ValueMap = [
      "client_certificate": .string(client.certificatePath), "client_key": .string(lockedKey),
      "client_key_password": "secret", "ca_file": .string(authority.root.certificatePath),
    ]
    let target = try makeTarget(.http, server.url, certificate)
    let trusted = try await ask(HTTPProbe.self, [:], target: target)
    let unknown = await refusal(HTTPProbe.self, ["url": .string(server.url)])
    let insecure = try await ask(HTTPProbe.self, ["url": .string(server.url), "insecure": true])
    await server.stop()
    #expect(trusted.fields["version"] == "2")
    let tls = try #require(trusted.fields["tls"])
    #expect(tls["verified"] == true)
    #expect(tls["protocol"] == "TLSv1.3")
    #expect(tls["subject"]?.string?.contains(host) == true)
    #expect(tls["issuer"] == "CN=authority,O=checkctl tests")
    #expect(tls["names"]?.list?.contains("api.example") == true)
    guard case .timestamp(let end)? = tls["not_after"] else {
      Issue.record("not_after is no timestamp")
      return
    }
    #expect(tls["expires_in"] == .duration(end.since(testNow)))
    #expect(unknown?.kind == .unreachable)
    #expect(unknown?.isTransient == false)
    #expect(unknown?.message.hasPrefix("certificate of ") == true)
    #expect(insecure.fields["status"] == 400)
    #expect(insecure.fields["tls"]?["verified"] == false)
  }

  @Test func `HTTP/2 is spoken from the first byte where that is known, and HEAD has no body`() async throws {
    var options = NginxServer.Options()
    options.http2 = true
    let server = try await NginxServer.start(.directives("return 200 'content';"), options: options)
    let target = try makeTarget(.http, server.url, ["http_version": "2-prior-knowledge"])
    let answer = try await ask(HTTPProbe.self, [:], target: target)
    let head = try await ask(HTTPProbe.self, ["method": "HEAD"], target: target)
    let untold = await refusal(HTTPProbe.self, ["url": .string(server.url), "http_version": "2"])
    await server.stop()
    #expect(answer.fields["version"] == "2")
    #expect(answer.fields["body"] == "content")
    #expect(head.fields["body"] == "")
    #expect(head.fields["headers"]?["content-length"] == "7")
    #expect(untold == ProbeError(.invalid, "HTTP/2 is agreed on in TLS, and the URL is http"))
  }

  @Test func `Compression is undone unless it is not wanted`() async throws {
    var options = NginxServer.Options()
    options.gzip = true
    let text = String(repeating: "text ", count: 100)
    let server = try await NginxServer.start(
      .directives("location / { root /; } location = /t { default_type text/plain; return 200 '\(text)'; }"),
      options: options)
    let target = try makeTarget(.http, server.url)
    let plain = try await ask(HTTPProbe.self, ["path": "/t"], target: target)
    let raw = try await ask(
      HTTPProbe.self, ["path": "/t", "decompress": false, "headers": ["Accept-Encoding": "gzip"]],
      target: target)
    let tooLarge = await refusal(HTTPProbe.self, ["path": "/t", "max_body": "100B"], target: target)
    await server.stop()
    #expect(plain.fields["body"] == .string(text))
    #expect(raw.fields["body"] == nil)
    #expect(raw.notes.first?.hasSuffix("is not text in utf-8") == true)
    #expect(tooLarge?.kind == .answer)
    #expect(tooLarge?.isTransient == false)
  }
}
