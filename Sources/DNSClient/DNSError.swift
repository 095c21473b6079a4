/// Why there is no answer.
public struct DNSError: Error, Hashable, Sendable {
  /// Kinds of reasons.
  public enum Kind: Hashable, Sendable {
    /// No server answered in time.
    case timeout
    /// No server can be reached.
    case unreachable
    /// What came is no answer.
    case malformed
    /// The task was cancelled.
    case cancelled
    /// The system gives no socket or thread.
    case system
  }

  /// The kind of reason.
  public let kind: Kind
  /// One line that says what happened, and to whom.
  public let message: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
