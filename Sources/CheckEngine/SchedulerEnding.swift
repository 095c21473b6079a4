internal import CheckModel
internal import Checklists
internal import ProbeKit
internal import Values

/// From an answer to an outcome, and the end of a run before its time.
extension Scheduler {
  /// An ask of the item has its outcome: it ends, or is asked again.
  mutating func judged(_ item: Int, _ judged: Judged, by answer: Answer? = nil) {
    release(item)
    let (asks, elapsed) = (states[item].asks, elapsed(item))
    let judged =
      arbiter?.decide(names[item], items[item], attempt: asks, answer: answer, judged) ?? judged
    states[item].last = judged
    switch states[item].repetition.next(judged, of: items[item], asks: asks, elapsed: elapsed) {
    case .end(let judged): end(item, judged)
    case .again(let pause, let reason):
      states[item].phase = .pausing
      if let cut { return endUnasked(item, cut) }
      let pause = max(pause, .zero)
      report(.itemRetrying(items[item].summary.id, attempt: asks, message: reason, pause: pause))
      setAlarm(at: now + pause, .resume(item: item, asks: asks))
    }
  }

  /// The item's ask was ended before its answer; the probe may have said what it still waited for.
  mutating func stopped(_ item: Int, _ stop: Stop, _ answer: Answer? = nil, didStop: Bool = true) {
    let suffix = didStop ? "" : "; the probe did not stop when told to"
    let isAction = items[item].summary.isAction
    switch stop {
    case .timeout(let timeout):
      let error = answer?.fault
      let message = "\(error?.awaited ?? "no answer") within \(timeout.unitText)\(suffix)"
      var late = Judged.error(isAction ? "state unknown: \(message)" : message, isTransient: didStop)
      late.excerpt = error?.excerpt
      judged(item, late)
    case .cut(let cut):
      states[item].endedByCut = true
      let prefix = isAction ? "state unknown: " : "not decided: "
      end(item, .error(prefix + cut.description + afterwards(item) + suffix))
    }
  }

  /// Ends an item because one of its needs is not met.
  mutating func end(_ item: Int, becauseOf need: Int) {
    guard states[need].outcome != .skipped else {
      let reason = "it needs \(items[need].summary.id), which is skipped"
      return end(item, Judged(outcome: .skipped, message: reason))
    }
    let root = states[need].root ?? need
    states[item].root = root
    let outcome = states[root].outcome ?? .error
    end(
      item, Judged(outcome: .blocked, message: "blocked by \(items[root].summary.id) (\(outcome.rawValue))"))
  }

  /// The item has its outcome, and those that wait for it one thing less to wait for.
  mutating func end(_ item: Int, _ judged: Judged) {
    let judged = judge.waived(judged, of: items[item], at: time)
    release(item)
    if states[item].asks == 0 { cache.forget(item) }
    states[item].phase = .ended
    states[item].outcome = judged.outcome
    states[item].outputs = judged.outputs
    states[item].last = nil
    decided()
    arbiter?.ended(
      names[item], items[item], judged, attempts: states[item].asks, firstAsked: states[item].firstAsked)
    let results = results(item, judged)
    states[item].counted = results.map(\.outcome)
    report(.itemFinished(items[item].summary.id, results))
    let changesAnswers = items[item].summary.isAction || items[item].retry != nil || items[item].stable != nil
    let barrier = changesAnswers && states[item].asks > 0 ? tick() : states[item].barrier
    for dependent in graph.dependents[item] {
      states[dependent].barrier = max(states[dependent].barrier, barrier)
      states[dependent].missing -= 1
      if states[dependent].missing == 0 { schedule(dependent) }
    }
  }

