internal import TestEnvironment

/// A thousand `promql` items against curl with the same queries.
enum PromQLBench {
  static func measure(_ tools: Tools, _ report: inout Report) async throws {
    let server = try await PrometheusServer.start()
    try tools.write(target: "metrics: {prometheus: '\(server.url)'}")
    let items = (0..<1_000).map { number in
      "  - {id: n-\(number), title: Number \(number), promql: {query: 'vector(\(number))'}, expect: {value: \(number)}}\n"
    }
    try tools.write(items: items, preamble: "targets: {metrics: prometheus}\n")
    let list = (0..<1_000).map {
      "url = \"\(server.url)/api/v1/query?query=vector(\($0))\"\noutput = /dev/null\n"
    }.joined()
    let config = try tools.folder.write(list, to: "urls")
    report.heading("1,000 promql items")
    let curl = ["curl", "--silent", "--globoff", "--parallel", "--parallel-max", "50", "--config", config]
    let both = try tools.measure([tools.run(), curl])
    await server.stop()
    report.figures("checkctl", both[0])
    report.figures("curl --parallel --parallel-max 50", both[1])
    report.compare("wall against curl", both[0].wall / both[1].wall, bar: 1.3)
  }
}
