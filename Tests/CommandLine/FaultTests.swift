import TestEnvironment
import Testing
import Values

/// Everything that can go wrong with the systems that a checklist asks, in one run, beside items that are healthy.
@Suite(.timeLimit(.minutes(5))) struct FaultTests {
  private static let healthyItems = 50

  @Test func everyFaultIsToldAndNoneSpreads() async throws {
    let servers = try await FaultServers.start()
    let workplace = try Workplace(servers.files(healthyItems: Self.healthyItems))
    let report = try await servers.round {
      try RunReport(
        try await workplace.checkctl("run", "faults", "--jobs", "200", "--report", "json"))
    }
    // Nothing is to pass but what was asked again, yet some of what is asked fails honestly.
    #expect(report.exitCode == 1)
    for fault in servers.faults {
      let item = try report.item(fault.id)
      #expect(item["outcome"]?.string == fault.outcome, "\(item.json)")
      let message = item["message"]?.string ?? ""
      #expect(fault.missingWords(in: message) == [], "\(fault.id): \(message)")
    }
    for number in 0..<Self.healthyItems {
      let item = try report.item("healthy-\(number)")
      #expect(item["outcome"] == "passed", "\(item.json)")
    }
    try await expectNoProcess(of: servers.marker)
    await servers.stop()
  }
}

/// Expects that no process has this in its arguments any more.
func expectNoProcess(of marker: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
  // Those that were killed may wait to be reaped.
  try? await waitUntil("no program is left", within: .seconds(10)) {
    ProcessMarker.holders(of: marker).isEmpty
  }
  #expect(ProcessMarker.holders(of: marker) == [], sourceLocation: sourceLocation)
}
