internal import Values

/// Values as JSON from which they are read again without loss. What JSON has a form for stands as it is; anything else is
/// an object with one key that begins with `$`:
///
/// | value | form |
/// | --- | --- |
/// | a double | a number with a point or an exponent: `2.0`; NaN and the infinities `{"$double": "NaN"}` |
/// | an unsigned integer that a signed one could hold | `{"$uint": 5}` |
/// | a decimal that a double would round otherwise | `{"$decimal": "1.50"}` |
/// | bytes | `{"$bytes": "base64"}` |
/// | a duration | `{"$duration": "1m30s"}` |
/// | a timestamp | `{"$timestamp": "2026-01-31T12:00:00Z"}` |
/// | a map with other keys than text, or with one that begins with `$` | `{"$map": [[key, value], ...]}` |
enum Wire {
  /// The JSON form.
  static func encoded(_ value: Value) -> Value {
    switch value {
    case .null, .bool, .int, .string: return value
    case .uint(let number): return number > Int64.max ? value : tagged("uint", value)
    case .double(let number): return encoded(number)
    case .decimal(let number):
      let isPlain = (try? parseJSON(value.json)).map { isSame($0, value) } ?? false
      return isPlain ? value : tagged("decimal", .string(number.description))
    case .bytes(let bytes): return tagged("bytes", .string(base64(bytes)))
    case .duration(let duration): return tagged("duration", encoded(duration))
    case .timestamp(let time): return tagged("timestamp", encoded(time))
    case .list(let elements): return .list(elements.map(encoded))
    case .map(let entries): return encoded(entries)
    // Only expressions have these; no observation does.
    case .opaque(let other): return .string(other.base.description)
    }
  }

  /// The value of a JSON form.
  static func decoded(_ json: Value) throws(WireFault) -> Value {
    switch json {
    case .list(let elements):
      var values: [Value] = []
      values.reserveCapacity(elements.count)
      for (place, element) in elements.enumerated() {
        do { values.append(try decoded(element)) } catch { throw error.within("[\(place)]") }
      }
      return .list(values)
    case .map(let entries):
      if entries.count == 1, case .string(let key) = entries[0].key, key.hasPrefix("$") {
        do { return try untagged(key, entries[0].value) } catch { throw error.within(key) }
      }
      var values: [(ValueKey, Value)] = []
      values.reserveCapacity(entries.count)
      for entry in entries {
        let key = entry.key.description
        guard !key.hasPrefix("$") else { throw WireFault("`\(key)` stands beside other keys", at: key) }
        do { values.append((entry.key, try decoded(entry.value))) } catch { throw error.within(key) }
      }
      return .map(ValueMap(values))
    default: return json
    }
  }

  private static func tagged(_ name: String, _ value: Value) -> Value {
    .map(ValueMap([(.string("$" + name), value)]))
  }

  private static func encoded(_ number: Double) -> Value {
    // A decimal keeps the point that tells a double from an integer.
    if let decimal = Decimal(number), let back = try? parseJSON(Value.decimal(decimal).json),
      isSame(back, .double(number))
    {
      return .decimal(decimal)
    }
    return tagged("double", .string(number.isFinite ? number.description : text(ofSpecial: number)))
  }

  private static func text(ofSpecial number: Double) -> String {
    number.isNaN ? "NaN" : number > 0 ? "+Inf" : "-Inf"
  }

  private static func encoded(_ duration: Duration) -> Value {
    if Duration(units: duration.unitText) == duration { return .string(duration.unitText) }
    return [.int(duration.components.seconds), .int(duration.components.attoseconds)]
  }

  private static func encoded(_ time: Timestamp) -> Value {
    if Timestamp(rfc3339: time.description) == time { return .string(time.description) }
    return [.int(time.seconds), .int(Int64(time.nanoseconds))]
  }

  private static func encoded(_ entries: ValueMap) -> Value {
    let isPlain = entries.allSatisfy { entry in
      if case .string(let key) = entry.key { !key.hasPrefix("$") } else { false }
    }
    guard !isPlain else { return .map(ValueMap(entries.map { ($0.key, encoded($0.value)) })) }
    return tagged("map", .list(entries.map { [encoded($0.key.value), encoded($0.value)] }))
  }

  private static func untagged(_ tag: String, _ json: Value) throws(WireFault) -> Value {
    let value: Value? =
      switch tag {
      case "$uint": json.unsigned.map { .uint($0) }
      case "$double": json.string.flatMap(double).map { .double($0) }
      case "$decimal": json.string.flatMap { Decimal($0) }.map { .decimal($0) }
      case "$bytes": json.string.flatMap { base64Decoded($0) }.map { .bytes($0) }
      case "$duration": duration(json).map { .duration($0) }
      case "$timestamp": timestamp(json).map { .timestamp($0) }
      case "$map": try map(json)
      default: throw WireFault("`\(tag)` is no kind of value")
      }
    guard let value else { throw WireFault("`\(tag)` holds no such value") }
    return value
  }

  private static func double(_ text: String) -> Double? {
    switch text {
    case "NaN": .nan
    case "+Inf": .infinity
    case "-Inf": -.infinity
    default: Double(text)
    }
  }

  private static func duration(_ json: Value) -> Duration? {
    if let text = json.string { return Duration(units: text) }
    guard let parts = json.pair else { return nil }
    return Duration(secondsComponent: parts.0, attosecondsComponent: parts.1)
  }

  private static func timestamp(_ json: Value) -> Timestamp? {
    if let text = json.string { return Timestamp(rfc3339: text) }
    return json.pair.map { Timestamp(seconds: $0.0, nanoseconds: $0.1) }
  }

  private static func map(_ json: Value) throws(WireFault) -> Value? {
    guard let pairs = json.list else { return nil }
    var entries = ValueMap()
    for pair in pairs {
      guard let parts = pair.list, parts.count == 2, let key = ValueKey(try decoded(parts[0])) else {
        return nil
      }
      entries[key] = try decoded(parts[1])
    }
    return .map(entries)
  }

  /// Whether both are the same to the last bit.
  static func isSame(_ left: Value, _ right: Value) -> Bool { ExactBytes(left) == ExactBytes(right) }
}

extension Value {
  fileprivate var unsigned: UInt64? {
    switch self {
    case .int(let number): UInt64(exactly: number)
    case .uint(let number): number
    default: nil
    }
  }

  fileprivate var pair: (Int64, Int64)? {
    guard let parts = list, parts.count == 2, case .int(let first) = parts[0],
      case .int(let second) = parts[1]
    else { return nil }
    return (first, second)
  }
}

extension ValueKey {
  fileprivate var value: Value {
    switch self {
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .uint(let value): .uint(value)
    case .string(let value): .string(value)
    }
  }

  fileprivate init?(_ value: Value) {
    switch value {
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .uint(let value): self = .uint(value)
    case .string(let value): self = .string(value)
    default: return nil
    }
  }
}
