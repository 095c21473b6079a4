/// How much is asked of a system, how fast, and what of it is measured.
struct LoadPlan: Hashable, Sendable {
  /// When requests are due.
  enum Pace: Hashable, Sendable {
    /// As soon as one before it is answered.
    case closed
    /// So many times a second, whether those before it are answered or not.
    case open(rate: Double)
  }

  /// What is sent before anything is measured.
  enum WarmUp: Hashable, Sendable {
    case duration(Duration)
    case requests(Int)
  }

  /// When requests are due.
  var pace: Pace
  /// How many are in flight at once, at most.
  var concurrency: Int
  /// What is not measured.
  var warmUp: WarmUp
  /// How long is measured; nil for as long as the requests last.
  var duration: Duration?
  /// How many are measured; nil for as many as the time allows.
  var requests: Int?
  /// How many are sent at most, warm-up included.
  var maxRequests: Int

  /// How long it takes at least, unless `maxRequests` cuts it short.
  var leastTime: Duration {
    guard let duration, requests == nil else { return .zero }
    return if case .duration(let first) = warmUp { first + duration } else { duration }
  }
}

/// The requests of a plan, one after the other. It has no clock of its own: times are those since the load began.
struct LoadSchedule: Sendable {
  /// A request to send.
  struct Ticket: Hashable, Sendable {
    /// When it is due.
    let due: Duration
    /// Whether it counts; it does not during the warm-up.
    let isMeasured: Bool
  }

  private let plan: LoadPlan
  private var issued = 0
  private var measured = 0
  /// When the measured time begins; nil until that is known.
  private(set) var measuredFrom: Duration?
  /// When the measured time was over, so that no request was due any more; nil until then.
  private(set) var measuredTo: Duration?
  /// Whether `maxRequests` ended it before its duration or its requests did.
  private(set) var isCutShort = false

  init(_ plan: LoadPlan) {
    self.plan = plan
    if case .duration(let length) = plan.warmUp { measuredFrom = length }
  }

  /// When the measured time ends; nil where it has no such end, or that is not known yet.
  var measuredUntil: Duration? {
    measuredFrom.flatMap { start in plan.duration.map { start + $0 } }
  }

  /// The next request; nil where there is none any more. What was due long ago still comes: that those who are late are
  /// not left out is what makes the figures true.
  mutating func next(at now: Duration) -> Ticket? {
    let due =
      switch plan.pace {
      case .closed: now
      case .open(let rate): Duration.seconds(Double(issued) / rate)
      }
    if case .requests(let count) = plan.warmUp, issued >= count, measuredFrom == nil { measuredFrom = due }
    let isMeasured = measuredFrom.map { due >= $0 } ?? false
    if let end = measuredUntil, due >= end { return over(at: end) }
    if let requests = plan.requests, measured >= requests { return over(at: due) }
    guard issued < plan.maxRequests else {
      isCutShort = plan.duration != nil || plan.requests != nil
      return over(at: due)
    }
    issued += 1
    if isMeasured { measured += 1 }
    return Ticket(due: due, isMeasured: isMeasured)
  }

  private mutating func over(at end: Duration) -> Ticket? {
    measuredTo = measuredTo ?? end
    return nil
  }
}
