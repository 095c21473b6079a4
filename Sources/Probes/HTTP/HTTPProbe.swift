internal import HTTPClient
public import ProbeKit
internal import Values

/// Asks an HTTP service and observes its answer.
public struct HTTPProbe: Probe {
  /// Nothing for GET, HEAD and OPTIONS; anything else may change something (RFC 9110, section 9.2.1).
  public let effect: Effect
  let request: HTTPRequest
  private let target: Target?

  /// Makes the probe of checked fields; throws `invalid` where they contradict each other or name no usable URL.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    var request = try Self.request(fields, target)
    let isRead = Self.isRead(request.method)
    effect = isRead ? .read : .write
    let origin = request.url
    if fields["follow_redirects"]?.bool ?? true {
      // What changes something must not be led on to another system.
      request.redirects = .follow(max: fields.int("max_redirects") ?? Self.defaultRedirects) { url in
        isRead || (try? HTTPURL(url))?.hasSameOrigin(as: origin) == true
      }
    }
    self.request = request
    self.target = target
  }

  /// The target by the method, or the host, and what the item says of the way there.
  public func accesses(targets: [String: Target]) -> [Access] { request.accesses(target: target) }

  /// Asks once. Where the item may not be led to another origin, a redirect there is an error.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    let response = try await context.send(request)
    return HTTPAnswer(response).observation(at: context.now(), redacting: context.redactor)
  }

  static let defaultRedirects = 5

  static func isRead(_ method: String) -> Bool { ["GET", "HEAD", "OPTIONS"].contains(method) }

  /// Whether the text is a method as they are written: a token (RFC 9110, section 5.6.2) in capitals.
  static func isMethod(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "-")
      }
  }

  /// The request that checked fields describe; throws `invalid` where they contradict each other or name no usable URL.
  static func request(_ fields: Fields, _ target: Target?) throws(ProbeError) -> HTTPRequest {
    var request = try addressed(fields.string("method") ?? "GET", fields, target)
    try HTTPOptions.apply(fields, to: &request)
    try fill(&request, with: fields)
    return request
  }

  /// The request to the item's own URL, or to the target's, with what that says.
  private static func addressed(
    _ method: String, _ fields: Fields, _ target: Target?
  ) throws(ProbeError) -> HTTPRequest {
    let query = fields["query"]?.map.map(pairs) ?? []
    if let url = fields.string("url") {
      guard target == nil, fields["path"] == nil else {
        throw ProbeError(.invalid, "url takes the place of target and path, and does not go with them")
      }
      return try HTTPOptions.request(method, to: URLText.adding(query, to: url))
    }
    guard let target, let base = target.address.string else {
      throw ProbeError(.invalid, "there is neither a url nor a target to ask")
    }
    if let field = HTTPOptions.routeFields.first(where: { fields[$0] != nil }) {
      throw ProbeError(.invalid, "\(field) belongs to the target, and an item cannot change it")
    }
    if let name = HTTPOptions.hostField(in: fields.stringMap("headers").map(\.name)) {
      throw ProbeError(.invalid, "headers.\(name) belongs to the target, and an item cannot change it")
    }
    let path = fields.string("path")
    if let path, !path.hasPrefix("/") || path.hasPrefix("//") {
      throw ProbeError(.invalid, "the path \(jsonQuoted(path)) does not begin with a single slash")
    }
    let url = path.map { URLText.joined(base: base, path: $0) } ?? base
    var request = try HTTPOptions.request(method, to: URLText.adding(query, to: url))
    try HTTPOptions.apply(target.fields, to: &request)
    return request
  }

  private static func fill(_ request: inout HTTPRequest, with fields: Fields) throws(ProbeError) {
    guard isMethod(request.method) else {
      throw ProbeError(.invalid, "\(jsonQuoted(request.method)) is not a method in capitals")
    }
    let bodies = ["body", "json", "form"].filter { fields.values[.string($0)] != nil }
    guard bodies.count <= 1 else {
      throw ProbeError(.invalid, "\(bodies.joined(separator: " and ")) exclude each other")
    }
    guard bodies.isEmpty || !["GET", "HEAD"].contains(request.method) else {
      throw ProbeError(.invalid, "\(request.method) sends no \(bodies[0])")
    }
    if let text = fields.string("body") { request.body = Array(text.utf8) }
    if let json = fields.values["json"] { setBody(json.json, "application/json", &request) }
    if let form = fields["form"]?.map {
      setBody(URLText.form(pairs(form)), "application/x-www-form-urlencoded", &request)
    }
    if let limit = fields.int("max_body") { request.maxBodyBytes = limit }
    request.decompress = fields["decompress"]?.bool ?? true
  }

  private static func setBody(_ text: String, _ type: String, _ request: inout HTTPRequest) {
    request.body = Array(text.utf8)
    if !request.headers.contains("Content-Type") { request.headers.append("Content-Type", type) }
  }

  /// Names and values; a list names each of its elements.
  private static func pairs(_ map: ValueMap) -> [(name: String, value: String)] {
    map.flatMap { key, value in
      (value.list ?? [value]).map { (key.description, $0.string ?? $0.json) }
    }
  }
}
