internal import CEL
internal import Diagnostics
internal import ProbeKit
internal import Values

extension Question {
  /// The question of an item that is skipped.
  static func notAsked(kind: String) -> Question {
    Question(
      probe: .failure(ProbeError(.internal, "the item is skipped")),
      identity: Identity(kind: kind, target: nil, fields: Fields(ValueMap())))
  }

  /// The question of an item whose `for_each` is empty: there is nothing to judge.
  static func nothingToAsk(kind: String) -> Question {
    Question(
      probe: .success(EmptyProbe()), identity: Identity(kind: kind, target: nil, fields: Fields(ValueMap())))
  }
}

/// Stands for the elements of an empty `for_each`.
private struct EmptyProbe: SilentProbe {
  static let description = ProbeDescription(kind: "", summary: "", fields: [], observation: [], examples: [])
  let effect = Effect.unknown

  static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {}
  init() {}
  init(_ fields: Fields, target: Target?) throws(ProbeError) {}

  func accesses(targets: [String: Target]) -> [Access] { [] }

  func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    // The list is what it is for the whole run: asking again brings no elements.
    Observation(ValueMap(), noData: "`for_each` is empty", isFinal: true)
  }
}
