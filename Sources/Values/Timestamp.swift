#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A point in time: seconds and nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Whole seconds since the epoch.
  public let seconds: Int64
  /// 0 to 999,999,999.
  public let nanoseconds: Int32

  /// Makes a timestamp; nanoseconds beyond a second carry over. What lies beyond the range of the seconds
  /// becomes its beginning or end, here and in all arithmetic.
  public init(seconds: Int64, nanoseconds: Int64 = 0) {
    let carry = nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : (nanoseconds - 999_999_999) / 1_000_000_000
    self.seconds = Int64(clamping: Int128(seconds) + Int128(carry))
    self.nanoseconds = Int32(nanoseconds - carry * 1_000_000_000)
  }

  /// Makes a timestamp of seconds with a fraction, to the microsecond, which is what a double can hold of the
  /// present. What lies beyond the years 0 to 9999 becomes their beginning or end, and NaN the epoch.
  public init(seconds: Double) {
    let known = seconds.isNaN ? 0 : min(max(seconds, -62_167_219_200), 253_402_300_799)
    let whole = known.rounded(.down)
    let microseconds = ((known - whole) * 1_000_000).rounded()
    self.init(seconds: Int64(whole), nanoseconds: Int64(microseconds) * 1000)
  }

  /// The time of the system's clock.
  public static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
  }

  /// Whether the left one is earlier.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// The time that passed from `other` to this.
  public func since(_ other: Timestamp) -> Duration {
    let (whole, rest) = (sinceEpoch - other.sinceEpoch).quotientAndRemainder(dividingBy: 1_000_000_000)
    guard let seconds = Int64(exactly: whole) else { return .seconds(whole < 0 ? Int64.min : .max) }
    return .seconds(seconds) + .nanoseconds(Int64(rest))
  }

  /// In nanoseconds.
  private var sinceEpoch: Int128 { Int128(seconds) * 1_000_000_000 + Int128(nanoseconds) }

  /// Later by a duration.
  public func advanced(by duration: Duration) -> Timestamp {
    let (whole, atto) = duration.components
    return Timestamp(
      seconds: Int64(clamping: Int128(seconds) + Int128(whole)),
      nanoseconds: Int64(nanoseconds) + atto / 1_000_000_000)
  }

  /// RFC 3339 in UTC, with as many digits of a second as are needed: `2026-01-31T12:30:45.5Z`.
  public var description: String {
    let days = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
    let rest = Int((seconds % 86_400 + 86_400) % 86_400)
    let (year, month, day) = Self.date(ofDay: days)
    var fraction = ""
    if nanoseconds != 0 {
      let digits = String(nanoseconds)
      fraction = "." + String(repeating: "0", count: 9 - digits.count) + digits
      while fraction.hasSuffix("0") { fraction.removeLast() }
    }
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
      + "T\(pad(rest / 3600, 2)):\(pad(rest / 60 % 60, 2)):\(pad(rest % 60, 2))\(fraction)Z"
  }

  /// The day in UTC, such as `2026-01-31`.
  public var day: String { String(description.prefix { $0 != "T" }) }

  /// The date of a count of days since 1970-01-01 in the proleptic Gregorian calendar, which repeats every
  /// 146,097 days; years are counted from March so that the leap day is the last.
  public static func date(ofDay days: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (Int(year), Int(month), Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1))
  }
}

private func pad(_ number: Int, _ width: Int) -> String {
  let digits = String(number.magnitude)
  return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
}
