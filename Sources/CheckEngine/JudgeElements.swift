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
      found = try split.split(observation, at: now, noData: noData, redacting: redactor)
    } catch {
      whole.append(error.judgement)
    }
    var unjudged: [String] = []
    var elements = found.compactMap { element -> Judged.Element? in
      guard let judged = judge(element, of: item, observation, at: now, share: found.count) else {
        unjudged.append(element.key)
        return nil
      }
      return Judged.Element(key: element.key, judged: judged)
    }
    if !whole.allSatisfy({ $0 == .holds }) {
      elements.insert(.init(key: nil, judged: judge(whole, observation)), at: 0)
    }
    guard !elements.isEmpty else {
      let emptiness = found.isEmpty ? split.source : split.expectedSource ?? split.source
      return nothing(noData ?? "`\(emptiness)` is empty", in: observation, item)
    }
    // What is said of the answer as a whole is told once.
    let told = elements[0].key == nil ? [] : observation.notes
    elements[0].judged.notes = told + elements[0].judged.notes + note(of: unjudged)
    elements[0].judged.shownOutputs = taken.shown
    return taken.added(to: combined(elements))
  }

  private func note(of unjudged: [String]) -> [String] {
    guard !unjudged.isEmpty else { return [] }
    let names = unjudged.prefix(10).joined(separator: ", ") + (unjudged.count > 10 ? ", …" : "")
    return ["not expected, and not judged without `assert`: \(names)"]
  }

  /// Nil where nothing is expected of the element.
  private func judge(
    _ element: ElementSplit.Element, of item: PlannedItem, _ observation: Observation, at now: Timestamp,
    share: Int
  ) -> Judged? {
    var observed = observation
    (observed.excerpt, observed.notes) = (nil, [])
    switch element.content {
    case .missing(let reason): return nothing(reason, in: observed, item)
    case .judged(let judgement): return judge([judgement], observed)
    case .found(let found, let isExpected):
      guard isExpected || !item.assertions.isEmpty else { return nil }
      if let value = found.fields["element"], case .map = value {
        observed.excerpt = value.excerpt(limit: 1000, masking: redactor)
      }
      let asserted = asserted(of: item, found, at: now, share: share)
      if let emptiness = asserted.emptiness, asserted.judgements.allSatisfy({ $0 == .holds }) {
        return nothing(emptiness, in: observed, item)
      }
      return judge(asserted.judgements, observed)
    }
  }

  /// The item as a whole is as bad as its worst element.
  func combined(_ elements: [Judged.Element]) -> Judged {
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
