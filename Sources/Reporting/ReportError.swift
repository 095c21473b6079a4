#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A report could not be written.
public struct ReportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file; nil for standard output.
  public let path: String?
  /// What the system says, such as `No space left on device`.
  public let reason: String

  init(path: String?, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// The error that the system reports by a number (errno.h).
  init(path: String?, number: Int32) {
    self.init(path: path, reason: String(cString: strerror(number)))
  }

  /// One line that says what could not be written, and why.
  public var description: String {
    "cannot write the report to \(path ?? "standard output"): \(reason)"
  }
}
