internal import ArgumentParser
internal import CheckModel
internal import Checklists
internal import Diagnostics
internal import ProbeKit
internal import Probes
internal import Values

/// `checkctl explain ITEM|KIND|KEY`, `checkctl explain --functions`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain an item of a checklist, a kind of probe, or a key of items.",
    discussion: "Contacts nothing. `checkctl explain` alone lists the kinds of probe and the keys.")

  @Argument(
    help:
      "The id of an item, a kind of probe such as sql, a key of items such as per, or a file: pack, project, test."
  )
  var subject: String?

  @Option(name: .long, help: "Look for the item in this checklist only.")
  var checklist: String?

  @Flag(name: .long, help: "List all that an expression can use, each in one line.")
  var functions = false

  @OptionGroup var project: ProjectOptions

  func validate() throws {
    if functions, subject != nil { throw ValidationError("--functions goes without an item or a kind.") }
  }

  func run() throws {
    let registry = ProbeRegistry(BuiltInProbes.all)
    if functions {
      return Console(redactor: Redactor()).write(FunctionReference(ScopeReference(registry)).text)
    }
    let session = try Session(project)
    guard let subject else {
      return session.console.write(
        "PROBES\n"
          + table(registry.kinds.map { [$0.description.kind, $0.description.summary] }, indent: "  ")
          + "\nKEYS OF ITEMS\n" + table(ItemKeyReference.all.map { [$0.name, $0.summary] }, indent: "  ")
          + "\nFILES\n" + table(FileTopic.all.map { [$0.name, $0.summary] }, indent: "  "))
    }
    if let kind = registry[subject] {
      return session.console.write(ProbeReference(kind.description).text)
    }
    if let file = FileTopic.all.first(where: { ([$0.name] + $0.aliases).contains(subject) }) {
      return session.console.write(file.text(registry))
    }
    if let key = ItemKeyReference.all.first(where: { $0.name == subject }) {
      return session.console.write(key.text)
    }
    try explainItem(subject, session, registry)
  }

  private func explainItem(_ id: String, _ session: Session, _ registry: ProbeRegistry) throws {
    if let checklist, !session.project.hasChecklist(checklist) { throw session.unknown(checklist) }
    let names = checklist.map { [$0] } ?? session.project.checklistNames
    let loaded = names.compactMap { session.project.checklist($0) }
    let found = loaded.flatMap { checklist in
      // Reports name one element of a `for_each` as id[key].
      checklist.items().filter { id == $0.id.rawValue || id.hasPrefix("\($0.id)[") && id.hasSuffix("]") }
        .map { (checklist, $0) }
    }
    guard let (owner, item) = found.first else { throw unknown(id, loaded, session, registry) }
    let users = found.map(\.0.name)
    session.console.write(
      ItemExplanation(
        item: item, source: owner.source(of: item), checklists: users, kind: registry[item.kind]?.description
      ).text)
  }

  private func unknown(
    _ id: String, _ checklists: [LoadedChecklist], _ session: Session, _ registry: ProbeRegistry
  ) -> any Error {
    session.console.show(session.project.diagnostics, session.project.sources)
    let known =
      checklists.flatMap { $0.items().map(\.id.rawValue) } + registry.names
      + ItemKeyReference.all.map(\.name) + FileTopic.all.map(\.name)
    session.console.say("error: there is no item, no kind of probe and no key `\(id)`")
    session.suggest(id, among: known, ifNone: "`checkctl list CHECKLIST` shows the items")
    return FailureCode.usage.exit
  }
}

/// An item, told in full.
private struct ItemExplanation {
  let item: ListedItem
  let source: String
  let checklists: [String]
  let kind: ProbeDescription?

  var text: String {
    var rows = [["severity", item.severity.rawValue]]
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { rows.append([name, value]) }
    }
    add("section", item.section)
    add("tags", item.tags.joined(separator: ", "))
    add("owner", item.owner)
    add("needs", item.needs.joined(separator: ", "))
    add("remedy", item.remedy)
    add("docs", item.docs)
    add("checklists", Set(checklists).sorted().joined(separator: ", "))
    add("place", item.place)
    add("asks", kind.map { "\($0.kind): \($0.summary)" })
    add(
      "by itself", kind?.naturalExpectation.map { "expects \($0.summary), unless `expect` names \($0.field)" }
    )
    return "\(item.id)  \(item.title)\n\n" + table(rows, indent: "  ") + "\n" + source
      + "\n"
  }
}

extension ItemKeyReference {
  /// The key, told in full.
  fileprivate var text: String {
    var text = "\(name)  \(summary)\n"
    if !keys.isEmpty { text += "\nKEYS\n" + table(keys.map { [$0.name, $0.summary] }, indent: "  ") }
    if let example {
      text += "\nEXAMPLE\n"
      text += example.split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.isEmpty ? "\n" : "  \($0)\n"
      }
      .joined()
    }
    return text
  }
}
