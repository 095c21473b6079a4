internal import HTTPClient
public import ProbeKit
internal import Values

extension TLSProbe: RehearsedProbe {
  /// What a test may state of a handshake.
  public static let cannedFields: [FieldDescription] =
    [
      .init("handshake", .bool, "Whether there was one.", defaultValue: true),
      .init("reason", .string, "Why there was none, or why the certificate is not trusted."),
      .init("address", .string, "The address and port of the other side."),
      .init("latency", .duration, "How long it took."),
    ] + CannedTLS.fields

  /// What would be seen of such a handshake.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    guard canned.bool("handshake") else {
      let reason = canned.string("reason") ?? "the handshake failed"
      return CannedAnswer(Self.observation(refusal: reason), unstated: canned.lacking("reason"))
    }
    if canned.names("reason"), canned.bool("verified") {
      throw FieldFault(
        "is why a certificate is not trusted", path: [.key("reason")], help: "add `verified: false`")
    }
    let tls = try CannedTLS(canned, at: context.now())
    var observation = observation(
      of: ConnectionFacts(
        peer: canned.string("address") ?? "", latency: canned.duration("latency") ?? .zero, tls: tls.facts,
        complaint: canned.string("reason")), at: context.now())
    observation.fields = tls.stated(observation.fields)
    var unstated = canned.lacking("address", "latency", "protocol", "subject", "issuer", "names")
    if !canned.names("expires_in"), !canned.names("not_after") {
      unstated.formUnion(["expires_in", "not_after"])
    }
    if !canned.bool("verified"), !canned.names("reason") { unstated.insert("reason") }
    return CannedAnswer(observation, unstated: unstated)
  }
}
