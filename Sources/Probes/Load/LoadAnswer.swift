internal import ProbeKit
internal import Values

/// What a load came to, read as an observation.
struct LoadAnswer {
  let plan: LoadPlan
  let schedule: LoadSchedule
  let recorder: LoadRecorder

  static let percentiles: [(name: String, percentile: Double)] = [
    ("p50", 50), ("p90", 90), ("p95", 95), ("p99", 99),
  ]

  /// The observation; *no data* where nothing was sent that counts, or less than was asked for.
  var observation: Observation {
    guard recorder.requests > 0 else {
      return Observation(
        [:],
        noData:
          "all of the \(plan.maxRequests) requests of max_requests were sent before the warm-up was over")
    }
    let errorRate = Double(recorder.errors) / Double(recorder.requests)
    var fields: ValueMap = [
      "requests": .int(Int64(recorder.requests)), "error_rate": .double(errorRate),
      "throughput": .double(throughput),
      "errors": .map(
        ValueMap(LoadFault.allCases.map { (.string($0.rawValue), .int(Int64(recorder.faults[$0] ?? 0))) })),
      "statuses": .map(
        ValueMap(sortedStatuses.map { (.string(String($0.status)), .int(Int64($0.count))) })),
    ]
    for latency in latencies { fields[.string(latency.name)] = .duration(latency.value) }
    return Observation(fields, noData: shortfall, excerpt: excerpt, cause: faultText, notes: notes)
  }

  /// That there is no answer, or none any more, so that the load came to nothing; nil where there is.
  var failure: ProbeError? {
    guard recorder.answered == 0 || recorder.hasGivenUp, let failure = recorder.lastFailure else {
      return nil
    }
    let cause = ProbeError(failure)
    let length = Duration.seconds(Int64(recorder.silence / .seconds(1))).unitText
    let what =
      recorder.answered == 0
      ? "none of \(recorder.unanswered) requests was answered"
      : "the load was given up: the last \(recorder.unanswered) requests were not answered, for \(length), after \(recorder.answered) that were"
    return ProbeError(
      cause.kind, "\(what): \(cause.message)", isTransient: cause.isTransient,
      excerpt: recorder.answered == 0 ? nil : observation.excerpt)
  }

  private var sortedStatuses: [(status: Int, count: Int)] {
    recorder.statuses.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private var latencies: [(name: String, value: Duration)] {
    guard let mean = recorder.mean else { return [] }
    return Self.percentiles.compactMap { name, percentile in
      recorder.latency(atPercentile: percentile).map { (name, $0) }
    } + [("max", recorder.longest), ("mean", mean)]
  }

  /// The measured time: it ends when all that was due in it has come to its end, in whichever way.
  private var span: Duration {
    guard let start = schedule.measuredFrom, let last = recorder.lastEnding else { return .zero }
    return max(last, schedule.measuredTo ?? last) - start
  }

  /// Requests that were answered without an error, in a second of the measured time.
  private var throughput: Double {
    span > .zero ? Double(recorder.completed) / (span / .seconds(1)) : 0
  }

  /// What went wrong, the most frequent first; nil where nothing did.
  private var faultText: String? {
    let faults = recorder.faults.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
    guard !faults.isEmpty else { return nil }
    return faults.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
  }

  /// What was measured instead of what should be; nil where that was measured.
  private var shortfall: String? {
    guard schedule.isCutShort else { return nil }
    let planned = [plan.requests.map { "\($0) requests" }, plan.duration?.unitText].compactMap(\.self)
    return
      "max_requests of \(plan.maxRequests) ended the load after \(short(span)), before \(planned.joined(separator: " or ")) were measured; raise it, or set `rate`"
  }

  private var notes: [String] {
    isLimitedByThisMachine
      ? ["this machine could not send more than that: the service had its answers ready sooner"] : []
  }

  /// Whether a closed loop waited for the service for less than half of the time in which it sent; a short one says nothing
  /// of that.
  private var isLimitedByThisMachine: Bool {
    guard plan.pace == .closed, recorder.requests >= 1000, let mean = recorder.mean,
      let start = schedule.measuredFrom, let end = schedule.measuredTo
    else { return false }
    return mean * recorder.requests < (end - start) * plan.concurrency / 2
  }

  private var excerpt: String {
    let head = "\(recorder.requests) requests, \(rounded(throughput)) answered a second"
    let statuses = sortedStatuses.map { "\($0.count) of status \($0.status)" }
    let lines = [
      ([head] + statuses).joined(separator: ", "), faultText.map { "errors: \($0)" },
      latencies.isEmpty ? nil : latencies.map { "\($0.name) \(short($0.value))" }.joined(separator: "  "),
    ]
    return lines.compactMap(\.self).joined(separator: "\n")
  }

  private func rounded(_ number: Double) -> String { String((number * 10).rounded() / 10) }

  /// To the microsecond.
  private func short(_ duration: Duration) -> String {
    Duration.microseconds(Int64(duration / .microseconds(1))).unitText
  }
}
