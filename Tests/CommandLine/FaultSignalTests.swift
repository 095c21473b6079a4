import TestEnvironment
import Testing
import Values

/// Signals at any moment of a run, from before its first line to after its last.
@Suite(.timeLimit(.minutes(5))) struct FaultSignalTests {
  private static let interrupt: Int32 = 2
  private static let terminate: Int32 = 15
  private static let hangUp: Int32 = 1
  private static let brokenPipe: Int32 = 13
  private static let runs = 200
  private static let runsAtOnce = 4

  private static func items(_ marker: String) -> String {
    """
    - {id: quick, title: Q, command: {argv: [touch, started]}}
    - {id: slow, title: S, timeout: 300ms, command: {argv: [sleep, "\(marker)"]}}
    - {id: tree, title: T, timeout: 10s, command: {shell: "sleep \(marker) & sleep 0.1"}}
    - {id: waiting, title: W, needs: [quick], command: {argv: [sleep, "0.05"]}}
    - {id: tidy, title: C, cleanup: true, after: [slow], command: {argv: ["true"]}}
    """
  }

  @Test func whateverMomentASignalComesTheReportIsTruthful() async throws {
    let marker = ProcessMarker.new()
    let signals = [Self.interrupt, Self.terminate, Self.hangUp, Self.brokenPipe]
    var interrupted = 0
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<Self.runs {
        if number >= Self.runsAtOnce, try await group.next() == true { interrupted += 1 }
        let signal = signals[number % signals.count]
        // Some that have begun, and others that may not have: how long that takes depends on the machine.
        let hasBegun = number / signals.count % 2 == 0
        // Every moment of half a second, in no order, and the same ones each time.
        let delay = Duration.milliseconds(number * 37 % 501)
        group.addTask { try await run(interruptedBy: signal, after: delay, hasBegun: hasBegun, marker) }
      }
      for try await wasInterrupted in group where wasInterrupted { interrupted += 1 }
    }
    #expect(interrupted > 0, "no signal met a run on its way")
    try await expectNoProcess(of: marker)
  }

  /// Whether the run was interrupted on its way.
  private func run(
    interruptedBy signal: Int32, after delay: Duration, hasBegun: Bool, _ marker: String
  ) async throws -> Bool {
    let workplace = try Workplace(items: Self.items(marker))
    let run = workplace.start(["run", "main", "--report", "json=report.json"])
    if hasBegun { try await waitUntil("the run began") { workplace.directory.names.contains("started") } }
    // The moment itself is what is tried out here.
    try await Task.sleep(for: delay)
    try await run.send(signal: signal)
    let result = try await run.result()
    let text = try? workplace.directory.read("report.json")
    guard let code = result.exitCode else {
      // Before the run and after its report a signal ends the program as it ends any other; a broken pipe only before.
      #expect(result.signal == signal && (signal != Self.brokenPipe || text == nil), "\(result)")
      if let text { _ = try parseJSON(text) }
      return false
    }
    #expect(Set(workplace.directory.names).subtracting(["started"]) == ["checklists", "report.json"])
    let report = try RunReport(try #require(text, "\(result)"), exitCode: code)
    #expect(report.document["exit_code"]?.int == Int(code), "\(report.document.json)")
    try expectTruth(of: report, signal: signal)
    return code == 130
  }

  /// Either all is decided or the report says that it was cut short; every item has its place in it.
  private func expectTruth(of report: RunReport, signal: Int32) throws {
    let items = report.document["items"]?.list ?? []
    #expect(items.count == 5)
    let undecided = items.filter { $0["message"]?.string?.hasSuffix(": interrupted") == true }
    #expect(undecided.isEmpty == (report.document["cut_short"] == .null), "\(report.document.json)")
    if report.exitCode == 130 {
      #expect(signal != Self.brokenPipe)
      #expect(report.document["verdict"] == "interrupted")
    } else {
      #expect(report.exitCode == 2 && undecided.isEmpty, "\(report.document.json)")
    }
    #expect(try report.outcome("tidy") == "passed")
  }
}
