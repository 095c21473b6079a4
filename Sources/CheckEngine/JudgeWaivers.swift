internal import CheckModel
internal import Checklists
internal import Values

/// Failures that somebody gave leave for.
extension Judge {
  /// What the item comes to where its waivers are looked at: only a failure is waived, and what a waiver does not do is
  /// said.
  func waived(_ judged: Judged, of item: PlannedItem, at now: Timestamp) -> Judged {
    guard !item.waivers.isEmpty else { return judged }
    guard !judged.elements.isEmpty else { return apply(item.waivers, to: judged, at: now) }
    let whole = item.waivers.filter { !$0.item.rawValue.hasPrefix(item.summary.id.rawValue + "[") }
    let elements = judged.elements.map { element in
      guard let key = element.key else { return element }
      let id = ItemID(rawValue: "\(item.summary.id)[\(key)]")
      let own = item.waivers.filter { $0.item == id }
      return Judged.Element(key: key, judged: apply(own + whole, to: element.judged, at: now))
    }
    var result = combined(elements)
    (result.outputs, result.shownOutputs) = (judged.outputs, judged.shownOutputs)
    return result
  }

  private func apply(_ waivers: [Waiver], to judged: Judged, at now: Timestamp) -> Judged {
    var result = judged
    if judged.outcome == .failed, let waiver = waivers.first(where: { $0.holds(at: now) }) {
      result.outcome = .waived
      result.message = "waived by \(waiver.by) until \(waiver.until): \(waiver.reason); \(judged.message)"
      return result
    }
    result.notes += waivers.map { remark(on: $0, of: judged, at: now) }
    return result
  }

  /// Why a waiver does nothing.
  private func remark(on waiver: Waiver, of judged: Judged, at now: Timestamp) -> String {
    let name = "the waiver by \(waiver.by) until \(waiver.until)"
    if waiver.isVoid { return "\(name) is void: the item was edited since" }
    if now >= waiver.end { return "\(name) has expired" }
    return switch judged.outcome {
    case .passed, .skipped:
      "\(name) is not used: the item \(judged.outcome == .passed ? "passed" : "was skipped")"
    default: "\(name) does not go for this: only what failed is waived"
    }
  }
}
