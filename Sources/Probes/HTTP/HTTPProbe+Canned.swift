internal import HTTPClient
public import ProbeKit
internal import Values

extension HTTPProbe: RehearsedProbe {
  /// What a test may state of an answer.
  public static let cannedFields: [FieldDescription] = [
    .init("status", .int(100...599), "The status code.", defaultValue: 200),
    .init("headers", .map(.string), "The header fields."),
    .init("body", .string, "The body as text."),
    .init(
      "json", .any, "The body as a value; its content type is application/json where `headers` has none."),
    .init("latency", .duration, "How long the exchange took."),
    .init("version", .oneOf(["1.0", "1.1", "2"]), "The version of HTTP."),
    .init(
      "redirects",
      .list(
        .object([
          .init("status", .int(300...399), "The status code.", isRequired: true),
          .init("url", .string, "Where it led.", isRequired: true),
        ])), "The redirects that were followed."),
    .init("tls", .object(CannedTLS.fields), "The TLS connection."),
  ]

  /// The answer that the service would have given.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    try canned.refuse("body", "json")
    var headers = HTTPHeaders(canned.stringMap("headers").map { .init(name: $0.name, value: $0.value) })
    let json = canned.values["json"]
    if !headers.contains("Content-Type"), json != nil || canned.names("body") {
      headers.append("Content-Type", json == nil ? "text/plain; charset=utf-8" : "application/json")
    }
    let tls = try canned.object("tls").map { (fields) throws(FieldFault) in
      try CannedTLS(fields, at: context.now())
    }
    let response = HTTPResponse(
      status: canned.int("status") ?? 200, version: canned.string("version") ?? "1.1", headers: headers,
      body: Array((json?.json ?? canned.string("body") ?? "").utf8),
      redirects: canned.list("redirects").map {
        HTTPRedirect(status: $0["status"]?.int ?? 302, url: $0["url"]?.string ?? "")
      },
      latency: canned.duration("latency") ?? .zero, tls: tls?.facts)
    var observation = HTTPAnswer(response).observation(at: context.now(), redacting: context.redactor)
    if let tls { observation.fields["tls"] = .map(tls.stated(observation.fields["tls"]?.map ?? [:])) }
    return CannedAnswer(observation, unstated: canned.lacking("latency", "version"))
  }
}

/// What a test states of a TLS connection.
struct CannedTLS {
  let facts: TLSFacts
  private let unstated: Set<String>

  static let fields: [FieldDescription] = [
    .init(
      "verified", .bool, "Whether the certificate is trusted, valid now, and for the host.",
      defaultValue: true),
    .init("protocol", .string, "The version of TLS, such as TLSv1.3."),
    .init("subject", .string, "Whom the certificate is for."),
    .init("issuer", .string, "Who signed it."),
    .init("names", .list(.string), "The DNS names and addresses that it is for."),
    .init("expires_in", .duration, "How long it is still valid."),
    .init("not_after", .string, "When it ends, instead."),
  ]

  init(_ canned: Fields, at now: Timestamp) throws(FieldFault) {
    try canned.refuse("expires_in", "not_after")
    let end = try statedTime("not_after", in: canned) ?? canned.duration("expires_in").map(now.advanced)
    facts = TLSFacts(
      protocolVersion: canned.string("protocol") ?? "", subject: canned.string("subject") ?? "",
      issuer: canned.string("issuer") ?? "", names: canned.strings("names"),
      notAfter: (end ?? now).seconds, verified: canned.bool("verified"))
    unstated = canned.lacking("protocol", "subject", "issuer", "names")
      .union(end == nil ? ["not_after", "expires_in"] : [])
  }

  /// What is observed, without what is not stated.
  func stated(_ observed: ValueMap) -> ValueMap {
    ValueMap(observed.filter { !unstated.contains($0.key.description) }.map { ($0.key, $0.value) })
  }
}
