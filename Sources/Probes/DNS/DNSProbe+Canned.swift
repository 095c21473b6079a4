internal import DNSClient
public import ProbeKit
public import Values

extension DNSProbe: RehearsedProbe {
  /// What a test may state of an answer.
  public static let cannedFields: [FieldDescription] = [
    .init("records", .list(.string), "The records; an empty list where there are none."),
    .init("rcode", .string, "How the server answers.", defaultValue: "NOERROR"),
    .init("ttl", .duration, "How long the records may be kept, in whole seconds."),
    .init("authoritative", .bool, "Whether the server is an authority for the name."),
    .init("latency", .duration, "The time from the question to the answer."),
  ]

  /// An empty answer is one.
  public static func maySeeNothing(asking fields: [String: Value]) -> Bool { true }

  /// What the server would have answered.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    let code = canned.string("rcode") ?? "NOERROR"
    guard canned.names("records") || code != "NOERROR" else {
      throw FieldFault("does not say which records there are", help: "add `records: [...]`")
    }
    let answer = DNSAnswer(
      code: code, isAuthoritative: canned.bool("authoritative"), records: canned.strings("records"),
      timeToLive: canned.duration("ttl").flatMap { UInt32(exactly: $0.seconds.rounded()) })
    guard let server = server ?? DNSServer("192.0.2.53") else {
      throw FieldFault("has no server to come from")
    }
    do throws(ProbeError) {
      let observation = try observation(
        of: answer, from: server, in: canned.duration("latency") ?? .zero)
      var unstated = canned.lacking("authoritative", "latency")
      if !canned.strings("records").isEmpty { unstated.formUnion(canned.lacking("ttl")) }
      return CannedAnswer(observation, unstated: unstated)
    } catch {
      return CannedAnswer(.failure(error))
    }
  }
}
