internal import PostgresClient
internal import Values

extension PostgresParameter {
  /// A value as a parameter: a list becomes an array, a map JSON, a duration the text of an interval, a
  /// timestamp its RFC 3339 text.
  init(_ value: Value) {
    self =
      switch value {
      case .null: .null
      case .bool(let flag): .bool(flag)
      case .int(let number): .int(number)
      case .uint(let number): .decimal(String(number))
      case .double(let number): .double(number)
      case .decimal(let number): .decimal(number.description)
      case .string(let text): .string(text)
      case .bytes(let bytes): .bytes(bytes)
      case .duration(let duration): .string(intervalText(duration))
      case .timestamp(let timestamp): .string(timestamp.description)
      case .list(let elements): .array(elements.map(PostgresParameter.init))
      case .map: .json(value.json)
      case .opaque(let other): .string(other.base.description)
      }
  }
}

/// A duration as PostgreSQL reads intervals, to the microsecond, which is all that they hold.
private func intervalText(_ duration: Duration) -> String {
  let sign = duration < .zero ? "-" : ""
  let (seconds, attoseconds) = (duration < .zero ? .zero - duration : duration).components
  let digits = String(attoseconds / 1_000_000_000_000)
  return "\(sign)\(seconds).\(String(repeating: "0", count: 6 - digits.utf8.count))\(digits) seconds"
}
