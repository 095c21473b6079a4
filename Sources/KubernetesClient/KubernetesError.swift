/// Why a cluster could not be asked, or what it refused. The message names no secret.
public struct KubernetesError: Error, Hashable, Sendable {
  /// Kinds of reasons.
  public enum Kind: Hashable, Sendable {
    /// The configuration cannot be used.
    case configuration
    /// The program that knows the credentials gave none.
    case credentials
    /// The cluster could not be reached.
    case unreachable
    /// The cluster's certificate, or ours, is not accepted.
    case tls
    /// No answer in time.
    case timeout
    /// The cluster does not know us (401).
    case unauthorized
    /// We may not do this (403).
    case forbidden
    /// Whoever asks may not ask for that type, whatever the cluster says.
    case notGranted
    /// There is no such object (404).
    case notFound
    /// There is no such namespace.
    case unknownNamespace
    /// There is no such type of resource.
    case unknownResource
    /// The type cannot be told, since not all types of the cluster could be learnt.
    case unknownTypes
    /// The question is wrong (400 and its like).
    case invalid
    /// What a list was continued from is gone (410).
    case gone
    /// Too many requests (429).
    case throttled
    /// The cluster failed (5xx).
    case server
    /// The answer could not be understood, or is too large.
    case answer
    /// Nobody waits for the answer any more.
    case cancelled
  }

  /// The kind of reason.
  public let kind: Kind
  /// One line that says what happened and to whom.
  public let message: String
  /// How long the cluster wants to be left alone, where it says so.
  public let retryAfter: Duration?

  /// An error with these facts.
  public init(_ kind: Kind, _ message: String, retryAfter: Duration? = nil) {
    self.kind = kind
    self.message = message
    self.retryAfter = retryAfter
  }
}
