internal import Values

/// What calendar and clock show at a point in time.
struct LocalTime {
  let year: Int
  /// 1 to 12
  let month: Int
  /// 1 to 31
  let day: Int
  /// From 0.
  let dayOfYear: Int
  /// 0 is Sunday.
  let dayOfWeek: Int
  let hour: Int
  let minute: Int
  let second: Int
  let millisecond: Int

  /// What they show in a time zone.
  init(_ timestamp: Timestamp, in zone: TimeZone) throws(EvaluationError) {
    let seconds = try TimeArithmetic.checked(timestamp).seconds
    let local = seconds + Int64(zone.offset(at: seconds))
    let days = floorDivision(local, by: 86_400)
    let secondOfDay = Int(local - days * 86_400)
    (year, month, day) = Timestamp.date(ofDay: days)
    dayOfYear = Int(days) - daysSince1970(year: year, month: 1, day: 1)
    dayOfWeek = LocalTime.dayOfWeek(ofDay: Int(days))
    hour = secondOfDay / 3600
    minute = secondOfDay / 60 % 60
    second = secondOfDay % 60
    millisecond = Int(timestamp.nanoseconds) / 1_000_000
  }

  /// The day of the week of a day since 1970-01-01, which was a Thursday; 0 is Sunday.
  static func dayOfWeek(ofDay day: Int) -> Int { ((day + 4) % 7 + 7) % 7 }
}

func floorDivision(_ number: Int64, by divisor: Int64) -> Int64 {
  let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? quotient - 1 : quotient
}
