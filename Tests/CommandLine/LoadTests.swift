import TestEnvironment
import Testing
import Values

/// Loads, as a checklist asks for them.
@Suite(.timeLimit(.minutes(5))) struct LoadTests {
  @Test func figuresAreJudged() async throws {
    let server = try await NginxServer.start(
      .directives("location / { return 200 ok; } location /busy { return 503; }"))
    let refusing = try RefusingEndpoint()
    let workplace = try Workplace(
      items: """
        - id: latency
          title: L
          load: {url: '\(server.url)/a', requests: 100, max_requests: 100}
          expect: {p95: {lt: 60s}, throughput: {gt: 0.1}, requests: 100, statuses: {eq: {"200": 100}}}
        - {id: shared, title: S, load: {url: '\(server.url)/a', requests: 100, max_requests: 100}}
        - {id: errors, title: E, load: {url: '\(server.url)/busy', max_requests: 10}}
        - id: may-fail
          title: M
          load: {url: '\(server.url)/busy', max_requests: 20}
          expect: {error_rate: {le: 1}, errors.status_5xx: 20}
        - id: absent
          title: A
          load: {url: '\(server.url)/busy', max_requests: 20}
          expect: {error_rate: 1, p95: {lt: 1s}}
        - {id: nobody, title: N, load: {url: 'http://\(refusing.endpoint)/', max_requests: 20}}
        - id: action
          title: X
          action: true
          load: {url: '\(server.url)/a', method: POST, json: {a: 1}, max_requests: 30}
        """)
    let report = try await workplace.report("--allow-actions")
    await server.stop()
    #expect(report.exitCode == 1)
    let latency = try report.item("latency")
    #expect(latency["outcome"] == "passed", "\(latency.json)")
    #expect(try report.outcome("shared") == "passed")
    #expect(try report.outcome("action") == "passed")
    #expect(try report.outcome("may-fail") == "passed")
    #expect(try report.outcome("errors") == "failed")
    #expect(
      try report.message("errors") == "error_rate: expected 0, observed 1: 10 status_5xx")
    #expect(try report.outcome("absent") == "failed")
    #expect(try report.message("absent") == "p95: expected to be less than \"1s\", absent: 20 status_5xx")
    #expect(try report.outcome("nobody") == "error")
    #expect(
      try report.message("nobody")
        == "none of 20 requests was answered: connection to \(refusing.endpoint) refused")
    let served = try server.accessLog()
    #expect(served.split(separator: "\n").count { $0.hasPrefix("GET /a ") } == 100)
    #expect(served.split(separator: "\n").count { $0.hasPrefix("POST /a ") } == 30)
    #expect(served.split(separator: "\n").count { $0.hasPrefix("GET /busy ") } == 30)
  }

  @Test func thereIsNoLoadWithoutABound() async throws {
    let workplace = try Workplace(
      items: "- {id: a, title: A, load: {url: 'http://192.0.2.1/', duration: 10s}}")
    let result = try await workplace.checkctl("run", "main")
    #expect(result.exitCode == 65)
    #expect(result.stderr.contains("`load` needs the key `max_requests`"), "\(result.stderr)")
    #expect(result.stderr.contains("nothing sends a load without such a bound"), "\(result.stderr)")
  }

  @Test func aLoadThatEndsTooSoonHasNoData() async throws {
    let server = try await NginxServer.start(.directives("location / { return 200 ok; }"))
    let workplace = try Workplace(
      items: """
        - id: cut
          title: C
          load: {url: '\(server.url)', duration: 60s, max_requests: 10}
          expect: {throughput: {gt: 0}, p99: {lt: 60s}}
        """)
    let report = try await workplace.report()
    await server.stop()
    #expect(report.exitCode == 2)
    #expect(try report.outcome("cut") == "no_data")
    let message = try report.message("cut")
    #expect(message.hasPrefix("max_requests of 10 ended the load after "), "\(message)")
  }

  @Test func throughputCountsThatOthersHang() async throws {
    let number = Lock(0)
    let server = try ScriptedServer(answering: { _ in
      let isFirst = number.withLock { count in
        defer { count += 1 }
        return count == 0
      }
      return isFirst ? [.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")] : [.stall]
    })
    defer { server.stop() }
    let workplace = try Workplace(
      items: """
        - id: dies
          title: D
          load: {url: '\(server.url)', concurrency: 1, max_requests: 2, request_timeout: 1s}
          expect: {throughput: {ge: 1}, error_rate: {le: 0.5}}
        """)
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    #expect(try report.message("dies").hasPrefix("throughput: expected to be at least 1, observed 0."))
  }

  @Test func aLoadLongerThanItsTimeIsFoundByLint() async throws {
    let workplace = try Workplace(
      items: """
        - {id: a, title: A, load: {url: 'http://192.0.2.1/', duration: 2h, max_requests: 1000}}
        - {id: b, title: B, timeout: 3h, load: {url: 'http://192.0.2.1/', duration: 2h, max_requests: 1000}}
        """)
    let result = try await workplace.checkctl("lint")
    #expect(result.exitCode == 65)
    #expect(
      result.stderr.contains(
        "error[load-beyond-timeout]: `warmup` and `duration` come to 2h, and the item may take 1h"),
      "\(result.stderr)")
    let errors = result.stderr.split(separator: "\n").count { $0.hasPrefix("error[") }
    #expect(errors == 1, "\(result.stderr)")
  }

  @Test func aDeadlineEndsALoadAtOnce() async throws {
    let server = try ScriptedServer(answering: { _ in [.stall] })
    defer { server.stop() }
    let workplace = try Workplace(
      items: """
        - id: a
          title: A
          timeout: 1s
          load: {url: '\(server.url)', concurrency: 3, request_timeout: 1h, max_requests: 100}
        """)
    let report = try await workplace.report()
    #expect(report.exitCode == 2)
    #expect(
      try report.message("a") == "the load did not end: 3 of at most 100 requests were sent within 1s")
  }
}
