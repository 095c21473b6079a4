import TestEnvironment
import Testing

/// Tests of checklists that take their answers from a recorded run.
@Suite struct RecordedTestTests {
  private static let files = [
    "checklists/main.yaml": Workplace.checklist(
      items: """
        - {id: secret, title: S, file: {path: token.txt}, expect: {content: {starts_with: tok, matches: "^[-a-z0-9]{12,}$"}}, redact: [content]}
        - {id: number, title: N, needs: [secret], command: {argv: [echo, '{"n": 7}']}, expect: {json.n: 7}}
        - {id: other, title: O, command: {argv: [echo, again]}, expect: {stdout: {contains: again}}}
        """),
    "checklists/token.txt": "tok-4711-0815-abc",
    "checklists/tests/main.test.yaml": """
    checkctl: 1
    test: main
    recording: seen
    cases:
      - {name: as it was, expect: {secret: passed, number: passed}}
      - {name: otherwise, given: {number: {json: {n: 8}}}, expect: {number: {failed: 'json.n: expected 7, observed 8'}}}
    """,
  ]

  @Test func whatWasRecordedIsTheAnswer() async throws {
    let workplace = try Workplace(Self.files)
    let run = try await workplace.checkctl(
      "run", "main", "--record", "checklists/tests/seen")
    #expect(run.exitCode == 0, "\(run.stdout)\(run.stderr)")
    let test = try await workplace.checkctl("test", "-v")
    #expect(test.exitCode == 0, "\(test.stdout)\(test.stderr)")
    #expect(test.stdout.contains("2 cases in 1 file: 2 passed"), "\(test.stdout)")
    // Another question than the one that was recorded has no answer.
    let file = "checklists/main.yaml"
    let text = try workplace.directory.read(file)
    try workplace.directory.write(text.replacing("token.txt", with: "other.txt"), to: file)
    let other = try await workplace.checkctl("test")
    #expect(other.exitCode == 1, "\(other.stdout)\(other.stderr)")
    #expect(other.stdout.contains("file.path is \"other.txt\", and was \"token.txt\""), "\(other.stdout)")
  }

  @Test func aRecordingThatCannotBeReadIsAFaultOfTheFile() async throws {
    let workplace = try Workplace(Self.files)
    let test = try await workplace.checkctl("test")
    #expect(test.exitCode == 65)
    #expect(test.stderr.contains("error[invalid-recording]: "), "\(test.stderr)")
    #expect(test.stderr.contains("checklists/tests/main.test.yaml:3:12"), "\(test.stderr)")
    #expect(test.stdout == "")
  }

  /// Another secret than the one that was sent is another question, and another input another decision.
  @Test func aReplayIsAskedWhatWasRecordedAndNothingElse() async throws {
    func files(sent: String) -> [String: String] {
      [
        "checklists/main.yaml": Workplace.checklist(
          items: """
            - {id: sent, title: S, command: {argv: [echo, fine], env: {T: "${inputs.\(sent)}"}}, expect: {stdout: {contains: fine}}}
            - {id: other, title: O, command: {argv: [echo, well], env: {T: "${inputs.b}"}}, expect: {stdout: {contains: well}}}
            - {id: judged, title: J, command: {argv: [sh, -c, 'printf %s "$T"'], env: {T: "${inputs.a}"}}, assert: [stdout.contains(inputs.a), size(stdout) >= inputs.least]}
            """,
          preamble:
            "inputs: {a: {type: string, secret: true}, b: {type: string, secret: true}, least: {type: int, default: 3}}"
        ),
        "checklists/environments/e.yaml":
          "checkctl: 1\nenvironment: e\ninputs: {a: \"${env('A')}\", b: \"${env('B')}\"}\n",
      ]
    }
    let workplace = try Workplace(files(sent: "a"))
    let run = try await workplace.checkctl(
      "run", "main", "--record", "seen", variables: ["A": "alpha-secret-1", "B": "other-secret-2"])
    #expect(run.exitCode == 0, "\(run.stdout)\(run.stderr)")
    let replay = try await workplace.checkctl("run", "main", "--replay", "seen")
    #expect(replay.exitCode == 0, "\(replay.stdout)\(replay.stderr)")
    let set = try await workplace.checkctl("run", "main", "--replay", "seen", "--set", "least=9999")
    #expect(set.exitCode == 2, "\(set.stdout)")
    #expect(set.stdout.contains("it was recorded with other inputs"), "\(set.stdout)")
    for (name, text) in files(sent: "b") { try workplace.directory.write(text, to: name) }
    let edited = try await workplace.checkctl("run", "main", "--replay", "seen")
    #expect(edited.exitCode == 2, "\(edited.stdout)")
    #expect(edited.stdout.contains("this was not recorded: command.env is "), "\(edited.stdout)")
  }
}
