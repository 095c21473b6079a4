internal import HTTPClient
public import ProbeKit
internal import Values

/// Asks Prometheus a query (https://prometheus.io/docs/prometheus/latest/querying/api/, "Expression queries").
public struct PromQLProbe: Probe {
  /// Queries change nothing.
  public let effect = Effect.read
  private let target: Target
  private let request: HTTPRequest
  private let query: String
  let time: Timestamp?
  let range: QueryRange?

  /// Makes the probe of checked fields; throws `invalid` where they contradict each other.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    guard let target, let base = target.address.string else {
      throw ProbeError(.invalid, "there is no target to ask")
    }
    self.target = target
    query = fields.string("query") ?? ""
    time = try fields["time"].map(Self.instant)
    range = try fields.object("range").map(QueryRange.init)
    let path = range == nil ? "/api/v1/query" : "/api/v1/query_range"
    var request = try HTTPOptions.request("POST", to: URLText.joined(base: base, path: path))
    try HTTPOptions.apply(target.fields, to: &request)
    request.headers.remove("Content-Type")
    request.headers.append("Content-Type", "application/x-www-form-urlencoded")
    request.isIdempotent = true
    // Compressing a short answer costs a Prometheus several times what the query does.
    request.decompress = range != nil
    request.maxBodyBytes = fields.int("max_body") ?? request.maxBodyBytes
    self.request = request
  }

  /// The server, to read; it cannot lead elsewhere, since redirects are not followed.
  public func accesses(targets: [String: Target]) -> [Access] { [.target(target, way: "read")] }

  /// Asks once.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    var request = request
    request.body = Array(URLText.form(parameters(context)).utf8)
    let response = try await context.send(request)
    let answer = try PrometheusAnswer(response, from: request.url.authority, redacting: context.redactor)
    return answer.observation(redacting: context.redactor)
  }

  /// A point in time as a file writes it: RFC 3339 text or seconds since 1970, or a value that is one already.
  static func instant(_ value: Value) throws(ProbeError) -> Timestamp {
    guard let timestamp = timestamp(value) else {
      throw ProbeError(.invalid, "\(value.wholeOrLength) is not a time such as 2026-01-31T12:30:00Z")
    }
    return timestamp
  }

  /// The point in time that a value is; nil where it is none.
  static func timestamp(_ value: Value) -> Timestamp? {
    switch value {
    case .timestamp(let timestamp): timestamp
    case .string(let text): Timestamp(rfc3339: text)
    case .int(let seconds): Timestamp(seconds: seconds)
    case .double(let seconds) where seconds.isFinite: Timestamp(seconds: seconds)
    case .decimal(let seconds): Timestamp(seconds: seconds.double)
    default: nil
    }
  }

  private func parameters(_ context: ProbeContext) -> [(name: String, value: String)] {
    var parameters = [(name: "query", value: query)]
    if let timeout = context.timeout {
      parameters.append(("timeout", "\(max(1, Int64(timeout.seconds * 1000)))ms"))
    }
    if let range {
      let end = time ?? context.now()
      parameters += [
        ("start", range.beginning(before: end).description), ("end", end.description),
        ("step", "\(range.step.seconds)"),
      ]
    } else if let time {
      parameters.append(("time", time.description))
    }
    return parameters
  }
}

/// The span of a range query.
struct QueryRange: Sendable {
  /// Where it begins.
  enum Start: Sendable {
    /// At a time.
    case at(Timestamp)
    /// So long before its end.
    case before(Duration)
  }

  let start: Start
  let step: Duration

  init(_ fields: Fields) throws(ProbeError) {
    switch (fields["start"], fields.duration("since")) {
    case (let start?, nil): self.start = .at(try PromQLProbe.instant(start))
    case (nil, let since?): self.start = .before(since)
    case (nil, nil): throw ProbeError(.invalid, "range needs `since` or `start`")
    default: throw ProbeError(.invalid, "`since` and `start` exclude each other")
    }
    step = fields.duration("step") ?? .zero
    guard step > .zero else { throw ProbeError(.invalid, "the step of the range should be more than 0s") }
  }

  func beginning(before end: Timestamp) -> Timestamp {
    switch start {
    case .at(let timestamp): timestamp
    case .before(let duration): end.advanced(by: .zero - duration)
    }
  }
}
