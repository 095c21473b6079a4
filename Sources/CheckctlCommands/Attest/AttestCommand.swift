internal import ArgumentParser
internal import CheckModel
internal import Checklists
internal import ProbeKit
internal import Probes
internal import Records
internal import Values

/// `checkctl attest CHECKLIST [ITEM]`.
struct AttestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attest", abstract: "Answer the questions of a checklist that only a person can answer.",
    discussion: """
      Without an item it goes through all that is pending. What is answered is added to \
      \(SignOffLedger.fileName) beside the checklists, which is to be committed: --by is a claim, and the commit \
      is the proof. Contacts nothing; secrets are not needed.
      """)

  @Argument(help: "The checklist.", completion: .checklists)
  var checklist: String

  @Argument(help: "The item, by its id.")
  var item: String?

  @Option(
    name: .long, help: "yes, no, not-applicable, or one of the item's options.")
  var answer: String?

  @Option(name: .long, help: "Who answers.")
  var by: String?

  @Option(
    name: .long, help: ArgumentHelp("What shows it; may be repeated.", valueName: "url-or-file"),
    completion: .file())
  var evidence: [String] = []

  @Option(name: .long, help: "Why.")
  var reason: String?

  @Flag(name: .long, help: "Take back what was answered.")
  var revoke = false

  @OptionGroup(title: "Values") var values: EnvironmentOptions
  @OptionGroup(title: "Values") var about: SubjectOptions
  @OptionGroup var project: ProjectOptions

  func validate() throws {
    _ = try values.inputs()
    if item == nil {
      guard answer == nil, evidence.isEmpty, reason == nil, !revoke else {
        throw ValidationError("Name the item that is answered.")
      }
    } else {
      guard (answer != nil) != revoke else {
        throw ValidationError("Give either --answer or --revoke.")
      }
      guard by?.trimmed.isEmpty == false else { throw ValidationError("Say who answers: --by NAME.") }
    }
  }

  func run() throws {
    let session = try Session(project)
    let loaded = try session.checklist(checklist)
    let environment = try session.environment(values.environment, for: loaded)
    let plan = try session.plan(
      loaded, environment, inputs: try values.inputs(), selection: Selection(), isDry: true)
    let desk = SignOffDesk(
      session: session, ledger: session.signOffs(of: loaded, environment, subject: about.subject),
      subject: about.subject, items: plan.items.compactMap(ManualItem.init),
      skipped: plan.items.reduce(into: [:]) { $0[$1.summary.id] = $1.skipReason })
    guard let item else { return try SignOffInterview(desk: desk).hold(by: by) }
    let asked = try desk.item(item, in: loaded)
    let given = GivenAnswer(
      answer: revoke ? nil : answer, by: (by ?? "").trimmed,
      reason: reason.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 },
      evidence: evidence)
    try desk.record(given, for: asked)
  }
}

/// An item of the plan that a person answers.
struct ManualItem {
  let planned: PlannedItem
  let probe: ManualProbe

  init?(_ planned: PlannedItem) {
    guard case .success(let probe as ManualProbe) = planned.question.probe, planned.skipReason == nil else {
      return nil
    }
    self.planned = planned
    self.probe = probe
  }

  var id: ItemID { planned.summary.id }
  var question: SignOffQuestion { probe.signOffQuestion(of: planned.asking) }
}

/// What a person says; without an answer, that answers are taken back.
struct GivenAnswer {
  var answer: String?
  var by: String
  var reason: String?
  var evidence: [String] = []
}
