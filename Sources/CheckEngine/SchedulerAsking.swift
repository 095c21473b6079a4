internal import CheckModel
internal import Checklists
internal import ProbeKit

/// From the moment an item may be asked to its answer.
extension Scheduler {
  /// All that the item waits for has ended.
  mutating func prepare(_ item: Int) {
    if let need = obstacle(among: graph.needs[item].filter { !isMet($0, for: item) }) {
      end(item, becauseOf: need)
    } else if let judged = unwanted(item) ?? resolve(item) ?? judgedByMembers(item) {
      end(item, judged)
    } else if case .failure(let error) = items[item].question.probe {
      end(item, judge.judge(items[item], .failure(error), at: time))
    } else if let delay = items[item].delay, delay > .zero, cut == nil {
      states[item].phase = .delayed
      setAlarm(at: now + delay, .resume(item: item, asks: 0))
    } else {
      queue(item)
    }
  }

  /// What an item comes to that is not wanted, or of which that cannot be told, by those that stand for it or by itself
  /// where it stands for others. Each condition is decided once.
  private mutating func unwanted(_ item: Int) -> Judged? {
    for condition in items[item].conditions {
      let owner = graph.places[condition.owner]
      let prefix = owner == item ? "" : "part of \(owner.map { items[$0].summary.id } ?? condition.owner)"
      switch admission(condition) {
      case .success(nil): continue
      case .success(let reason?):
        let message = prefix.isEmpty ? reason : "\(prefix), which is skipped: \(reason)"
        return Judged(outcome: .skipped, message: message)
      case .failure(let error):
        guard !prefix.isEmpty else { return judge.judge(items[item], .failure(error), at: time) }
        return .error("\(prefix), of which it is not known whether it is wanted: \(error.message)")
      }
    }
    return nil
  }

  private mutating func admission(_ condition: RunCondition) -> Result<String?, ProbeError> {
    if let known = admissions[condition.owner] { return known }
    let admission = Result { () throws(ProbeError) in
      try condition.skipReason(at: time, redacting: judge.redactor, ended)
    }
    admissions[condition.owner] = admission
    return admission
  }

  /// What an item that stands for others comes to by what came of them.
  private func judgedByMembers(_ item: Int) -> Judged? {
    guard case .success(let probe as any CompositeProbe) = items[item].question.probe else { return nil }
    let members = items[item].members.compactMap { id in
      graph.places[id].flatMap { place in
        states[place].outcome.map { outcome in
          Member(
            id: items[place].summary.id,
            outcome: outcome.decisive(root: states[place].root.flatMap { states[$0].outcome }),
            gates: items[place].membership?.gates ?? false)
        }
      }
    }
    let answer = Answer { () throws(ProbeError) in
      try probe.observe(members, judgingRefusal: items[item].question.judgesRefusal)
    }
    return judge.judge(items[item], answer, at: time)
  }

  /// The need that decides what becomes of an item: what is skipped takes all with it, else the first that is not met.
  func obstacle(among unmet: [Int]) -> Int? {
    unmet.first { states[$0].outcome == .skipped } ?? unmet.first
  }

  /// Gives what only the run knows its value; what the item comes to where it is not to be asked after all.
  private mutating func resolve(_ item: Int) -> Judged? {
    guard items[item].isLate else { return nil }
    let wasKnown = items[item].isQuestionKnown
    do {
      let resolved = try items[item].resolved(at: time, redacting: judge.redactor, ended)
      items[item] = resolved
      // What depends on the time is asked at its own.
      if !wasKnown, !resolved.isLate { cache.join(item, resolved) }
      return resolved.skipReason.map { Judged(outcome: .skipped, message: $0) }
    } catch {
      return judge.judge(items[item], .failure(error), at: time)
    }
  }

  private func ended(_ id: ItemID) -> PlannedItem.Ended? {
    guard let place = graph.places[id], let outcome = states[place].outcome else { return nil }
    return PlannedItem.Ended(outcome: outcome, outputs: states[place].outputs)
  }

  /// Whether an item that has ended does not stand in the way of one that needs it.
  func isMet(_ need: Int, for item: Int) -> Bool {
    if states[need].outcome?.satisfiesNeeds == true { return true }
    return items[item].isCleanup && items[need].summary.isAction && states[need].asks > 0
  }

  /// The item's delay or pause is over. What was asked before the end of a delay is too old for it.
  mutating func resume(_ item: Int) {
    if states[item].phase == .delayed { states[item].barrier = tick() }
    queue(item)
  }

  private mutating func queue(_ item: Int) {
    states[item].phase = .queued
    schedule(item)
  }

  /// Takes what the item must hold, one after the other, as far as it is free; looks for a shared answer before it
  /// waits for a target, and again before it asks.
  mutating func claim(_ item: Int) {
    let claim = slots.claims[item]
    while true {
      let held = states[item].held
      if held == claim.lockCount || held == claim.slots.count, shares(item) { return }
      guard held < claim.slots.count else { return ask(item) }
      guard slots.take(claim.slots[held], for: item) else { return }
      states[item].held += 1
    }
  }

