import Diagnostics
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

@Suite struct HTTPAnswerTests {
  private func observe(
    _ status: String = "200 OK", _ headers: [String] = [], _ body: String = "",
    redactor: Redactor = Redactor()
  ) async throws -> Observation {
    let server = try ScriptedServer(http: httpAnswer(status, headers, body))
    return try await ask(HTTPProbe.self, ["url": .string(server.url)], redactor: redactor)
  }

  @Test func `Header fields are lower-case and joined`() async throws {
    let observation = try await observe("204 No Content", ["X-A: one", "Set-Cookie: a=1", "x-a: two"])
    #expect(observation.fields["status"] == 204)
    #expect(observation.fields["version"] == "1.1")
    #expect(observation.fields["headers"]?["x-a"] == "one, two")
    #expect(observation.fields["tls"] == nil)
    #expect(observation.fields["latency"]?.kindName == "a duration")
    #expect(observation.excerpt == "HTTP/1.1 204")
  }

  @Test(
    arguments: [
      ("application/json", #"{"a": 1.50}"#, Value.map(["a": 1.5]), ""),
      ("application/problem+json; charset=utf-8", "[true]", [true], ""),
      ("text/plain", "{\"a\":\"ä\"}", ["a": "ä"], ""),
      ("text/plain", "all is well", nil, ""),
      ("text/html", "<p>1</p>", nil, ""),
      (
        "application/json", "{\n  \"a\": oops}", nil,
        #"the body is not the JSON that its content type names: unexpected "o" where a value should stand, at line 2, column 8"#
      ),
    ] as [(String, String, Value?, String)])
  func `JSON is read where there is some`(type: String, body: String, json: Value?, note: String) async throws
  {
    let observation = try await observe("200 OK", ["Content-Type: \(type)"], body)
    #expect(observation.fields["json"] == json)
    #expect(observation.fields["body"] == .string(body))
    #expect(observation.notes == (note.isEmpty ? [] : [note]))
    #expect(observation.undecidable["json"] == (note.isEmpty ? nil : note))
  }

  @Test(
    arguments: [
      ("text/plain; charset=ISO-8859-1", [0xE4], "ä", ""),
      ("text/plain; charset=\"us-ascii\"", [0x61], "a", ""),
      ("text/plain; charset=us-ascii", [0xE4], nil, "the body, of 1 bytes, is not text in us-ascii"),
      ("text/plain", [0xFF], nil, "the body, of 1 bytes, is not text in utf-8"),
      ("text/plain; charset=koi8-r", [0xE4], nil, "the body is in koi8-r, which is not decoded"),
    ] as [(String, [UInt8], String?, String)])
  func `A body is text in its charset, or absent`(
    type: String, bytes: [UInt8], text: String?, note: String
  ) async throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: \(bytes.count)\r\nContent-Type: \(type)\r\n\r\n"
    let server = try ScriptedServer([
      .awaitBytes(Array("\r\n\r\n".utf8)), .send(Array(head.utf8) + bytes), .stall,
    ])
    let observation = try await ask(HTTPProbe.self, ["url": .string(server.url)])
    #expect(observation.fields["body"] == text.map { .string($0) })
    #expect(observation.notes == (note.isEmpty ? [] : [note]))
  }

  @Test func `The excerpt shows the beginning and no secrets`() async throws {
    let redactor = Redactor()
    redactor.add("hunter22")
    let lines = ["token hunter22", String(repeating: "x", count: 300)] + (3...20).map { "line \($0)" }
    let observation = try await observe(
      "503 Service Unavailable", [], lines.joined(separator: "\n"), redactor: redactor)
    let excerpt = try #require(observation.excerpt).split(separator: "\n").map(String.init)
    #expect(excerpt[0] == "HTTP/1.1 503")
    #expect(excerpt[1] == "token ********")
    #expect(excerpt[2] == String(repeating: "x", count: 200) + "…")
    #expect(excerpt.last == "…")
    #expect(excerpt.count == 12)
  }

  @Test func `No part of a secret is left where the excerpt ends`() async throws {
    let redactor = Redactor()
    let secret = (0..<700).map { "s\($0)-" }.joined()
    redactor.add(secret)
    let body = String(repeating: secret, count: 24)
    let observation = try await observe("200 OK", [], body, redactor: redactor)
    #expect(observation.excerpt?.contains("s0-") == false)
  }

