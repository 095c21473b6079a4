internal import Checklists
internal import ProbeKit
internal import Values

extension PlannedItem {
  /// Whether it calls something of its answer secret.
  var hasSecrets: Bool { !redactedPaths.isEmpty || outputs.contains(where: \.isSecret) }
}

/// What answers hold that is never to be shown.
extension Judge {
  /// Masks from now on what an answer holds that any of these items calls secret, each in what it takes of it. Its
  /// excerpt goes: it was shortened before these secrets were known, and may hold a part of one that nothing recognises.
  func withoutSecrets(_ answer: Answer, of items: [PlannedItem], at now: Timestamp) -> Answer {
    guard !items.isEmpty else { return answer }
    switch answer {
    case .success(let observation): return .success(withoutSecrets(observation, of: items, at: now))
    case .failure(let error):
      return .failure(
        ProbeError(
          error.kind, error.message, isTransient: error.isTransient,
          refusal: error.refusal.map { withoutSecrets($0, of: items, at: now) }, awaited: error.awaited))
    }
  }

  private func withoutSecrets(
    _ observation: Observation, of items: [PlannedItem], at now: Timestamp
  ) -> Observation {
    for item in items {
      guard case .success(let probe) = item.question.probe, let taken = try? probe.reading(observation) else {
        continue
      }
      learnSecrets(of: item, in: taken, at: now)
    }
    var masked = observation
    masked.excerpt = nil
    return masked
  }

  private func learnSecrets(of item: PlannedItem, in observation: Observation, at now: Timestamp) {
    for path in item.redactedPaths {
      if case .found(let value) = path.lookup(in: observation.fields) { redactor.add(value) }
    }
    for output in item.outputs where output.isSecret {
      if case .value(let value) = output.read(observation, at: now, redactor) { redactor.add(value) }
    }
  }
}
