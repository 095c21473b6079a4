internal import CheckModel
internal import Checklists
internal import ProbeKit
internal import Values

/// Decides what a run does next. It is told what happened and when, and says what to do; it does nothing itself.
///
/// Rules beyond what the items say:
/// - An item with a reason to be skipped is skipped, and everything that needs it, whatever else those need: at once,
///   unless the reason is decided by what came of other items.
/// - Whether an item is blocked is decided when all it waits for has ended, by the first of its
///   `needs` that did not pass. So outcomes do not depend on which probe is quicker.
/// - A cleanup item ignores that an action it needs did not pass, if it was started: there may be something to
///   clean up. Everything else it needs must pass.
/// - Locks are held while one ask of the item lasts; slots while the probe works, even where it was told to stop,
///   until `stopGrace` is over.
struct Scheduler: Sendable {
  /// What happened.
  enum Event: Sendable {
    case answered(ask: Int, Answer)
    /// The time of an alarm has come.
    case tick
    case interrupt
  }

  /// What to do.
  enum Action: Sendable {
    case ask(Int, item: Int, timeout: Duration?)
    case cancel(ask: Int)
    case report(RunEvent)
  }

  let plan: RunPlan
  /// Those that read what came of others have it once they are about to be asked.
  var items: [PlannedItem]
  let options: RunOptions
  let judge: Judge
  /// Who has the last word; nil for nobody but the judge.
  let arbiter: (any Arbiter)?
  /// The items' names without a mask.
  let names: [ItemID]
  let graph: Graph
  let started: Timestamp

  var now: Duration = .zero
  var states: [ItemState]
  var slots: SlotTable
  var cache: QuestionCache
  var asks: [Int: Ask] = [:]
  var cut: Cut?
  /// Why those that stand for others are not wanted, as far as that is decided.
  var admissions: [ItemID: Result<String?, ProbeError>] = [:]
  var interrupts = 0
  private(set) var isFinished = false
  private var undecided: Int
  /// Items that may have something to do, by place in the plan.
  private var work = Heap<Int>()
  private var alarms = Heap<Alarm>()
  private var alarmCount = 0
  private var nextAsk = 0
  private var logicalTime = 0
  private var actions: [Action] = []

  /// Plans a run. The graph and the names are given apart since two ids may be the same once secrets are masked in them.
  init(
    _ plan: RunPlan, _ graph: Graph, names: [ItemID]? = nil, _ options: RunOptions, judge: Judge,
    arbiter: (any Arbiter)? = nil, started: Timestamp
  ) {
    self.plan = plan
    self.arbiter = arbiter
    self.names = names ?? plan.items.map(\.summary.id)
    items = plan.items
    self.options = options
    self.judge = judge
    self.started = started
    self.graph = graph
    states = graph.dependencyCounts.map { ItemState(missing: $0) }
    slots = SlotTable(items, options)
    cache = QuestionCache(items, sharesAnswers: options.sharesAnswers)
    undecided = items.count
  }

  /// The time of day.
  var time: Timestamp { started.advanced(by: now) }

  /// When it wants to be told of the time; nil for not at all.
  var nextAlarm: Duration? { alarms.first?.time }

  /// Begins a run that may have been interrupted already.
  mutating func start(interrupts: Int = 0) -> [Action] {
    report(
      .runStarted(
        RunHeader(
          checklist: plan.checklist, title: plan.title, environment: plan.environment, itemCount: items.count,
          disabled: plan.disabled, started: started, replay: plan.replay)))
    if let deadline = options.deadline { setAlarm(at: deadline, .deadline) }
    endWhatCannotBeAsked()
    // Those that an end has set free meanwhile are in line already.
    for item in items.indices where graph.dependencyCounts[item] == 0 { work.push(item) }
    for _ in 0..<interrupts { interrupt() }
    return settle()
  }

  /// Takes note of what happened, at a time since the start.
  mutating func handle(_ event: Event, at time: Duration) -> [Action] {
    guard !isFinished else { return [] }
    now = max(now, time)
    switch event {
    case .answered(let ask, let answer): answered(ask, answer)
    case .interrupt: interrupt()
    case .tick: break
    }
    ringAlarms()
    return settle()
  }

