extension Duration {
  /// Reads a duration with units: `500ms`, `1.5s`, `1h30m`, `90d`. Units are ns, us, ms, s, m, h, d (24 hours)
  /// and w (7 days). Nil for anything else, for a bare number, and beyond 292 years.
  public init?(units text: String) {
    guard let parts = quantities(in: text) else { return nil }
    var total = 0.0
    var exact = Duration.zero
    for (number, unit) in parts {
      guard let size = Self.unitNanoseconds[unit], let amount = Double(number) else { return nil }
      total += amount * Double(size)
      guard total < 9.2e18 else { return nil }
      exact +=
        Int64(number).map { .nanoseconds($0 * size) }
        ?? .nanoseconds(Int64((amount * Double(size)).rounded()))
    }
    self = exact
  }

  /// The duration as it would be written in a checklist, to the nanosecond: `1m30s`, `250ms`, `12.5us`, `0s`.
  public var unitText: String {
    if self < .zero { return "-" + (.zero - self).unitText }
    let (seconds, atto) = components
    let nanoseconds = atto / 1_000_000_000
    if seconds == 0 {
      if nanoseconds == 0 { return "0s" }
      if nanoseconds < 1000 { return "\(nanoseconds)ns" }
      if nanoseconds < 1_000_000 { return fraction(nanoseconds, of: 1000) + "us" }
      return fraction(nanoseconds, of: 1_000_000) + "ms"
    }
    var rest = seconds
    var text = ""
    for (unit, size) in [("d", Int64(86_400)), ("h", 3600), ("m", 60)] where rest >= size {
      text += "\(rest / size)\(unit)"
      rest %= size
    }
    if rest == 0, nanoseconds == 0 { return text }
    return "\(text)\(rest)" + fraction(nanoseconds, of: 1_000_000_000).dropFirst() + "s"
  }

  /// In seconds.
  public var seconds: Double {
    let (seconds, atto) = components
    return Double(seconds) + Double(atto) / 1e18
  }

  private static let unitNanoseconds: [String: Int64] = [
    "ns": 1, "us": 1000, "µs": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
    "h": 3_600_000_000_000, "d": 86_400_000_000_000, "w": 604_800_000_000_000,
  ]
}

/// Reads a size in bytes with units: `512Mi`, `10MB`, `1Gi`, `100B`. Units are B, k, M, G, T (powers of 1000) and
/// Ki, Mi, Gi, Ti (powers of 1024), each with or without a B. Nil for anything else and for a bare number.
public func byteCount(units text: String) -> Int64? {
  guard let parts = quantities(in: text), parts.count == 1, let amount = Double(parts[0].number) else {
    return nil
  }
  var unit = parts[0].unit
  if unit != "B", unit.hasSuffix("B") { unit.removeLast() }
  let sizes: [String: Double] = [
    "B": 1, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "Ki": 1024, "Mi": 1_048_576,
    "Gi": 1_073_741_824, "Ti": 1_099_511_627_776,
  ]
  guard parts[0].unit != "BB", let size = sizes[unit], amount * size < 9e18 else { return nil }
  return Int64((amount * size).rounded())
}

/// A count of parts, as a decimal number of the whole that has so many: 1500 of 1000 is `1.5`. The whole must be
/// a power of ten.
private func fraction(_ parts: Int64, of whole: Int64) -> String {
  guard !parts.isMultiple(of: whole) else { return String(parts / whole) }
  var digits = String(whole + parts % whole).dropFirst()
  while digits.last == "0" { digits.removeLast() }
  return "\(parts / whole)" + (digits.isEmpty ? "" : ".\(digits)")
}

/// A number of bytes as it would be written in a checklist: `1Mi`, `64Ki`, `100B`.
public func byteText(_ count: Int64) -> String {
  for (unit, size) in [("Ti", Int64(1) << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)]
  where count != 0 && count % size == 0 {
    return "\(count / size)\(unit)"
  }
  return "\(count)B"
}

/// Splits `1h30m` into its numbers and units; nil unless the whole text is made of such pairs.
private func quantities(in text: String) -> [(number: String, unit: String)]? {
  var parts: [(String, String)] = []
  var rest = Substring(text)
  while !rest.isEmpty {
    let number = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
    rest = rest.dropFirst(number.count)
    let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
    rest = rest.dropFirst(unit.count)
    guard !number.isEmpty, number.first != ".", number.last != ".", !unit.isEmpty else { return nil }
    parts.append((String(number), String(unit)))
  }
  return parts.isEmpty ? nil : parts
}
