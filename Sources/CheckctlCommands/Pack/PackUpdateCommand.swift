internal import ArgumentParser
internal import Checklists
internal import RulePacks
internal import SemanticVersions
internal import Values

/// `checkctl pack update [NAME ...]`.
struct PackUpdateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update",
    abstract: "Take the newest versions of packs that \(ProjectFile.fileName) allows, and pin them.",
    discussion: """
      What changes for items and grants is shown before anything is written. A version that asks for more than it was \
      granted is refused unless --grant or --keep-grants says what to do about it.
      """)

  @Argument(help: "The packs, by name; all by default.")
  var names: [String] = []

  @Flag(name: [.customShort("n"), .long], help: "Only show what would change.")
  var dryRun = false

  @Flag(name: .long, help: "Grant what the packs ask for beyond what they were granted.")
  var grant = false

  @Flag(name: .long, help: "Grant nothing more: items that use it are refused.")
  var keepGrants = false

  @OptionGroup var options: ProjectOptions

  func validate() throws {
    guard !(grant && keepGrants) else {
      throw ValidationError("--grant and --keep-grants exclude each other.")
    }
  }

  func run() async throws {
    let desk = try PackDesk(options)
    let chosen = Set(try desk.names(names))
    let manager = desk.manager()
    let update = try await desk.console.orFail { () async throws(PackError) in
      try await manager.resolve { chosen.isEmpty || chosen.contains($0) }
    }
    guard !update.isEmpty || grant && !update.wanting.isEmpty else {
      return desk.console.say("nothing changes")
    }
    desk.console.write(update.lines.map { $0 + "\n" }.joined())
    if dryRun { return desk.console.say("nothing was written") }
    let text = try grants(for: update, desk)
    try desk.write(text, update, manager)
    desk.console.say("\(desk.loader.lockPath) is written; commit it")
  }

  /// The project file with the grants that are new; nil where it stays as it is.
  private func grants(for update: PackUpdate, _ desk: PackDesk) throws -> String? {
    let wanting = grant ? update.wanting : update.wantingMore
    guard !wanting.isEmpty, !keepGrants else { return nil }
    guard grant else {
      desk.console.say("error: a new version asks for more than it was granted, and nothing was written:")
      for (name, grants) in wanting {
        for grant in grants { desk.console.say("  \(name): \(grant)") }
      }
      desk.console.say("  = help: --grant allows it, --keep-grants takes the version without it")
      throw FailureCode.refused.exit
    }
    var editor = ProjectFileEditor(try desk.projectText())
    for (name, grants) in wanting {
      for grant in grants { desk.console.say("granted to \(name): \(grant)") }
      guard let entry = desk.project[name],
        editor.put(entry.granting(grants, update.after[name]?.manifest.needs ?? []))
      else {
        desk.console.say(
          "error: the grants of \(name) cannot be added to \(desk.projectPath) without a person")
        let source = update.after[name]?.source.text ?? "..."
        desk.console.say(
          "  = help: name it there under `packs:`, with `source: \(source)` and its `grants:`, or use --keep-grants"
        )
        throw FailureCode.invalidChecklist.exit
      }
    }
    return editor.text
  }
}

extension ProjectFile.Pack {
  /// The entry with more grants; of a pack of which nothing was said, what it might do anyway is written out.
  fileprivate func granting(_ more: [Grant], _ needs: Set<Grant>) -> ProjectFileEditor.Entry {
    let grants: Set<Grant> =
      if case .listed(let granted) = grants { granted.union(more) } else {
        needs.filter(Grants.standard.covers).union(more)
      }
    let range = requirement.range.description
    return .init(
      name: requirement.name, source: source, version: range == "*" ? nil : range, grants: .listed(grants))
  }
}
