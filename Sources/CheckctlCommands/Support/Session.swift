internal import ArgumentParser
internal import CheckModel
internal import Checklists
internal import Diagnostics
internal import ProbeKit
internal import Probes
internal import Records
internal import RulePacks
internal import Values

/// A project as one command sees it; every fault is said and ends the command with its exit code.
struct Session {
  let redactor = Redactor()
  let console: Console
  let project: Project

  init(_ options: ProjectOptions) throws {
    console = Console(redactor: redactor)
    let directory = try options.folder(console)
    let registry = ProbeRegistry(BuiltInProbes.all)
    let reader = PackReader(registry: registry, redactor: redactor)
    guard let file = reader.projectFile(in: directory) else {
      console.show(reader.diagnostics, reader.sources)
      throw FailureCode.invalidChecklist.exit
    }
    let packs = try console.orFail { () throws(PackError) in
      try PackLoader(directory: directory, cache: .ofUser).library(for: file)
    }
    project = Project(directory: directory, registry: registry, redactor: redactor, packs: packs)
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
    suggest(
      name, among: names,
      ifNone: "there are no checklists there; `checkctl init` makes a first one, -C names another folder")
    return FailureCode.usage.exit
  }

  /// Helps with a name that is not known.
  func suggest(_ name: String, among known: [String], ifNone: String) {
    let near = closestMatch(to: name, among: known).map { "did you mean `\($0)`?" }
    // Nobody reads a longer list.
    let help =
      near ?? ((1...20).contains(known.count) ? "known here: \(known.joined(separator: ", "))" : ifNone)
    console.say("  = help: \(help)")
  }

  /// Refuses a selection of which a part selects nothing: a misspelt item would else be left out without a word.
  func refuse(_ selectors: [UnknownSelector]) throws {
    for selector in selectors {
      console.say("error: `\(selector.text)` selects nothing")
      let known = Set(selector.known).sorted()
      suggest(selector.text, among: known, ifNone: "`checkctl list CHECKLIST` shows them all")
    }
    guard selectors.isEmpty else { throw FailureCode.usage.exit }
  }

  /// Says how many faults there are.
  func sayCount(_ diagnostics: Diagnostics) {
    console.say(counted(diagnostics.all.count, "error"))
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
      suggest(chosen, among: names, ifNone: "there is none at all")
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

  /// What people answered, as the items of a checklist see it.
  func signOffs(
    of checklist: LoadedChecklist, _ environment: LoadedEnvironment?, subject: String?
  ) -> SignOffLedger {
    SignOffLedger(
      directory: project.directory, checklist: checklist.name, environment: environment?.name,
      subject: subject)
  }

  /// The plan of the selected items, without a fault.
  func plan(
    _ checklist: LoadedChecklist, _ environment: LoadedEnvironment?, inputs: [String: String],
    selection: Selection, outside: any OutsideValues = ProcessValues(), isDry: Bool = false
  ) throws -> Plan {
    for name in inputs.keys.sorted() where checklist.declarations[name] == nil {
      console.say("error: --set \(name): the checklist has no such input")
      suggest(name, among: checklist.declarations.keys.sorted(), ifNone: "it has no inputs")
      throw FailureCode.usage.exit
    }
    let plan = project.plan(
      checklist, environment: environment, settings: inputs, selection: selection,
      outside: outside, isDry: isDry)
    var faults = plan.settingFaults
    faults.add(contentsOf: plan.checklistFaults.all + plan.faults.all + plan.refusals.all)
    console.show(faults, project.sources)
    guard !faults.hasErrors else {
      sayCount(faults)
      if plan.settingFaults.hasErrors { throw FailureCode.usage.exit }
      if plan.refusals.hasErrors { throw FailureCode.refused.exit }
      throw plan.checklistFaults.hasErrors
        ? FailureCode.invalidChecklist.exit : FailureCode.invalidEnvironment.exit
    }
    try refuse(plan.unknownSelectors)
    guard !plan.items.isEmpty else {
      console.say("error: nothing is selected")
      for item in plan.disabled { console.say("  \(item.id) is disabled: \(item.reason)") }
      console.say("  = help: `checkctl list \(checklist.name)` shows the items with their tags and sections")
      throw FailureCode.usage.exit
    }
    return plan
  }
}
