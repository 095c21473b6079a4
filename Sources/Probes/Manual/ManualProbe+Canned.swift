public import CheckModel
public import ProbeKit
public import Values

extension ManualProbe: RehearsedProbe {
  /// What a test may state of an answer.
  public static let cannedFields: [FieldDescription] = [
    .init(
      "answer", .string, "What was answered: yes, no, not-applicable, or one of the options.",
      isRequired: true),
    .init("by", .string, "Who answered.", defaultValue: "somebody"),
    .init("at", .string, "When, such as 2026-01-31T12:30:00Z; now by default."),
    .init("age", .duration, "How long ago, instead."),
    .init("evidence", .list(.string), "URLs and files; one URL by default where the item requires evidence."),
    .init("reason", .string, "Why."),
  ]

  /// A person answers.
  public static var asksPeople: Bool { true }

  /// What such an answer on record would mean.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    try canned.refuse("at", "age")
    let (answer, now) = (canned.string("answer") ?? "", context.now())
    let at = try statedTime("at", in: canned) ?? canned.duration("age").map { now.advanced(by: .zero - $0) }
    guard answers.contains(answer) else {
      throw FieldFault(
        "is none of the answers", path: [.key("answer")],
        help: "answers are \(answers.joined(separator: ", "))")
    }
    let evidence =
      canned.names("evidence") || !takesEvidence(answer) ? canned.strings("evidence") : [Self.anyEvidence]
    let book = CannedBook(
      signOff: SignOff(
        answer: answer, by: canned.string("by") ?? "", at: at ?? now, evidence: evidence,
        reason: canned.string("reason")))
    let asking = ProbeContext(
      timeout: nil, redactor: context.redactor, resources: context.resources, item: context.item,
      signOffs: book, now: context.now)
    do {
      return CannedAnswer(try await observe(in: asking))
    } catch {
      return CannedAnswer(.failure(error))
    }
  }

  private static let anyEvidence = "https://example.com/evidence"
}

/// Records in which every question has one answer.
private struct CannedBook: SignOffBook {
  let signOff: SignOff

  func standing(of question: SignOffQuestion, at now: Timestamp) throws(SignOffFault) -> SignOffStanding {
    .answered(signOff)
  }

  func command(for item: ItemID, isPerSubject: Bool) -> String { "checkctl attest \(item)" }
}
