internal import Checklists
internal import ProbeKit
internal import Values

/// What an answer gives to the items that wait for one.
struct TakenOutputs {
  fileprivate var values = ValueMap()
  fileprivate(set) var shown = ValueMap()
  /// Outputs that the answer does not give.
  fileprivate(set) var faults: [Judgement] = []

  /// Adds them to what the answer means.
  func added(to judged: Judged) -> Judged {
    var judged = judged
    judged.outputs = values
    judged.shownOutputs = shown
    return judged
  }
}

extension Judge {
  /// Takes an item's outputs.
  func outputs(of item: PlannedItem, _ observation: Observation, at now: Timestamp) -> TakenOutputs {
    var taken = TakenOutputs()
    for output in item.outputs {
      switch output.read(observation, at: now, redactor) {
      case .missing(let judgement): taken.faults.append(judgement)
      case .value(let value):
        let isSecret = output.isSecret(value, of: observation, at: now, redactor)
        taken.values[.string(output.name)] = value
        taken.shown[.string(output.name)] = isSecret ? .string(Redactor.mask) : value
      }
    }
    return taken
  }
}
