/// The shortest decimal digits that read back as a finite double, and the texts that CEL makes of them.
struct DoubleText {
  private let isNegative: Bool
  /// ASCII digits without zeros at either end; none for zero.
  private let digits: Substring
  /// The power of ten of the point before the first digit: 0.digits × 10^exponent.
  private let exponent: Int

  /// Takes a finite double apart.
  init(_ value: Double) {
    isNegative = value.sign == .minus
    let parts = value.magnitude.description.split(separator: "e")
    let places = parts[0].split(separator: ".")
    let all = places.joined()
    let significant = all.drop { $0 == "0" }
    let trailing = significant.reversed().prefix { $0 == "0" }.count
    digits = significant.dropLast(trailing)
    let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    exponent = digits.isEmpty ? 0 : places[0].count - (all.count - significant.count) + power
  }

  /// Without an exponent: `0.000001`, `10000000000000000000`.
  var fixed: String {
    if exponent <= 0 {
      let fraction = digits.isEmpty ? "" : "." + zeros(-exponent) + digits
      return sign + "0" + fraction
    }
    let whole = digits.prefix(exponent) + zeros(exponent - digits.count)
    let fraction = digits.dropFirst(exponent)
    return sign + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// With an exponent where the number is below 0.0001 or has seven digits before the point, as cel-go writes doubles:
  /// `123.456`, `1e+19`, `-4.5e-05`.
  var general: String {
    let power = exponent - 1
    if digits.isEmpty || (-4..<6).contains(power) { return fixed }
    let fraction = digits.dropFirst()
    let mantissa = digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
    let magnitude = String(power.magnitude)
    return sign + mantissa + (power < 0 ? "e-" : "e+") + zeros(2 - magnitude.count) + magnitude
  }

  private var sign: String { isNegative ? "-" : "" }
}

private func zeros(_ count: Int) -> String { String(repeating: "0", count: max(0, count)) }

extension Duration {
  /// The duration as CEL writes it: seconds with as many digits as are needed, to the nanosecond, such as `1.5s`.
  var secondsText: String {
    let (seconds, attoseconds) = components
    let nanoseconds = attoseconds / 1_000_000_000
    let sign = seconds < 0 || nanoseconds < 0 ? "-" : ""
    if nanoseconds == 0 { return "\(sign)\(seconds.magnitude)s" }
    let digits = String(nanoseconds.magnitude)
    var fraction = zeros(9 - digits.count) + digits
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(sign)\(seconds.magnitude).\(fraction)s"
  }
}
