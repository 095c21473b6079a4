import TestEnvironment
import Testing

/// The checklist `incident-response`, which only people can answer, for each incident anew.
@Suite struct IncidentResponseTests {
  @Test func anIncidentIsWalkedThroughAndTheNextOneBeginsAnew() async throws {
    let name = "incident-response"
    let text = try readFile("\(SchemaTests.root)/checklists/\(name).yaml")
    let workplace = try Workplace([
      "checklists/\(name).yaml": text,
      "checklists/environments/here.yaml": "checkctl: 1\nenvironment: here\n",
    ])
    func run(_ incident: String) async throws -> CommandResult {
      try await workplace.checkctl("run", name, "--subject", incident)
    }
    let fresh = try await run("INC-42")
    #expect(fresh.exitCode == 3, "\(fresh.stdout)\(fresh.stderr)")
    let answers = [
      "severity-assessed": "high", "incident-tracked": "yes", "mitigated": "rolled back",
      "status-communicated": "yes", "cause-investigated": "yes", "lessons-documented": "yes",
    ]
    for (item, answer) in answers {
      let answered = try await workplace.checkctl(
        "attest", name, item, "--subject", "INC-42", "--answer", answer, "--by", "ann", "--evidence",
        "https://tickets.example.com/INC-42")
      #expect(answered.exitCode == 0, "\(answered.stderr)")
    }
    let done = try await run("INC-42")
    #expect(done.exitCode == 0, "\(done.stdout)\(done.stderr)")
    #expect(done.stdout.contains("skipped team-activated"))
    let next = try await run("INC-43")
    #expect(next.exitCode == 3, "\(next.stdout)\(next.stderr)")
  }
}
