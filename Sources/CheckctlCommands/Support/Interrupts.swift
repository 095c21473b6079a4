internal import CheckEngine
internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The end of a pipe to which the signal handler writes; a handler can do little else (signal-safety(7)).
private nonisolated(unsafe) var signalPipe: Int32 = -1

/// Turns SIGINT, SIGTERM and SIGHUP into interrupts of a run.
enum Interrupts {
  /// Those that this process was not told to ignore, as `nohup` has it.
  private static let signals = [SIGINT, SIGTERM, SIGHUP].filter { number in
    var action = sigaction()
    sigaction(number, nil, &action)
    // SIG_IGN is the address 1, and functions have no equality in Swift: only the addresses can be compared.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      != unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// From now on each such signal interrupts the run. A handler is set rather than the signals ignored, since
  /// ignored signals stay ignored in child processes.
  static func forward(to control: RunControl) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    signalPipe = ends[1]
    let reading = ends[0]
    let isRunning = BackgroundThread.start {
      var byte: UInt8 = 0
      while true {
        let count = read(reading, &byte, 1)
        if count == 1 { control.interrupt() }
        if count == 0 || count < 0 && errno != EINTR { return }
      }
    }
    guard isRunning else { return }
    for number in signals {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { _ in
        var byte: UInt8 = 1
        let saved = errno
        _ = write(signalPipe, &byte, 1)
        errno = saved
      }
      action.sa_flags = SA_RESTART
      sigaction(number, &action, nil)
    }
  }

  /// From now on such a signal ends the program, as where a report goes to a pipe that nobody reads.
  static func stopForwarding() {
    for number in signals { signal(number, SIG_DFL) }
  }
}
