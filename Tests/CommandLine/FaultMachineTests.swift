import TestEnvironment
import Testing
import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A machine that runs out of something, and more questions than there is time for.
@Suite(.timeLimit(.minutes(5))) struct FaultMachineTests {
  private static let one = "- {id: a, title: A, command: {argv: [\"true\"]}}"

  @Test func withFewDescriptorsARunEndsAndIsTruthful() async throws {
    // Answers come late enough for more connections to be open than there are descriptors.
    let server = try ScriptedServer(answering: { _ in
      usleep(100_000)
      return [.text("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell")]
    })
    defer { server.stop() }
    let workplace = try Workplace(
      items: (0..<200).map { "- {id: a-\($0), title: A, http: {url: \"\(server.url)/\($0)\"}}" }
        .joined(separator: "\n"))
    let result = try await workplace.shell(
      "ulimit -n 64; exec \"$CHECKCTL\" run main --jobs 200 --report json")
    let report = try RunReport(result)
    let items = report.document["items"]?.list ?? []
    #expect(items.count == 200)
    #expect(items.contains { $0["outcome"] == "error" })
    for item in items where item["outcome"] != "passed" {
      #expect(item["outcome"] == "error")
      #expect(item["message"]?.string?.contains("Too many open files") == true, "\(item.json)")
    }
    #expect(report.exitCode == 2)
  }

  @Test func aReportThatCannotBeWrittenIsSaid() async throws {
    let workplace = try Workplace(items: Self.one)
    _ = try await workplace.shell("mkdir readable; chmod 555 readable")
    // Root may write to any folder of a disk.
    let folder = geteuid() == 0 ? "/proc" : "readable"
    let refused = try await workplace.checkctl("run", "main", "--report", "json=\(folder)/report.json")
    #expect(refused.exitCode == 74, "\(refused)")
    #expect(refused.stderr.contains("error: ") && refused.stderr.contains("\(folder)/report.json"))
    let full = try await workplace.checkctl("run", "main", "--report", "json=/dev/full")
    #expect(full.exitCode == 74, "\(full)")
    #expect(full.stderr.contains("/dev/full") && full.stderr.contains("No space left on device"))
    for format in ["pretty", "json", "junit"] {
      let output = try await workplace.shell("\"$CHECKCTL\" run main --report \(format) >/dev/full")
      #expect(output.exitCode == 74, "\(output)")
      #expect(output.stderr.contains("standard output: No space left on device"), "\(output)")
    }
  }

  @Test func aThousandItemsEndAtTheDeadline() async throws {
    let marker = ProcessMarker.new()
    let workplace = try Workplace(
      items: (0..<1_000).map {
        "- {id: a-\($0), title: A, timeout: 10m, command: {argv: [sh, -c, \"sleep \(marker)\", \"\($0)\"]}}"
      }.joined(separator: "\n"))
    let report = try await workplace.report("--deadline", "1s")
    #expect(report.exitCode == 2)
    #expect(report.document["cut_short"] == "the deadline of 1s passed")
    let items = report.document["items"]?.list ?? []
    #expect(items.count == 1_000)
    for item in items {
      #expect(item["outcome"] == "error")
      let message = item["message"]?.string ?? ""
      #expect(
        ["not asked: the deadline of 1s passed", "not decided: the deadline of 1s passed"].contains(message))
    }
    try await expectNoProcess(of: marker)
  }
}
