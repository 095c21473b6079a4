import TestEnvironment
import Testing
import Values

/// Lists that items go over, and values that are put together, at their limits.
@Suite struct ExpansionTests {
  @Test func whenDecidesBeforeAnEmptyList() async throws {
    let workplace = try Workplace(
      items: """
        - {id: off, title: Off, when: inputs.on, for_each: [], command: {argv: ["true"]}}
        - {id: unset, title: Unset, when: inputs.on, for_each: "${inputs.names}", command: {argv: ["true"]}}
        - {id: run, title: Run, command: {argv: ["true"]}}
        """,
      preamble: "inputs: {on: {type: bool, default: false}, names: {type: list(string)}}")
    let off = try await workplace.report()
    #expect(off.exitCode == 0)
    #expect(try off.outcome("off") == "skipped")
    #expect(try off.message("unset") == "when: inputs.on is false")
    let on = try await workplace.report("off", "run", "--set", "on=true")
    #expect(on.exitCode == 2)
    #expect(try on.outcome("off") == "no_data")
    let unset = try await workplace.checkctl("run", "main", "--set", "on=true")
    #expect(unset.exitCode == 78)
    #expect(unset.stderr.hasPrefix("error[missing-input]: the input `names` is not set\n"))
  }

  /// What an empty list stands for says nothing of other items of its kind.
  @Test func anEmptyListDoesNotChangeHowOthersAreJudged() async throws {
    let database = try await SharedServers.postgres
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: """
          - {id: none, title: None, gate: false, for_each: [], sql: {query: SELECT 1}, expect: {value: 1}}
          - {id: count, title: Count, sql: {query: SELECT 1 WHERE false}, expect: {row_count: 0}}
          - {id: refused, title: Refused, sql: {query: SELECT nope}, expect: {sqlstate: "42703"}}
          """, preamble: "targets: {database: postgres}"),
      "checklists/environments/e.yaml":
        "checkctl: 1\nenvironment: e\ntargets: {database: {postgres: '\(database.uri())'}}\n",
    ])
    let report = try await workplace.report()
    #expect(try report.outcome("none") == "no_data")
    #expect(try report.outcome("count") == "passed")
    #expect(try report.outcome("refused") == "passed")
    #expect(report.exitCode == 0)
  }

  @Test func listsThatNeedEachOtherAreBounded() async throws {
    let numbers = (1...1001).map(String.init).joined(separator: ", ")
    let workplace = try Workplace(
      items: """
        - {id: a, title: A, for_each: "${inputs.n}", command: {argv: ["true"]}}
        - {id: b, title: B, for_each: "${inputs.n}", needs: [a], command: {argv: ["true"]}}
        """, preamble: "inputs: {n: {type: list(int), default: [\(numbers)]}}")
    let plan = try await workplace.checkctl("plan", "main")
    #expect(plan.exitCode == 65)
    #expect(
      plan.stderr.hasPrefix(
        """
        error[too-many-items]: the elements of all items wait for each other more than 1000000 times
         --> checklists/main.yaml:7:56
        """), "\(plan.stderr)")
  }

  /// Each instance doubles the text of the one around it.
  @Test func chainsOfInputsAreBounded() async throws {
    let depth = 40
    var files: [String: String] = [:]
    for level in 0..<depth {
      files["checklists/l\(level).yaml"] = """
        checkctl: 1
        checklist: l\(level)
        title: L
        inputs: {x: {type: string}}
        include: [{use: l\(level + 1).yaml, as: n, inputs: {x: '${inputs.x}${inputs.x}'}}]

        """
    }
    files["checklists/l\(depth).yaml"] = Workplace.checklist(
      "l\(depth)", items: "- {id: a, title: A, command: {argv: [echo, '${inputs.x}']}}",
      preamble: "inputs: {x: {type: string}}")
    let workplace = try Workplace(files)
    let empty = try await workplace.checkctl("plan", "l0", "--set", "x=")
    #expect(empty.exitCode == 0, "\(empty.stderr)")
    let long = try await workplace.checkctl("plan", "l0", "--set", "x=y")
    #expect(long.exitCode == 78)
    #expect(long.stderr.hasPrefix("error[unresolved]: the text is longer than 16 MiB\n"), "\(long.stderr)")
    #expect(long.stderr.hasSuffix("\n1 error\n"))
  }

  /// What `for_each` goes over does not change during a run.
  @Test func anEmptyListIsNotAskedAgain() async throws {
    let workplace = try Workplace(
      items: """
        - {id: a, title: A, for_each: [], retry: {every: 10ms, attempts: 3}, command: {argv: ["true"]}}
        """)
    let report = try await workplace.report()
    #expect(try report.outcome("a") == "no_data")
    #expect(try report.item("a")["attempts"] == 1)
  }
}
