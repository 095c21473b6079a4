internal import CheckModel
internal import Checklists
internal import Values

extension Redactor {
  /// The summary with every known secret masked.
  func redact(_ item: ItemSummary) -> ItemSummary {
    var masked = item
    masked.id = redact(item.id)
    masked.title = redact(item.title)
    masked.section = redact(item.section)
    masked.tags = item.tags.map(redact)
    masked.owner = item.owner.map(redact)
    masked.target = item.target.map(redact)
    masked.remedy = item.remedy.map(redact)
    masked.docs = item.docs.map(redact)
    masked.place = redact(item.place)
    masked.overrides = item.overrides.map(redact)
    return masked
  }

  /// The event with every known secret masked. An item's summary is not masked again: ids must not change in the
  /// middle of a run.
  func redact(_ event: RunEvent) -> RunEvent {
    switch event {
    case .runStarted(let header): .runStarted(redact(header))
    case .itemStarted(let id, let title): .itemStarted(id, title: redact(title))
    case .itemRetrying(let id, let attempt, let message, let pause):
      .itemRetrying(id, attempt: attempt, message: redact(message), pause: pause)
    case .itemFinished(let result): .itemFinished(redact(result))
    case .runFinished: event
    }
  }

  private func redact(_ id: ItemID) -> ItemID { ItemID(rawValue: redact(id.rawValue)) }

  private func redact(_ header: RunHeader) -> RunHeader {
    RunHeader(
      checklist: redact(header.checklist), title: redact(header.title),
      environment: header.environment.map(redact), itemCount: header.itemCount,
      disabled: header.disabled.map {
        DisabledItem(id: redact($0.id), title: redact($0.title), reason: redact($0.reason))
      }, started: header.started)
  }

  private func redact(_ result: ItemResult) -> ItemResult {
    var masked = result
    masked.item.title = redact(result.item.title)
    masked.message = redact(result.message)
    masked.findings = result.findings.map {
      Finding(path: redact($0.path), expected: redact($0.expected), observed: $0.observed.map(redact))
    }
    masked.excerpt = result.excerpt.map(redact)
    masked.notes = result.notes.map(redact)
    return masked
  }
}
