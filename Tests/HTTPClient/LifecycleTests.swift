import HTTPClient
import TestEnvironment
import Testing

@Suite struct LifecycleTests {
  @Test func cancellingEndsATransferAtOnce() async throws {
    try await withServer({ _ in [.stall] }) { client, server in
      let unbounded = HTTPRequest(url: try HTTPURL(server.url))
      let task = Task { await failure(client, unbounded) }
      _ = await server.requests.first { _ in true }
      task.cancel()
      #expect(await task.value == HTTPError(.cancelled, "no answer from \(server.endpoint)"))
    }
  }

  @Test func aCancelledTaskNeverAsks() async throws {
    try await withServer({ _ in [answer()] }) { client, server in
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return await failure(client, try request(server.url))
      }
      #expect(try await task.value?.kind == .cancelled)
      _ = try await client.send(request(server.url))
      #expect(server.acceptedConnections == 1)
    }
  }

  @Test(.timeLimit(.minutes(5))) func noRequestWaitsForTheEndOfAnother() async throws {
    try await withServer({ _ in [.stall] }) { client, server in
      let unbounded = HTTPRequest(url: try HTTPURL(server.url))
      let tasks = (0..<150).map { _ in Task { await failure(client, unbounded) } }
      var seen = 0
      for await _ in server.requests {
        seen += 1
        if seen == tasks.count { break }
      }
      #expect(seen == tasks.count)
      for task in tasks { task.cancel() }
      for task in tasks { #expect(await task.value?.kind == .cancelled) }
    }
  }

  @Test func closingFailsWhatIsInFlightAndLater() async throws {
    let server = try ScriptedServer { _ in [.stall] }
    defer { server.stop() }
    let client = HTTPClient()
    let unbounded = HTTPRequest(url: try HTTPURL(server.url))
    let tasks = (0..<5).map { _ in Task { await failure(client, unbounded) } }
    _ = await server.requests.first { _ in true }
    await client.close()
    for task in tasks {
      #expect(await task.value == HTTPError(.closed, "the HTTP client was closed"))
    }
    #expect(await failure(client, unbounded)?.kind == .closed)
    await client.close()
  }

  @Test func cancellingAndClosingAtRandomAlwaysAnswers() async throws {
    let server = try ScriptedServer { _ in Bool.random() ? [answer()] : [.stall] }
    defer { server.stop() }
    for _ in 0..<10 {
      let client = HTTPClient()
      let unbounded = HTTPRequest(url: try HTTPURL(server.url))
      let tasks = (0..<30).map { _ in Task { try? await client.send(unbounded) } }
      for task in tasks where Bool.random() { task.cancel() }
      await client.close()
      for task in tasks { _ = await task.value }
    }
  }

  @Test func aClientThatIsDroppedEndsItsThread() async throws {
    let server = try ScriptedServer { _ in [answer()] }
    defer { server.stop() }
    weak var dropped: HTTPClient?
    do {
      let client = HTTPClient()
      dropped = client
      _ = try await client.send(request(server.url))
    }
    #expect(dropped == nil)
  }
}
