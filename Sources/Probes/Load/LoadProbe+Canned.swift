public import ProbeKit
public import Values

extension LoadProbe: RehearsedProbe {
  private static let latencies = ["p50", "p90", "p95", "p99", "max"]

  /// What a test may state of a load.
  public static let cannedFields: [FieldDescription] =
    latencies.map { .init($0, .duration, "The latency that the description of the observation names so.") }
    + [
      .init("mean", .duration, "The mean latency."),
      .init("throughput", .number, "Requests answered without an error, in a second."),
      .init("requests", .int(0...Int.max), "How many requests were measured.", defaultValue: 1000),
      .init(
        "errors",
        .object(LoadFault.allCases.map { .init($0.rawValue, .int(0...Int.max), $0.summary) }),
        "How many of them came to an error, by its kind; `error_rate` follows from it."),
      .init("statuses", .map(.int(0...Int.max)), "How many answers there were of each status."),
    ]

  /// An empty answer is one.
  public static func maySeeNothing(asking fields: [String: Value]) -> Bool { true }

  /// What would be seen of such a load.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    let requests = canned.int("requests") ?? 0
    guard requests > 0 else {
      return CannedAnswer(Observation([:], noData: "no request was measured"))
    }
    let faults = LoadFault.allCases.map { ($0.rawValue, canned.object("errors")?.int($0.rawValue) ?? 0) }
    let errors = faults.reduce(0) { $0 + $1.1 }
    if errors > requests {
      throw FieldFault("come to \(errors), and there were \(requests) requests", path: [.key("errors")])
    }
    try checkOrder(canned)
    var fields: ValueMap = [
      "requests": .int(Int64(requests)), "error_rate": .double(Double(errors) / Double(requests)),
      "errors": .map(ValueMap(faults.map { (.string($0.0), .int(Int64($0.1))) })),
    ]
    for name in Self.latencies + ["mean", "throughput", "statuses"] {
      if let value = canned[name] { fields[.string(name)] = value }
    }
    let unstated = Set(Self.latencies + ["mean", "throughput", "statuses"]).filter { !canned.names($0) }
    return CannedAnswer(Observation(fields), unstated: unstated)
  }

  private func checkOrder(_ canned: Fields) throws(FieldFault) {
    let stated = Self.latencies.compactMap { name in canned.duration(name).map { (name, $0) } }
    for (lower, higher) in zip(stated, stated.dropFirst()) where lower.1 > higher.1 {
      throw FieldFault("is less than `\(lower.0)`", path: [.key(higher.0)])
    }
  }
}
