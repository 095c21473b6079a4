import Digests
import OCIRegistry
import TestEnvironment
import Testing
import Values

/// What a registry that is wrong, hostile or broken answers.
@Suite struct AnswerTests {
  private func ask<Result: Sendable>(
    _ script: @escaping @Sendable (String) -> [ScriptedServer.Step],
    _ question: (OCIRegistryClient, OCIReference) async throws(OCIError) -> Result
  ) async throws -> OCIError {
    var error: OCIError?
    try await withStandIn(script) { bench, server in
      let client = try bench.client("\(server.endpoint)")
      let reference = try OCIReference(parsing: "\(server.endpoint)/a:1")
      error = await failure { () throws(OCIError) in try await question(client, reference) }
    }
    return try #require(error)
  }

  @Test func aManifestOfAnotherDigestIsRefused() async throws {
    let asked = SHA256Digest(of: "asked")
    let other = try await ask({ _ in [answer("200 OK", [], "{}")] }) { client, reference throws(OCIError) in
      try await client.manifest(reference.pinned(to: asked))
    }
    #expect(other.kind == .digestMismatch)
    #expect(other.message.hasSuffix("and sent another one, whose digest is \(SHA256Digest(of: "{}"))"))
    let lying = try await ask({ _ in [answer("200 OK", ["Docker-Content-Digest: \(asked)"], "{}")] }) {
      client, reference throws(OCIError) in try await client.manifest(reference)
    }
    #expect(lying.kind == .digestMismatch)
    #expect(lying.message.hasSuffix("but says that it is \(asked)"))
  }

  @Test func whatIsNoArtifactIsNamed() async throws {
    try await withStandIn({ _ in
      [
        answer(
          "200 OK", ["Content-Type: application/vnd.docker.distribution.manifest.v2+json; charset=utf-8"],
          "{}")
      ]
    }) { bench, server in
      let reference = try OCIReference(parsing: "\(server.endpoint)/a:1")
      let stored = try await bench.client("\(server.endpoint)").manifest(reference)
      #expect(stored.mediaType == "application/vnd.docker.distribution.manifest.v2+json")
      let error = #expect(throws: OCIError.self) { try stored.decoded() }
      #expect(error?.message.hasPrefix("the manifest \(reference) is `application/vnd.docker.") == true)
    }
  }

  @Test func whatIsTooLargeIsNotRead() async throws {
    let error = try await ask({ _ in
      [.text("HTTP/1.1 200 OK\r\n\r\n"), .flood([UInt8](repeating: 0x20, count: 65_536))]
    }) { client, reference throws(OCIError) in try await client.manifest(reference) }
    #expect(error.kind == .tooLarge)
    let blob = try await ask({ _ in
      [.text("HTTP/1.1 200 OK\r\n\r\n"), .flood([UInt8](repeating: 1, count: 65_536))]
    }) { client, reference throws(OCIError) in
      try await client.blob(OCIDescriptor(of: [1], mediaType: "m"), of: reference, atMost: 10)
    }
    #expect(blob.kind == .tooLarge)
  }

