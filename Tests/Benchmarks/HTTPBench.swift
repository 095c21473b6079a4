internal import TestEnvironment
private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Many `http` items, each with a URL of its own.
enum HTTPBench {
  private static func items(_ count: Int, at url: String) -> some Sequence<String> {
    (0..<count).lazy.map { number in
      """
        - id: page-\(number)
          title: Page \(number) is there
          http: {url: '\(url)/\(number)'}
          expect: {status: 200}

      """
    }
  }

  /// A thousand against curl with the same URLs over connections that are kept.
  static func measure(_ tools: Tools, _ report: inout Report) async throws {
    let server = try await NginxServer.start(.directives("location / { return 200 ok; }"))
    try tools.write(items: items(1_000, at: server.url))
    let list = (0..<1_000).map { "url = \"\(server.url)/\($0)\"\noutput = /dev/null\n" }.joined()
    let config = try tools.folder.write(list, to: "urls")
    report.heading("1,000 http items, one status each, loopback nginx")
    let curl = ["curl", "--silent", "--parallel", "--parallel-max", "50", "--config", config]
    let both = try tools.measure([tools.run(), curl])
    await server.stop()
    report.figures("checkctl", both[0])
    report.figures("curl --parallel --parallel-max 50", both[1])
    report.compare("wall against curl", both[0].wall / both[1].wall, bar: 1.5)
    report.compare("CPU against curl", both[0].cpu / both[1].cpu, bar: 1.5)
    report.compare("memory", both[0].memory, bar: 40, unit: " MiB")
    try measureLatency(tools, &report)
  }

  /// A thousand that are answered after 50 ms each, a hundred at once.
  private static func measureLatency(_ tools: Tools, _ report: inout Report) throws {
    let server = try ScriptedServer(answering: { _ in
      usleep(50_000)
      return [.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    })
    defer { server.stop() }
    try tools.write(items: items(1_000, at: server.url), name: "slow")
    report.heading("1,000 http items answered after 50 ms, --jobs 100")
    let ours = try tools.measure([tools.run("slow", "--jobs", "100")])[0]
    report.figures("checkctl", ours)
    report.compare("wall against the ideal of 0.5 s", ours.wall / 0.5, bar: 1.2)
  }

  /// How the time grows with the number of items.
  static func measureGrowth(_ tools: Tools, _ report: inout Report) async throws {
    let server = try await NginxServer.start(.directives("location / { return 200 ok; }"))
    let counts = [100, 1_000, 10_000]
    for count in counts { try tools.write(items: items(count, at: server.url), name: "of-\(count)") }
    report.heading("growth: runs of 100, 1,000 and 10,000 http items")
    let all = try tools.measure(counts.map { tools.run("of-\($0)") })
    await server.stop()
    for (count, usage) in zip(counts, all) { report.figures("\(count) items", usage) }
    let growth = (all[2].wall - all[1].wall) / (all[1].wall - all[0].wall)
    report.compare("(t10000 - t1000) / (t1000 - t100)", growth, bar: 11)
  }
}
