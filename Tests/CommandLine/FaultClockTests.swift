import TestEnvironment
import Testing
import Values

/// The time of day is set back and forth under a run, as NTP and operators do.
@Suite(.timeLimit(.minutes(2))) struct FaultClockTests {
  /// The library that shows another time of day to a program; Debian's package is `faketime`.
  private func library() async throws -> String {
    let found = try await runCommand([
      "sh", "-c",
      "ls /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib/faketime/libfaketimeMT.so.1 2>/dev/null",
    ])
    return try #require(
      found.stdout.split(separator: "\n").first.map(String.init), "faketime is not installed")
  }

  private static let items = """
    - {id: quick, title: Q, command: {argv: ["true"]}}
    - {id: late, title: L, timeout: 1s, command: {argv: [sleep, "600"]}}
    - {id: retried, title: R, retry: {every: 100ms, for: 1s}, command: {argv: ["false"]}}
    - {id: delayed, title: D, delay: 500ms, command: {argv: ["true"]}}
    - {id: gate, title: G, timeout: 60s, command: {shell: "touch started; until test -e done; do sleep 0.05; done"}}
    """

  @Test func durationsAndTimeoutsDoNotFollowTheTimeOfDay() async throws {
    let workplace = try Workplace(items: Self.items)
    let clock = workplace.directory.path(of: "clock")
    try workplace.directory.write("+0", to: "clock")
    // In the first program that it comes to, the library moves the environment, behind which Swift looks for the
    // arguments: `env` goes before.
    let run = RunningCommand(
      ["env", checkctlPath, "run", "main", "--report", "json"], environment: Workplace.variables,
      adding: [
        "LD_PRELOAD": try await library(), "FAKETIME_TIMESTAMP_FILE": clock, "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
      ], in: workplace.directory.path)
    try await waitUntil("the run began") { workplace.directory.names.contains("started") }
    for step in ["-2d", "+2d", "-30y", "+1h", "-1h", "+0"] {
      try workplace.directory.write(step, to: "clock")
      try await Task.sleep(for: .milliseconds(200))
    }
    try workplace.directory.write("", to: "done")
    let report = try RunReport(try await run.result())
    #expect(report.exitCode == 1)
    #expect(try report.message("late") == "sleep did not end within 1s")
    #expect(try report.outcome("retried") == "failed")
    for id in ["quick", "delayed", "gate"] { #expect(try report.outcome(id) == "passed") }
    for id in ["quick", "late", "retried", "delayed", "gate"] {
      let seconds = Double(try report.item(id)["duration_seconds"]?.json ?? "") ?? -1
      #expect((0..<60).contains(seconds), "\(id): \(seconds)")
    }
    let whole = Double(report.document["duration_seconds"]?.json ?? "") ?? -1
    #expect((0..<60).contains(whole), "\(report.document.json)")
  }
}
