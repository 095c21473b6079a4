internal import HTTPClient
internal import Histogram
internal import Values

/// Counts what became of the requests of a load, and how long they took from the moment at which they were due: a request
/// that had to wait for its turn, because a slow system kept all connections busy, is a slow one.
struct LoadRecorder: Sendable {
  /// What became of one request.
  enum Ending: Sendable {
    /// It was answered with this status.
    case answered(status: Int)
    /// It was not answered.
    case failed(LoadFault, HTTPError)
    /// It was due for too long to be sent at all.
    case notSent
  }

  /// So many failures before any answer, and nothing is there that could be measured.
  private static let patience = 20
  /// The longest that is told apart, in microseconds.
  private static let longest: UInt64 = 3_600_000_000

  /// How many count.
  private(set) var requests = 0
  /// The statuses of those that count and were answered.
  private(set) var statuses: [Int: Int] = [:]
  /// Those that count as errors.
  private(set) var faults: [LoadFault: Int] = [:]
  /// The longest of the latencies.
  private(set) var longest = Duration.zero
  /// When the last answer without an error came.
  private(set) var lastCompletion: Duration?
  /// How many failed in a way that says nothing but that there is no answer, warm-up included.
  private(set) var unanswered = 0
  /// The last such failure.
  private(set) var lastFailure: HTTPError?
  /// Whether anything was answered, warm-up included.
  private(set) var isAnswered = false
  private var latencies = Histogram<UInt32>(
    highestTrackableValue: longest, numberOfSignificantValueDigits: .three)
  private var total = Duration.zero

  /// Whether nobody seems to be there: sending more would only make noise.
  var hasGivenUp: Bool { !isAnswered && unanswered >= Self.patience }

  /// How many count as errors.
  var errors: Int { faults.values.reduce(0, +) }

  /// How many were answered without an error.
  var completed: Int { requests - errors }

  /// Takes in what became of a request, how long it took from the time it was due, and when that was known.
  mutating func record(
    _ ending: Ending, _ ticket: LoadSchedule.Ticket, latency: Duration, at now: Duration
  ) {
    let fault: LoadFault?
    switch ending {
    case .answered(let status):
      isAnswered = true
      if ticket.isMeasured { statuses[status, default: 0] += 1 }
      fault = LoadFault(status: status)
    case .failed(let kind, let error):
      unanswered += 1
      lastFailure = error
      fault = kind
    case .notSent: fault = .notSent
    }
    guard ticket.isMeasured else { return }
    requests += 1
    if let fault { faults[fault, default: 0] += 1 } else { lastCompletion = max(lastCompletion ?? now, now) }
    if fault?.isSlowness ?? true { add(latency) }
  }

  private mutating func add(_ latency: Duration) {
    latencies.record(min(max(1, UInt64(max(0, latency / .microseconds(1)))), Self.longest))
    total += latency
    longest = max(longest, latency)
  }

  /// The latency within which this share of the requests stayed, to three digits; nil where there is none.
  func latency(atPercentile percentile: Double) -> Duration? {
    guard latencies.totalCount > 0 else { return nil }
    return min(.microseconds(Int64(latencies.valueAtPercentile(percentile))), longest)
  }

  /// The mean of the latencies; nil where there is none.
  var mean: Duration? { latencies.totalCount > 0 ? total / Int(latencies.totalCount) : nil }
}
