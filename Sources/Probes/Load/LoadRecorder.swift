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

  /// So many failures in a row, and nobody seems to be there.
  private static let patience = 20
  /// Who has answered before may be away for so long, as while it is started anew.
  static let absence = Duration.seconds(30)
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
  /// When the last of those that count came to its end, however it did.
  private(set) var lastEnding: Duration?
  /// How many were answered, warm-up included.
  private(set) var answered = 0
  /// How many have failed since the last answer in a way that says nothing but that there is none, warm-up included.
  private(set) var unanswered = 0
  /// For how long there was no answer when the last of these failed.
  private(set) var silence = Duration.zero
  /// The last such failure.
  private(set) var lastFailure: HTTPError?
  /// Whether nobody seems to be there any more: sending more would only make noise, and might take days.
  private(set) var hasGivenUp = false
  private var lastAnswer = Duration.zero
  private var latencies = Histogram<UInt32>(
    highestTrackableValue: longest, numberOfSignificantValueDigits: .three)
  private var total = Duration.zero

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
      answered += 1
      unanswered = 0
      lastAnswer = max(lastAnswer, now)
      if ticket.isMeasured { statuses[status, default: 0] += 1 }
      fault = LoadFault(status: status)
    case .failed(let kind, let error):
      unanswered += 1
      silence = now - lastAnswer
      lastFailure = error
      if unanswered >= Self.patience, answered == 0 || silence >= Self.absence { hasGivenUp = true }
      fault = kind
    case .notSent: fault = .notSent
    }
    guard ticket.isMeasured else { return }
    requests += 1
    lastEnding = max(lastEnding ?? now, now)
    if let fault { faults[fault, default: 0] += 1 }
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
