internal import ArgumentParser
internal import CheckModel
internal import Checklists
internal import Records
internal import Values

/// `checkctl waive ITEM`.
struct WaiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waive", abstract: "Give leave for an item to fail for a while.",
    discussion: """
      The waiver is added to \(Project.waiverFileName) beside the checklists, which is to be committed. The item still \
      runs and is always shown; only a failure is waived, and nothing more once the item is edited or the day is over.
      """)

  @Argument(help: "The item by its id, or one element of it as ID[KEY].")
  var item: String

  @Option(name: .long, help: "Why.")
  var reason: String

  @Option(name: .long, help: "Who gives leave.")
  var by: String

  @Option(name: .long, help: ArgumentHelp("The last day, in UTC, such as 2026-12-31.", valueName: "date"))
  var until: String

  @Option(
    name: [.short, .long],
    help: "An environment it goes for; may be repeated, and left out where there is only one.")
  var environment: [String] = []

  @Option(name: .long, help: "Look for the item in this checklist only.", completion: .checklists)
  var checklist: String?

  @OptionGroup var project: ProjectOptions

  func validate() throws {
    guard !reason.trimmed.isEmpty else { throw ValidationError("Say why: --reason.") }
    guard !by.trimmed.isEmpty else { throw ValidationError("Say who gives leave: --by.") }
    guard let waiver else { throw ValidationError("--until takes a day such as 2026-12-31.") }
    guard waiver.holds(at: .now) else { throw ValidationError("--until \(until) is over.") }
  }

  private var waiver: Waiver? {
    Waiver(item: ItemID(rawValue: item), reason: reason, by: by, until: until)
  }

  func run() throws {
    let session = try Session(project)
    let environments = try environments(session)
    let digest = try digest(session)
    guard let waiver else { return }
    do throws(RecordFault) {
      try WaiverBook(path: session.project.waiverPath).add(
        waiver, environments: environments, digest: digest
      ) { before, after in
        session.project.countWaivers(in: after) == session.project.countWaivers(in: before).map { $0 + 1 }
      }
    } catch {
      session.console.say("error: \(error.message)")
      throw FailureCode.reportNotWritten.exit
    }
    session.console.say("\(item): waived until \(until), in \(session.project.waiverPath); commit it")
  }

  private func environments(_ session: Session) throws -> [String] {
    let known = session.project.environmentNames
    for name in environment where !known.contains(name) {
      session.console.say(
        "error: there is no environment `\(name)` in \(session.project.directory)/environments")
      session.suggest(name, among: known, ifNone: "there is none at all")
      throw FailureCode.invalidEnvironment.exit
    }
    guard environment.isEmpty, known.count > 1 else { return environment.isEmpty ? known : environment }
    session.console.say("error: several environments are there, and none was chosen")
    session.console.say("  = help: add --environment, one or more of \(known.joined(separator: ", "))")
    throw FailureCode.invalidEnvironment.exit
  }

  /// What the waiver is bound to.
  private func digest(_ session: Session) throws -> String {
    let names = checklist.map { [$0] } ?? session.project.checklistNames
    let loaded = try names.map { try session.checklist($0) }
    let found = loaded.compactMap { checklist in checklist.digest(of: item).map { (checklist.name, $0) } }
    guard let first = found.first else {
      session.console.say("error: there is no item `\(item)` that could be waived")
      session.suggest(
        item, among: loaded.flatMap { $0.items().map(\.id.rawValue) },
        ifNone: "`checkctl list CHECKLIST` shows the items")
      throw FailureCode.usage.exit
    }
    guard found.allSatisfy({ $0.1 == first.1 }) else {
      session.console.say(
        "error: `\(item)` is something else in each of " + found.map(\.0).joined(separator: ", "))
      session.console.say("  = help: add --checklist")
      throw FailureCode.usage.exit
    }
    return first.1
  }
}
