import TestEnvironment
import Testing
import Values

/// Items that an environment leaves out.
@Suite struct DisablingTests {
  private static func workplace(items: String, disable: String) throws -> Workplace {
    let workplace = try Workplace(items: items)
    try workplace.directory.write(
      "checkctl: 1\nenvironment: demo\ndisable: \(disable)\n", to: "checklists/environments/demo.yaml")
    return workplace
  }

  private static let items = """
    - id: kept
      title: Kept
      command: {shell: 'exit 0'}
    - id: out
      title: Out
      command: {shell: 'exit 1'}
    - id: later
      title: Later
      after: [out]
      command: {shell: 'exit 0'}
    """

  @Test func everyReportShowsThemWithTheReason() async throws {
    let workplace = try Self.workplace(items: Self.items, disable: "{out: {reason: Nothing answers here}}")
    let report = try await workplace.report()
    #expect(report.exitCode == 0)
    #expect(
      report.document["disabled"] == [["id": "out", "title": "Out", "reason": "Nothing answers here"]])
    let pretty = try await workplace.checkctl("run", "main")
    #expect(pretty.stdout.contains("Out (out): Nothing answers here"))
    let plan = try await workplace.checkctl("plan", "main")
    #expect(plan.stdout.contains("out  Nothing answers here"))
  }

  @Test func whoSelectsOneIsToldSo() async throws {
    let workplace = try Self.workplace(items: Self.items, disable: "{out: {reason: Nothing answers here}}")
    let result = try await workplace.checkctl("run", "main", "out")
    #expect(result.exitCode == 64)
    #expect(
      result.stderr.hasPrefix("error: nothing is selected\n  out is disabled: Nothing answers here\n"))
    #expect(try await workplace.report("out", "kept").exitCode == 0)
  }

  @Test func theyAreLeftOutWhereTheirChecklistIsAStepOfAnother() async throws {
    let workplace = try Self.workplace(
      items: "- id: verify\n  title: Verify\n  checklist: {name: health}", disable: "{out: {reason: R}}")
    try workplace.directory.write(
      Workplace.checklist("health", items: Self.items), to: "checklists/health.yaml")
    let report = try await workplace.report()
    #expect(report.exitCode == 0)
    #expect(report.document["disabled"] == [["id": "verify/out", "title": "Out", "reason": "R"]])
  }

  @Test func whatNeedsThemIsAFaultOfTheEnvironment() async throws {
    let items = Self.items.replacing("after: [out]", with: "needs: [out]")
    let workplace = try Self.workplace(items: items, disable: "{out: {reason: R}}")
    let result = try await workplace.checkctl("run", "main")
    #expect(result.exitCode == 78)
    #expect(
      result.stderr.contains("error[disabled-need]: `later` needs `out`, which the environment disables"))
  }

  @Test(arguments: [
    ("{oot: {reason: R}}", "error[unknown-item]: no checklist has an item `oot`"),
    ("{out: {}}", "error[missing-key]: the disabling of an item needs the key `reason`"),
  ])
  func faultsAreFound(disable: String, message: String) async throws {
    let workplace = try Self.workplace(items: Self.items, disable: disable)
    let result = try await workplace.checkctl("lint")
    #expect(result.exitCode == 65)
    #expect(result.stderr.contains(message), "\(result.stderr)")
  }
}
