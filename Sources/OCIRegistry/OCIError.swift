/// Why a registry gave no answer that can be used. The message names no secret.
public struct OCIError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The class of the failure.
  public enum Kind: Hashable, Sendable {
    /// The reference, or another part of what was asked for, is malformed or not allowed.
    case invalidRequest
    /// The docker configuration or a credential helper cannot be used.
    case credentials
    /// The registry could not be reached, or broke off.
    case unreachable
    /// TLS could not be agreed on, or the certificate is not acceptable.
    case tls
    /// No answer in time.
    case timeout
    /// The registry does not know us (401).
    case unauthorized
    /// We may not do this (403).
    case forbidden
    /// There is no such repository, tag, manifest or blob (404).
    case notFound
    /// The registry has too much to do (429).
    case throttled
    /// The registry failed (5xx).
    case server
    /// The content is not what its digest or its size says.
    case digestMismatch
    /// There is more than allowed.
    case tooLarge
    /// The answer could not be understood.
    case invalidAnswer
    /// The registry refused for another reason.
    case refused
    /// Nobody waits for the answer any more.
    case cancelled
  }

  /// The class of the failure.
  public let kind: Kind
  /// What was asked, of whom, what it answered, and what to do, in one line.
  public let message: String

  /// An error with these facts.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
