internal import Checklists
internal import ProbeKit

/// The tasks of a run: one per ask, and one that waits for the next alarm. They report to one stream of events.
struct RunningTasks {
  private let clock: EngineClock
  private let start: Duration
  private let events: AsyncStream<Scheduler.Event>.Continuation
  private let asker: any Asker
  private var asks: [Int: Task<Void, Never>] = [:]
  private var alarm: (time: Duration, task: Task<Void, Never>)?

  init(
    clock: EngineClock, start: Duration, events: AsyncStream<Scheduler.Event>.Continuation, asker: any Asker
  ) {
    self.asker = asker
    self.clock = clock
    self.start = start
    self.events = events
  }

  /// Asks; the answer becomes an event.
  mutating func ask(_ ask: Int, _ item: PlannedItem, _ context: ProbeContext) {
    asks[ask] = Task { [events, asker] in
      events.yield(.answered(ask: ask, await asker.answer(item, in: context)))
    }
  }

  /// Tells a probe to stop.
  func cancel(_ ask: Int) { asks[ask]?.cancel() }

  /// Rings at a time since the start, or earlier: an alarm that is set already is kept if it rings before.
  mutating func setAlarm(_ time: Duration?) {
    guard let time, alarm.map({ $0.time > time }) ?? true else { return }
    alarm?.task.cancel()
    let task = Task { [clock, start, events] in
      await clock.sleep(start + time)
      if !Task.isCancelled { events.yield(.tick) }
    }
    alarm = (time, task)
  }

  /// Lets go of what an event says has ended.
  mutating func takeNote(of event: Scheduler.Event) {
    switch event {
    case .answered(let ask, _): asks[ask] = nil
    case .tick:
      alarm?.task.cancel()
      alarm = nil
    case .interrupt: break
    }
  }

  /// Ends the stream. Probes that did not stop when told to are left to themselves.
  mutating func end() {
    alarm?.task.cancel()
    events.finish()
  }
}
