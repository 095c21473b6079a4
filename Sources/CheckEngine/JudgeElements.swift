internal import CheckModel
internal import Checklists
internal import ProbeKit
internal import Values

/// Answers that are judged element by element.
extension Judge {
  func judge(
    _ item: PlannedItem, _ observation: Observation, by split: ElementSplit, noData: String?,
    at now: Timestamp
  ) -> Judged {
    var whole = noData == nil ? expected(of: item, observation) : []
    let taken = noData == nil ? outputs(of: item, observation, at: now) : TakenOutputs()
    if whole.allSatisfy({ $0 == .holds }) { whole += taken.faults }
    var found: [ElementSplit.Element] = []
    do {
      found = try split.split(observation.fields, at: now, noData: noData)
    } catch {
      whole.append(error.judgement)
    }
    var elements = found.map { element in
      Judged.Element(
        key: element.key, judged: judge(element, of: item, observation, at: now, share: found.count))
    }
    if !whole.allSatisfy({ $0 == .holds }) {
      elements.insert(.init(key: nil, judged: judge(whole, observation)), at: 0)
    }
    guard !elements.isEmpty else {
      return nothing(noData ?? "`\(split.source)` is empty", in: observation, item)
    }
    // What the system said beside its answer is told once.
    elements[0].judged.notes = observation.notes
    elements[0].judged.shownOutputs = taken.added(to: elements[0].judged).shownOutputs
    return taken.added(to: combined(elements))
  }

  private func judge(
    _ element: ElementSplit.Element, of item: PlannedItem, _ observation: Observation, at now: Timestamp,
    share: Int
  ) -> Judged {
    var observed = observation
    (observed.excerpt, observed.notes) = (nil, [])
    switch element.content {
    case .missing(let reason): return nothing(reason, in: observed, item)
    case .judged(let judgement): return judge([judgement], observed)
    case .found(let fields):
      let asserted = asserted(of: item, fields, at: now, share: share)
      if let emptiness = asserted.emptiness, asserted.judgements.allSatisfy({ $0 == .holds }) {
        return nothing(emptiness, in: observed, item)
      }
      return judge(asserted.judgements, observed)
    }
  }

  /// The item as a whole is as bad as its worst element.
  private func combined(_ elements: [Judged.Element]) -> Judged {
    let bad = elements.filter { !$0.judged.outcome.satisfiesNeeds }
    let outcome = Outcome.worst(of: elements.map(\.judged.outcome)) ?? .passed
    var judged = Judged(outcome: outcome)
    if let worst = bad.first(where: { $0.judged.outcome == outcome }) {
      let subject = worst.key.map { "[\($0)] " } ?? ""
      let more = bad.count > 1 ? " (and \(bad.count - 1) more)" : ""
      judged.message = subject + worst.judged.message + more
      judged.isTransient = bad.contains(where: \.judged.isTransient)
    }
    judged.elements = elements
    return judged
  }
}
