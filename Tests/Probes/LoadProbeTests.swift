import Glibc
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// Loads of real servers.
@Suite(.timeLimit(.minutes(2))) struct LoadProbeTests {
  private static let site = """
    location / { return 200 ok; }
    location /moved { return 302 /; }
    location /busy { return 503; }
    location /mixed { if ($request_id ~ "^[0-7]") { return 503; } return 200 ok; }
    """

  /// Asks an nginx, and tells how many requests it got.
  private func load(_ path: String, _ fields: ValueMap) async throws -> (seen: Observation, served: Int) {
    let server = try await NginxServer.start(.directives(Self.site))
    let seen = try await ask(LoadProbe.self, fields.adding([("url", .string("\(server.url)\(path)"))]))
    await server.stop()
    return (seen, try server.accessLog().split(separator: "\n").count)
  }

  private func count(_ seen: Observation, _ name: String) -> Int? { seen.fields[.string(name)]?.int }

  @Test func aClosedLoopSendsSoManyAndNoMore() async throws {
    let (seen, served) = try await load(
      "/", ["requests": 200, "warmup": 50, "concurrency": 8, "max_requests": 250])
    #expect(served == 250)
    #expect(count(seen, "requests") == 200)
    #expect(seen.fields["error_rate"] == .double(0))
    #expect(seen.fields["statuses"] == ["200": 200])
    #expect(seen.fields["errors"]?["timeout"] == 0 && seen.fields["errors"]?["status_5xx"] == 0)
    let latencies = ["p50", "p90", "p95", "p99", "max"].map { name -> Duration in
      if case .duration(let value)? = seen.fields[.string(name)] { value } else { .zero }
    }
    #expect(latencies == latencies.sorted() && latencies[0] > .zero, "\(latencies)")
    #expect(seen.noData == nil && seen.cause == nil && seen.notes.isEmpty)
    #expect(seen.excerpt?.hasPrefix("200 requests, ") == true, "\(seen.excerpt ?? "")")
    #expect(seen.excerpt?.contains(" answered a second, 200 of status 200\np50 ") == true)
  }

  @Test func anOpenLoopSendsWhatIsDue() async throws {
    let (seen, served) = try await load("/", ["rate": 200, "duration": "500ms", "max_requests": 1000])
    #expect(served == 100 && count(seen, "requests") == 100)
  }

  @Test(arguments: ["duration": "1m", "requests": 1_000] as ValueMap)
  func theBoundHolds(name: ValueKey, bound: Value) async throws {
    let (seen, served) = try await load("/", [name: bound, "concurrency": 30, "max_requests": 40])
    #expect(served == 40 && count(seen, "requests") == 40)
    let reason = seen.noData ?? ""
    #expect(reason.hasPrefix("max_requests of 40 ended the load after "), "\(reason)")
    let planned = name == "duration" ? "1m" : "1000 requests"
    #expect(
      reason.hasSuffix(", before \(planned) were measured; raise it, or set `rate`"), "\(reason)")
  }

  @Test func aWarmUpThatTakesAllLeavesNothingToJudge() async throws {
    let (seen, served) = try await load("/", ["warmup": "1h", "max_requests": 20])
    #expect(served == 20)
    #expect(
      seen.noData == "all of the 20 requests of max_requests were sent before the warm-up was over")
  }

  @Test func statusesAreCounted() async throws {
    let (seen, served) = try await load("/mixed", ["max_requests": 300])
    #expect(served == 300)
    let bad = try #require(seen.fields["statuses"]?["503"]?.int)
    let good = try #require(seen.fields["statuses"]?["200"]?.int)
    #expect(good + bad == 300 && bad > 0 && good > 0)
    #expect(seen.fields["errors"]?["status_5xx"]?.int == bad)
    #expect(seen.fields["error_rate"] == .double(Double(bad) / 300))
    #expect(seen.cause == "\(bad) status_5xx")
  }

  @Test(arguments: [("/moved", "status_3xx"), ("/busy", "status_5xx")])
  func whereNothingIsGoodThereAreNoLatencies(path: String, kind: String) async throws {
    let (seen, served) = try await load(path, ["max_requests": 30])
    #expect(served == 30)
    #expect(seen.fields["errors"]?[kind] == 30)
    #expect(seen.fields["error_rate"] == .double(1) && seen.fields["throughput"] == .double(0))
    #expect(seen.fields["p50"] == nil && seen.fields["max"] == nil)
  }

  @Test func errorsAreToldByTheirKind() async throws {
    let number = Lock(0)
    let server = try ScriptedServer(answering: { _ in
      switch number.withLock({ count in
        defer { count += 1 }
        return count
      }) {
      case 3: [.stall]
      case 5: [.reset]
      case 6: [.text("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")]
      case 7: [.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbut"), .close]
      case 8: [.close]
      default: [.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
      }
    })
    defer { server.stop() }
    let seen = try await ask(
      LoadProbe.self,
      [
        "url": .string(server.url), "concurrency": 1, "request_timeout": "2s", "max_requests": 12,
      ])
    let errors = try #require(seen.fields["errors"]?.map).filter { $0.value != 0 }
    #expect(errors.map(\.key.description) == ["timeout", "reset", "status_5xx"])
    #expect(errors.map(\.value) == [1, 3, 1])
    #expect(seen.fields["statuses"] == ["200": 7, "503": 1])
    #expect(seen.cause == "3 reset, 1 status_5xx, 1 timeout")
    // What a dead connection swallowed is not sent again.
    #expect(number.withLock { $0 } == 12)
    // The one that was given up took at least so long.
    #expect(
      seen.fields["max"].map { if case .duration(let time) = $0 { time >= .seconds(2) } else { false } }
        == true)
  }

  @Test func whoWaitsForItsTurnIsSlow() async throws {
    let number = Lock(0)
    let server = try ScriptedServer(answering: { _ in
      let isFirst = number.withLock { count in
        defer { count += 1 }
        return count == 0
      }
      if isFirst { usleep(300_000) }
      return [.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    })
    defer { server.stop() }
    let seen = try await ask(
      LoadProbe.self,
      ["url": .string(server.url), "rate": 200, "concurrency": 1, "requests": 40, "max_requests": 40])
    // All 40 fell due within 200 ms, and the first one kept the only connection for 300.
    guard case .duration(let median)? = seen.fields["p50"] else {
      Issue.record("there is no p50")
      return
    }
    #expect(median >= .milliseconds(195))
  }

  @Test func whatWaitsForTooLongIsNotSent() async throws {
    let server = try ScriptedServer(answering: { request in
      usleep(100_000)
      return [.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    })
    defer { server.stop() }
    let seen = try await ask(
      LoadProbe.self,
      [
        "url": .string(server.url), "rate": 10_000, "concurrency": 1, "request_timeout": "1s",
        "requests": 1000, "max_requests": 1000,
      ])
    let unsent = try #require(seen.fields["errors"]?["not_sent"]?.int)
    #expect(unsent >= 900)
    #expect(count(seen, "requests") == 1000)
  }

  @Test func whereNobodyAnswersItIsAnError() async throws {
    let refusing = try RefusingEndpoint()
    let error = await refusal(
      LoadProbe.self, ["url": .string("http://\(refusing.endpoint)/"), "max_requests": 1_000_000])
    let (kind, message) = (error?.kind, error?.message ?? "")
    #expect(kind == .unreachable)
    #expect(message.hasPrefix("none of "), "\(message)")
    #expect(
      message.hasSuffix(" requests was answered: connection to \(refusing.endpoint) refused"), "\(message)")
  }

  @Test func givingUpAwaitsNobody() async throws {
    let number = Lock(0)
    let server = try ScriptedServer(answering: { _ in
      let isFirst = number.withLock { count in
        defer { count += 1 }
        return count == 0
      }
      return isFirst ? [.stall] : [.close]
    })
    defer { server.stop() }
    let error = await refusal(
      LoadProbe.self,
      ["url": .string(server.url), "concurrency": 2, "request_timeout": "1h", "max_requests": 1_000_000])
    let message = error?.message ?? ""
    #expect(message.hasPrefix("none of 20 requests was answered: "), "\(message)")
  }

  @Test func cancellingEndsItAndItsConnections() async throws {
    let server = try ScriptedServer(answering: { _ in [.stall] })
    defer { server.stop() }
    let url = server.url
    let asking = Task {
      try await ask(
        LoadProbe.self, ["url": .string(url), "concurrency": 5, "request_timeout": "1h", "max_requests": 100])
    }
    try await waitUntil("the load was under way") { server.openConnections == 5 }
    asking.cancel()
    let result = await asking.result
    try await waitUntil("its connections were closed") { server.openConnections == 0 }
    #expect(throws: ProbeError.self) { try result.get() }
    do { _ = try result.get() } catch {
      let error = error as? ProbeError
      #expect(error?.kind == .cancelled)
      #expect(error?.awaited?.hasPrefix("the load did not end: ") == true)
      #expect(error?.awaited?.hasSuffix(" of at most 100 requests were sent") == true)
    }
  }

  @Test func aTargetsLimitHolds() async throws {
    let target = try makeTarget(.http, "http://127.0.0.1:1", ["max_connections": 4])
    let refused = await refusal(LoadProbe.self, ["max_requests": 10], target: target)
    #expect(
      refused?.message
        == "the target 'tested' is to be asked over 4 connections at most (max_connections), and the load would open 10: set `concurrency`"
    )
    #expect(throws: Never.self) {
      try makeProbe(LoadProbe.self, ["max_requests": 10, "concurrency": 4], target: target)
    }
  }

  @Test func onlyWhatChangesNothingIsShared() throws {
    #expect(try makeProbe(LoadProbe.self, ["url": "http://a/", "max_requests": 1]).effect == .read)
    #expect(
      try makeProbe(LoadProbe.self, ["url": "http://a/", "method": "POST", "max_requests": 1]).effect
        == .write)
  }

  @Test func boundsThatSayNothingAreFound() {
    #expect(
      check(LoadProbe.self, [("max_requests", 100), ("requests", 90), ("warmup", 20)]) == [
        "max_requests: load-beyond-limit: `requests` and `warmup` come to 110 requests, and `max_requests` allows 100 (raise `max_requests`, or ask for less)"
      ])
    #expect(
      check(LoadProbe.self, [("max_requests", 100), ("rate", 50), ("duration", "10s"), ("warmup", "1s")]) == [
        "max_requests: load-beyond-limit: `rate`, `warmup` and `duration` come to 550 requests, and `max_requests` allows 100 (raise `max_requests`, or ask for less)"
      ])
    #expect(
      check(LoadProbe.self, [("max_requests", 100), ("warmup", 100)]).first?.contains("are warm-up") == true)
    #expect(
      check(LoadProbe.self, [("rate", 0), ("max_requests", 100)]).first?.hasPrefix("rate: invalid-rate")
        == true)
    #expect(
      check(LoadProbe.self, [("method", "POST"), ("max_requests", 1)]).first?
        .hasPrefix("method: undeclared-action") == true)
    #expect(check(LoadProbe.self, [("max_requests", 100), ("rate", 5), ("duration", "20s")]).isEmpty)
  }

  @Test func aLoadThatTakesLongerThanItMayIsFound() {
    let long: [(name: String, value: Value?)] = [
      ("duration", "50m"), ("warmup", "10m"), ("max_requests", 1_000_000),
    ]
    #expect(
      check(LoadProbe.self, long) == [
        "duration: load-beyond-timeout: `warmup` and `duration` come to 1h, and the item may take 1h (give the item a `timeout` that is longer than both, and than the last answers take)"
      ])
    #expect(check(LoadProbe.self, long, timeout: .seconds(4000)).isEmpty)
    #expect(check(LoadProbe.self, [("duration", "50m"), ("max_requests", 10)]).isEmpty)
    #expect(
      check(LoadProbe.self, [("duration", "10s"), ("max_requests", 10)], timeout: .seconds(5)).count == 1)
    #expect(check(LoadProbe.self, long + [("requests", 10)]).isEmpty)
    #expect(LoadProbe.description.defaultTimeout == .seconds(3600))
  }

  @Test func aLoadThatTakesLongerThanItMayIsNotBegun() async throws {
    let server = try await NginxServer.start(.directives(Self.site))
    let fields: ValueMap = [
      "url": .string(server.url), "duration": "50m", "warmup": "10m", "max_requests": 1_000_000,
    ]
    let error = await refusal(LoadProbe.self, fields, timeout: .seconds(3600))
    await server.stop()
    #expect(error?.kind == .invalid)
    #expect(
      error?.message
        == "`warmup` and `duration` come to 1h, and the item may take 1h: give it a longer `timeout`")
    #expect(try server.accessLog().isEmpty)
  }
}
