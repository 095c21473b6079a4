import Checklists
import Testing

/// Loads files, and plans them if asked to; all that is said must be this text.
func expectFaults(
  _ files: [String: String], environment: String? = nil, settings: [String: String] = [:],
  planned: Bool = false,
  _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let loaded = try Loaded(files)
  let text: String
  if planned {
    let plan = try loaded.plan(environment, settings: settings)
    text = loaded.show(plan.settingFaults) + loaded.show(plan.checklistFaults) + loaded.show(plan.faults)
  } else {
    text = loaded.lint(environment)
  }
  #expect(text == expected, sourceLocation: sourceLocation)
}
