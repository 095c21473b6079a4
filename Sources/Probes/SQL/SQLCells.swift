internal import PostgresClient
internal import Values

extension Value {
  /// A cell as a value. `numeric` stays exact; what has no type among values is text in ISO 8601: dates, times
  /// without a zone, and intervals with months, whose length nobody knows.
  init(_ cell: PostgresCell) {
    self =
      switch cell {
      case .null: .null
      case .bool(let flag): .bool(flag)
      case .int(let number): .int(number)
      case .double(let number): .double(number)
      case .numeric(let text): Self.number(text)
      case .string(let text), .date(let text), .time(let text): .string(text)
      case .bytes(let bytes): .bytes(bytes)
      case .timestamptz(let microseconds): .timestamp(Self.timestamp(microseconds))
      case .timestamp(let microseconds):
        .string(String(Self.timestamp(microseconds).description.dropLast()))
      case .interval(let interval): Self.interval(interval)
      case .json(let text): (try? parseJSON(text)) ?? .string(text)
      case .array(let cells): .list(cells.map(Value.init))
      }
  }

  private static func number(_ text: String) -> Value {
    switch text {
    case "NaN": .double(.nan)
    case "Infinity": .double(.infinity)
    case "-Infinity": .double(-.infinity)
    default: Decimal(text).map(Value.decimal) ?? .string(text)
    }
  }

  private static func timestamp(_ microseconds: Int64) -> Timestamp {
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return Timestamp(seconds: seconds, nanoseconds: rest * 1000)
  }

  private static func interval(_ interval: PostgresInterval) -> Value {
    let seconds = interval.days.multipliedReportingOverflow(by: 86_400)
    guard interval.months == 0, !seconds.overflow, seconds.partialValue.magnitude < 1 << 62 else {
      return .string(interval.iso8601)
    }
    return .duration(.seconds(seconds.partialValue) + .microseconds(interval.microseconds))
  }
}

extension PostgresInterval {
  /// `P1Y2M3DT4.5S`, each part with its own sign, as PostgreSQL's `iso_8601` style has it.
  fileprivate var iso8601: String {
    var text = "P"
    if months / 12 != 0 { text += "\(months / 12)Y" }
    if months % 12 != 0 { text += "\(months % 12)M" }
    if days != 0 { text += "\(days)D" }
    guard microseconds != 0 else { return text }
    let (seconds, rest) = microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    text += "T" + (microseconds < 0 ? "-" : "") + String(seconds)
    if rest != 0 {
      let digits = String(rest)
      var fraction = String(repeating: "0", count: 6 - digits.utf8.count) + digits
      while fraction.hasSuffix("0") { fraction.removeLast() }
      text += "." + fraction
    }
    return text + "S"
  }
}
