internal import ProbeKit
internal import Values

extension PrometheusAnswer {
  /// The answer as an observation, the secrets of its excerpt masked.
  func observation(redacting redactor: Redactor) -> Observation {
    var observation = Observation(
      [
        "samples": .list(samples), "count": .int(Int64(count)),
        "warnings": .list(warnings.map { .string($0) }),
      ], excerpt: excerpt(redactor), notes: (warnings + infos).map(redactor.redact))
    switch result {
    case .scalar(let point): observation.judge(point)
    case .string(let text): observation.fields["value"] = .string(text)
    case .vector(let series), .matrix(let series): observation.judge(series)
    }
    if count == 0, let warning = warnings.first {
      observation.undecidable["count"] =
        "the query returned no series, and Prometheus warns: \(redactor.redact(warning).shortened(to: 300))"
    }
    return observation
  }

  private var count: Int {
    switch result {
    case .scalar, .string: 1
    case .vector(let series), .matrix(let series): series.count
    }
  }

  private var samples: [Value] {
    switch result {
    case .scalar(let point): [.map(Self.fields(of: point).merging("labels", .map([:])))]
    case .string: []
    case .vector(let series): series.map { .map(Self.sample($0)) }
    case .matrix(let series):
      series.map { series in
        let values = series.points.map { Value.map(Self.fields(of: $0)) }
        return .map(Self.sample(series).merging("values", .list(values)))
      }
    }
  }

  private static func sample(_ series: QueryResult.Series) -> ValueMap {
    (series.latest.map(fields) ?? [:]).merging("labels", .map(series.labels))
  }

  private static func fields(of point: QueryResult.Point) -> ValueMap {
    var fields: ValueMap = ["timestamp": .timestamp(point.timestamp)]
    if let value = point.value { fields["value"] = .double(value) }
    return fields
  }

  /// The first series, a line for each. Secrets are masked before anything is cut.
  private func excerpt(_ redactor: Redactor) -> String? {
    guard case .vector(let series) = result, series.count > 1 else { return nil }
    let lines = series.prefix(10).map { series in
      let value = series.latest?.value.map { Value.double($0).json } ?? "a histogram"
      let labels = redactor.redact(Value.map(series.labels)).excerpt(limit: 200)
      return "\(labels) \(value)"
    }
    let rest = series.count - lines.count
    return (lines + (rest > 0 ? ["… \(rest) more"] : [])).joined(separator: "\n")
  }
}

extension ValueMap {
  fileprivate func merging(_ key: ValueKey, _ value: Value) -> ValueMap {
    var map = self
    map[key] = value
    return map
  }
}

extension Observation {
  /// Takes the value of several series: there is one only where there is one series.
  fileprivate mutating func judge(_ series: [QueryResult.Series]) {
    let latest = series.compactMap(\.latest)
    guard let first = latest.first else {
      noData = "the query returned no series"
      return
    }
    guard series.count > 1 else { return judge(first) }
    undecidable["value"] =
      "the query returned \(series.count) series; aggregate them, e.g. with sum(...), or use `samples`"
    let missing = latest.count { $0.value?.isNaN == true }
    if missing == latest.count {
      noData = "the value of every series is NaN"
    } else if missing > 0 {
      notes.append("the value of \(missing) of the \(series.count) series is NaN")
    }
  }

  fileprivate mutating func judge(_ point: QueryResult.Point) {
    guard let value = point.value else {
      undecidable["value"] =
        "the query returned a native histogram; make a number of it, e.g. with histogram_quantile(...)"
      return
    }
    fields["value"] = .double(value)
    if value.isNaN { noData = "the value is NaN" }
  }
}
