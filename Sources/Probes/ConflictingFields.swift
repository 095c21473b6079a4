internal import Diagnostics
internal import ProbeKit

/// Finds fields that cannot stand beside another one.
func refuse(
  _ others: [String], beside field: String, in draft: ProbeDraft, into diagnostics: inout Diagnostics
) {
  for other in others {
    guard let span = draft[other]?.span else { continue }
    diagnostics.add(
      Diagnostic(
        "conflicting-fields", "`\(field)` and `\(other)` exclude each other", at: span,
        related: draft[field].map { [Diagnostic.Label($0.span, "`\(field)` is here")] } ?? [],
        help: "leave one out"))
  }
}
