import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

@testable import CheckEngine

/// Drives a scheduler through a run in virtual time.
struct Simulation {
  /// What a fake system does with an ask.
  struct Reply {
    var answer: Answer
    /// How long it takes; nil for ever.
    var time: Duration? = .seconds(1)
    var ignoresCancel = false
    /// What the probe says that it waited for when it is told to stop.
    var awaited: String?
  }

  var scheduler: Scheduler
  let items: [PlannedItem]
  let redactor = Redactor()
  var now: Duration = .zero
  var events: [RunEvent] = []
  var results: [ItemID: ItemResult] = [:]
  var finished: Set<ItemID> = []
  /// The items in whose name the system was asked, and when.
  var asked: [(id: ItemID, at: Duration)] = []
  var timeouts: [ItemID: Duration?] = [:]
  var cancelled: Set<ItemID> = []
  var summary: RunSummary?
  var mostAtOnce = 0
  var mostAtOnceByTarget: [String: Int] = [:]
  var overlappingLocks: Set<String> = []

  private var pending: [Pending] = []
  private let reply: (ItemID, Int) -> Reply
  private var inputs: [(at: Duration, event: Scheduler.Event)]
  private var running: [Int: Int] = [:]
  private var attempts: [ItemID: Int] = [:]

  private struct Pending {
    var time: Duration
    var ask: Int
    var answer: Answer
  }

  @discardableResult
  init(
    _ items: [PlannedItem], _ options: RunOptions = RunOptions(), interruptsAt: [Duration] = [],
    reply: @escaping (ItemID, Int) -> Reply = { _, _ in Reply(answer: .passes) }
  ) {
    self.items = items
    self.reply = reply
    inputs = interruptsAt.map { ($0, .interrupt) }
    scheduler = Scheduler(
      plan(items), Graph(items), options, judge: Judge(redactor: redactor),
      started: Timestamp(seconds: 1_000, nanoseconds: 0))
    perform(scheduler.start())
    while summary == nil, step() {}
    #expect(summary != nil, "the run got stuck at \(now)")
    #expect(finished == Set(items.map(\.summary.id)))
  }

  subscript(id: ItemID) -> ItemResult {
    results[id]
      ?? ItemResult(item: ItemSummary(id: id, title: "", kind: ""), outcome: .pending, message: "none")
  }

  private mutating func step() -> Bool {
    let answer = pending.indices.min {
      (pending[$0].time, pending[$0].ask) < (pending[$1].time, pending[$1].ask)
    }
    let times = [answer.map { pending[$0].time }, inputs.first?.at, scheduler.nextAlarm]
    guard let time = times.compactMap({ $0 }).min() else { return false }
    now = max(now, time)
    if let answer, pending[answer].time <= now {
      let next = pending.remove(at: answer)
      running[next.ask] = nil
      perform(scheduler.handle(.answered(ask: next.ask, next.answer), at: now))
    } else if let input = inputs.first, input.at <= now {
      inputs.removeFirst()
      perform(scheduler.handle(input.event, at: now))
    } else {
      perform(scheduler.handle(.tick, at: now))
    }
    return true
  }

  private mutating func perform(_ actions: [Scheduler.Action]) {
    for action in actions {
      switch action {
      case .report(let event): note(event)
      case .cancel(let ask): cancel(ask)
      case .ask(let ask, let item, let timeout): begin(ask, item, timeout)
      }
    }
  }

  private mutating func begin(_ ask: Int, _ item: Int, _ timeout: Duration?) {
    let id = items[item].summary.id
    attempts[id, default: 0] += 1
    asked.append((id, now))
    timeouts[id] = timeout
    let others = running.values.map { items[$0] }
    for other in others { overlappingLocks.formUnion(other.locks.intersection(items[item].locks)) }
    running[ask] = item
    mostAtOnce = max(mostAtOnce, running.count)
    if let target = items[item].question.identity.target {
      let count = 1 + others.count { $0.question.identity.target == target }
      mostAtOnceByTarget[target.name] = max(mostAtOnceByTarget[target.name] ?? 0, count)
    }
    let reply = reply(id, attempts[id] ?? 0)
    if let time = reply.time { pending.append(Pending(time: now + time, ask: ask, answer: reply.answer)) }
  }

  private mutating func cancel(_ ask: Int) {
    guard let item = running[ask] else { return }
    let id = items[item].summary.id
    cancelled.insert(id)
    let reply = reply(id, attempts[id] ?? 0)
    if reply.ignoresCancel { return }
    pending.removeAll { $0.ask == ask }
    let error = ProbeError(.cancelled, "cancelled", awaited: reply.awaited)
    pending.append(Pending(time: now, ask: ask, answer: .failure(error)))
  }

  private mutating func note(_ event: RunEvent) {
    events.append(event)
    switch event {
    case .itemFinished(let id, let ended):
      #expect(finished.insert(id).inserted || finished.count < items.count, "\(id) ended twice")
      for result in ended { results[result.item.id] = result }
    case .runFinished(let summary): self.summary = summary
    case .runStarted, .itemStarted, .itemRetrying: break
    }
  }
}
