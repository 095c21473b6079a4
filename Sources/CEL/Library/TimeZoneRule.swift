internal import Values

/// When clocks change every year: the `TZ` string of POSIX (Base Definitions, section 8.3) as the footer of a
/// time zone file has it (RFC 8536, section 3.3), such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct TimeZoneRule: Hashable, Sendable {
  /// The day of a year.
  enum Day: Hashable, Sendable {
    /// 1 to 365; February 29 is not counted.
    case withoutLeapDay(Int)
    /// 0 to 365.
    case ofYear(Int)
    /// The nth such day of the week of a month; the 5th is the last one.
    case ofWeek(month: Int, nth: Int, weekday: Int)
  }

  /// When clocks change: a day and seconds after its midnight, which may lie days away.
  struct Moment: Hashable, Sendable {
    let day: Day
    let seconds: Int
  }

  /// Daylight saving time.
  struct Daylight: Hashable, Sendable {
    /// In seconds ahead of UTC.
    let offset: Int
    /// By the clocks of standard time.
    let start: Moment
    /// By the clocks of daylight saving time.
    let end: Moment
  }

  /// In seconds ahead of UTC.
  let standardOffset: Int
  let daylight: Daylight?

  /// How many seconds the clocks are ahead of UTC at a number of seconds since the epoch, in the years around
  /// 1 to 9999.
  func offset(at seconds: Int64) -> Int {
    guard let daylight else { return standardOffset }
    let year = Timestamp.date(ofDay: floorDivision(seconds + Int64(standardOffset), by: 86_400)).year
    // A change may lie in the year before or after the one whose rule it is.
    var last: (start: Int64, isDaylight: Bool)?
    for year in year - 1...year + 1 {
      let start = daylight.start.seconds(inYear: year) - Int64(standardOffset)
      let end = daylight.end.seconds(inYear: year) - Int64(daylight.offset)
      // Where a year's end is the next one's start, daylight saving time goes on.
      if end <= seconds, end > last?.start ?? .min { last = (end, false) }
      if start <= seconds, start >= last?.start ?? .min { last = (start, true) }
    }
    return last?.isDaylight == true ? daylight.offset : standardOffset
  }
}

extension TimeZoneRule.Moment {
  /// The seconds from the epoch to the moment in a year, as if its clocks were those of UTC.
  fileprivate func seconds(inYear year: Int) -> Int64 { Int64(day.days(inYear: year) * 86_400 + seconds) }
}

extension TimeZoneRule.Day {
  /// The days from 1970-01-01 to it.
  fileprivate func days(inYear year: Int) -> Int {
    let newYear = daysSince1970(year: year, month: 1, day: 1)
    switch self {
    case .ofYear(let day): return newYear + day
    case .withoutLeapDay(let day):
      let isLeapYear = daysSince1970(year: year + 1, month: 1, day: 1) - newYear == 366
      return newYear + day - (isLeapYear && day >= 60 ? 0 : 1)
    case .ofWeek(let month, let nth, let weekday):
      let first = daysSince1970(year: year, month: month, day: 1)
      let next =
        month == 12
        ? daysSince1970(year: year + 1, month: 1, day: 1)
        : daysSince1970(year: year, month: month + 1, day: 1)
      let day = first + (weekday - LocalTime.dayOfWeek(ofDay: first) + 7) % 7 + (nth - 1) * 7
      return day < next ? day : day - 7
    }
  }
}
