import Digests
import OCIRegistry
import TestEnvironment
import Testing
import Values

@Suite struct UploadTests {
  /// Pushes a blob of 10,000 bytes in pieces of 1000 through a proxy with these cuts, and reads it again without.
  private func push(
    cutting cuts: [CuttingProxy.Cut], _ check: (CuttingProxy) throws -> Void
  ) async throws {
    try await withRegistry { bench, registry in
      let proxy = try CuttingProxy(to: registry.endpoint, cutting: cuts)
      defer { proxy.stop() }
      let client = try bench.client("\(proxy.endpoint)") { $0.chunkBytes = 1000 }
      let blob = content(10_000)
      try await client.push(blob: blob, to: OCIReference(parsing: "\(proxy.endpoint)/pack"))
      let direct = try bench.client(registry.name)
      let again = try await direct.blob(
        OCIDescriptor(of: blob, mediaType: "m"), of: OCIReference(parsing: "\(registry.name)/pack"),
        atMost: 10_000)
      #expect(again == blob)
      #expect(proxy.cutsLeft == 0)
      try check(proxy)
    }
  }

  private func count(_ method: String, _ proxy: CuttingProxy) -> Int {
    proxy.requestLines.count { $0.hasPrefix("\(method) ") }
  }

  @Test func itGoesUpInPieces() async throws {
    try await push(cutting: []) { proxy in
      #expect(
        proxy.requestLines.map { $0.prefix { $0 != " " } }.joined(separator: " ") == "HEAD POST "
          + String(repeating: "PATCH ", count: 10) + "PUT")
    }
  }

  @Test func itGoesOnWhereTheRegistrySaysThatItStands() async throws {
    try await push(cutting: [.beforeRequest("PATCH", number: 4)]) { proxy in
      #expect(count("POST", proxy) == 1)
      #expect(count("GET", proxy) == 1)
      // Nine and the one that was cut off, and it again.
      #expect(count("PATCH", proxy) == 11)
    }
  }

  @Test func itBeginsAnewWhereTheRegistryHasLostIt() async throws {
    // Debian's registry gives up an upload of which a piece came half.
    try await push(cutting: [.afterBytes(6000)]) { proxy in #expect(count("POST", proxy) == 2) }
  }

  @Test func anAnswerThatIsLostDoesNoHarm() async throws {
    try await push(cutting: [
      .insteadOfAnswer(to: "POST"), .insteadOfAnswer(to: "PATCH"), .insteadOfAnswer(to: "PUT"),
    ]) { proxy in
      #expect(count("HEAD", proxy) == 4)
    }
  }

  @Test func itIsGivenUpAfterSomeTimes() async throws {
    try await withRegistry { bench, registry in
      let proxy = try CuttingProxy(
        to: registry.endpoint, cutting: Array(repeating: .beforeRequest("PATCH"), count: 9))
      defer { proxy.stop() }
      let client = try bench.client("\(proxy.endpoint)") { $0.mostUploadResumptions = 2 }
      let error = await failure { () throws(OCIError) in
        try await client.push(blob: [1, 2, 3], to: OCIReference(parsing: "\(proxy.endpoint)/pack"))
      }
      #expect(error.kind == .unreachable)
      #expect(error.message.hasPrefix("\(proxy.endpoint) was asked to take the blob sha256:"))
      #expect(error.message.hasSuffix("; given up after 2 resumptions of the upload"))
      #expect(count("PATCH", proxy) == 3)
    }
  }

  @Test func halfAPieceThatTheRegistryKeptIsNotSentAgain() async throws {
    let blob = content(3000)
    let digest = SHA256Digest(of: blob)
    try await withStandIn({ request in
      let line = request.prefix { !$0.isNewline }
      if line.hasPrefix("HEAD") { return [answer("404 Not Found")] }
      if line.hasPrefix("POST") { return [answer("202 Accepted", ["Location: /upload/1?state=a"])] }
      if line.hasPrefix("PATCH /upload/1?state=a ") { return [.close] }
      if line.hasPrefix("GET") {
        return [answer("204 No Content", ["Range: 0-1233", "Location: /upload/1?state=b"])]
      }
      if line.hasPrefix("PATCH /upload/1?state=b ") {
        return [answer("202 Accepted", ["Range: 0-2999", "Location: /upload/1?state=c"])]
      }
      return [answer(line.hasPrefix("PUT") ? "201 Created" : "400 Bad Request")]
    }) { bench, server in
      let name = "\(server.endpoint)"
      try await bench.client(name).push(blob: blob, to: OCIReference(parsing: "\(name)/pack"))
      server.stop()
      let seen = await server.requests.reduce(into: []) { $0.append($1) }
      #expect(seen.map { $0.prefix { $0 != " " } } == ["HEAD", "POST", "PATCH", "GET", "PATCH", "PUT"])
      #expect(seen[2].contains("Content-Range: 0-2999\r\n"))
      #expect(seen[4].contains("Content-Range: 1234-2999\r\n"))
      #expect(seen[4].contains("Content-Length: 1766\r\n"))
      #expect(seen[5].hasPrefix("PUT /upload/1?state=c&digest=\(digest) "))
    }
  }

  @Test func aRegistryMaySetTheLeastSizeOfAPiece() async throws {
    try await withStandIn({ request in
      if request.hasPrefix("HEAD") { return [answer("404 Not Found")] }
      if request.hasPrefix("POST") {
        return [answer("202 Accepted", ["Location: /u", "OCI-Chunk-Min-Length: 2000"])]
      }
      if request.hasPrefix("PATCH") { return [answer("202 Accepted", ["Location: /u"])] }
      return [answer("201 Created")]
    }) { bench, server in
      let name = "\(server.endpoint)"
      let client = try bench.client(name) { $0.chunkBytes = 1000 }
      try await client.push(blob: content(3000), to: OCIReference(parsing: "\(name)/pack"))
      server.stop()
      let ranges = await server.requests.reduce(into: []) { ranges, request in
        ranges += request.split(separator: "\r\n").filter { $0.hasPrefix("Content-Range") }
      }
      #expect(ranges == ["Content-Range: 0-1999", "Content-Range: 2000-2999"])
    }
  }

  @Test func nothingGoesToAnotherServerThanTheNamedOne() async throws {
    try await withStandIn({ request in
      request.hasPrefix("HEAD")
        ? [answer("404 Not Found")] : [answer("202 Accepted", ["Location: https://192.0.2.1/u"])]
    }) { bench, server in
      let name = "\(server.endpoint)"
      let client = try bench.client(name)
      let error = await failure { () throws(OCIError) in
        try await client.push(blob: [1], to: OCIReference(parsing: "\(name)/pack"))
      }
      #expect(error.kind == .invalidAnswer)
      #expect(error.message.contains("it leads on to https://192.0.2.1:443, which is not http://\(name)"))
    }
  }

  @Test func cancellingEndsAnUploadAtOnce() async throws {
    try await withStandIn({ request in
      if request.hasPrefix("HEAD") { return [answer("404 Not Found")] }
      return request.hasPrefix("POST") ? [answer("202 Accepted", ["Location: /u"])] : [.stall]
    }) { bench, server in
      let name = "\(server.endpoint)"
      let client = try bench.client(name)
      let reference = try OCIReference(parsing: "\(name)/pack")
      let task = Task {
        await failure { () throws(OCIError) in try await client.push(blob: [1], to: reference) }
      }
      for await request in server.requests where request.hasPrefix("PATCH") { break }
      task.cancel()
      let error = await task.value
      #expect(error.kind == .cancelled)
    }
  }
}
