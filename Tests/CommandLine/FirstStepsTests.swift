import TestEnvironment
import Testing

/// What a new user meets: `init`, and messages alone to mend what is broken.
@Suite struct FirstStepsTests {
  @Test func initMakesWhatRunsAtOnce() async throws {
    let workplace = try Workplace()
    let made = try await workplace.checkctl("init")
    #expect(made.exitCode == 0)
    #expect(made.stdout == "")
    #expect(
      made.stderr == """
        made      checklists/first.yaml
        made      checklists/environments/local.yaml
        made      schemas/checklist.schema.json
        made      schemas/environment.schema.json

        now try: checkctl run first

        """)
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 0)
    #expect(lint.stderr == "1 checklist and 1 environment without a fault\n")
    let run = try await workplace.checkctl("run", "first", "--set", "max_disk_used=100")
    #expect(run.exitCode == 0, "\(run.stdout)\(run.stderr)")
    #expect(run.stdout.hasPrefix("first: A first checklist, environment local, 2 items\n"))
    #expect(run.stdout.contains("\nskipped service-answers  The service answers: when: "))
    #expect(run.stdout.contains("\npassed  disk-has-room  The disk is at most 100 % full ("))
    let plan = try await workplace.checkctl("plan", "first")
    #expect(plan.exitCode == 0)
    #expect(
      plan.stdout.contains("  disk-has-room  The disk is at most 90 % full  (high)\n    asks command\n"))
    let list = try await workplace.checkctl("list")
    #expect(list.stdout == "first  2 items  A first checklist\n")
    let key = try await workplace.checkctl("explain", "per")
    #expect(key.exitCode == 0)
    #expect(key.stdout.hasPrefix("per  Judges the answer element by element"))
    #expect(key.stdout.contains("\nKEYS\n  list ") && key.stdout.contains("\nEXAMPLE\n  promql: "))
    let explain = try await workplace.checkctl("explain", "disk-has-room")
    #expect(explain.exitCode == 0)
    #expect(explain.stdout.contains("\n  place       checklists/first.yaml:11:9\n"))
  }

  @Test func initChangesNothingThatIsThere() async throws {
    let workplace = try Workplace(["checklists/mine.yaml": "mine"])
    let first = try await workplace.checkctl("init", "mine")
    #expect(first.exitCode == 0)
    #expect(first.stderr.hasPrefix("unchanged checklists/mine.yaml, which is already there\n"))
    #expect(try workplace.directory.read("checklists/mine.yaml") == "mine")
  }

  @Test func initMakesFoldersElsewhere() async throws {
    let workplace = try Workplace()
    let made = try await workplace.checkctl("init", "disk", "-C", "ops")
    #expect(made.stderr.hasSuffix("\nnow try: checkctl run disk -C ops/checklists\n"))
    let run = try await workplace.checkctl(
      "run", "disk", "-C", "ops/checklists", "--set", "max_disk_used=100")
    #expect(run.exitCode == 0, "\(run.stderr)")
    let refused = try await workplace.checkctl("init", "../disk")
    #expect(refused.exitCode == 64)
    #expect(refused.stderr.hasPrefix("Error: A checklist's name has letters, digits, '-' and '_'.\n"))
  }

  private static let sound = """
    checkctl: 1
    checklist: first
    title: First
    inputs:
      limit: {type: number, default: 90}
    items:
      - id: disk
        title: The disk has room
        severity: high
        command: {shell: "echo 5"}
        expect: {json: {le: '${inputs.limit}'}}
      - id: swap
        title: Swap is off
        needs: [disk]
        timeout: 5s
        command: {argv: [cat, /proc/swaps]}
        expect: {stdout: {not_contains: partition}}

    """

  @Test func theSoundChecklistIsSound() async throws {
    let workplace = try Workplace(["checklists/first.yaml": Self.sound])
    #expect(try await workplace.checkctl("lint").exitCode == 0)
  }

  @Test(arguments: Mistake.all)
  func aMistakeIsToldSoThatItCanBeMended(mistake: Mistake) async throws {
    let broken = Self.sound.replacing(mistake.original, with: mistake.replacement)
    try #require(broken != Self.sound)
    let workplace = try Workplace(["checklists/first.yaml": broken])
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 65)
    #expect(lint.stderr == mistake.message + "\n\n1 error\n")
  }
}

/// A slip of the pen in the sound checklist, and all that is said of it.
struct Mistake: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let original: String
  let replacement: String
  let message: String

  init(_ description: String, _ original: String, _ replacement: String, _ message: String) {
    testDescription = description
    self.original = original
    self.replacement = replacement
    self.message = message
  }
}
