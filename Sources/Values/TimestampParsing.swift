extension Timestamp {
  /// Reads RFC 3339 (section 5.6): `2026-01-31T12:30:45.5Z`, `2026-01-31 12:30:45+02:00`. Digits beyond
  /// nanoseconds are cut off; a leap second is the first second of the next minute. Nil for anything else.
  public init?(rfc3339 text: String) {
    var reader = DigitReader(bytes: Array(text.utf8))
    guard let year = reader.number(of: 4), reader.skip("-"), let month = reader.number(of: 2),
      reader.skip("-"),
      let day = reader.number(of: 2), reader.skip("Tt "), let hour = reader.number(of: 2), reader.skip(":"),
      let minute = reader.number(of: 2), reader.skip(":"), let second = reader.number(of: 2),
      let nanoseconds = reader.fraction(), let offset = reader.offset(), reader.isAtEnd,
      (1...12).contains(month), (1...Self.days(inMonth: month, of: year)).contains(day), hour < 24,
      minute < 60,
      second < 60 || (second == 60 && minute == 59)
    else { return nil }
    let days = daysSince1970(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    self.init(seconds: Int64(seconds), nanoseconds: Int64(nanoseconds))
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeapYear ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar, in which the year 0 is 1 BC; years are
/// counted from March. The month is 1 to 12, and the year no further than a million million.
public func daysSince1970(year: Int, month: Int, day: Int) -> Int {
  let marchYear = month <= 2 ? year - 1 : year
  let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
  let yearOfEra = marchYear - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

/// Reads the parts of a timestamp from left to right.
private struct DigitReader {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func number(of count: Int) -> Int? {
    let digits = bytes.dropFirst(position).prefix(count)
    guard digits.count == count, digits.allSatisfy(isDigit) else { return nil }
    position += count
    return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
  }

  /// Skips one of these characters.
  mutating func skip(_ characters: String) -> Bool {
    guard position < bytes.count, characters.utf8.contains(bytes[position]) else { return false }
    position += 1
    return true
  }

  /// The fraction of a second in nanoseconds; 0 where there is none, nil where no digit follows the point.
  mutating func fraction() -> Int? {
    guard skip(".") else { return 0 }
    let digits = bytes.dropFirst(position).prefix(while: isDigit)
    guard !digits.isEmpty else { return nil }
    position += digits.count
    let kept = digits.prefix(9)
    let value = kept.reduce(0) { $0 * 10 + Int($1 - 48) }
    return (kept.count..<9).reduce(value) { value, _ in value * 10 }
  }

  /// The offset from UTC in seconds.
  mutating func offset() -> Int? {
    if skip("Zz") { return 0 }
    let isWest = position < bytes.count && bytes[position] == UInt8(ascii: "-")
    guard skip("+-"), let hours = number(of: 2), skip(":"), let minutes = number(of: 2), hours < 24,
      minutes < 60
    else { return nil }
    return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
  }
}
