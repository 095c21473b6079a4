public import ProbeKit
internal import Values

extension TCPProbe: RehearsedProbe {
  /// What a test may state of a connection.
  public static let cannedFields: [FieldDescription] = [
    .init("connected", .bool, "Whether it came about.", defaultValue: true),
    .init("reason", .string, "Why it did not."),
    .init("address", .string, "The address and port that accepted it."),
    .init("latency", .duration, "How long it took."),
  ]

  /// What would be seen of such a connection.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    guard canned.bool("connected") else {
      if let name = ["address", "latency"].first(where: canned.names) {
        throw FieldFault("is nothing that a connection has which did not come about", path: [.key(name)])
      }
      let reason = canned.string("reason") ?? "the connection is refused"
      return CannedAnswer(Self.observation(refusal: reason), unstated: canned.lacking("reason"))
    }
    if canned.names("reason") {
      throw FieldFault(
        "is why there is no connection", path: [.key("reason")], help: "add `connected: false`")
    }
    return CannedAnswer(
      Self.observation(peer: canned.string("address") ?? "", latency: canned.duration("latency") ?? .zero),
      unstated: canned.lacking("address", "latency"))
  }
}
