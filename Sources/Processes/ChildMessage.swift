internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// What the thread of a child is told from elsewhere.
enum ChildMessage: UInt8, Sendable {
  case cancel = 1
  case exited = 2
  /// The run is over: no time is left to end by itself.
  case kill = 3
}

extension WakePipe {
  static func forChild() throws(ProcessError) -> WakePipe {
    do {
      return try WakePipe()
    } catch {
      throw ProcessError(
        isTransient: true, "no pipe could be made: \(String(cString: strerror(error.number)))")
    }
  }

  /// Sends a message; never waits.
  func send(_ message: ChildMessage) { wake(message.rawValue) }

  /// What came since the last time.
  func receive() -> [ChildMessage] { drain().compactMap(ChildMessage.init(rawValue:)) }
}
