internal import Values

/// The programs of a run that have not ended yet, so that none outlives it.
public final class RunningPrograms: Sendable {
  /// How long killed programs are waited for; one that hangs in the kernel must not hold up the end of the run.
  private static let patience = Duration.seconds(2)

  fileprivate struct State {
    var programs: [ObjectIdentifier: WakePipe] = [:]
    var isClosed = false
    var closers: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Lock(State())

  /// None yet.
  public init() {}

  /// Notes a program, by what wakes its thread, before it is started.
  func began(_ wake: WakePipe) {
    let isClosed = state.withLock { state in
      state.programs[ObjectIdentifier(wake)] = wake
      return state.isClosed
    }
    if isClosed { wake.send(.kill) }
  }

  /// Notes that a program was reaped, or never started.
  func ended(_ wake: WakePipe) {
    let closers = state.withLock { state in
      state.programs[ObjectIdentifier(wake)] = nil
      return state.programs.isEmpty ? state.takeClosers() : []
    }
    for closer in closers { closer.resume() }
  }

  /// Kills all that are left, each with all of its process group, and waits until they are gone. What a program put
  /// into another group goes on.
  public func close() async {
    let left = state.withLock { state in
      state.isClosed = true
      return Array(state.programs.values)
    }
    for wake in left { wake.send(.kill) }
    let timer = Task {
      // A cancelled sleep just ends early: then nobody waits any more.
      try? await Task.sleep(for: Self.patience)
      for closer in state.withLock({ $0.takeClosers() }) { closer.resume() }
    }
    await withCheckedContinuation { continuation in
      let isEmpty = state.withLock { state in
        if !state.programs.isEmpty { state.closers.append(continuation) }
        return state.programs.isEmpty
      }
      if isEmpty { continuation.resume() }
    }
    timer.cancel()
  }
}

extension RunningPrograms.State {
  fileprivate mutating func takeClosers() -> [CheckedContinuation<Void, Never>] {
    defer { closers = [] }
    return closers
  }
}
