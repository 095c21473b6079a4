internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

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
  private let readEnd: Int32
  private let writeEnd: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends where end >= 0 {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    if readEnd >= 0 {
      close(readEnd)
      close(writeEnd)
    }
  }

  /// The descriptor that becomes readable when a message has come; negative if the process has none left.
  var descriptor: Int32 { readEnd }

  /// Leaves a message, and says whether anyone will read it.
  func post(_ message: Message) -> Bool {
    let accepted = state.withLock { state in
      guard !state.isClosed else { return false }
      state.messages.append(message)
      return true
    }
    if accepted {
      var byte: UInt8 = 1
      _ = write(writeEnd, &byte, 1)
    }
    return accepted
  }

  /// Takes every message, in order.
  func take() -> [Message] {
    var buffer = [UInt8](repeating: 0, count: 256)
    while read(readEnd, &buffer, buffer.count) == buffer.count {}
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
