/// A connection to open and close again; nothing is asked over it.
public struct ConnectionRequest: Sendable {
  /// The name or the address of the other side.
  public var host: String
  /// Its port.
  public var port: Int
  /// How it proves itself, and the client itself; nil for TCP alone. With `insecure`, what it shows is seen whatever comes
  /// of it.
  public var tls: TLSOptions?
  /// How long it may take. Without it there is no bound but the task's cancellation.
  public var timeout: Duration?

  /// Whether it is an address, or a name as hosts have them (RFC 1123, section 2.1), with underscores perhaps.
  public static func isHost(_ text: String) -> Bool {
    if isAddressLiteral(text) { return true }
    return !text.isEmpty && text.utf8.count <= 253
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-._".utf8.contains(byte)
        }
      }
  }

  /// A connection to a port of a host.
  public init(host: String, port: Int, tls: TLSOptions? = nil) {
    self.host = host
    self.port = port
    self.tls = tls
  }
}

/// What was seen of a connection.
public struct ConnectionFacts: Hashable, Sendable {
  /// The address and port at the other end.
  public let peer: String
  /// From the beginning to its end: the lookup of the name, the connection and the handshake.
  public let latency: Duration
  /// What TLS agreed on; nil for TCP alone.
  public let tls: TLSFacts?
  /// Why the certificate is not verified; nil where it is.
  public let complaint: String?

  /// A connection with these facts.
  public init(peer: String, latency: Duration, tls: TLSFacts?, complaint: String?) {
    self.peer = peer
    self.latency = latency
    self.tls = tls
    self.complaint = complaint
  }
}

extension HTTPClient {
  /// Opens a connection and closes it. Cancelling the task ends that at once.
  public func connect(_ connection: ConnectionRequest) async throws(HTTPError) -> ConnectionFacts {
    let host = connection.host.contains(":") ? "[\(withoutBrackets(connection.host))]" : connection.host
    let scheme = connection.tls == nil ? "http" : "https"
    var request = HTTPRequest(url: try HTTPURL("\(scheme)://\(host):\(connection.port)/"))
    request.version = .http1
    request.timeout = connection.timeout
    if let tls = connection.tls { request.tls = tls }
    var hop = try Exchange(request).hop
    hop.connectsOnly = true
    let answer = try await perform(hop)
    return ConnectionFacts(
      peer: answer.peer, latency: answer.total, tls: answer.tls, complaint: answer.complaint)
  }
}