  /// The item's result, or that of each of its elements.
  private func results(_ item: Int, _ judged: Judged) -> [ItemResult] {
    guard !judged.elements.isEmpty else { return [result(item, judged, items[item].summary)] }
    var ids: Set<ItemID> = []
    return judged.elements.enumerated().map { place, element in
      var summary = items[item].summary
      if let key = element.key.map(judge.redactor.redact) {
        let id = ItemID(rawValue: "\(summary.id)[\(key)]")
        // Keys that are masked are told apart by their places.
        summary.id = ids.insert(id).inserted ? id : ItemID(rawValue: "\(summary.id)[\(key)#\(place)]")
        summary.title += ": \(key)"
      }
      return result(item, element.judged, summary)
    }
  }

  private func result(_ item: Int, _ judged: Judged, _ summary: ItemSummary) -> ItemResult {
    ItemResult(
      item: summary, outcome: judged.outcome, message: judged.message, findings: judged.findings,
      excerpt: judged.excerpt, notes: judged.notes, outputs: judged.shownOutputs,
      root: states[item].root.flatMap(root(of:)),
      started: states[item].firstAsked.map { started.advanced(by: $0) }, duration: elapsed(item),
      attempts: states[item].asks)
  }

  /// The time since the item was first asked.
  private func elapsed(_ item: Int) -> Duration { now - (states[item].firstAsked ?? now) }

  /// The user has had enough: the first time as at a deadline, then at once.
  mutating func interrupt() {
    interrupts += 1
    cutShort(.interrupt)
    guard interrupts > 1 else { return }
    for item in items.indices {
      if isAsking(item) { leave([(item, .cut(.interrupt))]) } else { endUnasked(item, .interrupt) }
    }
  }

  /// Nothing more is asked but cleanup. Probes are told to stop; actions and cleanup that have begun go on.
  mutating func cutShort(_ reason: Cut) {
    guard cut == nil else { return }
    cut = reason
    for item in graph.order {
      let mayFinish = items[item].isCleanup || items[item].summary.isAction
      switch states[item].phase {
      case .asking where !mayFinish: leave([(item, .cut(reason))])
      case .asking:
        if items[item].isCleanup, items[item].timeout == nil { setTimeout(options.cleanupTimeout, for: item) }
      case .delayed where items[item].isCleanup: resume(item)
      // It ends with those that it stands for.
      case .waiting where !items[item].members.isEmpty: break
      case .waiting where items[item].isCleanup, .queued where items[item].isCleanup, .ended: break
      case .waiting, .delayed, .queued, .pausing: endUnasked(item, reason)
      }
    }
  }

  /// Ends an item that is not being asked: as blocked where that is known already, else as *error*. A cleanup item
  /// that was to be asked again keeps the outcome it had, unless that was a pass on the way to be stable.
  private mutating func endUnasked(_ item: Int, _ reason: Cut) {
    guard states[item].phase != .ended else { return }
    if states[item].asks == 0,
      let need = obstacle(among: graph.needs[item].filter { isKnownToBlock($0, item) })
    {
      return end(item, becauseOf: need)
    }
    if items[item].isCleanup, let last = states[item].last, !last.outcome.satisfiesNeeds {
      states[item].endedByCut = true
      return end(item, Repetition.counted(last, asks: states[item].asks, elapsed: elapsed(item)))
    }
    states[item].endedByCut = true
    let prefix = states[item].asks == 0 ? "not asked: " : "not decided: "
    end(item, .error(prefix + reason.description + afterwards(item)))
  }

  private func isKnownToBlock(_ need: Int, _ item: Int) -> Bool {
    states[need].phase == .ended && !states[need].endedByCut && !isMet(need, for: item)
  }

  /// What is known of an item that was asked before.
  private func afterwards(_ item: Int) -> String {
    guard let last = states[item].last else { return "" }
    let text = last.message.isEmpty ? last.outcome.rawValue : last.message
    return "; its last answer: \(text)"
  }
}

extension Answer {
  /// Why it is none.
  fileprivate var fault: ProbeError? {
    if case .failure(let error) = self { error } else { nil }
  }
}
