/// Why a program could not be run.
public struct ProcessError: Error, Hashable, Sendable {
  /// Whether what was asked for cannot be run, as a program that is not there; else the system is at its limits.
  public let isInvalid: Bool
  /// What is wrong, in one line.
  public let message: String

  /// An error with these facts.
  public init(isInvalid: Bool = false, _ message: String) {
    self.isInvalid = isInvalid
    self.message = message
  }
}
