public import ProbeKit
public import Values

extension PromQLProbe: RehearsedProbe {
  private static let number = FieldType.either([.number, .oneOf(["NaN", "+Inf", "-Inf"])])

  /// What a test may state of an answer.
  public static let cannedFields: [FieldDescription] = [
    .init(
      "value", number, "The number of the only series, which has no labels; NaN, +Inf and -Inf are numbers."),
    .init(
      "samples",
      .list(
        .object([
          .init("labels", .map(.string), "The labels of the series."),
          .init("value", number, "Its value."),
          .init("values", .list(number), "Its values over the range of the query, the latest at the end."),
        ])), "All series of the result; an empty list is a result without series."),
    .init("warnings", .list(.string), "What Prometheus warns of."),
  ]

  /// An empty answer is one.
  public static func maySeeNothing(asking fields: [String: Value]) -> Bool { true }

  /// The answer that Prometheus would have given.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    try canned.refuse("value", "samples")
    let end = time ?? context.now()
    var series: [QueryResult.Series] = []
    if let value = canned["value"] {
      series = [QueryResult.Series(labels: [:], points: points([value], until: end))]
    } else if canned.names("samples") {
      for (place, sample) in canned.list("samples").enumerated() {
        do {
          series.append(try self.series(Fields(sample.map ?? [:]), until: end))
        } catch {
          throw FieldFault(
            error.message, path: [.key("samples"), .index(place)] + error.path, help: error.help)
        }
      }
    } else {
      throw FieldFault("does not say what the query returned", help: "add `value: 1` or `samples: [...]`")
    }
    let answer = PrometheusAnswer(
      range == nil ? .vector(series) : .matrix(series), warnings: canned.strings("warnings"))
    return CannedAnswer(answer.observation(redacting: context.redactor))
  }

  private func series(_ sample: Fields, until end: Timestamp) throws(FieldFault) -> QueryResult.Series {
    try sample.refuse("value", "values")
    if sample.names("values"), range == nil {
      throw FieldFault(
        "belongs to a query over a range, and this one is of one point in time", path: [.key("values")],
        help: "write `value:`")
    }
    let values = sample["value"].map { [$0] } ?? sample.list("values")
    guard !values.isEmpty else { throw FieldFault("has no value", help: "add `value: 1`") }
    return QueryResult.Series(labels: sample["labels"]?.map ?? [:], points: points(values, until: end))
  }

  private func points(_ values: [Value], until end: Timestamp) -> [QueryResult.Point] {
    let step = range?.step ?? .zero
    return values.enumerated().map { place, value in
      let number: Double? =
        switch value.string {
        case "NaN": .nan
        case "+Inf": .infinity
        case "-Inf": -.infinity
        default: value.double
        }
      return QueryResult.Point(
        timestamp: end.advanced(by: .zero - step * (values.count - 1 - place)), value: number ?? .nan)
    }
  }
}
