/// Work that is done once for all who wait for it, and given up when nobody does any more.
public final class SharedWork<Result: Sendable>: Sendable {
  private struct State {
    var task: Task<Void, Never>?
    var result: Result?
    var waiting: [Int: CheckedContinuation<Result?, Never>] = [:]
    /// Those that were cancelled before they waited.
    var left: Set<Int> = []
    /// How many have joined and not left.
    var members = 0
    var lastMember = 0
    var isAbandoned = false
  }

  private let state = Lock(State())

  /// Begins the work, in a task of its own: whoever asks first may leave first.
  public init(_ work: @escaping @Sendable () async -> Result) {
    state.withLock { state in
      state.task = Task {
        let result = await work()
        for waiter in self.finish(result) { waiter.resume(returning: result) }
      }
    }
  }

  /// Takes part; nil where the work was given up already.
  public func join() -> Member? {
    state.withLock { state in
      guard !state.isAbandoned else { return nil }
      state.members += 1
      state.lastMember += 1
      return Member(work: self, number: state.lastMember)
    }
  }

  /// One who waits. Each waits once.
  public struct Member: Sendable {
    fileprivate let work: SharedWork
    fileprivate let number: Int

    /// What came of the work; nil as soon as the task is cancelled.
    public func result() async -> Result? {
      let result = await withTaskCancellationHandler {
        await withCheckedContinuation { work.wait(number, $0) }
      } onCancel: {
        work.leave(number)
      }
      work.end(number)
      return result
    }
  }

  private func wait(_ member: Int, _ continuation: CheckedContinuation<Result?, Never>) {
    let result: Result?? = state.withLock { state in
      if let result = state.result { return .some(result) }
      if state.left.contains(member) { return .some(nil) }
      state.waiting[member] = continuation
      return nil
    }
    if let result { continuation.resume(returning: result) }
  }

  private func leave(_ member: Int) {
    let continuation = state.withLock { state in
      let continuation = state.waiting.removeValue(forKey: member)
      if continuation == nil { state.left.insert(member) }
      return continuation
    }
    continuation?.resume(returning: nil)
  }

  /// A member is gone; with the last one the work is given up, unless it is done.
  private func end(_ member: Int) {
    let task = state.withLock { state -> Task<Void, Never>? in
      state.left.remove(member)
      state.members -= 1
      guard state.members == 0, state.result == nil else { return nil }
      state.isAbandoned = true
      return state.task
    }
    task?.cancel()
  }

  private func finish(_ result: Result) -> [CheckedContinuation<Result?, Never>] {
    state.withLock { state in
      state.result = result
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
  }
}
