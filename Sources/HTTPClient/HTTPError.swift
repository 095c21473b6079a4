/// Why an exchange gave no answer. The message never holds credentials, paths or query strings of URLs.
public struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The class of the failure.
  public enum Kind: Hashable, Sendable {
    /// The URL cannot be used.
    case invalidURL
    /// Another part of the request cannot be used.
    case invalidRequest
    /// The name could not be looked up.
    case resolve
    /// The server's machine refused the connection.
    case connectionRefused
    /// The connection could not be made for another reason that lies with the network or the other side.
    case connect
    /// The system gave no socket, so that nobody was asked.
    case noSocket
    /// The time ran out, in this phase.
    case timeout(Phase)
    /// TLS could not be agreed on, or a certificate was not acceptable.
    case tls(TLSReason)
    /// The proxy could not be reached, or refused.
    case proxy
    /// The server did not speak HTTP as it should.
    case protocolViolation
    /// The content was larger than allowed.
    case bodyTooLarge
    /// The header fields were larger than allowed.
    case headersTooLarge
    /// More redirects than allowed.
    case tooManyRedirects
    /// A redirect led to where it must not.
    case redirectRefused
    /// The answer ended before it was complete.
    case truncated
    /// The connection was reset, or closed without an answer.
    case reset
    /// The content could not be decompressed.
    case decompression
    /// The task was cancelled; the message says what had not come until then.
    case cancelled
    /// The client was closed.
    case closed
    /// The client ran out of something, such as memory.
    case other
  }

  /// What an exchange was waiting for when its time ran out.
  public enum Phase: Hashable, Sendable {
    /// The address of the host.
    case resolving
    /// The connection.
    case connecting
    /// The end of the TLS handshake.
    case handshake
    /// The status and header fields.
    case response
    /// The rest of the content.
    case body
  }

  /// Why TLS failed.
  public enum TLSReason: Hashable, Sendable {
    /// The server's certificate is no longer valid.
    case expired
    /// The server's certificate is not valid yet.
    case notYetValid
    /// The server's certificate is for other hosts.
    case wrongHost
    /// The server's certificate, or the authority it leads to, is signed by itself and not trusted.
    case selfSigned
    /// The server's certificate leads to no trusted authority.
    case unknownAuthority
    /// The certificate was refused for another reason.
    case certificate
    /// No common version of TLS.
    case version
    /// The server does not speak TLS on this port.
    case notTLS
    /// The server did not accept the client's certificate, or wants one.
    case clientCertificate
    /// A certificate or key file of the client's own options cannot be used.
    case files
    /// The handshake failed for another reason.
    case handshake
  }

  /// The class of the failure.
  public var kind: Kind
  /// What happened, to whom, in one line.
  public var message: String

  /// A failure of the given class.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
