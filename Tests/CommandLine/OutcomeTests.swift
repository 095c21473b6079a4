import TestEnvironment
import Testing
import Values

/// Every outcome an item can have, as the JSON report tells it.
@Suite struct OutcomeTests {
  @Test func everyOutcomeIsKeptApart() async throws {
    let workplace = try Workplace(
      items: """
        - {id: passed, title: T, command: {argv: ["true"]}}
        - {id: failed, title: T, command: {argv: [sh, -c, exit 3]}}
        - {id: error, title: T, command: {argv: [/no/such/program]}}
        - {id: late, title: T, timeout: 2s, command: {argv: [sleep, "60"]}}
        - {id: no-data, title: T, for_each: [], command: {argv: ["true"]}}
        - {id: no-data-fails, title: T, for_each: [], on_no_data: fail, command: {argv: ["true"]}}
        - {id: absent, title: T, command: {argv: [echo, "{}"]}, expect: {json.name: a}}
        - {id: blocked-by-failed, title: T, needs: [failed], command: {argv: ["true"]}}
        - {id: blocked-by-blocked, title: T, needs: [blocked-by-failed], command: {argv: ["true"]}}
        - {id: blocked-by-error, title: T, needs: [error], command: {argv: ["true"]}}
        - {id: blocked-by-no-data, title: T, needs: [no-data], command: {argv: ["true"]}}
        - {id: skipped-by-when, title: T, when: inputs.on == true, command: {argv: ["true"]}}
        - {id: skipped-by-need, title: T, needs: [skipped-by-when], command: {argv: ["true"]}}
        - {id: after-failed, title: T, after: [failed], command: {argv: ["true"]}}
        """, preamble: "inputs: {on: {type: bool, default: false}}")
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    let expected: [(id: String, outcome: String, countsAs: String, message: String)] = [
      ("passed", "passed", "passed", ""),
      ("failed", "failed", "failed", "exit_code: expected 0, observed 3"),
      ("error", "error", "undecided", "there is no program '/no/such/program'"),
      ("late", "error", "undecided", "sleep did not end within 2s"),
      ("no-data", "no_data", "undecided", "`for_each` is empty"),
      ("no-data-fails", "failed", "failed", "`for_each` is empty"),
      ("absent", "failed", "failed", "json.name: expected \"a\", absent"),
      ("blocked-by-failed", "blocked", "failed", "blocked by failed, which failed"),
      ("blocked-by-blocked", "blocked", "failed", "blocked by failed, which failed"),
      ("blocked-by-error", "blocked", "undecided", "blocked by error, which could not be decided"),
      ("blocked-by-no-data", "blocked", "undecided", "blocked by no-data, which had no data"),
      ("skipped-by-when", "skipped", "nothing", "when: inputs.on == true is false"),
      ("skipped-by-need", "skipped", "nothing", "it needs skipped-by-when, which is skipped"),
      ("after-failed", "passed", "passed", ""),
    ]
    for (id, outcome, countsAs, message) in expected {
      let item = try report.item(id)
      #expect(item["outcome"]?.string == outcome, "\(id)")
      #expect(item["counts_as"]?.string == countsAs, "\(id)")
      #expect(item["message"]?.string == message, "\(id)")
    }
    #expect(report.document["items"]?.list?.count == expected.count)
    #expect(try report.item("blocked-by-blocked")["root"] == ["id": "failed", "outcome": "failed"])
    #expect(try report.item("blocked-by-failed")["attempts"] == 0)
  }

  @Test func aBlockedItemCountsAsItsRoot() async throws {
    let workplace = try Workplace(
      items: """
        - {id: opinion, title: T, gate: false, command: {argv: ["false"]}}
        - {id: unknown, title: T, gate: false, command: {argv: [/no/such/program]}}
        - {id: behind-opinion, title: T, needs: [opinion], command: {argv: ["true"]}}
        - {id: behind-unknown, title: T, needs: [unknown], command: {argv: ["true"]}}
        """)
    #expect(try await workplace.report("behind-opinion").exitCode == 1)
    #expect(try await workplace.report("behind-unknown").exitCode == 2)
  }

  @Test func whatADatabaseSaysIsKeptApart() async throws {
    let server = try await SharedServers.postgres
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: """
          - {id: passed, title: T, sql: {query: SELECT 1}, expect: {value: 1}}
          - {id: failed, title: T, sql: {query: SELECT 2}, expect: {value: 1}}
          - {id: no-rows, title: T, sql: {query: SELECT 1 WHERE false}, expect: {value: 1}}
          - {id: no-rows-fail, title: T, on_no_data: fail, sql: {query: SELECT 1 WHERE false}, expect: {value: 1}}
          - {id: counted, title: T, sql: {query: SELECT 1 WHERE false}, expect: {row_count: 0}}
          - {id: refused, title: T, sql: {query: SELECT * FROM nothing_here}, expect: {row_count: 0}}
          - {id: observed, title: T, sql: {query: SELECT * FROM nothing_here}, expect: {sqlstate: 42P01}}
          """, preamble: "targets: {database: postgres}"),
      "checklists/environments/test.yaml":
        "checkctl: 1\nenvironment: test\ntargets: {database: {postgres: \"${env('DATABASE_URL')}\"}}\n",
    ])
    let report = try await workplace.report(variables: ["DATABASE_URL": server.uri()])
    let expected = [
      ("passed", "passed"), ("failed", "failed"), ("no-rows", "no_data"), ("no-rows-fail", "failed"),
      ("counted", "passed"), ("refused", "error"), ("observed", "passed"),
    ]
    for (id, outcome) in expected {
      let item = try report.item(id)
      #expect(item["outcome"]?.string == outcome, "\(item.json)")
    }
    #expect(try report.message("refused").contains(#"relation "nothing_here" does not exist"#))
    #expect(try report.item("failed")["target"]?.string == "database")
  }
}
