import TestEnvironment
import Testing

/// Tests of checklists that take their answers from a recorded run.
@Suite struct RecordedTestTests {
  private static let files = [
    "checklists/main.yaml": Workplace.checklist(
      items: """
        - {id: secret, title: S, command: {argv: [sh, -c, 'printf %s "$T"'], env: {T: "${inputs.token}"}}, assert: ["size(stdout) >= 12", stdout.startsWith('tok')], redact: [stdout]}
        - {id: number, title: N, needs: [secret], command: {argv: [echo, '{"n": 7}']}, expect: {json.n: 7}}
        - {id: other, title: O, command: {argv: [echo, again]}, expect: {stdout: {contains: again}}}
        """, preamble: "inputs: {token: {type: string, secret: true}}"),
    "checklists/environments/e.yaml": "checkctl: 1\nenvironment: e\ninputs: {token: \"${env('TOKEN')}\"}\n",
    "checklists/tests/main.test.yaml": """
    checkctl: 1
    test: main
    inputs: {token: anything}
    recording: seen
    cases:
      - {name: as it was, expect: {secret: passed, number: passed}}
      - {name: otherwise, given: {number: {json: {n: 8}}}, expect: {number: {failed: 'json.n: expected 7, observed 8'}}}
    """,
  ]

  @Test func whatWasRecordedIsTheAnswer() async throws {
    let workplace = try Workplace(Self.files)
    let run = try await workplace.checkctl(
      "run", "main", "--record", "checklists/tests/seen", variables: ["TOKEN": "tok-4711-0815-abc"])
    #expect(run.exitCode == 0, "\(run.stdout)\(run.stderr)")
    let test = try await workplace.checkctl("test", "-v")
    #expect(test.exitCode == 0, "\(test.stdout)\(test.stderr)")
    #expect(test.stdout.contains("2 cases in 1 file: 2 passed"), "\(test.stdout)")
  }

  @Test func aRecordingThatCannotBeReadIsAFaultOfTheFile() async throws {
    let workplace = try Workplace(Self.files)
    let test = try await workplace.checkctl("test")
    #expect(test.exitCode == 65)
    #expect(test.stderr.contains("error[invalid-recording]: "), "\(test.stderr)")
    #expect(test.stderr.contains("checklists/tests/main.test.yaml:4:12"), "\(test.stderr)")
    #expect(test.stdout == "")
  }
}
