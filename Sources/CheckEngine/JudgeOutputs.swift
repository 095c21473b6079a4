internal import Checklists
internal import ProbeKit
internal import Values

/// What an answer gives to the items that wait for one.
struct TakenOutputs {
  fileprivate var values = ValueMap()
  fileprivate var shown = ValueMap()
  fileprivate var hasSecrets = false
  /// Outputs that the answer does not give.
  fileprivate(set) var faults: [Judgement] = []

  /// Adds them to what the answer means. An excerpt that was shortened before secrets among them were known may hold a
  /// part of one that nothing recognises.
  func added(to judged: Judged) -> Judged {
    var judged = judged
    judged.outputs = values
    judged.shownOutputs = shown
    if hasSecrets { judged.excerpt = nil }
    return judged
  }
}

extension Judge {
  /// Takes an item's outputs; secrets among them are masked from now on.
  func outputs(of item: PlannedItem, _ observation: Observation, at now: Timestamp) -> TakenOutputs {
    var taken = TakenOutputs()
    for output in item.outputs {
      switch output.read(observation.fields, at: now) {
      case .missing(let judgement): taken.faults.append(judgement)
      case .value(let value):
        let isSecret = output.isSecret(value, of: observation.fields, at: now, redactor)
        taken.values[.string(output.name)] = value
        taken.shown[.string(output.name)] = isSecret ? .string(Redactor.mask) : value
        guard output.isSecret else { continue }
        taken.hasSecrets = true
        for text in value.scalarTexts { redactor.add(text) }
      }
    }
    return taken
  }
}
