public import CheckModel
public import Checklists
public import ProbeKit
internal import Values

/// Somebody who knows what systems answered, and when.
public protocol Memory: Sendable {
  /// What was answered to an item that is asked for the `attempt`th time; `context` is what its probe would be given.
  func recall(
    _ id: ItemID, _ item: PlannedItem, attempt: Int, in context: ProbeContext
  ) async -> Recollection
}

/// An answer that was given before.
public struct Recollection: Sendable {
  /// The answer.
  public let answer: Result<Observation, ProbeError>
  /// When it came.
  public let arrival: Arrival

  /// When an answer comes.
  public enum Arrival: Sendable {
    /// After so long; and not before so long since the item was first asked, where that is known.
    case after(Duration, sinceFirstAsked: Duration? = nil)
    /// Only once the question is given up.
    case whenStopped
  }

  /// Makes one.
  public init(_ answer: Result<Observation, ProbeError>, arrival: Arrival = .after(.zero)) {
    self.answer = answer
    self.arrival = arrival
  }
}

extension Engine {
  /// Runs the plan on what somebody remembers. Nothing is asked and nobody waits: time is the run's own, and goes from
  /// one event to the next at once, so that pauses, delays and timeouts are what they were. The same plan and memory
  /// give the same events.
  public func rehearse(from memory: some Memory, onEvent: (RunEvent) -> Void) async -> RunSummary {
    let started = now()
    var rehearsal = Rehearsal(scheduler: makeScheduler())
    while true {
      for action in rehearsal.actions {
        switch action {
        case .ask(let ask, let item, let timeout):
          let scheduler = rehearsal.scheduler
          let time = started.advanced(by: rehearsal.now)
          let recollection = await memory.recall(
            scheduler.names[item], scheduler.items[item], attempt: scheduler.states[item].asks,
            in: context(of: item, in: scheduler, timeout: timeout, now: { time }))
          rehearsal.asked(ask, item, timeout: timeout, recollection)
        case .cancel(let ask): rehearsal.cancel(ask)
        case .report(let event):
          onEvent(masked(event))
          guard case .runFinished(let summary) = event else { continue }
          await resources.close()
          return summary
        }
      }
      rehearsal.next()
    }
  }
}

/// A run in a time of its own.
private struct Rehearsal {
  private(set) var scheduler: Scheduler
  private(set) var actions: [Scheduler.Action]
  private(set) var now = Duration.zero
  private var arrivals = Heap<ArrivalTime>()
  /// The answers to the asks in flight.
  private var answers: [Int: Answer] = [:]

  init(scheduler: Scheduler) {
    self.scheduler = scheduler
    actions = self.scheduler.start()
  }

  mutating func asked(_ ask: Int, _ item: Int, timeout: Duration?, _ recollection: Recollection) {
    answers[ask] = recollection.answer
    guard case .after(let took, let sinceFirstAsked) = recollection.arrival else { return }
    var arrival = now + max(took, .zero)
    if let sinceFirstAsked, let first = scheduler.states[item].firstAsked {
      // What pauses took beyond their length delays the answer, and never makes it late.
      let latest = timeout.map { now + $0 - .nanoseconds(1) }
      let then = first + sinceFirstAsked
      arrival = max(arrival, latest.map { min(then, $0) } ?? then)
    }
    arrivals.push(ArrivalTime(time: arrival, ask: ask))
  }

  /// An ask that is given up has its answer at once.
  mutating func cancel(_ ask: Int) { arrivals.push(ArrivalTime(time: now, ask: ask)) }

  /// Goes on to what happens next.
  mutating func next() {
    while let arrival = arrivals.first, answers[arrival.ask] == nil { _ = arrivals.pop() }
    let alarm = scheduler.nextAlarm
    if let arrival = arrivals.first, alarm.map({ arrival.time <= $0 }) ?? true {
      _ = arrivals.pop()
      now = max(now, arrival.time)
      deliver(arrival.ask)
    } else if let alarm {
      now = max(now, alarm)
      actions = scheduler.handle(.tick, at: now)
    } else if let ask = answers.keys.min() {
      answers[ask] = .failure(
        ProbeError(
          .answer, "replay: there was no answer yet when the run that was recorded was cut short",
          isTransient: false))
      deliver(ask)
    } else {
      // Nothing is asked, and nothing is waited for: only an interrupt ends what is left.
      actions = scheduler.handle(.interrupt, at: now)
    }
  }

  private mutating func deliver(_ ask: Int) {
    guard let answer = answers.removeValue(forKey: ask) else { return }
    actions = scheduler.handle(.answered(ask: ask, answer), at: now)
  }
}

/// When an answer comes; of two at the same time the earlier asked goes first.
private struct ArrivalTime: Comparable {
  let time: Duration
  let ask: Int

  static func < (left: ArrivalTime, right: ArrivalTime) -> Bool {
    (left.time, left.ask) < (right.time, right.ask)
  }
}
