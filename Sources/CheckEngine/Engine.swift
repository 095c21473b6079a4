public import CheckModel
internal import Checklists
public import ProbeKit
public import Values

/// Runs a plan: asks, asks again, judges and reports. It talks to no system itself.
///
/// Probes run in tasks of their own, and not as children of one group, since a group cannot return before a probe
/// that ignores that it was cancelled.
public struct Engine: Sendable {
  let plan: RunPlan
  private let arbiter: (any Arbiter)?
  private let options: RunOptions
  let redactor: Redactor
  let resources: RunResources
  let asker: any Asker
  private let signOffs: (any SignOffBook)?
  let now: @Sendable () -> Timestamp
  private let clock: EngineClock

  /// Prepares a run; `asker` answers its questions, `arbiter` has the last word on what the answers mean, `signOffs` is what people answered. The engine closes `resources` when the run is over.
  public init(
    plan: RunPlan, options: RunOptions = RunOptions(), redactor: Redactor, resources: RunResources,
    asker: any Asker = SystemAsker(), arbiter: (any Arbiter)? = nil, signOffs: (any SignOffBook)? = nil,
    now: @escaping @Sendable () -> Timestamp,
    clock: EngineClock = .continuous()
  ) {
    self.plan = plan
    self.arbiter = arbiter
    self.options = options
    self.redactor = redactor
    self.resources = resources
    self.asker = asker
    self.signOffs = signOffs
    self.now = now
    self.clock = clock
  }

  /// Runs the plan once. `onEvent` is called for one event after the other, `runStarted` first and `runFinished`
  /// last, with every secret masked; it should return quickly. Cancelling the task is an interrupt.
  public func run(
    control: RunControl = RunControl(), onEvent: @escaping @Sendable (RunEvent) -> Void
  ) async -> RunSummary {
    // In a task of its own, or a cancelled caller could not wait for what may still finish.
    let run = Task {
      let summary = await drive(control, onEvent)
      await resources.close()
      return summary
    }
    return await withTaskCancellationHandler {
      await run.value
    } onCancel: {
      control.interrupt()
    }
  }

  private func drive(
    _ control: RunControl, _ onEvent: @Sendable (RunEvent) -> Void
  ) async -> RunSummary {
    let (stream, events) = AsyncStream.makeStream(of: Scheduler.Event.self)
    let interrupts = control.attach { events.yield(.interrupt) }
    let start = clock.now()
    var tasks = RunningTasks(clock: clock, start: start, events: events, asker: asker)
    var scheduler = makeScheduler()
    var incoming = stream.makeAsyncIterator()
    var actions = scheduler.start(interrupts: interrupts)
    while true {
      if let summary = perform(actions, of: scheduler, in: &tasks, onEvent) {
        tasks.end()
        return summary
      }
      tasks.setAlarm(scheduler.nextAlarm)
      // Nobody but `tasks.end` finishes the stream.
      guard let event = await incoming.next() else { continue }
      tasks.takeNote(of: event)
      actions = scheduler.handle(event, at: clock.now() - start)
    }
  }

  /// The run's decisions, none of them made yet.
  func makeScheduler() -> Scheduler {
    var masked = plan
    if !redactor.isIdle {
      for index in masked.items.indices {
        masked.items[index].summary = redactor.redact(plan.items[index].summary)
      }
    }
    return Scheduler(
      masked, Graph(plan.items), names: plan.items.map(\.summary.id), options,
      judge: Judge(redactor: redactor), arbiter: arbiter, started: now())
  }

  /// The summary, once the run is over.
  private func perform(
    _ actions: [Scheduler.Action], of scheduler: Scheduler, in tasks: inout RunningTasks,
    _ onEvent: @Sendable (RunEvent) -> Void
  ) -> RunSummary? {
    for action in actions {
      switch action {
      case .ask(let ask, let item, let timeout):
        tasks.ask(
          ask, scheduler.items[item], context(of: item, in: scheduler, timeout: timeout, now: now))
      case .cancel(let ask): tasks.cancel(ask)
      case .report(let event):
        onEvent(masked(event))
        if case .runFinished(let summary) = event { return summary }
      }
    }
    return nil
  }

  /// What the probe of an item is given.
  func context(
    of item: Int, in scheduler: Scheduler, timeout: Duration?, now: @escaping @Sendable () -> Timestamp
  ) -> ProbeContext {
    let question = scheduler.items[item].question
    return ProbeContext(
      timeout: timeout, redactor: redactor, resources: resources, targets: question.targets,
      item: plan.items[item].asking, signOffs: signOffs, policy: question.policy, now: now)
  }

  /// The event as it is shown.
  func masked(_ event: RunEvent) -> RunEvent { redactor.redact(event) }
}