  @Test(arguments: [(200, false), (400, true), (401, true), (403, true), (404, false), (500, false)])
  func `What cannot change by itself is final`(status: Int, isFinal: Bool) async throws {
    #expect(try await observe("\(status) X").isFinal == isFinal)
  }

  @Test func `What gives no answer is an error of its kind`() async throws {
    let refusing = try RefusingEndpoint()
    let refused = await refusal(HTTPProbe.self, ["url": .string("http://\(refusing.endpoint)/")])
    #expect(refused == ProbeError(.unreachable, "connection to \(refusing.endpoint) refused"))
    #expect(refused?.isTransient == true)
    let unresolved = await refusal(HTTPProbe.self, ["url": "http://name.invalid/"])
    #expect(unresolved?.kind == .unreachable)
    #expect(unresolved?.message == "the name name.invalid does not resolve")
    let silent = try ScriptedServer([.stall])
    let late = await refusal(HTTPProbe.self, ["url": .string(silent.url)], timeout: .milliseconds(200))
    #expect(late?.kind == .timeout)
    let cut = try ScriptedServer(http: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    #expect(await refusal(HTTPProbe.self, ["url": .string(cut.url)])?.kind == .answer)
    let empty = try ScriptedServer([.awaitBytes(Array("\r\n\r\n".utf8))])
    #expect(await refusal(HTTPProbe.self, ["url": .string(empty.url)])?.kind == .unreachable)
    let foreign = try ScriptedServer(http: "SSH-2.0-OpenSSH_9.2\r\n")
    let violation = await refusal(HTTPProbe.self, ["url": .string(foreign.url)])
    #expect(violation?.kind == .answer)
    #expect(violation?.isTransient == false)
    let secure = Value.string("https://\(silent.endpoint.host):\(silent.endpoint.port)/")
    let files = await refusal(HTTPProbe.self, ["url": secure, "ca_file": "/nonexistent"])
    #expect(files == ProbeError(.invalid, "the CA file /nonexistent cannot be used"))
    let plain = try ScriptedServer([.awaitBytes([0x16]), .send(Array(httpAnswer().utf8)), .stall])
    let noTLS = await refusal(
      HTTPProbe.self, ["url": .string("https://\(plain.endpoint.host):\(plain.endpoint.port)/")])
    #expect(noTLS?.kind == .unreachable)
    #expect(noTLS?.isTransient == false)
    let unusable = await refusal(HTTPProbe.self, ["url": "http://127.0.0.1:1/", "proxy": "ftp://p"])
    #expect(unusable == ProbeError(.invalid, "the proxy's URL is malformed"))
  }

  @Test(
    arguments: [
      (
        ["url": "http://h/", "path": "/x"],
        "url takes the place of target and path, and does not go with them"
      ),
      ([:], "there is neither a url nor a target to ask"),
      (["url": "http://h/", "method": "get"], #""get" is not a method in capitals"#),
      (["url": "http://h/", "body": "x"], "GET sends no body"),
      (["url": "http://h/", "method": "POST", "body": "x", "json": 1], "body and json exclude each other"),
      (
        ["url": "http://h/", "bearer": "b", "basic": ["username": "u", "password": "p"]],
        "basic and bearer authentication exclude each other"
      ),
      (["url": "http://h/", "client_key": "k"], "there is a client_key without its client_certificate"),
      (
        ["url": "http://h/", "client_certificate": "c"],
        "there is a client_certificate without its client_key"
      ),
    ] as [(ValueMap, String)])
  func `Values that contradict each other make no probe`(fields: ValueMap, message: String) {
    #expect(throws: ProbeError(.invalid, message)) { try makeProbe(HTTPProbe.self, fields) }
  }

  @Test func `A path of the run must begin with one slash`() throws {
    let target = try makeTarget(.http, "http://h")
    for path in ["@evil.example/", "//evil.example/", ".evil.example/"] {
      #expect(throws: ProbeError(.invalid, "the path \"\(path)\" does not begin with a single slash")) {
        try makeProbe(HTTPProbe.self, ["path": .string(path)], target: target)
      }
    }
  }
}
