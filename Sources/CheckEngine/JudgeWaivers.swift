internal import CheckModel
internal import Checklists
internal import Values

/// Failures that somebody gave leave for.
extension Judge {
  /// What the item comes to where its waivers are looked at: only a failure is waived, and what a waiver does not do is
  /// said.
  func waived(_ judged: Judged, of item: PlannedItem, at now: Timestamp) -> Judged {
    guard !item.waivers.isEmpty else { return judged }
    let whole = item.waivers.filter { $0.element == nil }.map(\.waiver)
    var rest = item.waivers.filter { $0.element != nil }
    var result: Judged
    if judged.elements.isEmpty {
      result = apply(whole, to: judged, at: now)
    } else {
      let elements = judged.elements.map { element in
        let own = rest.filter { $0.element == element.key }.map(\.waiver)
        rest.removeAll { $0.element == element.key }
        return Judged.Element(key: element.key, judged: apply(own + whole, to: element.judged, at: now))
      }
      result = combined(elements)
      (result.outputs, result.shownOutputs) = (judged.outputs, judged.shownOutputs)
    }
    let unused = rest.map { "\(name(of: $0.waiver)) is not used: there is no element `\($0.element ?? "")`" }
    if result.elements.isEmpty { result.notes += unused } else { result.elements[0].judged.notes += unused }
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

  private func name(of waiver: Waiver) -> String { "the waiver by \(waiver.by) until \(waiver.until)" }

  /// Why a waiver does nothing.
  private func remark(on waiver: Waiver, of judged: Judged, at now: Timestamp) -> String {
    if waiver.isVoid { return "\(name(of: waiver)) is void: the item was edited since" }
    if now >= waiver.end { return "\(name(of: waiver)) has expired" }
    return switch judged.outcome {
    case .passed: "\(name(of: waiver)) is not used: the item passed"
    case .skipped: "\(name(of: waiver)) is not used: the item was skipped"
    default: "\(name(of: waiver)) does not go for this: only what failed is waived"
    }
  }
}
