internal import CheckModel
internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Messages on their way to the thread that writes, in order. Putting one never waits.
final class Inbox: Sendable {
  enum Message: Sendable {
    case event(RunEvent)
    case close(CheckedContinuation<ReportError?, Never>)
  }

  private struct State {
    var messages: [Message] = []
    var isClosed = false
  }

  private let state = Lock(State())
  private let pipe: WakePipe

  init() throws(ReportError) {
    do {
      pipe = try WakePipe()
    } catch {
      throw ReportError(path: nil, number: error.number)
    }
  }

  /// Adds a message; false if the inbox is closed, which `close` does for those that follow it.
  @discardableResult
  func put(_ message: Message) -> Bool {
    let (isOpen, isFirst) = state.withLock { state in
      guard !state.isClosed else { return (false, false) }
      state.messages.append(message)
      if case .close = message { state.isClosed = true }
      return (true, state.messages.count == 1)
    }
    // For those that follow it, the thread is awake already.
    if isFirst { pipe.wake() }
    return isOpen
  }

  /// Waits for messages, at most so many milliseconds. Blocks its thread.
  func next(timeout: Int32?) -> [Message] {
    var wait = pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)
    poll(&wait, 1, timeout ?? -1)
    pipe.drain()
    return state.withLock { state in
      defer { state.messages = [] }
      return state.messages
    }
  }
}
