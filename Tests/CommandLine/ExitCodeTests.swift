import TestEnvironment
import Testing

/// The exit codes of a run's verdict, and of a command line that is wrong.
@Suite struct ExitCodeTests {
  private static let items = """
    - {id: good, title: Good, command: {argv: ["true"]}}
    - {id: bad, title: Bad, command: {argv: ["false"]}}
    - {id: broken, title: Broken, command: {argv: [/no/such/program]}}
    - {id: empty, title: Empty, for_each: [], command: {argv: ["true"]}}
    - {id: blocked, title: Blocked, needs: [broken], command: {argv: ["true"]}}
    - {id: opinion, title: Opinion, gate: false, command: {argv: ["false"]}}
    - {id: never, title: Never, when: inputs.on == true, command: {argv: ["true"]}}
    - {id: restart, title: Restart, action: true, command: {shell: touch restarted}}
    - {id: rotate, title: Rotate, action: true, command: {shell: touch rotated}}
    """
  private static let preamble = "inputs: {on: {type: bool, default: false}, jobs: {type: int, default: 1}}"

  private func workplace() throws -> Workplace {
    try Workplace(items: Self.items, preamble: Self.preamble)
  }

  private static let verdicts: [(selected: [String], code: Int32)] = [
    (["good"], 0), (["good", "opinion"], 0), (["good", "never"], 0),
    (["bad"], 1), (["bad", "broken", "empty"], 1),
    (["broken"], 2), (["empty"], 2), (["blocked"], 2), (["good", "broken"], 2), (["never"], 2),
    (["opinion"], 2),
  ]

  @Test(arguments: verdicts)
  func theVerdictIsTheExitCode(selected: [String], code: Int32) async throws {
    let workplace = try workplace()
    let result = try await workplace.run(["run", "main"] + selected)
    #expect(result.exitCode == code, "\(result.stdout)\(result.stderr)")
    #expect(result.stderr == "")
    let endings: [Int32: String] = [0: "PASSED", 1: "FAILED", 2: "UNDECIDED"]
    let ending = try #require(endings[code])
    let lastLine = result.stdout.split(separator: "\n").last ?? ""
    #expect(lastLine.hasPrefix(ending + ": "))
  }

  private static let wrongOptions: [(arguments: [String], message: String)] = [
    (["run"], "Error: Missing expected argument '<checklist>'"),
    (["run", "main", "--job", "2"], "Error: Unknown option '--job'. Did you mean '--jobs'?"),
    (["run", "main", "--jobs", "0"], "Error: --jobs is from 1 to 10000."),
    (["run", "main", "--deadline", "5"], "Error: The value '5' is invalid for '--deadline <deadline>'"),
    (
      ["run", "main", "--severity", "urgent"],
      "Error: The value 'urgent' is invalid for '--severity <severity>'"
    ),
    (["run", "main", "--set", "on"], "Error: --set takes NAME=VALUE, not 'on'."),
    (["run", "main", "--set", "on=true", "--set", "on=false"], "Error: --set on is given twice."),
    (["run", "main", "--report", "xml"], "Error: The value 'xml' is invalid for '--report <format[=file]>'"),
    (
      ["run", "main", "--report", "json", "--report", "junit"],
      "Error: Only one report can go to standard output: give the others a =FILE."
    ),
    (
      ["run", "main", "--report", "json=a", "--report", "junit=a"],
      "Error: Two reports cannot go to the same file."
    ),
    (["schema", "lock"], "Error: The value 'lock' is invalid for '<file>'."),
  ]

  @Test(arguments: wrongOptions)
  func aWrongOptionIsSaid(arguments: [String], message: String) async throws {
    let result = try await workplace().run(arguments)
    #expect(result.exitCode == 64)
    #expect(result.stderr.hasPrefix(message), "\(result.stderr)")
    #expect(result.stderr.contains("Usage: checkctl \(arguments[0])"))
    #expect(result.stdout == "")
  }

  private static let unknownNames: [(arguments: [String], message: String)] = [
    (
      ["run", "mian"],
      """
      error: there is no checklist `mian` in checklists
        = help: did you mean `main`?

      """
    ),
    (
      ["plan", "rollout"],
      """
      error: there is no checklist `rollout` in checklists
        = help: known here: main

      """
    ),
    (
      ["run", "main", "nothing*"],
      """
      error: `nothing*` selects nothing
        = help: known here: bad, blocked, broken, empty, good, never, opinion, restart, rotate

      """
    ),
    (
      ["run", "main", "good", "--set", "job=2"],
      """
      error: --set job: the checklist has no such input
        = help: did you mean `jobs`?

      """
    ),
    (
      ["rn", "main"],
      """
      error: there is no command `rn`
        = help: did you mean `run`?

      """
    ),
    (
      ["explain", "restart", "--checklist", "mian"],
      """
      error: there is no checklist `mian` in checklists
        = help: did you mean `main`?

      """
    ),
    (
      ["explain", "restrt"],
      """
      error: there is no item, no kind of probe and no key `restrt`
        = help: did you mean `restart`?

      """
    ),
  ]

