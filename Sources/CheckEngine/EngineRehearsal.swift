public import CheckModel
internal import Checklists
internal import ProbeKit
internal import Values

extension Engine {
  /// Runs the plan once, in no time: one question is answered after the other, in the order in which they are asked, and
  /// where nothing is left to be answered the clock jumps to what is waited for. So every rehearsal goes the same way, for
  /// an asker that does.
  public func rehearse(onEvent: (RunEvent) -> Void) async -> RunSummary {
    var rehearsal = Rehearsal(scheduler: makeScheduler(), started: now())
    var actions = rehearsal.scheduler.start()
    while true {
      for action in actions {
        switch action {
        case .ask(let ask, let item, let timeout): rehearsal.asks.append((ask, item, timeout))
        case .cancel(let ask): rehearsal.cancelled.insert(ask)
        case .report(let event):
          onEvent(redactor.redact(event))
          guard case .runFinished(let summary) = event else { continue }
          await resources.close()
          return summary
        }
      }
      actions = await step(&rehearsal)
    }
  }

  /// What follows the next answer; where there is none to come, what follows the next alarm.
  private func step(_ rehearsal: inout Rehearsal) async -> [Scheduler.Action] {
    guard !rehearsal.asks.isEmpty else {
      rehearsal.elapsed = max(rehearsal.elapsed, rehearsal.scheduler.nextAlarm ?? .zero)
      return rehearsal.scheduler.handle(.tick, at: rehearsal.elapsed)
    }
    let (ask, item, timeout) = rehearsal.asks.removeFirst()
    let asked = rehearsal.scheduler.items[item]
    let time = rehearsal.started.advanced(by: rehearsal.elapsed)
    let answer =
      rehearsal.cancelled.contains(ask)
      ? .failure(ProbeError(.cancelled, "the item ended before it was asked"))
      : await asker.answer(
        asked,
        in: ProbeContext(
          timeout: timeout, redactor: redactor, resources: resources, targets: asked.question.targets,
          item: plan.items[item].asking, now: { time }))
    return rehearsal.scheduler.handle(.answered(ask: ask, answer), at: rehearsal.elapsed)
  }
}

/// How far a rehearsal has come.
private struct Rehearsal {
  var scheduler: Scheduler
  let started: Timestamp
  var elapsed: Duration = .zero
  var asks: [(ask: Int, item: Int, timeout: Duration?)] = []
  var cancelled: Set<Int> = []

  init(scheduler: Scheduler, started: Timestamp) {
    self.scheduler = scheduler
    self.started = started
  }
}
