internal import ArgumentParser
internal import CheckModel
internal import Checklists
internal import Diagnostics
internal import ProbeKit
internal import Probes
internal import Values

/// A project as one command sees it; every fault is said and ends the command with its exit code.
struct Session {
  let redactor = Redactor()
  let console: Console
  let project: Project

  init(_ options: ProjectOptions) throws {
    console = Console(redactor: redactor)
    let directory = options.directory ?? (Project.isFolder("checklists") ? "checklists" : ".")
    guard Project.isFolder(directory) else {
      console.say("error: there is no folder \(directory)")
      throw FailureCode.usage.exit
    }
    project = Project(directory: directory, registry: ProbeRegistry(BuiltInProbes.all), redactor: redactor)
  }

  /// The checklist of that name, without a fault.
  func checklist(_ name: String) throws -> LoadedChecklist {
    guard project.hasChecklist(name) else { throw unknown(name) }
    let checklist = project.checklist(name)
    console.show(project.diagnostics, project.sources)
    guard let checklist, !project.diagnostics.hasErrors else {
      sayCount(project.diagnostics)
      throw FailureCode.invalidChecklist.exit
    }
    return checklist
  }

  /// Says that there is no checklist of that name.
  func unknown(_ name: String) -> any Error {
    let names = project.checklistNames
    console.say("error: there is no checklist `\(name)` in \(project.directory)")
    if let near = closestMatch(to: name, among: names) {
      console.say("  = help: did you mean `\(near)`?")
    } else if names.isEmpty {
      console.say(
        "  = help: there are no checklists there; `checkctl init` makes a first one, -C names another folder")
    } else {
      console.say("  = help: known here: \(names.joined(separator: ", "))")
    }
    return FailureCode.usage.exit
  }

  /// Says how many faults there are.
  func sayCount(_ diagnostics: Diagnostics) {
    let errors = diagnostics.all.count { $0.severity == .error }
    let warnings = diagnostics.all.count - errors
    let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }.map {
      "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")"
    }
    console.say(parts.joined(separator: ", "))
  }

  /// The environment that was named, or the only one there is; nil where there is none.
  func environment(_ name: String?, for checklist: LoadedChecklist) throws -> LoadedEnvironment? {
    let names = project.environmentNames
    guard let chosen = name ?? (names.count == 1 ? names[0] : nil) else {
      if names.isEmpty { return nil }
      console.say("error: several environments are there, and none was chosen")
      console.say("  = help: add --environment, one of \(names.joined(separator: ", "))")
      throw FailureCode.invalidEnvironment.exit
    }
    guard names.contains(chosen) else {
      console.say("error: there is no environment `\(chosen)` in \(project.directory)/environments")
      let near = closestMatch(to: chosen, among: names).map { "did you mean `\($0)`?" }
      console.say(
        "  = help: \(near ?? (names.isEmpty ? "there is none at all" : "known here: " + names.joined(separator: ", ")))"
      )
      throw FailureCode.invalidEnvironment.exit
    }
    let environment = project.environment(chosen, for: checklist)
    guard let environment, !project.diagnostics.hasErrors else {
      console.show(project.diagnostics, project.sources)
      sayCount(project.diagnostics)
      throw FailureCode.invalidEnvironment.exit
    }
    return environment
  }

  /// The plan of the selected items, without a fault.
  func plan(
    _ checklist: LoadedChecklist, _ environment: LoadedEnvironment?, inputs: [String: String],
    selection: Selection, isDry: Bool = false
  ) throws -> Plan {
    for name in inputs.keys.sorted() where checklist.declarations[name] == nil {
      console.say("error: --set \(name): the checklist has no such input")
      let known = checklist.declarations.keys.sorted()
      let near = closestMatch(to: name, among: known).map { "did you mean `\($0)`?" }
      console.say(
        "  = help: \(near ?? (known.isEmpty ? "it has no inputs" : "its inputs: " + known.joined(separator: ", ")))"
      )
      throw FailureCode.usage.exit
    }
    let plan = project.plan(
      checklist, environment: environment, settings: inputs, selection: selection, isDry: isDry)
    var faults = plan.settingFaults
    faults.add(contentsOf: plan.checklistFaults.all + plan.faults.all)
    console.show(faults, project.sources)
    guard !faults.hasErrors else {
      sayCount(faults)
      if plan.settingFaults.hasErrors { throw FailureCode.usage.exit }
      throw plan.checklistFaults.hasErrors
        ? FailureCode.invalidChecklist.exit : FailureCode.invalidEnvironment.exit
    }
    guard !plan.items.isEmpty else {
      console.say("error: nothing is selected")
      console.say("  = help: `checkctl list \(checklist.name)` shows the items with their tags and sections")
      throw FailureCode.usage.exit
    }
    return plan
  }
}
