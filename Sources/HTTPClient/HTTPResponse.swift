/// What an HTTP server answered.
public struct HTTPResponse: Sendable {
  /// The status code.
  public var status: Int
  /// The version of HTTP that was spoken: "1.0", "1.1" or "2".
  public var version: String
  /// The header fields in their order.
  public var headers: HTTPHeaders
  /// The content, decompressed if that was asked for.
  public var body: [UInt8]
  /// The redirects that were followed, in order.
  public var redirects: [HTTPRedirect]
  /// How long the exchange took, redirects included, from its first connection on.
  public var latency: Duration
  /// What the TLS connection was; `nil` without TLS.
  public var tls: TLSFacts?

  /// An answer with these facts.
  public init(
    status: Int, version: String, headers: HTTPHeaders, body: [UInt8], redirects: [HTTPRedirect],
    latency: Duration, tls: TLSFacts?
  ) {
    self.status = status
    self.version = version
    self.headers = headers
    self.body = body
    self.redirects = redirects
    self.latency = latency
    self.tls = tls
  }
}

/// A redirect that was followed.
public struct HTTPRedirect: Hashable, Sendable {
  /// The status code of the redirect.
  public var status: Int
  /// The absolute URL it led to.
  public var url: String

  /// A redirect of the given status to `url`.
  public init(status: Int, url: String) {
    self.status = status
    self.url = url
  }
}

/// What a TLS connection was, and whom the server claimed to be.
public struct TLSFacts: Hashable, Sendable {
  /// The protocol, such as "TLSv1.3".
  public var protocolVersion: String
  /// The subject of the server's certificate, as RFC 2253 writes names.
  public var subject: String
  /// The issuer of the server's certificate, as RFC 2253 writes names.
  public var issuer: String
  /// The DNS names and IP addresses that the certificate is for.
  public var names: [String]
  /// The end of the certificate's validity, in seconds since 1970 UTC.
  public var notAfter: Int64
  /// Whether the chain leads to a trusted authority, is valid now, and is for the host that was asked.
  public var verified: Bool

  /// A connection with these facts.
  public init(
    protocolVersion: String, subject: String, issuer: String, names: [String], notAfter: Int64, verified: Bool
  ) {
    self.protocolVersion = protocolVersion
    self.subject = subject
    self.issuer = issuer
    self.names = names
    self.notAfter = notAfter
    self.verified = verified
  }
}
