import HTTPClient
import TestEnvironment
import Testing

@Suite struct MisbehaviourTests {
  @Test func aRefusedConnectionNamesTheServer() async throws {
    try await withClient { client in
      let refusing = try RefusingEndpoint()
      let error = await failure(client, try request("http://\(refusing.endpoint)/secret?token=s"))
      #expect(error == HTTPError(.connectionRefused, "connection to \(refusing.endpoint) refused"))
    }
  }

  private func error(
    _ steps: ScriptedServer.Step..., change: (inout HTTPRequest) throws -> Void = { _ in }
  ) async throws -> HTTPError {
    var result: HTTPError?
    try await withServer({ _ in steps }) { client, server in
      var question = try request(server.url)
      try change(&question)
      result = await failure(client, question)
      result?.message.replace("\(server.endpoint)", with: "SERVER")
    }
    return try #require(result)
  }

  @Test func brokenAnswersAreErrors() async throws {
    let half = ScriptedServer.Step.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
    let chunk = ScriptedServer.Step.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")
    let truncated = HTTPError(.truncated, "the answer from SERVER ended before it was complete")
    #expect(try await error(.close) == HTTPError(.reset, "SERVER closed the connection without an answer"))
    #expect(try await error(half, .close) == truncated)
    #expect(try await error(chunk, .close) == truncated)
    #expect(try await error(half, .reset) == HTTPError(.reset, "SERVER reset the connection"))
    let nonsense = try await error(.text("SSH-2.0-OpenSSH_9.2\r\n"), .close)
    let foreign = HTTPError(.protocolViolation, "SERVER does not answer as an HTTP server does")
    #expect(nonsense == foreign)
    let trailer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\nno field\r\n\r\n"
    #expect(try await error(.text(trailer), .close) == foreign)
  }

  /// The first line of the fields goes on where none began; libcurl takes it for a part of the answer before.
  @Test func fieldsThatBeginInTheMiddleAreErrors() async throws {
    try await withServer({ request in
      [.text("HTTP/1.1 200 OK\r\n\(request.contains("/a") ? "" : "\t")Content-Length: 0\r\n\r\n"), .close]
    }) { client, server in
      for _ in 0..<10 {
        let sound = try await client.send(request(server.url + "/a"))
        let broken = await failure(client, try request(server.url + "/b"))
        #expect(sound.status == 200 && broken?.kind == .protocolViolation)
      }
    }
  }

  @Test func slowAnswersTimeOut() async throws {
    let limit = { (request: inout HTTPRequest) in request.timeout = .milliseconds(200) }
    let silent = try await error(.stall, change: limit)
    #expect(silent == HTTPError(.timeout(.response), "no answer from SERVER within 200ms"))
    let header = try await error(.text("HTTP/1.1 200 OK\r\nX-A"), .stall, change: limit)
    #expect(header == HTTPError(.timeout(.response), "no answer from SERVER within 200ms"))
    let body = try await error(.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na"), .stall, change: limit)
    #expect(body == HTTPError(.timeout(.body), "the answer from SERVER was not complete within 200ms"))
    let handshake = try await error(.stall) { request in
      request.url = try HTTPURL("https://\(request.url.authority)/")
      request.connectTimeout = .milliseconds(200)
    }
    #expect(handshake == HTTPError(.timeout(.handshake), "no TLS handshake with SERVER within 200ms"))
  }

  @Test func sizesAreBounded() async throws {
    let body = try await error(answer("200 OK", [], String(repeating: "x", count: 1001))) {
      $0.maxBodyBytes = 1000
    }
    #expect(body == HTTPError(.bodyTooLarge, "the body from SERVER exceeds 1000 bytes"))
    let fields = (0..<100).map { "X-\($0): \(String(repeating: "y", count: 1000))" }
    let headers = try await error(answer("200 OK", fields))
    #expect(headers == HTTPError(.headersTooLarge, "the header fields of SERVER exceed 65536 bytes"))
    let line = try await error(answer("200 OK", ["X: " + String(repeating: "y", count: 200_000)]))
    #expect(line == HTTPError(.headersTooLarge, "the header fields of SERVER are too large"))
    try await withServer({ _ in [answer("200 OK", [], "12345")] }) { client, server in
      var exact = try request(server.url)
      exact.maxBodyBytes = 5
      let answer1 = try await client.send(exact)
      #expect(answer1.text == "12345")
    }
  }

  @Test func compressedBombsAndGarbageAreErrors() async throws {
    let bomb = try await error(.send(compressedAnswer(bombBytes))) { $0.maxBodyBytes = 100_000 }
    #expect(bomb == HTTPError(.bodyTooLarge, "the body from SERVER exceeds 100000 bytes"))
    let garbage = try await error(.send(compressedAnswer(Array("not gzip at all, is it?".utf8))))
    #expect(garbage == HTTPError(.decompression, "the body from SERVER is not compressed as it says"))
    try await withServer({ _ in [.send(compressedAnswer(bombBytes))] }) { client, server in
      var raw = try request(server.url)
      raw.decompress = false
      let answer1 = try await client.send(raw)
      #expect(answer1.body == bombBytes)
      let seen = try #require(await server.requests.first { _ in true })
      #expect(!seen.contains("Accept-Encoding"))
    }
  }
}

private func compressedAnswer(_ body: [UInt8]) -> [UInt8] {
  Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
}

/// One million zero bytes, compressed by gzip to a thousand.
private let bombBytes: [UInt8] =
  [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0xed, 0xc1, 0x01, 0x01, 0, 0, 0, 0x82, 0x20, 0xff]
  + [0xaf, 0x6e, 0x48, 0x40, 0x01] + Array(repeating: 0, count: 968)
  + [0xaf, 0x06, 0x9e, 0xcb, 0x79, 0x12, 0x40, 0x42, 0x0f, 0]
