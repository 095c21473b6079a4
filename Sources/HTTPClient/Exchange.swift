private import Values

/// One request as it goes out: the caller's, changed by the redirects so far.
struct Hop: Sendable {
  var request: HTTPRequest
  /// What is left of the request's time.
  var timeout: Duration?
  /// Whether a redirect led to it.
  var isRedirected = false
  /// Whether nothing is asked once the connection stands.
  var connectsOnly = false

  var url: HTTPURL { request.url }
}

/// What one hop was answered.
struct Answer: Sendable {
  var status: Int
  var version: String
  var headers: HTTPHeaders
  var body: [UInt8]
  var total: Duration
  /// The address that answered, with its port.
  var peer: String
  var tls: TLSFacts?
  /// Why the certificate is not verified; nil where it is, or where that makes an error.
  var complaint: String?
}

/// A request and the redirects it is led through.
struct Exchange: Sendable {
  private(set) var hop: Hop
  private var redirects: [HTTPRedirect] = []
  private var elapsed = Duration.zero

  init(_ request: HTTPRequest) throws(HTTPError) {
    try request.validate()
    hop = Hop(request: request, timeout: request.timeout)
  }

  /// Takes in the answer to `hop`. If it is a redirect to follow, `hop` becomes the next request and the
  /// result is `nil`.
  mutating func advance(with answer: Answer) throws(HTTPError) -> HTTPResponse? {
    elapsed += answer.total
    guard hop.request.version != .http2 || answer.version == "2" else {
      throw HTTPError(.protocolViolation, "\(hop.url.authority) did not agree to HTTP/2")
    }
    guard case .follow(let max, let allowed) = hop.request.redirects,
      [301, 302, 303, 307, 308].contains(answer.status),
      let location = answer.headers.values(of: "location").first
    else { return response(answer) }
    guard redirects.count < max else {
      throw HTTPError(.tooManyRedirects, "\(hop.url.authority) redirected more than \(max) times")
    }
    let url = try target(of: location)
    guard allowed(url.text) else { throw refusal("\(url.authority), which is not allowed") }
    redirects.append(HTTPRedirect(status: answer.status, url: url.text))
    try follow(to: url, status: answer.status)
    return nil
  }

  private func target(of location: String) throws(HTTPError) -> HTTPURL {
    do {
      return try hop.url.resolving(location)
    } catch {
      throw refusal("an unusable URL: \(error.message)")
    }
  }

  private func refusal(_ where: String) -> HTTPError {
    HTTPError(.redirectRefused, "\(hop.url.authority) redirects to \(`where`)")
  }

  /// Makes the next request of the last one (RFC 9110, section 15.4).
  private mutating func follow(to url: HTTPURL, status: Int) throws(HTTPError) {
    let method = hop.request.method
    if status == 303 && method != "HEAD" && method != "GET"
      || (status == 301 || status == 302) && method == "POST"
    {
      hop.request.method = "GET"
      hop.request.body = nil
      for name in ["Content-Type", "Content-Encoding", "Content-Language", "Content-Location"] {
        hop.request.headers.remove(name)
      }
    }
    if !url.hasSameOrigin(as: hop.url) { try leaveOrigin(for: url) }
    hop.request.url = url
    hop.isRedirected = true
    if let limit = hop.request.timeout {
      guard elapsed < limit else {
        let message = "\(url.authority) was redirected to when the time of \(limit.unitText) had run out"
        throw HTTPError(.timeout(.connecting), message)
      }
      hop.timeout = limit - elapsed
    }
    try hop.request.validate()
  }

  /// What any server may see of the header fields of a request; the others may be credentials of its first server.
  private static let harmlessHeaders = [
    "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Content-Encoding",
    "Content-Language", "Content-Type", "User-Agent",
  ]

  /// Keeps from another origin what was meant for this one only.
  private mutating func leaveOrigin(for url: HTTPURL) throws(HTTPError) {
    guard hop.request.body == nil else {
      throw refusal("\(url.authority), another origin, to which no body is sent on")
    }
    hop.request.headers = HTTPHeaders(
      hop.request.headers.fields.filter { field in
        Self.harmlessHeaders.contains { equalsIgnoringCase($0, field.name) }
      })
    hop.request.tls.serverName = nil
    hop.request.tls.clientCertificateData = nil
    hop.request.tls.clientKeyData = nil
    hop.request.tls.clientCertificateFile = nil
    hop.request.tls.clientKeyFile = nil
    hop.request.tls.clientKeyPassword = nil
  }

  private func response(_ answer: Answer) -> HTTPResponse {
    HTTPResponse(
      status: answer.status, version: answer.version, headers: answer.headers, body: answer.body,
      redirects: redirects, latency: elapsed, tls: answer.tls)
  }
}
