public import ProbeKit
public import Values

/// Asks a person, by what is on record.
public struct ManualProbe: Probe {
  /// What may always be answered.
  public static let notApplicable = "not-applicable"

  /// What is asked.
  public let question: String
  /// What may be answered.
  public let answers: [String]
  /// Whether an answer must name what shows it.
  public let requiresEvidence: Bool
  /// How long an answer holds; nil for without end.
  public let validFor: Duration?
  /// Whether each subject of a run is asked about by itself.
  public let isPerSubject: Bool

  /// Whether an answer must name what shows it: what is not there cannot be shown.
  public func takesEvidence(_ answer: String) -> Bool {
    requiresEvidence && answer != "no" && answer != Self.notApplicable
  }

  /// Reads the fields.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    question = fields.string("question") ?? ""
    let options = fields.strings("options")
    answers = (options.isEmpty ? ["yes", "no"] : options) + [Self.notApplicable]
    requiresEvidence = fields.string("evidence") == "required"
    validFor = fields.duration("valid_for")
    isPerSubject = fields.bool("per_subject")
  }

  /// Each item is answered by itself.
  public var effect: Effect { .unknown }

  /// Nothing: the records are the project's own.
  public func accesses(targets: [String: Target]) -> [Access] { [] }

  /// What is on record for the item now.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    guard let book = context.signOffs, let item = context.item else {
      throw ProbeError(.internal, "there is nowhere to look for answers")
    }
    guard context.redactor.redact(question) == question else {
      throw ProbeError(.invalid, "the question holds a secret, which whoever answers it would read")
    }
    let (asked, now) = (signOffQuestion(of: item), context.now())
    let unasked = ProbeError(.cancelled, "the records were not looked at")
    let found = try await onThread(orThrow: unasked) {
      Result { () throws(SignOffFault) in try standing(of: asked, in: book, at: now) }
    }
    switch found {
    case .success(.answered(let signOff)): return try observation(signOff, at: now)
    case .success(.missing(let reason)):
      throw ProbeError(
        .unanswered, "\(reason): \(question)", excerpt: "answer by: \(command(for: item, in: book))")
    case .failure(let fault): throw ProbeError(.answer, fault.message)
    }
  }

  /// How a person answers, as a command line in which capitals are to be filled in.
  private func command(for item: AskingItem, in book: any SignOffBook) -> String {
    book.command(for: item.id, isPerSubject: isPerSubject) + " --answer "
      + answers.map(shellQuoted).joined(separator: "|") + " --by NAME"
      + (requiresEvidence ? " --evidence URL_OR_FILE" : "")
  }

  /// The question as the records know it.
  public func signOffQuestion(of item: AskingItem) -> SignOffQuestion {
    SignOffQuestion(
      item: item.recordID, title: item.title, question: question, wording: item.wording(["valid_for"]),
      isPerSubject: isPerSubject)
  }

  /// What is on record, and holds at this time. May block.
  public func standing(
    of question: SignOffQuestion, in book: any SignOffBook, at now: Timestamp
  ) throws(SignOffFault) -> SignOffStanding {
    let standing = try book.standing(of: question, at: now)
    guard case .answered(let signOff) = standing, let reason = invalidity(of: signOff, at: now) else {
      return standing
    }
    return .missing(reason)
  }

  /// Why an answer does not hold at this time; nil where it does.
  private func invalidity(of signOff: SignOff, at now: Timestamp) -> String? {
    let said = "\(signOff.by) answered \(signOff.answer) on \(signOff.at.day)"
    if signOff.at.since(now) > recordClockTolerance { return "\(said), which is in the future" }
    if !answers.contains(signOff.answer) { return "\(said), which is none of the answers" }
    if takesEvidence(signOff.answer), signOff.evidence.isEmpty {
      return "\(said), without the evidence that it takes"
    }
    guard let validFor, now.since(signOff.at) > validFor else { return nil }
    return "\(said), which held for \(validFor.unitText)"
  }

  private func observation(_ signOff: SignOff, at now: Timestamp) throws(ProbeError) -> Observation {
    let reason = signOff.reason.map { ": \($0)" } ?? ""
    guard signOff.answer != Self.notApplicable else {
      throw ProbeError(.notApplicable, "not applicable, says \(signOff.by) on \(signOff.at.day)\(reason)")
    }
    var fields: ValueMap = [
      "answer": .string(signOff.answer), "by": .string(signOff.by), "at": .timestamp(signOff.at),
      "evidence": .list(signOff.evidence.map(Value.string)),
    ]
    if let reason = signOff.reason { fields["reason"] = .string(reason) }
    let said = "said by \(signOff.by) on \(signOff.at.day)\(reason)"
    let shown = signOff.evidence.isEmpty ? "" : "; evidence: " + signOff.evidence.joined(separator: ", ")
    return Observation(
      fields, excerpt: question, cause: said,
      notes: [said + shown] + signOff.notes + expiry(of: signOff, at: now))
  }

  /// Says in the last tenth of its time that an answer is to be renewed.
  private func expiry(of signOff: SignOff, at now: Timestamp) -> [String] {
    guard let validFor, validFor - now.since(signOff.at) < validFor / 10 else { return [] }
    return ["the answer of \(signOff.at.day) holds until \(signOff.at.advanced(by: validFor).day)"]
  }
}
