import TestEnvironment
import Testing
import Values

/// Faults in the system of `make demo`, each by itself.
@Suite struct DemoFaultTests {
  /// One after the other in one system. What is measured over five minutes cannot be mended in a test, so that these come
  /// last, and each adds to the one before.
  @Test(.timeLimit(.minutes(10))) func eachMakesItsOwnItemsFailAndNoOther() async throws {
    let demo = try await DemoEnvironment.start()
    let lasting: [DemoFault] = [.errorRate, .slowCommands]
    var expected: Set<String> = []
    #expect(try await unsound(demo) == expected)
    for fault in DemoFault.allCases where !lasting.contains(fault) {
      try await demo.plant(fault)
      let found = try await unsound(demo)
      #expect(found == fault.items, "\(fault.rawValue): \(found.sorted())")
      try await demo.mend(fault)
    }
    #expect(try await unsound(demo) == expected, "once everything is mended")
    for fault in lasting {
      try await demo.plant(fault)
      expected.formUnion(fault.items)
      let found = try await unsound(demo)
      #expect(found == expected, "\(fault.rawValue): \(found.sorted())")
    }
    await demo.stop()
  }

  @Test func thoseThatAreUsuallyPlantedAreDocumented() throws {
    let text = try readFile(SchemaTests.root + "/checklists/README.md")
    for fault in DemoFault.usual { #expect(text.contains("| `\(fault.rawValue)` |"), "\(fault.rawValue)") }
    let rows = text.split(separator: "\n").drop { $0 != "| fault | why it is among them |" }.dropFirst(2)
    #expect(rows.count == DemoFault.usual.count)
  }

  /// The items of the demo's checklists that do not pass.
  private func unsound(_ demo: DemoEnvironment) async throws -> Set<String> {
    try await withThrowingTaskGroup { group in
      for checklist in DemoOutcomes.checklists {
        group.addTask {
          let result = try await runCommand(
            [checkctlPath] + DemoOutcomes.arguments(checklist)
              + ["-C", SchemaTests.root + "/checklists", "--report", "json"],
            environment: Workplace.variables, adding: demo.variables)
          return try DemoOutcomes(report: result.stdout).unsound
        }
      }
      return try await group.reduce(into: []) { $0.formUnion($1) }
    }
  }
}
