internal import ProbeKit

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Tells the thread of a child what happens elsewhere; the last that holds it closes it.
final class WakePipe: Sendable {
  enum Message: UInt8, Sendable {
    case cancel = 1
    case exited = 2
    /// The run is over: no time is left to end by itself.
    case kill = 3
  }

  /// To be polled for reading.
  let readEnd: Int32
  private let writeEnd: Int32

  init() throws(ProbeError) {
    (readEnd, writeEnd) = try ChildPipes.makePipe()
    for end in [readEnd, writeEnd] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Sends a message; never waits.
  func send(_ message: Message) { _ = write(writeEnd, [message.rawValue], 1) }

  /// What came since the last time.
  func receive() -> [Message] {
    var bytes = [UInt8](repeating: 0, count: 8)
    let count = read(readEnd, &bytes, bytes.count)
    return bytes.prefix(max(0, count)).compactMap(Message.init(rawValue:))
  }
}
