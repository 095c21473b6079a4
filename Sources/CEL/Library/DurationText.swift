internal import Values

/// Reads durations as Go writes them: `1h30m`, `-1.5s`, `250ms`, `0`.
struct DurationText {
  /// The units by name, in nanoseconds.
  let units: [String: UInt128]
  /// How the help of an error writes durations.
  private let examples: String

  /// Hours to nanoseconds.
  static let standard = DurationText(units: standardUnits, examples: "1h30m, 10s or 250ms")
  /// Also days of 24 hours and weeks of 7 days.
  static let withDays = DurationText(
    units: standardUnits.merging(["d": 86_400_000_000_000, "w": 604_800_000_000_000]) { $1 },
    examples: "90d, 1h30m or 250ms")

  // The micro sign and the Greek letter look alike; Go takes both.
  private static let standardUnits: [String: UInt128] = [
    "ns": 1, "us": 1000, "\u{B5}s": 1000, "\u{3BC}s": 1000, "ms": 1_000_000, "s": 1_000_000_000,
    "m": 60_000_000_000, "h": 3_600_000_000_000,
  ]
  /// The magnitude of the least duration.
  private static let largest: UInt128 = 1 << 63

  /// The duration that a text says.
  func parse(_ text: String) throws(EvaluationError) -> Duration {
    var rest = Array(text.utf8)[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    if rest.elementsEqual([UInt8(ascii: "0")]) { return .zero }
    guard !rest.isEmpty else { throw invalid(text) }
    var total: UInt128 = 0
    while !rest.isEmpty {
      guard let part = nextPart(of: &rest) else { throw invalid(text) }
      total = min(total + part, Self.largest + 1)
    }
    return try TimeArithmetic.duration(isNegative ? -Int128(total) : Int128(total))
  }

  /// A number and its unit, in nanoseconds; what is finer is cut off, and what is larger than the largest
  /// duration becomes something larger.
  private func nextPart(of rest: inout ArraySlice<UInt8>) -> UInt128? {
    let whole = Self.digits(of: &rest)
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = Self.digits(of: &rest)
    }
    guard !whole.isEmpty || !fraction.isEmpty, let unit = unit(of: &rest) else { return nil }
    let number = whole.reduce(0 as UInt128) { min($0 * 10 + UInt128($1 - 48), Self.largest + 1) }
    // 18 digits are more than a week has nanoseconds.
    let kept = fraction.prefix(18)
    let parts = kept.reduce(0 as UInt128) { $0 * 10 + UInt128($1 - 48) }
    let scale = kept.reduce(1 as UInt128) { scale, _ in scale * 10 }
    return number * unit + parts * unit / scale
  }

  private func unit(of rest: inout ArraySlice<UInt8>) -> UInt128? {
    let name = rest.prefix { $0 != UInt8(ascii: ".") && !isDigit($0) }
    rest.removeFirst(name.count)
    return units[String(decoding: name, as: UTF8.self)]
  }

  private static func digits(of rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = rest.prefix(while: isDigit)
    rest.removeFirst(digits.count)
    return digits
  }

  private func invalid(_ text: String) -> EvaluationError {
    EvaluationError("'\(text.shortened(to: 60))' is no duration: write it as \(examples)")
  }
}
