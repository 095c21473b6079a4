internal import CEL
public import Diagnostics
public import ProbeKit
internal import Values

extension ManualProbe {
  /// The `manual` kind.
  public static let description = ProbeDescription(
    kind: "manual",
    summary:
      "Asks a person, who answers by `checkctl attest`; what was answered is kept in a file beside the checklists.",
    fields: [
      FieldDescription("question", .string, "What is asked, so that yes is good.", isRequired: true),
      FieldDescription(
        "evidence", .oneOf(["required", "optional"]),
        "Whether an answer other than no must name a URL or a file that shows it.", defaultValue: "optional"),
      FieldDescription(
        "valid_for", .duration, "How long an answer holds, such as 90d; without end where it is left out."),
      FieldDescription(
        "options", .list(.string),
        "The answers there are, instead of yes and no; `expect` then says which of them are good."),
      FieldDescription(
        "per_subject", .bool,
        "Whether it is answered anew for each `--subject` of a run, such as an incident.",
        defaultValue: false),
    ],
    observation: [
      Type.Field("answer", .string, "What was answered: yes, no, or one of the options."),
      Type.Field(
        "by", .string, "Who says to have answered; the commit that brought the record is the proof."),
      Type.Field("at", .timestamp, "When."),
      Type.Field("evidence", .list(.string), "The URLs and files that were named."),
      Type.Field("reason", .string, "Why."),
    ],
    naturalExpectation: ProbeDescription.NaturalExpectation(
      field: "answer", matchers: [.eq("yes")], summary: "the answer yes"),
    examples: [
      ProbeDescription.Example(
        "Somebody looks after critical alerts",
        yaml: """
          manual:
            question: Does every critical alert have an escalation policy with a named owner?
            evidence: required
            valid_for: 90d

          """),
      ProbeDescription.Example(
        "The severity of an incident, decided anew for each",
        yaml: """
          manual:
            question: How severe is it by the incident severity matrix?
            options: [sev1, sev2, sev3]
            per_subject: true
          expect: {answer: {in: [sev1, sev2, sev3]}}

          """),
    ])

  /// Answers that cannot be told apart, or can never be good.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    if let question = draft["question"], question.isLate {
      diagnostics.add(
        Diagnostic(
          "invalid-question", "what a person is asked is known before the run", at: question.span,
          help: "take out what reads `needs` or `now`: nobody could answer beforehand"))
    }
    guard let options = draft["options"], let values = options.value?.list else { return }
    let texts = values.compactMap(\.string)
    func report(_ message: String, help: String) {
      diagnostics.add(Diagnostic("invalid-options", message, at: options.span, help: help))
    }
    if Set(texts).count < 2 || Set(texts).count < texts.count {
      report("`options` are at least two different answers", help: "leave them out for yes and no")
    }
    if texts.contains(notApplicable) {
      report("`\(notApplicable)` may always be answered", help: "take it out of `options`")
    }
    if !draft.judges("answer"), !texts.contains("yes") {
      report("none of the `options` is said to be good", help: "add `expect: {answer: {in: [...]}}`")
    }
  }
}
