internal import HTTPClient
internal import ProbeKit
internal import Values

/// What targets and items that speak HTTP may say of how they are asked.
enum HTTPOptions {
  /// The fields, as an item has them; a target has the same.
  static let fields: [FieldDescription] = [
    .init("headers", .map(.string), "Header fields to send.", names: .hostHeader),
    .init(
      "basic",
      .object([
        .init("username", .string, "The user's name.", isRequired: true),
        .init("password", .string, "The user's password.", isRequired: true, isSecret: true),
      ]), "Basic authentication."),
    .init("bearer", .string, "A token for bearer authentication.", isSecret: true),
    .init(
      "http_version", .oneOf(["auto", "1.1", "2", "2-prior-knowledge"]),
      "The version of HTTP to speak; auto takes HTTP/2 where the server offers it."),
    .init("ca_file", .path, "A PEM file of the authorities to trust instead of the system's."),
    .init("client_certificate", .path, "A PEM file of the client's certificate chain."),
    .init("client_key", .path, "A PEM file of the client's key."),
    .init("client_key_password", .string, "The password of the client's key.", isSecret: true),
    .init("insecure", .bool, "Whether any certificate is accepted."),
    .init(
      "resolve", .list(.string),
      "Addresses to use instead of looking names up, each as host:port:address.", names: .host),
    .init(
      "proxy", .string, "The URL of a proxy; those of the process environment are never used.",
      names: .host),
    .init(
      "connect_timeout", .duration, "How long looking the name up, connecting and the TLS handshake may take."
    ),
  ]

  /// The fields of a target: those, and its limit.
  static let targetFields =
    fields + [.init("max_connections", .int(1...Int.max), "How many questions it is asked at once.")]

  /// What decides who is spoken to, and as whom. Only a target's own fields say so of a target: an item could
  /// else lead its credentials elsewhere.
  static let routeFields = [
    "ca_file", "client_certificate", "client_key", "client_key_password", "insecure", "resolve", "proxy",
  ]

  /// The name by which an item's header fields choose another host, if they do: a shared server would lead the
  /// target's credentials to it.
  static func hostField(in headers: [String]) -> String? { headers.first { $0.lowercased() == "host" } }

  /// A request to a URL, the credentials in it told by a header field.
  static func request(_ method: String, to url: String) throws(ProbeError) -> HTTPRequest {
    let (url, userInfo) = URLText.separated(url)
    var request: HTTPRequest
    do {
      request = HTTPRequest(method: method, url: try HTTPURL(url))
    } catch {
      throw ProbeError(error)
    }
    if let userInfo {
      let value = HTTPHeaders.basicAuthorization(user: userInfo.user, password: userInfo.password)
      set("Authorization", value, in: &request)
    }
    return request
  }

  /// Puts fields into a request, in the place of what it had.
  static func apply(_ fields: Fields, to request: inout HTTPRequest) throws(ProbeError) {
    try applyAuthentication(fields, to: &request)
    if let version = fields.string("http_version") { request.version = policy(version) }
    if let file = fields.string("ca_file") { request.tls.caFile = file }
    try applyCertificate(fields, to: &request)
    if let insecure = fields["insecure"]?.bool { request.tls.insecure = insecure }
    if fields["resolve"] != nil { request.resolve = fields.strings("resolve") }
    if let proxy = fields.string("proxy") { request.proxy = proxy }
    if let timeout = fields.duration("connect_timeout") { request.connectTimeout = timeout }
  }

  private static func applyAuthentication(
    _ fields: Fields, to request: inout HTTPRequest
  ) throws(ProbeError) {
    for (name, value) in fields.stringMap("headers") {
      set(name, value, in: &request)
    }
    if let basic = fields.object("basic") {
      guard fields["bearer"] == nil else {
        throw ProbeError(.invalid, "basic and bearer authentication exclude each other")
      }
      let value = HTTPHeaders.basicAuthorization(
        user: basic.string("username") ?? "", password: basic.string("password") ?? "")
      set("Authorization", value, in: &request)
    }
    if let token = fields.string("bearer") {
      set("Authorization", HTTPHeaders.bearerAuthorization(token: token), in: &request)
    }
  }

  private static func applyCertificate(
    _ fields: Fields, to request: inout HTTPRequest
  ) throws(ProbeError) {
    switch (fields.string("client_certificate"), fields.string("client_key")) {
    case (nil, nil): break
    case (let certificate?, let key?):
      request.tls.clientCertificateFile = certificate
      request.tls.clientKeyFile = key
      request.tls.clientKeyPassword = fields.string("client_key_password")
    case (_?, nil): throw ProbeError(.invalid, "there is a client_certificate without its client_key")
    case (nil, _?): throw ProbeError(.invalid, "there is a client_key without its client_certificate")
    }
  }

  private static func set(_ name: String, _ value: String, in request: inout HTTPRequest) {
    request.headers.remove(name)
    request.headers.append(name, value)
  }

  private static func policy(_ version: String) -> HTTPVersionPolicy {
    switch version {
    case "1.1": .http1
    case "2": .http2
    case "2-prior-knowledge": .http2PriorKnowledge
    default: .automatic
    }
  }
}
