private import CLibCurl

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// An absolute `http` or `https` URL without user information, as libcurl understands it (RFC 3986).
public struct HTTPURL: Hashable, Sendable {
  /// The whole URL in its normal form.
  public let text: String
  /// "http" or "https".
  public let scheme: String
  /// The host in lower case, an IPv6 address in brackets.
  public let host: String
  /// The port, the scheme's own if none is written.
  public let port: Int

  /// The host and port: what error messages may say.
  public var authority: String { "\(host):\(port)" }

  /// The URL that `text` writes. Throws `invalidURL`.
  public init(_ text: String) throws(HTTPError) {
    try self.init(text, relativeTo: nil)
  }

  /// Whether `other` is the same origin: scheme, host and port (RFC 6454).
  public func hasSameOrigin(as other: HTTPURL) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }

  /// The URL that the reference in a `Location` or `Link` field leads to. Throws `invalidURL`.
  public func resolving(_ reference: String) throws(HTTPError) -> HTTPURL {
    try HTTPURL(reference, relativeTo: self)
  }

  /// What the `Host` field says: the port only where it is not the scheme's own (RFC 9110, section 7.2).
  var hostField: String { port == (scheme == "https" ? 443 : 80) ? host : authority }

  /// The same URL at another host; nil where that is no name of a host.
  func replacingHost(with name: String) -> String? {
    guard let handle = curl_url() else { return nil }
    defer { curl_url_cleanup(handle) }
    guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
      curl_url_set(handle, CURLUPART_HOST, name, 0) == CURLUE_OK
    else { return nil }
    return Self.part(CURLUPART_URL, of: handle)
  }

  private init(_ reference: String, relativeTo base: HTTPURL?) throws(HTTPError) {
    guard !reference.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
      throw HTTPError(.invalidURL, "the URL contains a space or a control character")
    }
    guard let handle = curl_url() else { throw HTTPError(.other, "out of memory") }
    defer { curl_url_cleanup(handle) }
    if let base { curl_url_set(handle, CURLUPART_URL, base.text, 0) }
    let flags = UInt32(CURLU_DISALLOW_USER | CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME)
    let result = curl_url_set(handle, CURLUPART_URL, reference, flags)
    guard result == CURLUE_OK else { throw HTTPError(.invalidURL, Self.fault(result)) }
    let scheme = Self.part(CURLUPART_SCHEME, of: handle) ?? ""
    guard scheme == "http" || scheme == "https" else {
      throw HTTPError(.invalidURL, "the URL's scheme is not http or https")
    }
    guard let text = Self.part(CURLUPART_URL, of: handle),
      let host = Self.part(CURLUPART_HOST, of: handle), !host.isEmpty,
      let port = Self.part(CURLUPART_PORT, of: handle, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
    else { throw HTTPError(.invalidURL, "the URL has no host") }
    guard host.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw HTTPError(.invalidURL, "the URL's host is not ASCII: write it as xn--...")
    }
    self.text = text
    self.scheme = scheme
    self.host = host.lowercased()
    self.port = port
  }

  fileprivate static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = 0) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &value, flags) == CURLUE_OK, let value else { return nil }
    defer { curl_free(value) }
    return String(cString: value)
  }

  private static func fault(_ code: CURLUcode) -> String {
    switch code {
    case CURLUE_USER_NOT_ALLOWED: "the URL contains a user name or password"
    case CURLUE_BAD_PORT_NUMBER: "the URL's port is not a number from 0 to 65535"
    case CURLUE_BAD_HOSTNAME: "the URL's host name contains a character that host names cannot have"
    case CURLUE_BAD_IPV6: "the URL's IPv6 address is malformed"
    case CURLUE_NO_HOST: "the URL has no host"
    case CURLUE_BAD_SCHEME, CURLUE_NO_SCHEME, CURLUE_UNSUPPORTED_SCHEME:
      "the URL's scheme is not http or https"
    default: "the URL is malformed"
    }
  }
}

/// Whether `text` is an IPv4 address, or an IPv6 address in brackets or bare.
func isAddressLiteral(_ text: String) -> Bool {
  var storage = in6_addr()
  return inet_pton(AF_INET, text, &storage) == 1 || inet_pton(AF_INET6, withoutBrackets(text), &storage) == 1
}

/// `text` without the brackets around an IPv6 address.
func withoutBrackets(_ text: String) -> String {
  text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
}

/// The host and port of a proxy's URL, without its credentials; `nil` if it cannot be used.
func proxyAuthority(_ text: String) -> String? {
  guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }), let handle = curl_url() else { return nil }
  defer { curl_url_cleanup(handle) }
  let flags = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_DEFAULT_SCHEME)
  let absolute = text.contains("://") ? text : "http://\(text)"
  guard curl_url_set(handle, CURLUPART_URL, absolute, flags) == CURLUE_OK,
    let scheme = HTTPURL.part(CURLUPART_SCHEME, of: handle),
    ["http", "https", "socks4", "socks4a", "socks5", "socks5h"].contains(scheme),
    let host = HTTPURL.part(CURLUPART_HOST, of: handle)
  else { return nil }
  // The ports that libcurl takes where none is written.
  return "\(host):\(HTTPURL.part(CURLUPART_PORT, of: handle) ?? (scheme == "https" ? "443" : "1080"))"
}
