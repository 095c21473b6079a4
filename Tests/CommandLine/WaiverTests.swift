import TestEnvironment
import Testing
import Values

/// Leave for items to fail for a while.
@Suite struct WaiverTests {
  private static let items = """
    - id: bad
      title: Bad
      severity: high
      command: {shell: 'exit 1'}
    - id: next
      title: Next
      needs: [bad]
      command: {shell: 'exit 0'}
    - id: good
      title: Good
      command: {shell: 'exit 0'}
    - id: broken
      title: Broken
      gate: false
      command: {argv: [no-such-program]}
    - id: each
      title: Each ${each}
      for_each: [a, b]
      gate: false
      command: {shell: 'exit 1', env: {X: '${each}'}}
    - id: parts
      title: Parts
      gate: false
      command: {shell: 'echo "[1, 2]"'}
      per: {list: json}
      assert: element > 5
    """

  private static func workplace(environments: [String] = ["production", "staging"]) throws -> Workplace {
    let workplace = try Workplace(items: items)
    for name in environments {
      try workplace.directory.write(
        "checkctl: 1\nenvironment: \(name)\n", to: "checklists/environments/\(name).yaml")
    }
    return workplace
  }

  private static func waive(_ item: String, _ more: String...) -> [String] {
    ["waive", item, "--reason", "Until the new disks come", "--by", "Ann", "--until", "2999-12-31"] + more
  }

  private static let text = "waived by Ann until 2999-12-31: Until the new disks come; "