  private mutating func endWhatCannotBeAsked() {
    for (item, fault) in graph.faults.sorted(by: { $0.key < $1.key }) { end(item, .error(fault)) }
    var reasons: [Int: String] = [:]
    for item in graph.order where states[item].phase != .ended {
      if let reason = items[item].skipReason {
        reasons[item] = reason
      } else if let need = graph.needs[item].first(where: { reasons[$0] != nil }) {
        reasons[item] = "it needs \(items[need].summary.id), which is skipped"
      }
    }
    for (item, reason) in reasons.sorted(by: { $0.key < $1.key }) {
      end(item, Judged(outcome: .skipped, message: reason))
    }
  }

  /// Lets every item that may go on do so, and hands out what is to be done.
  private mutating func settle() -> [Action] {
    repeat {
      while let item = work.pop() {
        switch states[item].phase {
        case .waiting where states[item].missing == 0: prepare(item)
        case .queued: claim(item)
        default: break
        }
      }
    } while grant()
    if undecided == 0, !isFinished {
      isFinished = true
      report(.runFinished(summary))
    }
    defer { actions = [] }
    return actions
  }

  private var summary: RunSummary {
    var counts: [Outcome: Int] = [:]
    var gating: Set<Outcome> = []
    for item in items.indices {
      let root = states[item].root.flatMap { states[$0].outcome }
      for outcome in states[item].counted {
        counts[outcome, default: 0] += 1
        if items[item].summary.gates { gating.insert(outcome.decisive(root: root)) }
      }
    }
    let cutSomething = states.contains(where: \.endedByCut)
    return RunSummary(
      verdict: Verdict(gating: gating, interrupted: interrupts > 0), counts: counts, duration: now,
      cutShort: cutSomething ? cut?.description : nil)
  }

  /// The item at the root of a blocked one.
  func root(of item: Int) -> ItemResult.Root? {
    states[item].outcome.map { ItemResult.Root(id: items[item].summary.id, outcome: $0) }
  }
}

/// Alarms, time and reports.
extension Scheduler {
  mutating func report(_ event: RunEvent) { actions.append(.report(event)) }

  mutating func perform(_ action: Action) { actions.append(action) }

  /// The item goes on when those before it in the plan have.
  mutating func schedule(_ item: Int) { work.push(item) }

  mutating func setAlarm(at time: Duration, _ purpose: Alarm.Purpose) {
    alarmCount += 1
    alarms.push(Alarm(time: time, number: alarmCount, purpose: purpose))
  }

  /// A moment later than all before, for the order of asks and ends.
  mutating func tick() -> Int {
    logicalTime += 1
    return logicalTime
  }

  mutating func newAsk() -> Int {
    nextAsk += 1
    return nextAsk
  }

  /// The item has its outcome.
  mutating func decided() { undecided -= 1 }

  private mutating func ringAlarms() {
    while let alarm = alarms.first, alarm.time <= now || isStale(alarm) {
      _ = alarms.pop()
      guard !isStale(alarm) else { continue }
      switch alarm.purpose {
      case .deadline: cutShort(.deadline(options.deadline ?? .zero))
      case .resume(let item, _): resume(item)
      case .timeout(let item, _, let timeout): leave([(item, .timeout(timeout))] + takeTimeouts())
      case .abandon(let ask): abandon(ask)
      }
    }
  }

  /// The timeouts that are due as well: items that share an ask end together, with what its probe says.
  private mutating func takeTimeouts() -> [(item: Int, stop: Stop)] {
    var late: [(item: Int, stop: Stop)] = []
    while let alarm = alarms.first, alarm.time <= now || isStale(alarm),
      case .timeout(let item, _, let timeout) = alarm.purpose
    {
      if !isStale(alarm) { late.append((item, .timeout(timeout))) }
      _ = alarms.pop()
    }
    return late
  }

  private func isStale(_ alarm: Alarm) -> Bool {
    switch alarm.purpose {
    case .deadline: cut != nil
    case .resume(let item, let asks):
      states[item].asks != asks || ![.delayed, .pausing].contains(states[item].phase)
    case .timeout(let item, let asks, _):
      if case .asking = states[item].phase {
        states[item].asks != asks || states[item].stop != nil
      } else {
        true
      }
    case .abandon(let ask): asks[ask] == nil
    }
  }
}
