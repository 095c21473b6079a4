internal import Values

/// A handle by which a run is interrupted.
public final class RunControl: Sendable {
  private struct State {
    var pending = 0
    var handler: (@Sendable () -> Void)?
  }

  private let state = Lock(State())

  /// Makes a handle; it serves one run.
  public init() {}

  /// Interrupts the run, or the one that is about to begin. The first time nothing more is asked and probes are
  /// cancelled, but started actions finish and cleanup items run; the second time those are cancelled too.
  public func interrupt() {
    let handler = state.withLock { state in
      if state.handler == nil { state.pending += 1 }
      return state.handler
    }
    handler?()
  }

  /// Hands interrupts to `handler` from now on; returns how many there were before.
  func attach(_ handler: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      defer { state.pending = 0 }
      state.handler = handler
      return state.pending
    }
  }
}