  @Test func aWaivedFailureCountsAsAPassAndIsShown() async throws {
    let workplace = try Self.workplace()
    let waived = try await workplace.run(Self.waive("bad", "-e", "production"))
    #expect(waived.exitCode == 0)
    #expect(waived.stderr == "bad: waived until 2999-12-31, in checklists/waivers.yaml; commit it\n")
    let report = try await workplace.report("-e", "production")
    #expect(report.exitCode == 0)
    try report.expect([
      "bad": ("waived", Self.text + "exit_code: expected 0, observed 1"), "next": ("passed", ""),
    ])
    let pretty = try await workplace.checkctl("run", "main", "-e", "production")
    #expect(pretty.stdout.contains("waived  Bad\n"), "\(pretty.stdout)")
    #expect(pretty.stdout.contains("1 waived"))
    let junit = try await workplace.checkctl("run", "main", "-e", "production", "--report", "junit")
    #expect(junit.stdout.contains("<property name=\"waiver\" value=\"waived by Ann until 2999-12-31: "))
    #expect(try await workplace.report("-e", "staging").exitCode == 1)
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 0, "\(lint.stderr)")
  }

  @Test func anEditVoidsItAndTheDayEndsIt() async throws {
    let workplace = try Self.workplace(environments: ["production"])
    _ = try await workplace.run(Self.waive("bad"))
    let file = try workplace.directory.read("checklists/waivers.yaml")
    try workplace.directory.write(
      file.replacing("2999-12-31", with: "2020-12-31"), to: "checklists/waivers.yaml")
    let expired = try await workplace.report()
    #expect(expired.exitCode == 1)
    #expect(try expired.item("bad")["notes"] == ["the waiver by Ann until 2020-12-31 has expired"])
    try workplace.directory.write(file, to: "checklists/waivers.yaml")
    try workplace.directory.write(
      Workplace.checklist(items: Self.items.replacing("exit 1'}\n- id: next", with: "exit 2'}\n- id: next")),
      to: "checklists/main.yaml")
    let void = try await workplace.report()
    #expect(void.exitCode == 1)
    #expect(
      try void.item("bad")["notes"]
        == ["the waiver by Ann until 2999-12-31 is void: the item was edited since"])
  }

  @Test func whoWaivesAgainChangesWhatWasWaived() async throws {
    let workplace = try Self.workplace(environments: ["production"])
    _ = try await workplace.run(Self.waive("bad"))
    let file = try workplace.directory.read("checklists/waivers.yaml")
    let second = file.replacing("checkctl: 1\nwaivers:\n", with: "").replacing("2999", with: "2020")
    try workplace.directory.write(file + second, to: "checklists/waivers.yaml")
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    #expect(try report.item("bad")["notes"] == ["the waiver by Ann until 2020-12-31 has expired"])
  }

  @Test func onlyAFailureIsWaivedAndWhatIsNotUsedIsSaid() async throws {
    let workplace = try Self.workplace(environments: ["production"])
    for item in ["bad", "good", "broken"] { _ = try await workplace.run(Self.waive(item)) }
    let report = try await workplace.report()
    #expect(try report.outcome("good") == "passed")
    #expect(
      try report.item("good")["notes"]
        == ["the waiver by Ann until 2999-12-31 is not used: the item passed"])
    #expect(try report.outcome("broken") == "error")
    #expect(
      try report.item("broken")["notes"]
        == ["the waiver by Ann until 2999-12-31 does not go for this: only what failed is waived"])
    let pretty = try await workplace.checkctl("run", "main")
    #expect(pretty.stdout.contains("note: the waiver by Ann until 2999-12-31 is not used: the item passed"))
  }

  @Test func oneElementIsWaivedWhereItIsNamed() async throws {
    let workplace = try Self.workplace(environments: ["production"])
    for item in ["each[a]", "parts[2]"] {
      let waived = try await workplace.run(Self.waive(item))
      #expect(waived.exitCode == 0, "\(waived.stderr)")
    }
    let some = try await workplace.report()
    #expect(try some.outcome("each[a]") == "waived")
    #expect(try some.outcome("each[b]") == "failed")
    #expect(try some.outcome("parts[1]") == "failed")
    #expect(try some.outcome("parts[2]") == "waived")
    for item in ["each", "parts"] { _ = try await workplace.run(Self.waive(item)) }
    let all = try await workplace.report()
    for id in ["each[a]", "each[b]", "parts[1]", "parts[2]"] { #expect(try all.outcome(id) == "waived") }
  }

  @Test(arguments: [
    (["nothing"], "error: there is no item `nothing` that could be waived"),
    (["good[a]"], "error: there is no item `good[a]` that could be waived"),
    (["each[z]"], "error: there is no item `each[z]` that could be waived"),
    (["bad", "--until", "2020-01-01"], "Error: --until 2020-01-01 is over."),
    (["bad", "--until", "tomorrow"], "Error: --until takes a day such as 2026-12-31."),
    (["bad", "--reason", " "], "Error: Say why: --reason."),
  ])
  func whatCannotBeWaivedIsRefused(arguments: [String], message: String) async throws {
    let workplace = try Self.workplace(environments: ["production"])
    var all = ["waive", "--by", "Ann"]
    if !arguments.contains("--until") { all += ["--until", "2999-12-31"] }
    if !arguments.contains("--reason") { all += ["--reason", "Why"] }
    let result = try await workplace.run(all + arguments)
    #expect(result.exitCode == 64)
    #expect(result.stderr.hasPrefix(message + "\n"), "\(result.stderr)")
  }

  @Test func theEnvironmentMustBeChosenWhereThereAreSeveral() async throws {
    let workplace = try Self.workplace()
    let result = try await workplace.run(Self.waive("bad"))
    #expect(result.exitCode == 78)
    #expect(result.stderr.contains("add --environment, one or more of production, staging"))
  }

  @Test func theFileStaysAsItIsAndIsAddedTo() async throws {
    let workplace = try Self.workplace(environments: ["production"])
    let own = """
      checkctl: 1
      # Ours
      waivers:
      - item: good   # as it stands
        environments: [production]
        reason: R
        by: B
        until: 2999-01-01
        digest: sha256:0
      """
    try workplace.directory.write(own, to: "checklists/waivers.yaml")
    let added = try await workplace.run(Self.waive("bad"))
    #expect(added.exitCode == 0, "\(added.stderr)")
    #expect(try workplace.directory.read("checklists/waivers.yaml").hasPrefix(own + "\n- item: \"bad\"\n"))
    let flow = "checkctl: 1\nwaivers: []\n"
    try workplace.directory.write(flow, to: "checklists/waivers.yaml")
    let refused = try await workplace.run(Self.waive("bad"))
    #expect(refused.exitCode == 74)
    #expect(refused.stderr.contains("does not end with the list of waivers"), "\(refused.stderr)")
    #expect(try workplace.directory.read("checklists/waivers.yaml") == flow)
  }

  @Test(arguments: [
    ("item: nothing", "item: bad", "error[unknown-item]: no checklist has an item `nothing`"),
    (
      "until: soon", "until: 2999-01-01", "error[wrong-type]: `until` is a day such as 2026-12-31, not `soon`"
    ),
    ("unti: 2999-01-01", "until: 2999-01-01", "error[unknown-key]: a waiver has no key `unti`"),
    (
      "environments: [prod]", "environments: [production]",
      "error[unknown-environment]: there is no environment `prod`"
    ),
    ("x: 1", "environments: [production]", "error[missing-key]: a waiver names the `environments`"),
    ("reason: ''", "reason: R", "error[missing-key]: `reason` is empty"),
  ])
  func faultsOfTheFileAreFound(fault: String, sound: String, message: String) async throws {
    let workplace = try Self.workplace(environments: ["production"])
    let text = """
      checkctl: 1
      waivers:
        - item: bad
          environments: [production]
          reason: R
          by: B
          until: 2999-01-01
          digest: sha256:0

      """
    try workplace.directory.write(text.replacing(sound, with: fault), to: "checklists/waivers.yaml")
    let result = try await workplace.checkctl("lint")
    #expect(result.exitCode == 65)
    #expect(result.stderr.contains(message), "\(result.stderr)")
  }

  /// What an element's waiver does not name is not waived with it.
  @Test func anElementIsAllThatItsWaiverGoesFor() async throws {
    let workplace = try Workplace(
      items: """
        - id: parts
          title: Parts
          on_no_data: fail
          command: {shell: 'echo "[]"'}
          per: {list: json}
          assert: element > 5
        - id: both
          title: Both
          gate: false
          for_each: [x]
          command: {shell: 'echo "[1, 2]"'}
          per: {list: json}
          assert: element > 5
        """)
    for item in ["parts[1]", "both[x][2]"] {
      // The second is the name that reports use; it is written by hand, since both parts are known only in a run.
      let waived = try await workplace.run(Self.waive(item == "parts[1]" ? item : "both[x]"))
      #expect(waived.exitCode == 0, "\(waived.stderr)")
    }
    let text = try workplace.directory.read("checklists/waivers.yaml")
    try workplace.directory.write(
      text.replacing("both[x]", with: "both[x][2]"), to: "checklists/waivers.yaml")
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    #expect(try report.outcome("parts") == "failed")
    #expect(
      try report.item("parts")["notes"]
        == ["the waiver by Ann until 2999-12-31 is not used: there is no element `1`"])
    #expect(try report.outcome("both[x][1]") == "failed")
    #expect(try report.outcome("both[x][2]") == "waived")
  }

  @Test func whatIsAskedOfAnotherIsNotWaived() async throws {
    let items =
      "- id: bad\n  title: Bad\n  for_each: {a: 'exit 1'}\n  command: {shell: 'eval \"$X\"', env: {X: '${each.value}'}}"
    let workplace = try Workplace(items: items)
    _ = try await workplace.run(Self.waive("bad[a]"))
    #expect(try await workplace.report().exitCode == 0)
    try workplace.directory.write(
      Workplace.checklist(items: items.replacing("exit 1", with: "exit 7")), to: "checklists/main.yaml")
    #expect(try await workplace.report().exitCode == 1)
  }

  @Test func manyThatWaiveAtOnceLoseNothing() async throws {
    let workplace = try Self.workplace(environments: [])
    let items = ["bad", "next", "good", "broken", "each", "parts"]
    let results = try await withThrowingTaskGroup { group in
      for item in items { group.addTask { try await workplace.run(Self.waive(item)) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for result in results { #expect(result.exitCode == 0, "\(result.stderr)") }
    let text = try workplace.directory.read("checklists/waivers.yaml")
    for item in items { #expect(text.contains("- item: \"\(item)\"\n")) }
  }

  @Test func aFileOfNothingButCommentsWaivesNothing() async throws {
    let workplace = try Self.workplace(environments: ["production"])
    try workplace.directory.write("# none yet\n", to: "checklists/waivers.yaml")
    #expect(try await workplace.checkctl("lint").exitCode == 0)
    let waived = try await workplace.run(Self.waive("bad"))
    #expect(waived.exitCode == 0, "\(waived.stderr)")
  }
}
