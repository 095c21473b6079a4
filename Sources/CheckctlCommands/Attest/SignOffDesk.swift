internal import CheckModel
internal import Checklists
internal import ProbeKit
internal import Probes
internal import Records
internal import Values

/// Where answers are looked at, and put on record.
struct SignOffDesk {
  let session: Session
  let ledger: SignOffLedger
  let subject: String?
  let items: [ManualItem]
  /// Why items are skipped and ask nobody.
  let skipped: [ItemID: String]

  /// The item of that id; says so where there is none.
  func item(_ id: String, in checklist: LoadedChecklist) throws -> ManualItem {
    if let item = items.first(where: { $0.id.rawValue == id }) { return item }
    if let reason = skipped[ItemID(rawValue: id)] {
      session.console.say("error: `\(id)` is skipped: \(reason)")
      throw FailureCode.usage.exit
    }
    session.console.say("error: no item `\(id)` of \(checklist.name) asks a person")
    session.suggest(
      id, among: items.map(\.id.rawValue), ifNone: "`checkctl list \(checklist.name)` shows the items")
    throw FailureCode.usage.exit
  }

  /// Why an answer cannot be put on record for an item; nil where it can.
  func objection(to given: GivenAnswer, for item: ManualItem) -> String? {
    if item.probe.isPerSubject, subject == nil { return "it is answered for each subject: add --subject" }
    for (name, text) in [("--by", given.by), ("--reason", given.reason ?? "")]
      + given.evidence.map({ ("--evidence", $0) })
    where session.redactor.redact(text) != text || writtenPassword(inURL: text) != nil {
      return "\(name) holds a secret, and records are made to be committed"
    }
    if session.redactor.redact(item.probe.question) != item.probe.question {
      return "the question holds a secret, and records are made to be committed"
    }
    if item.probe.question.contains("${") { return "the question takes values that are not set here" }
    guard let answer = given.answer else { return nil }
    guard item.probe.answers.contains(answer) else {
      return "`\(answer)` is none of the answers: \(item.probe.answers.joined(separator: ", "))"
    }
    if answer == ManualProbe.notApplicable {
      return given.reason == nil ? "say why it does not apply: --reason" : nil
    }
    return item.probe.takesEvidence(answer) && given.evidence.isEmpty
      ? "it asks for evidence: add --evidence with a URL or a file" : nil
  }

  /// What shows it, as records have it; nil where one is neither a URL nor a file that can be read.
  func evidence(_ text: String) -> SignOffRecord.Evidence? {
    .init(text, seenFrom: session.project.directory)
  }

  /// Puts an answer on record and says so, or says why not.
  func record(_ given: GivenAnswer, for item: ManualItem) throws {
    if let objection = objection(to: given, for: item) {
      session.console.say("error: \(item.id): \(objection)")
      throw FailureCode.usage.exit
    }
    let shown = try given.evidence.map { text in
      guard let evidence = self.evidence(text) else {
        session.console.say(
          "error: the evidence \(text) is neither an http or https URL nor a file that can be read")
        throw FailureCode.usage.exit
      }
      return evidence
    }
    do throws(RecordFault) {
      try ledger.add(
        given.answer, to: item.question, by: given.by, at: .now, reason: given.reason, evidence: shown)
    } catch {
      session.console.say("error: \(error.message)")
      throw FailureCode.reportNotWritten.exit
    }
    let what = given.answer.map { "answered \($0)" } ?? "taken back"
    session.console.say("\(item.id): \(what), in \(ledger.path); commit it")
  }

  /// Why an item is pending; nil where it is answered.
  func pendingReason(of item: ManualItem) throws -> String? {
    do throws(SignOffFault) {
      guard case .missing(let reason) = try item.probe.standing(of: item.question, in: ledger, at: .now)
      else {
        return nil
      }
      return reason
    } catch {
      session.console.say("error: \(error.message)")
      throw FailureCode.invalidChecklist.exit
    }
  }
}
