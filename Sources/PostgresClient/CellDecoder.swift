internal import Values

/// Reads the text forms that the server writes under the settings of `SessionSettings`: ISO dates, `postgres`
/// intervals, hexadecimal `bytea`. What does not have the expected form stays text.
enum CellDecoder {
  /// The cell for a value of a type.
  static func cell(_ text: String, typeOID: UInt32) -> PostgresCell {
    known(text, typeOID: typeOID) ?? .string(text)
  }

  private static func known(_ text: String, typeOID: UInt32) -> PostgresCell? {
    switch typeOID {
    case TypeOID.bool: text == "t" ? .bool(true) : text == "f" ? .bool(false) : nil
    case TypeOID.int2, TypeOID.int4, TypeOID.int8, TypeOID.oid: Int64(text).map(PostgresCell.int)
    case TypeOID.float4, TypeOID.float8: Double(text).map(PostgresCell.double)
    case TypeOID.numeric: .numeric(text)
    case TypeOID.bytea: bytes(text).map(PostgresCell.bytes)
    case TypeOID.json, TypeOID.jsonb: .json(text)
    case TypeOID.date: .date(text)
    case TypeOID.time: .time(text)
    case TypeOID.timestamp: microseconds(text).map { .timestamp(microseconds: $0) }
    case TypeOID.timestamptz: microseconds(text).map { .timestamptz(unixMicroseconds: $0) }
    case TypeOID.interval: interval(text).map(PostgresCell.interval)
    default: TypeOID.elementOfArray[typeOID].flatMap { ArrayDecoder.array(text, elementOID: $0) }
    }
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.starts(with: Array("\\x".utf8)), digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2 - 1)
    for index in stride(from: 2, to: digits.count, by: 2) {
      guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// Microseconds since 1970 of `2026-01-02 03:04:05.678[+00][ BC]`; the session's time zone is UTC. Nil also
  /// beyond what 64 bits hold, which PostgreSQL's own times, counted from 2000, exceed by 30 years.
  private static func microseconds(_ text: String) -> Int64? {
    let beforeChrist = text.hasSuffix(" BC")
    let words = (beforeChrist ? text.dropLast(3) : text[...]).split(separator: " ")
    guard words.count == 2 else { return nil }
    let date = words[0].split(separator: "-").compactMap { Int($0) }
    let clock = words[1].hasSuffix("+00") ? words[1].dropLast(3) : words[1]
    guard date.count == 3, (0...10_000_000).contains(date[0]), (1...12).contains(date[1]),
      (1...31).contains(date[2]), let time = timeOfDay(clock)
    else { return nil }
    let days = daysSince1970(year: beforeChrist ? 1 - date[0] : date[0], month: date[1], day: date[2])
    return Int64(exactly: Int128(days) * 86_400_000_000 + Int128(time))
  }

  /// Microseconds of `[-]HH:MM:SS[.ffffff]`; nil also where 64 bits do not hold them.
  private static func timeOfDay(_ text: Substring) -> Int64? {
    let negative = text.hasPrefix("-")
    let parts = (negative || text.hasPrefix("+") ? text.dropFirst() : text).split(separator: ":")
    guard parts.count == 3, let hours = Int64(parts[0]), let minutes = Int64(parts[1]) else { return nil }
    let seconds = parts[2].split(separator: ".")
    guard let whole = seconds.first.flatMap({ Int64($0) }), seconds.count <= 2 else { return nil }
    var fraction: Int64 = 0
    if seconds.count == 2 {
      let digits = String(seconds[1].prefix(6))
      guard let value = Int64(digits + String(repeating: "0", count: 6 - digits.utf8.count)) else {
        return nil
      }
      fraction = value
    }
    let total = ((Int128(hours) * 60 + Int128(minutes)) * 60 + Int128(whole)) * 1_000_000 + Int128(fraction)
    return Int64(exactly: negative ? -total : total)
  }

  /// The parts of `1 year 2 mons -3 days 04:05:06.7`.
  private static func interval(_ text: String) -> PostgresInterval? {
    var (months, days, microseconds) = (Int128(0), Int128(0), Int64(0))
    var words = text.split(separator: " ")[...]
    while let word = words.popFirst() {
      if word.contains(":") {
        guard let time = timeOfDay(word) else { return nil }
        microseconds = time
        continue
      }
      guard let count = Int64(word), let unit = words.popFirst() else { return nil }
      switch unit {
      case "year", "years": months += Int128(count) * 12
      case "mon", "mons": months += Int128(count)
      case "day", "days": days += Int128(count)
      default: return nil
      }
    }
    guard let months = Int64(exactly: months), let days = Int64(exactly: days) else { return nil }
    return PostgresInterval(months: months, days: days, microseconds: microseconds)
  }
}
