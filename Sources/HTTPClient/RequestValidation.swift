extension HTTPRequest {
  /// Refuses what must not reach libcurl: bytes that would start another line or end a C string, fields that
  /// are the client's own, options that contradict each other.
  func validate() throws(HTTPError) {
    guard Self.isToken(method) else { throw Self.fault("the method is not an HTTP token") }
    guard method != "HEAD" || body == nil else { throw Self.fault("HEAD cannot have a body") }
    for field in headers.fields { try Self.validate(field) }
    guard version != .http2 || url.scheme == "https" else {
      throw Self.fault("HTTP/2 is agreed on in TLS, and the URL is http")
    }
    if let proxy, proxyAuthority(proxy) == nil { throw Self.fault("the proxy's URL is malformed") }
    for entry in resolve { _ = try Self.addressOverride(entry) }
    try validateText()
    if let name = tls.serverName, url.replacingHost(with: name) == nil {
      throw Self.fault("the name of the server in its certificate is no name of a host")
    }
  }

  /// What libcurl's connect-to option makes of a `host:port:address` entry. Unlike its resolve option it
  /// leaves other requests to the same host alone.
  static func addressOverride(_ entry: String) throws(HTTPError) -> String {
    let (host, port, address) = try override(entry)
    return "\(host):\(port):\(address.contains(":") ? "[\(address)]" : address):"
  }

  /// Whether an entry of `resolve` spares looking up the name of this URL.
  func overridesAddress(of url: HTTPURL) -> Bool {
    resolve.contains { entry in
      guard let (host, port, _) = try? Self.override(entry) else { return false }
      return equalsIgnoringCase(host, url.host) && port == url.port
    }
  }

  /// The addresses and ports that entries of `resolve` lead to.
  public var overridingAuthorities: [String] {
    resolve.compactMap { entry in
      guard let (_, port, address) = try? Self.override(entry) else { return nil }
      return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
  }

  /// The host and port of the proxy; nil without one, or where it cannot be used.
  public var proxyEndpoint: String? { proxy.flatMap { proxyAuthority($0) } }

  /// The parts of a `host:port:address` entry.
  private static func override(
    _ entry: String
  ) throws(HTTPError) -> (host: String, port: Int, address: String) {
    let parts = entry.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let bracketed = entry.hasPrefix("[") ? entry.firstIndex(of: "]").map { entry.index(after: $0) } : nil
    let host = bracketed.map { String(entry[..<$0]) } ?? String(parts[0])
    let rest = entry.dropFirst(host.count + 1).split(separator: ":", maxSplits: 1)
    guard !host.isEmpty, rest.count == 2, let port = UInt16(rest[0]), isAddressLiteral(String(rest[1])) else {
      throw fault("resolve entries are host:port:address")
    }
    return (host, Int(port), withoutBrackets(String(rest[1])))
  }

  private func validateText() throws(HTTPError) {
    let texts = [
      tls.caFile, tls.clientCertificateFile, tls.clientKeyFile, tls.clientKeyPassword, proxy, tls.serverName,
    ]
    guard !(texts + resolve).contains(where: { $0?.utf8.contains(0) == true }) else {
      throw Self.fault("an option contains a NUL character")
    }
  }

  private static func validate(_ field: HTTPHeaders.Field) throws(HTTPError) {
    guard isToken(field.name) else { throw fault("the name of a header field is not an HTTP token") }
    guard !field.value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) else {
      throw fault("the value of header field \(field.name) contains a control character")
    }
    for name in ["content-length", "transfer-encoding"] where equalsIgnoringCase(field.name, name) {
      throw fault("header field \(field.name) is set by the client itself")
    }
  }

  /// Whether `text` is a token (RFC 9110, section 5.6.2).
  private static func isToken(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  private static func fault(_ message: String) -> HTTPError {
    HTTPError(.invalidRequest, message)
  }
}
