internal import Values

/// What other threads tell a pool's I/O thread, and the pipe that wakes it.
final class Inbox: Sendable {
  enum Message: Sendable {
    case request(Int, Request)
    case cancel(Int)
    case endpoint(Result<Endpoint, PostgresError>)
    case close(CheckedContinuation<Void, Never>?)
  }

  private struct State: Sendable {
    var messages: [Message] = []
    var isClosed = false
  }

  private let state = Lock(State())
  private let pipe = try? WakePipe()

  /// The descriptor that becomes readable when a message has come; negative if the process has none left.
  var descriptor: Int32 { pipe?.readEnd ?? -1 }

  /// Leaves a message, and says whether anyone will read it.
  func post(_ message: Message) -> Bool {
    let accepted = state.withLock { state in
      guard !state.isClosed else { return false }
      state.messages.append(message)
      return true
    }
    if accepted { pipe?.wake() }
    return accepted
  }

  /// Takes every message, in order.
  func take() -> [Message] {
    pipe?.drain()
    return state.withLock { state in
      defer { state.messages = [] }
      return state.messages
    }
  }

  /// Takes what is left and refuses everything from now on.
  func shut() -> [Message] {
    state.withLock { state in
      state.isClosed = true
      defer { state.messages = [] }
      return state.messages
    }
  }
}
