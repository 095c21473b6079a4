internal import TestEnvironment
private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// What a `load` item says of a server, beside what wrk says of it over as many connections.
enum LoadBench {
  private static let connections = 16
  private static let seconds = 2

  /// What a generator says: requests a second, and latencies in milliseconds.
  private struct Figures {
    var throughput: Double
    var median: Double
    var slow: Double
  }

  /// The figures of a server that takes a while, on which they have to agree; and, for what they are worth, those of one
  /// that is quicker than a generator whose every request passes through Swift's tasks.
  static func measure(_ tools: Tools, _ report: inout Report) async throws {
    let slow = try ScriptedServer(answering: { _ in
      usleep(10_000)
      return [.text("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    })
    report.heading("load of a server that takes 10 ms, \(connections) connections, \(seconds) s")
    let (ours, theirs) = try await compare(slow.url, tools, &report)
    slow.stop()
    report.compare("throughput, either way", distance(ours.throughput, theirs.throughput), bar: 1.1)
    report.compare("p50, either way", distance(ours.median, theirs.median), bar: 1.1)
    report.compare("p99, either way", distance(ours.slow, theirs.slow), bar: 1.5)
    let quick = try await NginxServer.start(.directives("location / { return 200 ok; }"))
    report.heading("load of a server that takes no time, which measures the generators; no bar")
    _ = try await compare(quick.url, tools, &report)
    await quick.stop()
  }

  /// Asks both by turns, and takes medians.
  private static func compare(
    _ url: String, _ tools: Tools, _ report: inout Report
  ) async throws -> (Figures, Figures) {
    try tools.write(
      items: [
        """
          - id: load
            title: Load
            load: {url: '\(url)/', concurrency: \(connections), warmup: 500ms, duration: \(seconds)s, max_requests: 1000000}
            outputs:
              throughput: throughput
              median: p50
              slow: p99

        """
      ], name: "load")
    var ours: [Figures] = []
    var theirs: [Figures] = []
    for _ in 0..<3 {
      ours.append(try await ourFigures(tools))
      theirs.append(try await theirFigures(url))
    }
    let both = (median(ours), median(theirs))
    report.note("checkctl", text(both.0))
    report.note("wrk", text(both.1))
    return both
  }

  private static func ourFigures(_ tools: Tools) async throws -> Figures {
    let result = try await runCommand(tools.run("load", "--report", "json"))
    guard let outputs = try? parseJSON(result.stdout)["items"]?.list?.first?["outputs"] else {
      throw TestEnvironmentError("checkctl said \(result)")
    }
    return Figures(
      throughput: outputs["throughput"].flatMap { Double($0.json) } ?? .nan,
      median: milliseconds(outputs["median"]?.string), slow: milliseconds(outputs["slow"]?.string))
  }

  private static func theirFigures(_ url: String) async throws -> Figures {
    let result = try await runCommand([
      "wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "--latency", url + "/",
    ])
    let lines = result.stdout.split(separator: "\n").map { $0.split(separator: " ") }
    func word(after first: String) throws -> Substring {
      guard let line = lines.first(where: { $0.count == 2 && $0[0] == first }) else {
        throw TestEnvironmentError("wrk said \(result)")
      }
      return line[1]
    }
    return Figures(
      throughput: Double(try word(after: "Requests/sec:")) ?? .nan,
      median: milliseconds(try word(after: "50%")),
      slow: milliseconds(try word(after: "99%")))
  }

  private static func milliseconds(_ text: (some StringProtocol)?) -> Double {
    text.flatMap { Duration(units: String($0)) }.map { $0 / .milliseconds(1) } ?? .nan
  }

  private static func median(_ all: [Figures]) -> Figures {
    func middle(_ part: KeyPath<Figures, Double>) -> Double {
      all.map { $0[keyPath: part] }.sorted()[all.count / 2]
    }
    return Figures(throughput: middle(\.throughput), median: middle(\.median), slow: middle(\.slow))
  }

  private static func text(_ figures: Figures) -> String {
    "\(Int(figures.throughput)) a second  p50 \(rounded(figures.median)) ms  p99 \(rounded(figures.slow)) ms"
  }

  private static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }

  /// How many times the one is the other, whichever is more.
  private static func distance(_ one: Double, _ other: Double) -> Double { max(one / other, other / one) }
}
