internal import ArgumentParser
internal import CheckModel
internal import Checklists
internal import Diagnostics
internal import Values

/// `checkctl list [CHECKLIST [ITEM ...]]`.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the checklists, or the items of one.",
    discussion: "Contacts nothing and needs no environment.")

  @Argument(help: "The checklist; all checklists by default.")
  var checklist: String?

  @OptionGroup(title: "Selection") var selecting: SelectionOptions
  @OptionGroup var project: ProjectOptions

  func validate() throws {
    guard checklist != nil || selecting.selection.isEverything else {
      throw ValidationError("Name the checklist of which items are selected.")
    }
  }

  func run() throws {
    let session = try Session(project)
    if let checklist {
      try listItems(of: try session.checklist(checklist), session)
    } else {
      try listChecklists(session)
    }
  }

  private func listChecklists(_ session: Session) throws {
    let names = session.project.checklistNames
    let rows = names.compactMap { name in
      session.project.checklist(name).map {
        [$0.name, counted($0.itemCount, "item"), $0.title]
      }
    }
    session.console.write(table(rows))
    let diagnostics = session.project.diagnostics
    session.console.show(diagnostics, session.project.sources)
    guard !diagnostics.hasErrors else {
      session.sayCount(diagnostics)
      throw FailureCode.invalidChecklist.exit
    }
    if names.isEmpty {
      session.console.say("no checklists in \(session.project.directory); `checkctl init` makes a first one")
    }
  }

  private func listItems(of checklist: LoadedChecklist, _ session: Session) throws {
    try session.refuse(checklist.unknown(in: selecting.selection))
    let items = checklist.items(selecting.selection)
    guard !items.isEmpty else {
      session.console.say("error: nothing is selected")
      throw FailureCode.usage.exit
    }
    let rows = items.map { item in
      [
        item.id.rawValue, item.severity.rawValue, item.kind, item.section, item.title,
        item.tags.isEmpty ? "" : "[" + item.tags.joined(separator: ", ") + "]",
      ]
    }
    session.console.write(table(rows))
  }
}
