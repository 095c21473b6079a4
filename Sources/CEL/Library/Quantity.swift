internal import Values

/// A Kubernetes resource quantity such as `500m`, `1.5Gi` or `2e3`: exactly, in billionths. What is finer is
/// rounded up, away from zero, as Kubernetes does; unlike there nothing large is silently made smaller.
struct Quantity: OrderedOpaque {
  /// In billionths.
  let nanos: Int128
  /// As it was written.
  let description: String

  let typeName = "kubernetes.Quantity"

  /// A quantity that was computed, written as a decimal number.
  init(nanos: Int128) {
    self.nanos = nanos
    description = decimalText(nanos: nanos)
  }

  fileprivate init(nanos: Int128, text: String) {
    self.nanos = nanos
    description = text
  }

  /// -1, 0 or 1.
  var sign: Int64 { Int64(nanos.signum()) }

  /// The whole number that it is.
  var integer: Int64? {
    let (whole, rest) = nanos.quotientAndRemainder(dividingBy: nanosPerUnit)
    return rest == 0 ? Int64(exactly: whole) : nil
  }

  /// The nearest double.
  var approximate: Double { Double(decimalText(nanos: nanos)) ?? .nan }

  static func == (left: Quantity, right: Quantity) -> Bool { left.nanos == right.nanos }

  func hash(into hasher: inout Hasher) { hasher.combine(nanos) }

  func ordering(relativeTo other: any Opaque) -> Value.Ordering? {
    (other as? Quantity).map { nanos < $0.nanos ? .less : nanos > $0.nanos ? .greater : .equal }
  }

  static func + (left: Quantity, right: Quantity) throws(EvaluationError) -> Quantity {
    try checked(left.nanos.addingReportingOverflow(right.nanos))
  }

  static func - (left: Quantity, right: Quantity) throws(EvaluationError) -> Quantity {
    try checked(left.nanos.subtractingReportingOverflow(right.nanos))
  }

  private static func checked(
    _ result: (partialValue: Int128, overflow: Bool)
  ) throws(EvaluationError) -> Quantity {
    guard !result.overflow else { throw EvaluationError("the quantity is too large") }
    return Quantity(nanos: result.partialValue)
  }
}

private let nanosPerUnit: Int128 = 1_000_000_000

extension Quantity {
  /// An integer.
  init(_ value: Int64) { self.init(nanos: Int128(value) * nanosPerUnit) }

  /// Reads a quantity (Kubernetes, "Quantity"): a decimal number, and one of the suffixes n u m k M G T P E, Ki Mi
  /// Gi Ti Pi Ei, or an exponent such as e3.
  init(_ text: String) throws(EvaluationError) {
    guard let number = QuantityText(text), let nanos = number.nanos else {
      throw EvaluationError("'\(text.shortened(to: 60))' is no quantity: write it as 500m, 2 or 1.5Gi")
    }
    self.init(nanos: nanos, text: text)
  }
}

/// The parts of the text of a quantity: ± digits × multiplier × 10^exponent.
private struct QuantityText {
  private let isNegative: Bool
  private let digits: UInt128
  private let multiplier: UInt128
  private let exponent: Int

  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = rest.prefix(while: isDigit)
    rest.removeFirst(whole.count)
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: isDigit)
      rest.removeFirst(fraction.count + 1)
    }
    guard !whole.isEmpty || !fraction.isEmpty, let suffix = Self.suffix(rest) else { return nil }
    let all = whole + fraction
    let significant = all.drop { $0 == zero }
    let zeros = significant.reversed().prefix { $0 == zero }.count
    // With 20 digits and the largest multiplier a product still fits in 128 bits.
    guard significant.count - zeros <= 20 else { return nil }
    digits = significant.dropLast(zeros).reduce(0) { $0 * 10 + UInt128($1 - zero) }
    multiplier = suffix.multiplier
    exponent = suffix.exponent + zeros - fraction.count
  }

  /// The number in billionths; nil where it is too large.
  var nanos: Int128? {
    if digits == 0 { return 0 }
    var magnitude = digits * multiplier
    let power = exponent + 9
    if power < 0 {
      magnitude = dividedRoundingUp(magnitude, byTenTo: -power)
    } else {
      guard let product = multiplied(magnitude, byTenTo: power) else { return nil }
      magnitude = product
    }
    return Int128(exactly: magnitude).map { isNegative ? -$0 : $0 }
  }

  private static func suffix(_ text: ArraySlice<UInt8>) -> (multiplier: UInt128, exponent: Int)? {
    let name = String(decoding: text, as: UTF8.self)
    if let power = binaryPowers[name] { return (1 << UInt128(power), 0) }
    if let exponent = decimalExponents[name] { return (1, exponent) }
    guard let mark = text.first, mark | 32 == UInt8(ascii: "e") else { return nil }
    // Whatever is beyond a thousand is beyond all that can be kept.
    return Int(name.dropFirst()).map { (1, min(max($0, -1000), 1000)) }
  }

  private static let binaryPowers = ["Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60]
  private static let decimalExponents = [
    "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
  ]
}

private let zero = UInt8(ascii: "0")

private func multiplied(_ number: UInt128, byTenTo power: Int) -> UInt128? {
  var product = number
  for _ in 0..<power {
    let (next, overflow) = product.multipliedReportingOverflow(by: 10)
    if overflow { return nil }
    product = next
  }
  return product
}

private func dividedRoundingUp(_ number: UInt128, byTenTo power: Int) -> UInt128 {
  // There is no larger power in 128 bits, and no number that it would not divide to less than 1.
  guard power <= 38, let divisor = multiplied(1, byTenTo: power) else { return 1 }
  let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
  return rest == 0 ? quotient : quotient + 1
}

private func decimalText(nanos: Int128) -> String {
  let (whole, rest) = nanos.magnitude.quotientAndRemainder(dividingBy: nanosPerUnit.magnitude)
  var fraction = String(String(rest + nanosPerUnit.magnitude).dropFirst())
  while fraction.last == "0" { fraction.removeLast() }
  return "\(nanos < 0 ? "-" : "")\(whole)\(fraction.isEmpty ? "" : ".")\(fraction)"
}