  @Test func tagsComeInPages() async throws {
    try await withStandIn({ request in
      let isLast = request.contains("last=b")
      let link = #"Link: <https://elsewhere/>; rel="prev", </v2/a/tags/list?n=2&last=b>; rel="next""#
      return [answer("200 OK", isLast ? [] : [link], isLast ? #"{"tags":["c"]}"# : #"{"tags":["a","b"]}"#)]
    }) { bench, server in
      let tags = try await bench.client("\(server.endpoint)").tags(
        of: OCIReference(parsing: "\(server.endpoint)/a"))
      #expect(tags == ["a", "b", "c"])
    }
  }

  @Test func pagesWithoutAnEndAreLeft() async throws {
    let link = #"Link: </v2/a/tags/list?n=1000&last=x>; rel="next""#
    let many = (0..<1000).map { #""t\#($0)""# }.joined(separator: ",")
    let full = try await ask({ _ in [answer("200 OK", [link], #"{"tags":[\#(many)]}"#)] }) {
      client, reference throws(OCIError) in try await client.tags(of: reference)
    }
    #expect(full.kind == .tooLarge)
    #expect(full.message.hasSuffix("has more than 10000 tags"))
    let empty = try await ask({ _ in [answer("200 OK", [link], #"{"tags":[]}"#)] }) {
      client, reference throws(OCIError) in try await client.tags(of: reference)
    }
    #expect(empty.message.hasSuffix("a page of tags is empty and not the last"))
    let away = #"Link: <https://elsewhere.example/>; rel="next""#
    let elsewhere = try await ask({ _ in [answer("200 OK", [away], #"{"tags":["a"]}"#)] }) {
      client, reference throws(OCIError) in try await client.tags(of: reference)
    }
    #expect(elsewhere.message.contains("it leads on to https://elsewhere.example:443, which is not http://"))
  }

  @Test(arguments: [
    ("{}", "the answer holds no list `tags`; is it an OCI registry?"),
    ("<html>", "the answer holds no list `tags`; is it an OCI registry?"),
    (#"{"tags":["a b"]}"#, "the answer holds a tag that can be none"),
    (#"{"tags":[1]}"#, "the answer holds a tag that can be none"),
  ])
  func tagsThatAreNone(body: String, fault: String) async throws {
    let error = try await ask({ _ in [answer("200 OK", [], body)] }) {
      client, reference throws(OCIError) in try await client.tags(of: reference)
    }
    #expect(error.kind == .invalidAnswer)
    #expect(error.message.hasSuffix(" was asked for the tags of a: \(fault)"))
  }

  @Test(arguments: [
    (
      "403 Forbidden", "", #"{"errors":[{"code":"DENIED","message":"no\u001b[2J\nway"}]}"#,
      OCIError.Kind.forbidden,
      "answered 403: DENIED: no [2J way; ask its owner for access, or log in as somebody who has it"
    ),
    (
      "429 Too Many Requests", "Retry-After: 90", #"{"errors":[{"code":"TOOMANYREQUESTS"}]}"#, .throttled,
      "answered 429: TOOMANYREQUESTS; try again in 1m30s"
    ),
    (
      "503 Unavailable", "X: y", "<html>busy</html>", .server,
      "answered 503; try again, or look at the registry's log"
    ),
    (
      "500 Error", "X: y", "it broke\nat line 3", .server,
      "answered 500: it broke; try again, or look at the registry's log"
    ),
    ("418 Teapot", "X: y", #"{"errors":[]}"#, .refused, "answered 418"),
    ("302 Found", "Location: /elsewhere", "", .refused, "answered 302; a redirect is not followed here"),
  ])
  func refusals(
    status: String, header: String, body: String, kind: OCIError.Kind, message: String
  ) async throws {
    let headers = header.isEmpty ? [] : [header]
    let error = try await ask({ _ in [answer(status, headers, body)] }) {
      client, reference throws(OCIError) in try await client.tags(of: reference)
    }
    #expect(error.kind == kind)
    #expect(error.message.hasSuffix(" was asked for the tags of a and \(message)"), "\(error)")
  }

  @Test func whoDoesNotAnswerIsNamed() async throws {
    let nobody = try RefusingEndpoint()
    try await withBench { bench in
      let client = try bench.client("\(nobody.endpoint)")
      let reference = try OCIReference(parsing: "\(nobody.endpoint)/a:1")
      let error = await failure { () throws(OCIError) in try await client.tags(of: reference) }
      #expect(error.kind == .unreachable)
      #expect(error.message.hasPrefix("\(nobody.endpoint) was asked for the tags of a: "))
    }
    try await withStandIn({ _ in [.stall] }) { bench, server in
      let client = try bench.client("\(server.endpoint)") { $0.timeout = .milliseconds(50) }
      let reference = try OCIReference(parsing: "\(server.endpoint)/a:1")
      let late = await failure { () throws(OCIError) in try await client.tags(of: reference) }
      #expect(late.kind == .timeout)
    }
  }

  @Test func cancellingEndsAQuestionAtOnce() async throws {
    try await withStandIn({ _ in [.stall] }) { bench, server in
      let client = try bench.client("\(server.endpoint)")
      let reference = try OCIReference(parsing: "\(server.endpoint)/a:1")
      let task = Task { await failure { () throws(OCIError) in try await client.manifest(reference) } }
      for await _ in server.requests { break }
      task.cancel()
      let error = await task.value
      #expect(error.kind == .cancelled)
    }
  }
}
