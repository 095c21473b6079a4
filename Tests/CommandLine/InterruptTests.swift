import TestEnvironment
import Testing
import Values

/// What a signal or a deadline leaves of a run; files are the gates, so that nothing depends on time.
@Suite struct InterruptTests {
  private static let items = """
    - {id: done, title: Done, command: {argv: ["true"]}}
    - {id: running, title: Running, after: [done], timeout: 10m, command: {shell: "touch started; exec sleep 600"}}
    - {id: retried, title: Retried, needs: [done], retry: {every: 10m, for: 1h}, command: {argv: ["false"]}}
    - {id: waiting, title: Waiting, needs: [running], command: {argv: ["true"]}}
    - {id: tidy, title: Tidy, cleanup: true, after: [running], command: {shell: touch tidied}}
    """

  /// Waits until the run has made the file `name`.
  private func wait(for name: String, in workplace: Workplace) async throws {
    try await waitUntil("the run made \(name)", within: .seconds(60)) {
      (try? workplace.directory.read(name)) != nil
    }
  }

  @Test(arguments: [2, 15, 1] as [Int32])
  func aSignalEndsARunWithATruthfulReport(signal: Int32) async throws {
    let workplace = try Workplace(items: Self.items)
    let run = workplace.start(["run", "main", "--report", "json=report.json", "--report", "pretty"])
    try await wait(for: "started", in: workplace)
    try await run.waitForOutput(containing: "passed  done")
    try await run.send(signal: signal)
    let result = try await run.result()
    #expect(result.exitCode == 130, "\(result)")
    #expect(result.stderr == "")
    #expect(result.stdout.contains("\nCut short: interrupted\n"))
    #expect(result.stdout.hasSuffix("INTERRUPTED: the run ended before everything was decided\n"))
    let report = try RunReport(workplace.directory.read("report.json"), exitCode: result.exitCode)
    #expect(report.document["verdict"]?.string == "interrupted")
    #expect(report.document["exit_code"] == 130)
    #expect(report.document["cut_short"]?.string == "interrupted")
    #expect(report.document["items"]?.list?.count == 5)
    #expect(try report.outcome("done") == "passed")
    #expect(try report.outcome("running") == "error")
    #expect(try report.message("running") == "not decided: interrupted")
    #expect(try report.outcome("retried") == "error")
    #expect(try report.outcome("waiting") == "error")
    #expect(try report.message("waiting") == "not asked: interrupted")
    #expect(try report.outcome("tidy") == "passed")
    #expect(try workplace.directory.read("tidied") == "")
  }

  @Test func aStartedActionFinishesAndASecondInterruptKillsIt() async throws {
    let items = """
      - id: act
        title: Act
        action: true
        timeout: 10m
        command: {shell: "touch started; while ! test -e gate; do sleep 0.05; done; touch finished"}
      - {id: bystander, title: Bystander, timeout: 10m, command: {shell: "touch seen; exec sleep 600"}}
      """
    let patient = try Workplace(items: items)
    let run = patient.start(["run", "main", "--allow-actions", "--report", "pretty"])
    try await wait(for: "started", in: patient)
    try await wait(for: "seen", in: patient)
    try await run.send(signal: 2)
    try await run.waitForOutput(containing: "ERROR   bystander")
    try patient.directory.write("", to: "gate")
    let finished = try await run.result()
    #expect(finished.exitCode == 130)
    #expect(finished.stdout.contains("passed  act"), "\(finished.stdout)")
    #expect(try patient.directory.read("finished") == "")

    let hasty = try Workplace(items: items)
    let killed = hasty.start(["run", "main", "--allow-actions", "--report", "pretty"])
    try await wait(for: "started", in: hasty)
    try await wait(for: "seen", in: hasty)
    try await killed.send(signal: 2)
    try await killed.waitForOutput(containing: "ERROR   bystander")
    try await killed.send(signal: 2)
    let result = try await killed.result()
    #expect(result.exitCode == 130)
    #expect(result.stdout.contains("ERROR   act  Act: state unknown: interrupted"), "\(result.stdout)")
    #expect((try? hasty.directory.read("finished")) == nil)
  }

  @Test func aDeadlineCutsShortWithATruthfulReport() async throws {
    let workplace = try Workplace(items: Self.items)
    let report = try await workplace.report("--deadline", "2s")
    #expect(report.exitCode == 2)
    #expect(report.document["verdict"]?.string == "undecided")
    #expect(report.document["cut_short"]?.string == "the deadline of 2s passed")
    #expect(try report.outcome("done") == "passed")
    #expect(try report.message("running") == "not decided: the deadline of 2s passed")
    #expect(try report.message("waiting") == "not asked: the deadline of 2s passed")
    #expect(try report.outcome("tidy") == "passed")
  }

  @Test func aSignalThatIsIgnoredFromOutsideStaysIgnored() async throws {
    let workplace = try Workplace(
      items:
        "- {id: a, title: A, timeout: 10m, command: {shell: \"touch started; while ! test -e gate; do sleep 0.05; done\"}}"
    )
    let result = try await workplace.shell(
      """
      trap '' HUP
      "$CHECKCTL" run main >out & run=$!
      until test -e started; do sleep 0.05; done
      kill -HUP $run; touch gate
      wait $run
      echo $?
      """)
    #expect(result.stdout == "0\n")
  }

  @Test(.disabled(if: signalsAreHeldBack, "the run may end before the signal comes"))
  func anInterruptAfterWhichAllIsDecidedCutsNothingShort() async throws {
    let workplace = try Workplace(
      items: """
        - id: act
          title: Act
          action: true
          timeout: 10m
          command: {shell: "touch started; while ! test -e gate; do sleep 0.05; done"}
        """)
    let run = workplace.start([
      "run", "main", "--allow-actions", "--report", "pretty", "--report", "json=r.json",
    ])
    try await wait(for: "started", in: workplace)
    try await run.send(signal: 2)
    try workplace.directory.write("", to: "gate")
    let result = try await run.result()
    #expect(result.exitCode == 130)
    #expect(!result.stdout.contains("Cut short"))
    #expect(result.stdout.hasSuffix("INTERRUPTED: nothing was cut short by it\n"), "\(result.stdout)")
  }

  @Test(arguments: ["--report pretty --report json=unread", "--report json=unread --report pretty"])
  func aReportThatNobodyReadsCanBeEnded(reports: String) async throws {
    let workplace = try Workplace(items: "- {id: a, title: A, command: {argv: [\"true\"]}}")
    let result = try await workplace.shell(
      """
      mkfifo unread
      "$CHECKCTL" run main \(reports) >out & run=$!
      until grep -q PASSED out; do sleep 0.05; done
      (while kill -TERM $run 2>/dev/null; do sleep 0.05; done) &
      wait $run
      echo $?
      """)
    #expect(result.stdout == "143\n")
  }

  @Test func anInterruptEndsWhatTheProgramStarted() async throws {
    let workplace = try Workplace(
      items: """
        - {id: tree, title: Tree, timeout: 10m, command: {shell: "sleep 600 & echo $! >child; mv child started; wait"}}
        """)
    let run = workplace.start(["run", "main"])
    try await wait(for: "started", in: workplace)
    try await run.send(signal: 2)
    #expect(try await run.result().exitCode == 130)
    let child = try workplace.directory.read("started").split(separator: "\n")[0]
    try await waitUntil("the child of the program ended") {
      try await workplace.shell("kill -0 \(child)").exitCode != 0
    }
  }
}
