/// A question to an HTTP server, and the limits within which it is asked.
public struct HTTPRequest: Sendable {
  /// The method, sent as it stands.
  public var method: String
  /// Whom and what it asks.
  public var url: HTTPURL
  /// The header fields to send. `Host` may be given; the lengths and `Transfer-Encoding` are the client's.
  public var headers: HTTPHeaders
  /// The content to send.
  public var body: [UInt8]?
  /// How long the exchange may take, redirects included. Without it there is no bound but the task's cancellation.
  public var timeout: Duration?
  /// How long looking up the name, connecting and the TLS handshake may take together, each time.
  public var connectTimeout: Duration?
  /// What becomes of redirects.
  public var redirects = HTTPRedirectPolicy.none
  /// The versions of HTTP to speak.
  public var version = HTTPVersionPolicy.automatic
  /// How the server proves itself, and the client itself.
  public var tls = TLSOptions()
  /// Addresses to use instead of looking names up: `host:port:address`, IPv6 addresses in brackets or bare.
  public var resolve: [String] = []
  /// The URL of the proxy to go through. The proxies that the process environment names are never used.
  public var proxy: String?
  /// How many bytes of content to accept, after decompression.
  public var maxBodyBytes = 10 * 1024 * 1024
  /// How many bytes of header fields to accept.
  public var maxHeaderBytes = 64 * 1024
  /// Whether compressed content is asked for and decompressed.
  public var decompress = true
  /// Whether the request may be sent a second time if a kept connection turns out to be dead. Where it is
  /// `nil` the method decides (RFC 9110, section 9.2.2).
  public var isIdempotent: Bool?
  /// Whether the request goes over a kept connection whatever its method, and is never sent a second time: it fails with
  /// `reset` where the connection turns out to be dead.
  public var isSentAtMostOnce = false
  /// Whether the content of the answer is counted against `maxBodyBytes`, and then forgotten.
  public var discardsBody = false

  /// A request with the given parts and the usual limits.
  public init(method: String = "GET", url: HTTPURL, headers: HTTPHeaders = [:], body: [UInt8]? = nil) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// What becomes of a redirect.
public enum HTTPRedirectPolicy: Sendable {
  /// The redirect itself is the answer.
  case none
  /// At most `max` redirects are followed, each only if `allowed` says so of the absolute URL it leads to. To another
  /// origin goes no body, no client certificate, and no header field that might be a credential.
  case follow(max: Int, allowed: @Sendable (_ url: String) -> Bool)
}

/// The versions of HTTP to speak.
public enum HTTPVersionPolicy: Hashable, Sendable {
  /// HTTP/2 if the server agrees to it in the TLS handshake, else HTTP/1.1.
  case automatic
  /// HTTP/1.1 only.
  case http1
  /// HTTP/2 over TLS; a server that does not agree to it is an error.
  case http2
  /// HTTP/2 from the first byte, without asking, also without TLS.
  case http2PriorKnowledge
}

/// How the server proves itself to the client, and the client to the server, over TLS 1.2 or later.
public struct TLSOptions: Hashable, Sendable {
  /// A PEM file of the authorities to trust instead of the system's.
  public var caFile: String?
  /// The authorities in PEM, instead of a file.
  public var caData: [UInt8]?
  /// The name that the server's certificate must be for, where it is not the URL's host.
  public var serverName: String?
  /// A PEM file of the client's certificate chain.
  public var clientCertificateFile: String?
  /// A PEM file of the client's key; without it the key is in the certificate's file.
  public var clientKeyFile: String?
  /// The client's certificate chain in PEM, instead of a file.
  public var clientCertificateData: [UInt8]?
  /// The client's key in PEM, instead of a file.
  public var clientKeyData: [UInt8]?
  /// The password of the client's key.
  public var clientKeyPassword: String?
  /// Whether any certificate is accepted. `TLSFacts.verified` still says what verification would have.
  public var insecure = false

  /// The system's authorities and no client certificate.
  public init() {}
}
