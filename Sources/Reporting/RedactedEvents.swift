internal import CheckModel
internal import Values

extension Redactor {
  /// The event with every known secret masked in all its texts, before a reporter shortens or escapes them.
  func redact(_ event: RunEvent) -> RunEvent {
    switch event {
    case .runStarted(let header): .runStarted(redact(header))
    case .itemStarted(let id, let title): .itemStarted(redact(id), title: redact(title))
    case .itemRetrying(let id, let attempt, let message, let pause):
      .itemRetrying(redact(id), attempt: attempt, message: redact(message), pause: pause)
    case .itemFinished(let result): .itemFinished(redact(result))
    case .runFinished(let summary): .runFinished(redact(summary))
    }
  }

  /// The record with every known secret masked, those too that were learned after an item ended.
  func redact(_ record: RunRecord) -> RunRecord {
    RunRecord(
      header: redact(record.header), results: record.results.map(redact), summary: redact(record.summary))
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

  private func redact(_ summary: RunSummary) -> RunSummary {
    RunSummary(
      verdict: summary.verdict, counts: summary.counts, duration: summary.duration,
      cutShort: summary.cutShort.map(redact))
  }

  private func redact(_ result: ItemResult) -> ItemResult {
    ItemResult(
      item: redact(result.item), outcome: result.outcome, message: redact(result.message),
      findings: result.findings.map {
        Finding(path: redact($0.path), expected: redact($0.expected), observed: $0.observed.map(redact))
      }, excerpt: result.excerpt.map(redact), notes: result.notes.map(redact),
      root: result.root.map { ItemResult.Root(id: redact($0.id), outcome: $0.outcome) },
      started: result.started, duration: result.duration, attempts: result.attempts)
  }

  private func redact(_ item: ItemSummary) -> ItemSummary {
    ItemSummary(
      id: redact(item.id), title: redact(item.title), severity: item.severity, section: redact(item.section),
      tags: item.tags.map(redact), owner: item.owner.map(redact), kind: item.kind,
      target: item.target.map(redact), gates: item.gates, isAction: item.isAction,
      remedy: item.remedy.map(redact), docs: item.docs.map(redact), place: redact(item.place),
      overrides: item.overrides.map(redact))
  }
}
