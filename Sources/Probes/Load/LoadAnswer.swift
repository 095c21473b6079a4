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

  /// The observation; *no data* where nothing was sent that counts.
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
    return Observation(fields, excerpt: excerpt, cause: faultText, notes: notes)
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

  /// The measured time: it ends with the last request that was answered without an error, if that came in time.
  private var span: Duration {
    guard let start = schedule.measuredFrom, let last = recorder.lastCompletion else { return .zero }
    return min(last, schedule.measuredUntil ?? last) - start
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

  private var notes: [String] {
    var notes: [String] = []
    if schedule.isCutShort {
      let planned = [
        plan.requests.map { "\($0) requests" }, plan.duration.map { $0.unitText },
      ].compactMap(\.self)
      notes.append(
        "max_requests of \(plan.maxRequests) ended the load before \(planned.joined(separator: " or ")) of measuring"
      )
    }
    if isLimitedByThisMachine {
      notes.append("this machine could not send more than that: the service had its answers ready sooner")
    }
    return notes
  }

  /// Whether a closed loop waited for the service for less than half of the time; a short one says nothing of that.
  private var isLimitedByThisMachine: Bool {
    guard plan.pace == .closed, recorder.requests >= 1000, let mean = recorder.mean else { return false }
    return mean * recorder.requests < span * plan.concurrency / 2
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
