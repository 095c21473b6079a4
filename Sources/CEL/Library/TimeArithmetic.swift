internal import Values

/// Sums and differences of timestamps and durations (cel-spec, "Timestamps and Durations"), which fail where the
/// result is out of range: a timestamp lies in the years 1 to 9999, and a duration is a signed 64-bit count of
/// nanoseconds, about 292 years.
enum TimeArithmetic {
  /// The seconds since the epoch of the years 1 to 9999.
  static let seconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// timestamp + duration
  static func add(_ left: Timestamp, _ right: Duration) throws(EvaluationError) -> Timestamp {
    try timestamp(left.sinceEpoch + right.inNanoseconds)
  }

  /// timestamp - duration
  static func subtract(_ left: Timestamp, _ right: Duration) throws(EvaluationError) -> Timestamp {
    try timestamp(left.sinceEpoch - right.inNanoseconds)
  }

  /// timestamp - timestamp
  static func subtract(_ left: Timestamp, _ right: Timestamp) throws(EvaluationError) -> Duration {
    try duration(left.sinceEpoch - right.sinceEpoch)
  }

  /// duration + duration
  static func add(_ left: Duration, _ right: Duration) throws(EvaluationError) -> Duration {
    try duration(left.inNanoseconds + right.inNanoseconds)
  }

  /// duration - duration
  static func subtract(_ left: Duration, _ right: Duration) throws(EvaluationError) -> Duration {
    try duration(left.inNanoseconds - right.inNanoseconds)
  }

  /// -duration
  static func negate(_ value: Duration) throws(EvaluationError) -> Duration {
    try duration(-value.inNanoseconds)
  }

  /// The timestamp itself, if it lies in the years 1 to 9999.
  static func checked(_ value: Timestamp) throws(EvaluationError) -> Timestamp {
    guard seconds.contains(value.seconds) else { throw .timestampOutOfRange }
    return value
  }

  /// The duration of so many nanoseconds.
  static func duration(_ nanoseconds: Int128) throws(EvaluationError) -> Duration {
    guard let nanoseconds = Int64(exactly: nanoseconds) else { throw .durationOutOfRange }
    return .nanoseconds(nanoseconds)
  }

  private static func timestamp(_ nanoseconds: Int128) throws(EvaluationError) -> Timestamp {
    let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: nanosecondsPerSecond)
    guard let seconds = Int64(exactly: whole) else { throw .timestampOutOfRange }
    return try checked(Timestamp(seconds: seconds, nanoseconds: Int64(rest)))
  }
}

private let nanosecondsPerSecond: Int128 = 1_000_000_000

extension Timestamp {
  fileprivate var sinceEpoch: Int128 { Int128(seconds) * nanosecondsPerSecond + Int128(nanoseconds) }
}

extension Duration {
  /// What is finer than a nanosecond is cut off.
  var inNanoseconds: Int128 { attoseconds / nanosecondsPerSecond }
}

extension EvaluationError {
  fileprivate static let timestampOutOfRange = EvaluationError("the timestamp is not in the years 1 to 9999")
  fileprivate static let durationOutOfRange = EvaluationError("the duration is longer than about 292 years")
}
