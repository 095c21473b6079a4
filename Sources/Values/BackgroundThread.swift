#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A thread for calls that block, which must never run on the threads that tasks share.
public enum BackgroundThread {
  private final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Runs `body` on a detached thread of its own, with every signal blocked: none interrupts it, and writing to a
  /// closed pipe is an error like any other. Returns whether the thread could be made.
  public static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let start = Unmanaged.passRetained(Start(body))
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let pointer: UnsafeMutableRawPointer? = argument
        if let pointer { Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue().body() }
        return nil
      }, start.toOpaque())
    if status != 0 { start.release() }
    return status == 0
  }

  /// What `body` returns, on a thread of its own. Nil where no thread could be made, and at once where the task
  /// is cancelled; the thread then ends by itself.
  public static func value<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result? {
    let waiter = Waiter<Result>()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        waiter.wait(continuation)
        if !start({ waiter.end(body()) }) { waiter.end(nil) }
      }
    } onCancel: {
      waiter.end(nil)
    }
  }
}

/// Resumes a continuation with the first of several ends, which may come before it.
private final class Waiter<Result: Sendable>: Sendable {
  private struct State {
    var continuation: CheckedContinuation<Result?, Never>?
    var isOver = false
  }

  private let state = Lock(State())

  func wait(_ continuation: CheckedContinuation<Result?, Never>) {
    let isOver = state.withLock { state in
      if !state.isOver { state.continuation = continuation }
      return state.isOver
    }
    if isOver { continuation.resume(returning: nil) }
  }

  func end(_ result: Result?) {
    let continuation = state.withLock { state in
      defer { state = State(continuation: nil, isOver: true) }
      return state.continuation
    }
    continuation?.resume(returning: result)
  }
}
