public import Values

extension Redactor {
  /// The event with every known secret masked. Items keep the ids that they were announced with, or what is said of
  /// one item could not be told from what is said of another.
  public func redact(_ event: RunEvent) -> RunEvent {
    guard !isIdle else { return event }
    switch event {
    case .runStarted(let header): return .runStarted(redact(header))
    case .itemStarted(let id, let title): return .itemStarted(id, title: redact(title))
    case .itemRetrying(let id, let attempt, let message, let pause):
      return .itemRetrying(id, attempt: attempt, message: redact(message), pause: pause)
    case .itemFinished(let id, let results):
      return .itemFinished(
        id,
        results.map { result in
          var masked = redact(result)
          masked.item.id = result.item.id
          masked.root = result.root
          return masked
        })
    case .runFinished(let summary): return .runFinished(redact(summary))
    }
  }

  /// The summary with every known secret masked.
  public func redact(_ item: ItemSummary) -> ItemSummary {
    guard !isIdle else { return item }
    return ItemSummary(
      id: redact(item.id), title: redact(item.title), severity: item.severity, section: redact(item.section),
      tags: item.tags.map(redact), owner: item.owner.map(redact), kind: item.kind,
      target: item.target.map(redact), gates: item.gates, partOf: item.partOf.map(redact),
      isAction: item.isAction,
      remedy: item.remedy.map(redact), docs: item.docs.map(redact), place: redactFile(of: item.place),
      overrides: item.overrides.map(redact), pack: item.pack)
  }

  /// The result with every known secret masked.
  public func redact(_ result: ItemResult) -> ItemResult {
    guard !isIdle else { return result }
    return ItemResult(
      item: redact(result.item), outcome: result.outcome, message: redact(result.message),
      findings: result.findings.map {
        Finding(path: redact($0.path), expected: redact($0.expected), observed: $0.observed.map(redact))
      }, excerpt: result.excerpt.map(redact), notes: result.notes.map(redact),
      outputs: redact(.map(result.outputs)).map ?? [:],
      root: result.root.map { ItemResult.Root(id: redact($0.id), outcome: $0.outcome) },
      started: result.started, duration: result.duration, attempts: result.attempts)
  }

  /// The header with every known secret masked.
  public func redact(_ header: RunHeader) -> RunHeader {
    RunHeader(
      checklist: redact(header.checklist), title: redact(header.title),
      environment: header.environment.map(redact), itemCount: header.itemCount,
      disabled: header.disabled.map {
        DisabledItem(id: redact($0.id), title: redact($0.title), reason: redact($0.reason))
      }, started: header.started,
      replay: header.replay.map {
        ReplayedRun(
          recording: redact($0.recording), recorded: $0.recorded, incomplete: $0.incomplete.map(redact))
      })
  }

  /// The summary of a run with every known secret masked.
  public func redact(_ summary: RunSummary) -> RunSummary {
    RunSummary(
      verdict: summary.verdict, counts: summary.counts, duration: summary.duration,
      cutShort: summary.cutShort.map(redact))
  }

  /// A place whose line and column stay, though a short secret may look like them.
  private func redactFile(of place: String) -> String {
    guard redact(place) != place else { return place }
    let parts = place.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 2 else { return redact(place) }
    return redact(parts.dropLast(2).joined(separator: ":")) + ":" + parts.suffix(2).joined(separator: ":")
  }

  private func redact(_ id: ItemID) -> ItemID { ItemID(rawValue: redact(id.rawValue)) }
}