  @Test(arguments: unknownNames)
  func whatIsNotThereIsSaid(arguments: [String], message: String) async throws {
    let result = try await workplace().run(arguments)
    #expect(result.exitCode == 64)
    #expect(result.stderr == message)
    #expect(result.stdout == "")
  }

  @Test func actionsWantPermission() async throws {
    let workplace = try workplace()
    let refused = try await workplace.checkctl("run", "main")
    #expect(refused.exitCode == 64)
    #expect(
      refused.stderr == """
        error: this would change something, and --allow-actions does not allow it:
          restart  Restart (checklists/main.yaml:13:10)
          rotate  Rotate (checklists/main.yaml:14:10)
          = help: add --allow-actions, or --allow-actions='GLOB' for some of them

        """)
    let partly = try await workplace.checkctl("run", "main", "re*", "ro*", "--allow-actions=re*")
    #expect(partly.exitCode == 64)
    #expect(!partly.stderr.contains("restart"))
    #expect(partly.stderr.contains("  rotate  Rotate (checklists/main.yaml:14:10)"))
    #expect(partly.stdout == "")
    #expect(try await workplace.shell("ls").stdout == "checklists\n")
    let allowed = try await workplace.checkctl("run", "main", "re*", "--allow-actions=re*")
    #expect(allowed.exitCode == 0, "\(allowed.stderr)")
    let ambiguous = try await workplace.checkctl("run", "main", "ro*", "--allow-actions", "rotate")
    #expect(ambiguous.exitCode == 64)
    #expect(ambiguous.stderr.hasPrefix("Error: Write --allow-actions=rotate to allow those actions"))
    let all = try await workplace.checkctl("run", "main", "ro*", "--allow-actions")
    #expect(all.exitCode == 0, "\(all.stderr)")
    #expect(try await workplace.shell("ls").stdout == "checklists\nrestarted\nrotated\n")
  }

  @Test func allFaultsOfAllFilesAreListed() async throws {
    let workplace = try Workplace([
      "checklists/a.yaml": Workplace.checklist("a", items: "- {id: x, titel: X, command: {argv: [a]}}"),
      "checklists/b.yaml": Workplace.checklist(
        "b", items: "- {id: y, title: Y, timeout: 5, command: {argv: [a]}}"),
      "checklists/environments/e.yaml": "checkctl: 1\nenvironment: e\ninputs: {nobody: 1}\n",
    ])
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 65)
    for place in ["a.yaml:5:13", "b.yaml:5:32", "environments/e.yaml:3:10"] {
      #expect(lint.stderr.contains("--> checklists/\(place)"), "\(lint.stderr)")
    }
    #expect(lint.stderr.hasSuffix("\n3 errors\n"))
    #expect(lint.stdout == "")
    for command in ["run", "plan", "list"] {
      let result = try await workplace.checkctl(command, "b")
      #expect(result.exitCode == 65)
      #expect(result.stderr.hasSuffix("\n1 error\n"))
      #expect(result.stdout == "")
    }
  }

  /// What shows only when inputs and targets have their values: a fault of the checklist is 65, of the environment
  /// 78, and both together 65, with both listed.
  @Test func faultsOfThePlanSayWhoseTheyAre() async throws {
    let workplace = try Workplace(
      items: """
        - {id: reload, title: Reload, http: {url: 'http://127.0.0.1:1/', method: '${inputs.method}'}}
        - {id: rows, title: Rows, sql: {query: SELECT 1}, expect: {value: 1}}
        - {id: both, title: Both, needs: [reload, rows], command: {argv: ["true"]}}
        """,
      preamble: "inputs: {method: {type: string, default: POST}}\ntargets: {database: postgres}")
    let action = try await workplace.checkctl("run", "main", "reload")
    #expect(action.exitCode == 65)
    #expect(action.stderr.hasPrefix("error[undeclared-action]: "), "\(action.stderr)")
    #expect(action.stderr.hasSuffix("\n1 error\n"))
    let target = try await workplace.checkctl("run", "main", "rows")
    #expect(target.exitCode == 78)
    #expect(target.stderr.hasPrefix("error[missing-target]: "), "\(target.stderr)")
    let both = try await workplace.checkctl("run", "main", "both")
    #expect(both.exitCode == 65)
    #expect(both.stderr.contains("error[undeclared-action]: "))
    #expect(both.stderr.contains("error[missing-target]: "))
    #expect(both.stderr.hasSuffix("\n2 errors\n"))
    let harmless = try await workplace.checkctl("run", "main", "reload", "--set", "method=GET")
    #expect(harmless.exitCode == 2, "\(harmless.stderr)")
  }

  @Test func aFolderWithoutChecklistsIsSaid() async throws {
    let workplace = try Workplace()
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 64)
    #expect(
      lint.stderr == """
        error: there are no checklists in .
          = help: `checkctl init` makes a first one, -C names another folder

        """)
    let run = try await workplace.checkctl("run", "main")
    #expect(run.exitCode == 64)
    #expect(
      run.stderr == """
        error: there is no checklist `main` in .
          = help: there are no checklists there; `checkctl init` makes a first one, -C names another folder

        """)
  }
}
