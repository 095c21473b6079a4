import TestEnvironment
import Testing
import Values

/// Order, locks and repetition, seen through what programs do to files.
@Suite struct EngineTests {
  @Test func whatIsNeededComesFirst() async throws {
    let workplace = try Workplace(
      items: """
        - {id: third, title: T, needs: [second], command: {shell: echo third >>log}}
        - {id: second, title: T, needs: [first], command: {shell: echo second >>log}}
        - {id: last, title: T, after: [third], command: {shell: echo last >>log}}
        - {id: first, title: T, command: {shell: echo first >>log}}
        """)
    #expect(try await workplace.report().exitCode == 0)
    #expect(try workplace.directory.read("log") == "first\nsecond\nthird\nlast\n")
  }

  @Test func oneJobFollowsTheOrderOfTheFile() async throws {
    let names = (1...9).map { "item-\($0)" }
    let workplace = try Workplace(
      items: names.map { "- {id: \($0), title: T, command: {shell: echo \($0) >>log}}" }.joined(
        separator: "\n"))
    #expect(try await workplace.report("--jobs", "1").exitCode == 0)
    #expect(try workplace.directory.read("log") == names.map { $0 + "\n" }.joined())
  }

  /// Each waits until the others have come, which only happens where all run at once.
  @Test func withoutALockItemsRunAtOnce() async throws {
    let workplace = try Workplace(
      items: (1...4).map { number in
        """
        - id: guest-\(number)
          title: T
          timeout: 60s
          command: {shell: "touch here-\(number); until [ $(ls here-* | wc -l) -eq 4 ]; do sleep 0.05; done"}
        """
      }.joined(separator: "\n"))
    #expect(try await workplace.report().exitCode == 0)
  }

  /// `mkdir` fails where another holds the folder.
  @Test func aLockIsHeldByOne() async throws {
    let workplace = try Workplace(
      items: (1...6).map { number in
        "- {id: a-\(number), title: T, locks: [folder], command: {shell: mkdir held && sleep 0.05 && rmdir held}}"
      }.joined(separator: "\n"))
    let report = try await workplace.report()
    #expect(report.exitCode == 0, "\(report.document.json)")
  }

  @Test func retryLastsUntilItHolds() async throws {
    let workplace = try Workplace(
      items: """
        - {id: appears, title: T, retry: {every: 50ms, for: 5m}, command: {shell: "echo x >>asked; test -e gate"}}
        """)
    let run = workplace.start(["run", "main", "--report", "json"])
    try await waitUntil("it was asked twice", within: .seconds(60)) {
      (try? workplace.directory.read("asked").utf8.count) ?? 0 >= 4
    }
    try workplace.directory.write("", to: "gate")
    let report = try RunReport(try await run.result())
    #expect(report.exitCode == 0)
    #expect(try report.outcome("appears") == "passed")
    let asked = try workplace.directory.read("asked").split(separator: "\n").count
    #expect(try report.item("appears")["attempts"]?.int == asked)
  }

  @Test func retryGivesUpAfterItsAttempts() async throws {
    let workplace = try Workplace(
      items: """
        - {id: never, title: T, retry: {every: 1ms, attempts: 3}, command: {shell: "echo x >>asked; false"}}
        """)
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    #expect(try report.item("never")["attempts"] == 3)
    #expect(try workplace.directory.read("asked") == "x\nx\nx\n")
  }

  @Test func stableWantsPassesInARow() async throws {
    let workplace = try Workplace(
      items: """
        - id: steady
          title: T
          stable: {passes: 3, every: 1ms}
          retry: {every: 1ms, attempts: 20}
          command: {shell: "echo x >>asked; [ $(wc -l <asked) -ne 2 ]"}
        """)
    let report = try await workplace.report()
    #expect(report.exitCode == 0, "\(report.document.json)")
    #expect(try workplace.directory.read("asked") == "x\nx\nx\nx\nx\n")
  }

  @Test func anActionRunsOnce() async throws {
    let workplace = try Workplace(
      items: """
        - {id: one, title: T, action: true, command: {shell: echo done >>log}}
        - {id: two, title: T, action: true, command: {shell: echo done >>log}}
        - {id: effect, title: T, needs: [one, two], command: {shell: cat log}, expect: {stdout: "done\\ndone\\n"}}
        """)
    let report = try await workplace.report("--allow-actions")
    #expect(report.exitCode == 0, "\(report.document.json)")
    #expect(try workplace.directory.read("log") == "done\ndone\n")
  }

  @Test func identicalQuestionsAreAskedOnce() async throws {
    let server = try await PostgresServer.start(options: .loggingStatements)
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: """
          - {id: a, title: T, sql: {query: SELECT 20 + 1 AS shared_question}, expect: {value: 21}}
          - {id: b, title: T, sql: {query: SELECT 20 + 1 AS shared_question}, expect: {value: {gt: 20}}}
          - {id: c, title: T, needs: [a], sql: {query: SELECT 20 + 1 AS shared_question}, expect: {value: {lt: 20}}}
          - {id: d, title: T, needs: [again], sql: {query: SELECT 20 + 1 AS shared_question}, expect: {value: 21}}
          - {id: again, title: T, retry: {every: 1ms, attempts: 2}, command: {argv: ["true"]}}
          """, preamble: "targets: {database: postgres}"),
      "checklists/environments/test.yaml":
        "checkctl: 1\nenvironment: test\ntargets: {database: {postgres: \"${env('DATABASE_URL')}\"}}\n",
    ])
    let variables = ["DATABASE_URL": server.uri()]
    let shared = try await workplace.report("a", "b", "c", variables: variables)
    #expect(shared.exitCode == 1)
    #expect(try ["a", "b", "c"].map(shared.outcome) == ["passed", "passed", "failed"])
    #expect(try server.askedTimes("shared_question") == 1)
    let renewed = try await workplace.report("a", "d", "--jobs", "1", variables: variables)
    #expect(renewed.exitCode == 0, "\(renewed.document.json)")
    #expect(try server.askedTimes("shared_question") == 3)
    await server.stop()
  }
}

extension PostgresServer.Options {
  /// Every statement that is executed stands in the log.
  fileprivate static var loggingStatements: Self {
    var options = Self()
    options.configuration = ["log_statement = 'all'"]
    return options
  }
}

extension PostgresServer {
  /// How often a statement that contains `text` was executed.
  fileprivate func askedTimes(_ text: String) throws -> Int {
    try log().split(separator: "\n").count { $0.contains("execute") && $0.contains(text) }
  }
}
