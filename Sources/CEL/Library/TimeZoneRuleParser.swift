extension TimeZoneRule {
  /// Reads a `TZ` string; nil for anything else.
  init?(_ text: ArraySlice<UInt8>) {
    var parser = TimeZoneRuleParser(rest: text)
    guard let rule = parser.rule(), parser.rest.isEmpty else { return nil }
    self = rule
  }
}

/// Reads a `TZ` string from left to right. Its offsets count westwards.
private struct TimeZoneRuleParser {
  var rest: ArraySlice<UInt8>

  mutating func rule() -> TimeZoneRule? {
    guard skipName(), let west = time(hoursUpTo: 24) else { return nil }
    if rest.isEmpty { return TimeZoneRule(standardOffset: -west, daylight: nil) }
    guard let daylight = daylight(standardOffset: -west) else { return nil }
    return TimeZoneRule(standardOffset: -west, daylight: daylight)
  }

  private mutating func daylight(standardOffset: Int) -> TimeZoneRule.Daylight? {
    guard skipName() else { return nil }
    var offset = standardOffset + 3600
    if rest.first != UInt8(ascii: ",") {
      guard let west = time(hoursUpTo: 24) else { return nil }
      offset = -west
    }
    guard let start = moment(), let end = moment() else { return nil }
    return TimeZoneRule.Daylight(offset: offset, start: start, end: end)
  }

  /// A name of letters, or of anything else between angle brackets.
  private mutating func skipName() -> Bool {
    if skip("<") {
      rest = rest.drop { $0 != UInt8(ascii: ">") }
      return skip(">")
    }
    let name = rest.prefix { (65...90).contains($0 & ~32) }
    rest.removeFirst(name.count)
    return name.count >= 3
  }

  /// `,day[/time]`
  private mutating func moment() -> TimeZoneRule.Moment? {
    guard skip(","), let day = day() else { return nil }
    guard skip("/") else { return TimeZoneRule.Moment(day: day, seconds: 7200) }
    guard let seconds = time(hoursUpTo: 167) else { return nil }
    return TimeZoneRule.Moment(day: day, seconds: seconds)
  }

  private mutating func day() -> TimeZoneRule.Day? {
    if skip("J") { return number(in: 1...365).map { .withoutLeapDay($0) } }
    guard skip("M") else { return number(in: 0...365).map { .ofYear($0) } }
    guard let month = number(in: 1...12), skip("."), let nth = number(in: 1...5), skip("."),
      let weekday = number(in: 0...6)
    else { return nil }
    return .ofWeek(month: month, nth: nth, weekday: weekday)
  }

  /// `[+-]h[h][:mm[:ss]]` in seconds.
  private mutating func time(hoursUpTo limit: Int) -> Int? {
    let isNegative = skip("-")
    if !isNegative { _ = skip("+") }
    guard let hours = number(in: 0...limit) else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] where skip(":") {
      guard let count = number(in: 0...59) else { return nil }
      seconds += count * unit
    }
    return isNegative ? -seconds : seconds
  }

  private mutating func number(in range: ClosedRange<Int>) -> Int? {
    let digits = rest.prefix { (48...57).contains($0) }
    guard (1...3).contains(digits.count) else { return nil }
    rest.removeFirst(digits.count)
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    return range.contains(number) ? number : nil
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }
}
