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
  private let readEnd: Int32
  private let writeEnd: Int32

  init() throws(ReportError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ReportError(path: nil, number: errno) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Adds a message; false if the inbox is closed, which `close` does for those that follow it.
  @discardableResult
  func put(_ message: Message) -> Bool {
    let isOpen = state.withLock { state in
      guard !state.isClosed else { return false }
      state.messages.append(message)
      if case .close = message { state.isClosed = true }
      return true
    }
    // A full pipe wakes the reader just as well.
    if isOpen { _ = write(writeEnd, [1] as [UInt8], 1) }
    return isOpen
  }

  /// Waits for messages, at most so many milliseconds. Blocks its thread.
  func next(timeout: Int32?) -> [Message] {
    var wait = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    poll(&wait, 1, timeout ?? -1)
    var scratch = [UInt8](repeating: 0, count: 256)
    while read(readEnd, &scratch, scratch.count) > 0 {}
    return state.withLock { state in
      defer { state.messages = [] }
      return state.messages
    }
  }
}
