#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Why a program could not be run.
public struct ProcessError: Error, Hashable, Sendable {
  /// Whether what was asked for cannot be run, as a program that is not there.
  public let isInvalid: Bool
  /// Whether the system was at its limits and nothing was started: it may be the next time.
  public let isTransient: Bool
  /// What is wrong, in one line.
  public let message: String

  /// An error with these facts.
  public init(isInvalid: Bool = false, isTransient: Bool = false, _ message: String) {
    self.isInvalid = isInvalid
    self.isTransient = isTransient
    self.message = message
  }

  /// The error of `posix_spawn`.
  init(spawning name: String, status: Int32) {
    let isLimit = status == EAGAIN || status == ENOMEM
    self.init(
      isInvalid: !isLimit, isTransient: isLimit, "\(name) cannot be run: \(String(cString: strerror(status)))"
    )
  }
}
