internal import CEL
internal import CheckModel
public import Diagnostics
public import ProbeKit
public import Values

/// Runs another checklist as one step.
public struct ChecklistProbe: CompositeProbe {
  /// The field that names the checklist.
  public static let checklistField = "name"

  private let name: String

  /// Reads the fields.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) { name = fields.string("name") ?? "" }

  /// What its items do is theirs to say.
  public var effect: Effect { .unknown }

  /// What came of its items. As with a run, what does not count is left out.
  public func observe(_ members: [Member], judgingRefusal: Bool) throws(ProbeError) -> Observation {
    let gating = members.filter(\.gates)
    func those(_ outcomes: Outcome...) -> [Member] { gating.filter { outcomes.contains($0.outcome) } }
    let (failed, open, pending) = (those(.failed), those(.error, .noData, .blocked), those(.pending))
    let passed = those(.passed, .waived)
    func observation(_ outcome: Outcome, _ cause: String? = nil) -> Observation {
      Observation(
        [
          "outcome": .string(outcome.rawValue), "passed": .int(Int64(passed.count)),
          "failed": .int(Int64(failed.count)), "errors": .int(Int64(open.count)),
          "pending": .int(Int64(pending.count)), "skipped": .int(Int64(those(.skipped).count)),
        ], cause: cause, isFinal: true)
    }
    func refusal(_ kind: ProbeError.Kind, _ outcome: Outcome, _ message: String) -> ProbeError {
      ProbeError(kind, message, isTransient: false, refusal: observation(outcome, message))
    }
    if !failed.isEmpty {
      var seen = observation(.failed, "of \(counted(gating.count, "item")): \(list(failed))")
      let undecided = open + pending
      // How many failed in the end is not known, though it is that the checklist failed.
      if !judgingRefusal, !undecided.isEmpty {
        let doubt = "\(counted(undecided.count, "item")) could not be decided: \(list(undecided))"
        seen.undecidable = ["passed": doubt, "failed": doubt, "skipped": doubt]
      }
      return seen
    }
    if !open.isEmpty {
      throw refusal(.answer, .error, "\(counted(open.count, "item")) could not be decided: \(list(open))")
    }
    if !pending.isEmpty {
      throw refusal(
        .unanswered, .pending, "\(counted(pending.count, "item")) to be answered: \(list(pending))")
    }
    guard !passed.isEmpty else {
      var nothing = observation(.noData)
      nothing.noData = "no item of \(name) that counts was decided"
      return nothing
    }
    return observation(.passed)
  }

  /// The names of some, as many as a line holds.
  private func list(_ members: [Member]) -> String {
    let names = members.prefix(5).map { "\($0.id) (\($0.outcome.rawValue))" }
    return names.joined(separator: ", ") + (members.count > 5 ? ", … and \(members.count - 5) more" : "")
  }
}

extension ChecklistProbe {
  /// Nothing beyond the types of the fields.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {}

  /// The `checklist` kind.
  public static let description = ProbeDescription(
    kind: "checklist",
    summary: "Runs another checklist of the folder as one step, in the same environment.",
    fields: [
      FieldDescription(
        "name", .string,
        "The checklist. Its items are asked once all that this one needs has passed, as `ID/ITEM`, and count through it.",
        isRequired: true,
        interpolation: .never(
          instead: "write its name; items of their own with `when` choose between several"))
    ],
    observation: [
      Type.Field("outcome", .string, "What it came to: passed, failed, error, pending or no data."),
      Type.Field("passed", .int, "How many of the items that count passed or are waived."),
      Type.Field("failed", .int, "How many failed."),
      Type.Field("errors", .int, "How many could not be decided, or had no data."),
      Type.Field("pending", .int, "How many wait for the answer of a person."),
      Type.Field("skipped", .int, "How many were skipped."),
    ],
    naturalExpectation: ProbeDescription.NaturalExpectation(
      field: "outcome", matchers: [.eq("passed")], summary: "the outcome passed"),
    refusalFields: ["errors", "pending"], defaultTimeout: nil,
    examples: [
      ProbeDescription.Example(
        "After a change everything is healthy, asked anew",
        yaml: """
          checklist: {name: health-check}

          """),
      ProbeDescription.Example(
        "At most one item may fail",
        yaml: """
          checklist: {name: health-check}
          expect:
            outcome: {in: [passed, failed]}
            failed: {le: 1}

          """),
    ])
}
