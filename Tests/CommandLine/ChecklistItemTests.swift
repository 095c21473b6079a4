import TestEnvironment
import Testing
import Values

/// Items that stand for another checklist.
@Suite struct ChecklistItemTests {
  private static func command(_ id: String, _ script: String, _ more: String = "") -> String {
    "- id: \(id)\n  title: \(id)\n  command: {shell: '\(script)'}" + (more.isEmpty ? "" : "\n  \(more)")
  }

  private static func workplace(health: [String], item: String = "", before: [String] = []) throws
    -> Workplace
  {
    let verify = "- id: verify\n  title: All is well\n  checklist: {name: health}" + item
    return try Workplace([
      "checklists/main.yaml": Workplace.checklist(items: (before + [verify]).joined(separator: "\n")),
      "checklists/health.yaml": Workplace.checklist("health", items: health.joined(separator: "\n")),
    ])
  }

  @Test func itsItemsRunUnderItsNameAndCountThroughIt() async throws {
    let workplace = try Self.workplace(health: [
      Self.command("good", "exit 0"), Self.command("bad", "exit 1"),
      Self.command("trifle", "exit 1", "gate: false"), Self.command("next", "exit 0", "needs: [bad]"),
    ])
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    try report.expect([
      "verify": (
        "failed",
        #"outcome: expected "passed", observed "failed": of 3 items: verify/bad (failed), verify/next (failed)"#
      ),
      "verify/good": ("passed", ""), "verify/bad": ("failed", "exit_code: expected 0, observed 1"),
      "verify/next": ("blocked", "blocked by verify/bad, which failed"),
    ])
    #expect(try report.item("verify/bad")["part_of"] == "verify")
    #expect(try report.item("verify/trifle")["part_of"] == .null)
    #expect(try report.item("verify/bad")["counts_as"] == "nothing")
    #expect(try report.item("verify")["counts_as"] == "failed")
    let pretty = try await workplace.checkctl("run", "main")
    #expect(pretty.stdout.contains("bad [medium] (counts through verify)"))
    #expect(pretty.stdout.contains("trifle [medium] (does not count)"))
  }

  @Test func whatIsUndecidedOrPendingInItIsSoOutside() async throws {
    let pending = "- id: asked\n  title: asked\n  manual: {question: Is it?}"
    let undecided = "- id: broken\n  title: broken\n  command: {argv: [no-such-program]}"
    for (health, outcome, exitCode, message) in [
      ([pending], "pending", Int32(3), "1 item to be answered: verify/asked (pending)"),
      ([pending, undecided], "error", 2, "1 item could not be decided: verify/broken (error)"),
      (
        [Self.command("off", "exit 0", "when: false")], "no data", 2,
        "no item of health that counts was decided"
      ),
    ] {
      let report = try await Self.workplace(health: health).report()
      #expect(report.exitCode == exitCode, "\(outcome)")
      #expect(try report.item("verify")["outcome"]?.string?.replacing("_", with: " ") == outcome)
      #expect(try report.message("verify") == message)
    }
  }

  @Test func aFailureInItMayBeAllowed() async throws {
    let workplace = try Self.workplace(
      health: [Self.command("bad", "exit 1"), Self.command("good", "exit 0")],
      item: "\n  expect: {outcome: {in: [passed, failed]}, failed: {le: 1}}")
    let report = try await workplace.report()
    #expect(report.exitCode == 0)
    #expect(try report.outcome("verify") == "passed")
    #expect(try report.outcome("verify/bad") == "failed")
  }

