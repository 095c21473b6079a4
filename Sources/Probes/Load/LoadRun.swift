internal import HTTPClient
internal import Values

/// A load that is under way: as many workers as requests may be in flight, each of which takes the next request when it is
/// through with one.
final class LoadRun: Sendable {
  private struct State {
    var schedule: LoadSchedule
    var recorder = LoadRecorder()
    var sent = 0
  }

  private let request: HTTPRequest
  private let concurrency: Int
  private let patience: Duration
  private let client: HTTPClient
  private let state: Lock<State>
  private let began = ContinuousClock.now

  /// A load of this request, whose `timeout` each has. It begins now.
  init(_ request: HTTPRequest, timeout: Duration, _ plan: LoadPlan, over client: HTTPClient) {
    self.request = request
    concurrency = plan.concurrency
    patience = timeout
    self.client = client
    state = Lock(State(schedule: LoadSchedule(plan)))
  }

  /// What was counted so far.
  var counted: (schedule: LoadSchedule, recorder: LoadRecorder, sent: Int) {
    state.withLock { ($0.schedule, $0.recorder, $0.sent) }
  }

  /// Sends all of it; throws what this machine is to blame for. Ends early where nobody answers or the task is cancelled.
  func run() async throws(HTTPError) {
    let failure = await withTaskGroup(of: HTTPError?.self) { group in
      for _ in 0..<concurrency {
        group.addTask { await self.work() }
      }
      for await failure in group where failure != nil || self.hasGivenUp {
        group.cancelAll()
        return failure
      }
      return nil
    }
    if let failure { throw failure }
  }

  private var hasGivenUp: Bool { state.withLock { $0.recorder.hasGivenUp } }

  private var now: Duration { ContinuousClock.now - began }

  private func work() async -> HTTPError? {
    while !Task.isCancelled, let ticket = next() {
      if ticket.due > now {
        // A cancelled sleep just ends early.
        try? await Task.sleep(until: began + ticket.due, tolerance: .zero)
        guard !Task.isCancelled else { return nil }
      }
      guard now - ticket.due <= patience else {
        record(.notSent, ticket)
        continue
      }
      if let failure = await send(ticket) { return failure }
    }
    return nil
  }

  private func next() -> LoadSchedule.Ticket? {
    // Read while nobody else takes one: time does not go back from one request to the next.
    state.withLock { $0.recorder.hasGivenUp ? nil : $0.schedule.next(at: now) }
  }

  private func send(_ ticket: LoadSchedule.Ticket) async -> HTTPError? {
    state.withLock { $0.sent += 1 }
    let delay = now - ticket.due
    do {
      let response = try await client.send(request)
      // By libcurl's clock: how late this machine's tasks hear of an answer says nothing of the service.
      record(.answered(status: response.status), ticket, latency: delay + response.latency)
    } catch  where error.kind == .cancelled {
      return nil
    } catch {
      guard let fault = LoadFault(error.kind) else { return error }
      record(.failed(fault, error), ticket)
    }
    return nil
  }

  /// Notes what became of a request; without a latency of its own it took until now.
  private func record(
    _ ending: LoadRecorder.Ending, _ ticket: LoadSchedule.Ticket, latency: Duration? = nil
  ) {
    let now = now
    state.withLock { $0.recorder.record(ending, ticket, latency: latency ?? now - ticket.due, at: now) }
  }
}
