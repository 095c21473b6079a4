import TestEnvironment
import Testing
import Values

/// Conditions over what was observed.
@Suite struct AssertTests {
  private static let items = """
    - {id: holds, title: H, command: {argv: [echo, '{"a": 2, "b": 3}']}, assert: json.a < json.b}
    - {id: input, title: I, command: {argv: [echo, '{"a": 2}']}, assert: json.a >= inputs.least && exit_code == 0}
    - id: fails
      title: F
      command: {argv: [echo, '{"a": 2, "b": {"c": 3}, "token": "s3cret-token"}']}
      assert: ["json.a == json.b.c", "json.a < 2 || size(json.token) > 99 && json.token != inputs.token"]
    - {id: absent, title: A, command: {argv: [echo, '{"a": 2}']}, assert: json.b.c == 1}
    - {id: confused, title: C, command: {argv: [echo, '{"a": 2}']}, assert: json.a + 'x' == 'y'}
    - {id: empty, title: E, command: {argv: [echo, '[]']}, assert: 'json.all(e, e > 1)'}
    - {id: some, title: S, command: {argv: [echo, '[2, 3]']}, assert: 'json.all(e, e > 1)'}
    - {id: code, title: O, command: {argv: [sh, -c, 'exit 3']}, assert: exit_code == 3}
    - {id: recent, title: R, command: {argv: [date, +%s]}, assert: now - timestamp(int(stdout.trim())) < duration('1d')}
    - {id: old, title: D, command: {argv: [echo, '2001-01-01T00:00:00Z']}, assert: timestamp(stdout.trim()) > now}
    - {id: each, title: E, for_each: [2, 3], command: {argv: [echo, '[2, 3]']}, assert: each in json}
    """

  @Test func eachConditionHasItsOutcome() async throws {
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: Self.items,
        preamble: """
          inputs:
            least: {type: int, default: 2}
            token: {type: string, secret: true, default: s3cret-token}
          """)
    ])
    let plan = try await workplace.checkctl("plan", "main")
    #expect(plan.stdout.contains("asserts json.a < json.b\n"), "\(plan.stdout)\(plan.stderr)")
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    let outcomes = [
      "holds": "passed", "input": "passed", "fails": "failed", "absent": "failed", "confused": "error",
      "empty": "no_data", "some": "passed", "code": "passed", "recent": "passed", "old": "failed",
      "each[2]": "passed", "each[3]": "passed",
    ]
    for (id, outcome) in outcomes {
      let item = try report.item(id)
      #expect(item["outcome"]?.string == outcome, "\(item.json)")
    }
    let findings = try report.item("fails")["findings"]?.list ?? []
    #expect(
      findings.map { $0["observed"] } == [
        "json.a = 2, json.b.c = 3",
        #"json.a = 2, size(json.token) = 12, json.token = "********", inputs.token = "********""#,
      ])
    #expect(
      try report.message("absent") == "assert: expected `json.b.c == 1`, observed json.b is absent")
    #expect(
      try report.message("confused") == "`json.a + 'x' == 'y'`: `+` does not take an integer and a string")
    #expect(try report.message("empty") == "`json` is empty, so `json.all(e, e > 1)` says nothing")
  }

  @Test func whatTheAnswerIsAmbiguousAboutIsNotDecided() async throws {
    let cut = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"up\": [1"
    let server = try ScriptedServer(answering: { _ in [.text(cut)] })
    defer { server.stop() }
    let workplace = try Workplace(
      items: """
        - {id: assert, title: A, http: {url: '\(server.url)'}, assert: json.up.size() == 1}
        - {id: per, title: P, http: {url: '\(server.url)'}, per: {list: json.up}, assert: element == 1}
        - {id: output, title: O, http: {url: '\(server.url)'}, outputs: {up: json.up}}
        - {id: other, title: B, http: {url: '\(server.url)'}, assert: headers.missing == ''}
        """)
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    let reason = "the body is not the JSON that its content type names: "
    for id in ["assert", "per", "output"] {
      #expect(try report.outcome(id) == "error")
      let message = try report.message(id)
      #expect(message.contains(reason), "\(message)")
    }
    #expect(try report.outcome("other") == "failed")
  }

  @Test func lintChecksThemByTheirTypes() async throws {
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: """
          - {id: a, title: A, command: {argv: [x]}, assert: exit_cod == 0}
          - {id: b, title: B, command: {argv: [x]}, assert: [exit_code == '0', exit_code + 1]}
          - id: c
            title: C
            command: {argv: [x]}
            assert:
              - >-
                stdout.contains('x') &&
                stderr > 3
              - ${exit_code} == 0
          """)
    ])
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 65)
    for line in [
      "`exit_cod` is not known here", "did you mean `exit_code`?", "int cannot be compared with string by ==",
      "write 0 without quotes", "`assert` is true or false, this is int",
      "string cannot be compared with int by >", "write `assert: exit_code == 0`",
    ] {
      #expect(lint.stderr.contains(line), "\(line)\n\(lint.stderr)")
    }
  }
}