  @Test func itWaitsForWhatTheItemNeedsAndIsBlockedOrSkippedWithIt() async throws {
    let health = [Self.command("good", "exit 0")]
    let blocked = try await Self.workplace(
      health: health, item: "\n  needs: [before]", before: [Self.command("before", "exit 1")]
    ).report()
    try blocked.expect([
      "verify": ("blocked", "blocked by before, which failed"),
      "verify/good": ("blocked", "blocked by before, which failed"),
    ])
    let late = try await Self.workplace(
      health: health, item: "\n  after: [before]\n  when: needs['before'].outcome == 'failed'",
      before: [Self.command("before", "exit 0")]
    ).report()
    #expect(try late.outcome("verify") == "skipped")
    #expect(try late.outcome("verify/good") == "skipped")
    #expect(
      try late.message("verify/good").hasPrefix(
        "part of verify, which is skipped: when: needs['before'].outcome == 'failed' is false"))
    let early = try await Self.workplace(health: health, item: "\n  when: false").report()
    #expect(try early.message("verify/good") == "part of verify, which is skipped: when: false is false")
  }

  @Test func itsQuestionsAreAskedAnewAfterAnAction() async throws {
    let workplace = try Self.workplace(
      health: [Self.command("count", "exit 0", "assert: exit_code == 0")], item: "\n  needs: [act]",
      before: [
        "- id: seen\n  title: seen\n  file: {path: ../state}\n  expect: {exists: false}",
        Self.command("act", "touch state", "action: true\n  needs: [seen]"),
      ])
    try workplace.directory.write(
      Workplace.checklist(
        "health", items: "- id: there\n  title: there\n  file: {path: ../state}\n  expect: {exists: true}"),
      to: "checklists/health.yaml")
    let refused = try await workplace.checkctl("run", "main")
    #expect(refused.exitCode == 64)
    let report = try await workplace.report("--allow-actions")
    #expect(report.exitCode == 0)
    #expect(try report.outcome("seen") == "passed")
    #expect(try report.outcome("verify/there") == "passed")
  }

  @Test func selectingItTakesItsItemsAlongAndOneOfThemCountsByItself() async throws {
    let workplace = try Self.workplace(
      health: [Self.command("good", "exit 0"), Self.command("bad", "exit 1")],
      before: [Self.command("other", "exit 0")])
    let whole = try await workplace.report("verify")
    #expect(whole.exitCode == 1)
    #expect(whole.document["items"]?.list?.count == 3)
    let one = try await workplace.report("verify/good")
    #expect(one.exitCode == 0)
    #expect(one.document["items"]?.list?.count == 1)
    #expect(try one.item("verify/good")["counts_as"] == "passed")
  }

  @Test func itsInputsAreSetAsIfItRanByItself() async throws {
    let workplace = try Self.workplace(health: [])
    try workplace.directory.write(
      Workplace.checklist(
        "health",
        items: Self.command("code", "exit $CODE").replacing("}", with: ", env: {CODE: '${inputs.code}'}}"),
        preamble: "inputs: {code: {type: string, default: '1'}}"), to: "checklists/health.yaml")
    #expect(try await workplace.report().exitCode == 1)
    #expect(try await workplace.report("--set", "code=0").exitCode == 0)
    try workplace.directory.write(
      "checkctl: 1\nenvironment: e\ninputs: {code: '0'}\n", to: "checklists/environments/e.yaml")
    #expect(try await workplace.report().exitCode == 0)
  }

  @Test func faultsAreFound() async throws {
    for (item, code, message) in [
      (
        "\n  retry: {every: 1s, for: 1m}", "misplaced-key",
        "`retry` has no place on an item that stands for a checklist"
      ),
      ("\n  timeout: 5s", "misplaced-key", "`timeout` has no place on an item that stands for a checklist"),
      ("\n  needs: [verify/good]", "cycle", "`verify/good` waits for itself"),
    ] {
      let workplace = try Self.workplace(health: [Self.command("good", "exit 0")], item: item)
      let result = try await workplace.checkctl("lint")
      #expect(result.exitCode == 65, "\(item)")
      #expect(result.stderr.contains("error[\(code)]: \(message)"), "\(result.stderr)")
    }
    let itself = try Workplace(items: "- id: a\n  title: A\n  checklist: {name: main}")
    let cycle = try await itself.checkctl("lint")
    #expect(cycle.exitCode == 65)
    #expect(cycle.stderr.contains("error[include-cycle]: "), "\(cycle.stderr)")
    let unknown = try Workplace(items: "- id: a\n  title: A\n  checklist: {name: helth}")
    try unknown.directory.write(
      Workplace.checklist("health", items: Self.command("good", "exit 0")), to: "checklists/health.yaml")
    let missing = try await unknown.checkctl("lint")
    #expect(missing.exitCode == 65)
    #expect(missing.stderr.contains("did you mean `health"), "\(missing.stderr)")
  }

  /// What could not be decided is not forgotten where failures are allowed for.
  @Test func allowedFailuresDoNotHideWhatIsUndecided() async throws {
    let item = "\n  expect: {outcome: {in: [passed, failed]}, failed: {le: 1}}"
    let broken = "- id: broken\n  title: broken\n  command: {argv: [no-such-program]}"
    let asked = "- id: asked\n  title: asked\n  manual: {question: Is it?}"
    for (more, exitCode) in [(broken, Int32(2)), (asked, 2)] {
      let workplace = try Self.workplace(health: [Self.command("bad", "exit 1"), more], item: item)
      let report = try await workplace.report()
      #expect(report.exitCode == exitCode)
      #expect(try report.outcome("verify") == "error")
    }
    let natural = try Self.workplace(health: [Self.command("bad", "exit 1"), broken])
    #expect(try await natural.report().exitCode == 1)
  }

  @Test func whatIsDisabledOrNotWantedRunsNoneOfItsItems() async throws {
    let act = "- id: act\n  title: act\n  action: true\n  command: {shell: touch acted}"
    let before = [Self.command("before", "exit 0")]
    let condition = "\n  after: [before]\n  when: needs['before'].outcome == 'failed'"
    let workplace = try Self.workplace(health: [act], item: condition, before: before)
    let selected = try await workplace.report("verify/act", "--allow-actions")
    #expect(try selected.outcome("verify/act") == "skipped")
    try workplace.directory.write(
      "checkctl: 1\nenvironment: e\ndisable: {verify: {reason: Never here}}\n",
      to: "checklists/environments/e.yaml")
    let disabled = try await workplace.report("--allow-actions")
    #expect(disabled.document["items"]?.list?.count == 1)
    #expect(
      disabled.document["disabled"] == [["id": "verify", "title": "All is well", "reason": "Never here"]])
    #expect((try? workplace.directory.read("acted")) == nil)
  }

  @Test func aFailureCountsThoughADeadlineCutsTheRestShort() async throws {
    let workplace = try Self.workplace(health: [
      Self.command("bad", "exit 1"), Self.command("slow", "sleep 60", "needs: [good]"),
      Self.command("good", "exit 0"),
    ])
    let report = try await workplace.report("--deadline", "2s")
    #expect(report.exitCode == 1)
    #expect(try report.outcome("verify") == "failed")
    #expect(try report.outcome("verify/slow") == "error")
  }

  @Test func anInstanceHasNoneOfThem() async throws {
    let workplace = try Self.workplace(health: [Self.command("good", "exit 0")])
    try workplace.directory.write(
      "checkctl: 1\nchecklist: outer\ntitle: O\ninclude: [{use: main.yaml, as: billing}]\n",
      to: "checklists/outer.yaml")
    let result = try await workplace.checkctl("lint", "outer")
    #expect(result.exitCode == 65)
    #expect(
      result.stderr.contains(
        "error[misplaced-item]: an item that stands for a checklist has no place in an instance of one"))
  }

  @Test func itCannotBeWaivedItself() async throws {
    let workplace = try Self.workplace(health: [Self.command("bad", "exit 1")])
    let waive = ["waive", "--reason", "R", "--by", "A", "--until", "2999-12-31"]
    let refused = try await workplace.run(waive + ["verify"])
    #expect(refused.exitCode == 64)
    #expect(refused.stderr.hasPrefix("error: there is no item `verify` that could be waived\n"))
    let waived = try await workplace.run(waive + ["bad"])
    #expect(waived.exitCode == 0, "\(waived.stderr)")
    let report = try await workplace.report()
    #expect(report.exitCode == 0)
    #expect(try report.outcome("verify/bad") == "waived")
    #expect(try report.outcome("verify") == "passed")
    let text = try workplace.directory.read("checklists/waivers.yaml")
    try workplace.directory.write(text.replacing("\"bad\"", with: "verify"), to: "checklists/waivers.yaml")
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 65)
    #expect(
      lint.stderr.contains("error[misplaced-waiver]: `verify` stands for a checklist, which cannot be waived")
    )
  }
}
