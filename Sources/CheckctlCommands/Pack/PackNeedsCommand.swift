internal import ArgumentParser
internal import Checklists
internal import RulePacks

/// `checkctl pack needs`.
struct PackNeedsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "needs",
    abstract: "Print what the checklists in this folder must be allowed, for `needs_grants`.",
    discussion: """
      Contacts nothing and needs no secrets. Hosts, names and files that inputs give are those of the environment; what \
      only a run shows is not among them.
      """)

  @OptionGroup(title: "Values") var values: EnvironmentOptions
  @OptionGroup var options: ProjectOptions

  func run() throws {
    let session = try Session(options)
    let inputs = try values.inputs()
    var needs: Set<Grant> = []
    for name in session.project.checklistNames {
      let loaded = try session.checklist(name)
      let environment = try session.environment(values.environment, for: loaded)
      let known = inputs.filter { loaded.declarations[$0.key] != nil }
      let plan = try session.plan(loaded, environment, inputs: known, selection: Selection(), isDry: true)
      needs.formUnion(plan.needs(in: session.project.directory))
    }
    session.console.write("needs_grants:\n" + needs.yaml.map { "  \($0)\n" }.joined())
  }
}