  /// Serves a first ask from an identical one, if there is one.
  private mutating func shares(_ item: Int) -> Bool {
    guard states[item].asks == 0,
      let offer = cache.offer(for: item, after: states[item].barrier, timeout: items[item].timeout)
    else {
      return false
    }
    release(item, downTo: slots.claims[item].lockCount)
    switch offer {
    case .answer(let answer):
      begin(item)
      judged(item, judge.judge(items[item], answer, at: time), by: answer)
    case .ask(let ask):
      asks[ask]?.waiting.insert(item)
      states[item].phase = .asking(ask)
      begin(item)
    }
    return true
  }

  private mutating func ask(_ item: Int) {
    // What reads the time reads that of each asking.
    if items[item].isLate, let judged = resolve(item) { return self.judged(item, judged) }
    let claim = slots.claims[item]
    let ask = newAsk()
    asks[ask] = Ask(owner: item, slots: claim.slots[claim.lockCount...], waiting: [item])
    states[item].held = claim.lockCount
    states[item].phase = .asking(ask)
    let isFirst = states[item].asks == 0
    let timeout = isFirst ? cache.timeout(for: item, of: items[item]) : items[item].timeout
    if isFirst { cache.began(ask, by: item, at: tick(), timeout: timeout) }
    begin(item)
    perform(.ask(ask, item: item, timeout: timeout))
  }

  private mutating func begin(_ item: Int) {
    if states[item].asks == 0 {
      states[item].firstAsked = now
      cache.forget(item)
      report(.itemStarted(items[item].summary.id, title: items[item].summary.title))
    }
    states[item].asks += 1
    states[item].stop = nil
    setTimeout(items[item].timeout ?? (cut == nil ? nil : options.cleanupTimeout), for: item)
  }

  func isAsking(_ item: Int) -> Bool {
    if case .asking = states[item].phase { true } else { false }
  }

  mutating func setTimeout(_ timeout: Duration?, for item: Int) {
    guard let timeout, isAsking(item) else { return }
    setAlarm(at: now + timeout, .timeout(item: item, asks: states[item].asks, timeout))
  }

  /// An ask has ended by itself, or because it was told to.
  mutating func answered(_ ask: Int, _ answer: Answer) {
    guard let ended = remove(ask) else { return }
    let keepers = cache.secretKeepers(for: ended.owner, of: items[ended.owner])
    let answer = judge.withoutSecrets(answer, of: keepers.map { items[$0] }, at: time)
    forget(ask, of: ended.owner, ended.isCancelled ? nil : answer)
    for item in ended.waiting.sorted() {
      if let stop = states[item].stop {
        stopped(item, stop, answer)
      } else {
        judged(item, judge.judge(items[item], answer, at: time), by: answer)
      }
    }
  }

  /// The ask is in flight no more; its answer, if there is one, may be shared.
  private mutating func forget(_ ask: Int, of owner: Int, _ answer: Answer?) {
    cache.ended(ask, by: owner, answer, of: items[owner].question)
  }

  /// An ask did not stop in time: the run goes on without it.
  mutating func abandon(_ ask: Int) {
    guard let abandoned = remove(ask) else { return }
    for item in abandoned.waiting.sorted() {
      if let stop = states[item].stop { stopped(item, stop, didStop: false) }
    }
  }

  private mutating func remove(_ ask: Int) -> Ask? {
    guard let removed = asks.removeValue(forKey: ask) else { return nil }
    for slot in removed.slots { slots.free(slot) }
    return removed
  }

  /// Items that wait for their answers no longer, all at one moment. An ask for which nobody waits is told to stop, and
  /// its last items have their outcome when it has.
  mutating func leave(_ leaving: [(item: Int, stop: Stop)]) {
    var left: [Int: [(item: Int, stop: Stop)]] = [:]
    for (item, stop) in leaving {
      guard case .asking(let id) = states[item].phase, asks[id] != nil, states[item].stop == nil else {
        continue
      }
      states[item].stop = stop
      left[id, default: []].append((item, stop))
    }
    for (id, items) in left.sorted(by: { $0.key < $1.key }) {
      guard let ask = asks[id] else { continue }
      guard items.count < ask.waiting.count else {
        cancel(id, of: ask.owner)
        continue
      }
      for (item, stop) in items {
        asks[id]?.waiting.remove(item)
        stopped(item, stop)
      }
    }
  }

  private mutating func cancel(_ ask: Int, of owner: Int) {
    asks[ask]?.isCancelled = true
    forget(ask, of: owner, nil)
    perform(.cancel(ask: ask))
    setAlarm(at: now + options.stopGrace, .abandon(ask: ask))
  }

  /// Hands one place that was given back to an item that still waits for it; false where there is none.
  mutating func grant() -> Bool {
    while let (slot, item) = slots.grant() {
      if states[item].phase == .queued {
        states[item].held += 1
        schedule(item)
        return true
      }
      slots.free(slot)
    }
    return false
  }

  /// Gives back what the item holds beyond the first `count` places of its claim.
  mutating func release(_ item: Int, downTo count: Int = 0) {
    while states[item].held > count {
      states[item].held -= 1
      slots.free(slots.claims[item].slots[states[item].held])
    }
  }
}
