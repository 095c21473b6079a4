/// Why something cannot be done with a pack.
public struct PackError: Error, Hashable, Sendable {
  /// Kinds of reasons.
  public enum Kind: Hashable, Sendable {
    /// A file is invalid, or versions contradict each other.
    case invalid
    /// It is not what it should be, or not by whom, or asks for more than it was granted.
    case untrusted
    /// Its source cannot be reached, or does not have it.
    case unavailable
    /// A file could not be written.
    case unwritable
  }

  /// The kind of reason.
  public let kind: Kind
  /// One line that says what is wrong.
  public let message: String
  /// More of it, a line each.
  public let details: [String]
  /// How to mend it.
  public let help: String?

  /// Makes an error.
  public init(_ kind: Kind, _ message: String, details: [String] = [], help: String? = nil) {
    self.kind = kind
    self.message = message
    self.details = details
    self.help = help
  }
}
