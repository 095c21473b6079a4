internal import ArgumentParser
internal import Checklists
internal import RulePacks

/// `checkctl pack needs`.
struct PackNeedsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "needs",
    abstract: "Print what the checklists in this folder must be allowed, for `needs_grants`.",
    discussion: """
      Contacts nothing, and binds no target. Hosts, names and files that inputs give are those of the environment, or their \
      defaults; items of which not everything is known are named.
      """)

  @OptionGroup(title: "Values") var values: EnvironmentOptions
  @OptionGroup var options: ProjectOptions

  func run() throws {
    let session = try Session(options)
    let inputs = try values.inputs()
    let names = session.project.environmentNames
    var needs: Set<Grant> = []
    var unknown: Set<String> = []
    for name in session.project.checklistNames {
      let loaded = try session.checklist(name)
      let isNamed = values.environment != nil || names.count == 1
      let environment = isNamed ? try session.environment(values.environment, for: loaded) : nil
      let known = inputs.filter { loaded.declarations[$0.key] != nil }
      let found = session.project.needs(of: loaded, environment: environment, settings: known)
      needs.formUnion(found.grants)
      unknown.formUnion(found.unknown.map(\.rawValue))
    }
    session.console.write("needs_grants:\n" + needs.yaml.map { "  \($0)\n" }.joined())
    for id in unknown.sorted() {
      session.console.say("of \(id) not everything is known: only a run shows it, or an input has no value")
    }
  }
}
