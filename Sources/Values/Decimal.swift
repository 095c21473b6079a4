/// A decimal number of any size, kept exactly; equality and order are by value (`1.50 == 1.5`).
public struct Decimal: Sendable, CustomStringConvertible {
  /// The number as it was written.
  public let description: String
  private let isNegative: Bool
  /// Without zeros at either end; empty for zero.
  private let digits: [UInt8]
  /// The power of ten of the point before the first digit: 0.digits × 10^exponent.
  private let exponent: Int

  /// Reads `[+-]digits[.digits][e[+-]digits]`; nil for anything else, and for an exponent beyond ±1,000,000.
  public init?(_ text: some StringProtocol) {
    var rest = Substring(text)
    description = String(text)
    let sign = rest.first
    if sign == "-" || sign == "+" { rest.removeFirst() }
    var power = 0
    if let mark = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      guard let value = Int(rest[rest.index(after: mark)...]), (-1_000_000...1_000_000).contains(value) else {
        return nil
      }
      power = value
      rest = rest[..<mark]
    }
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
    let all = parts.joined().utf8
    guard (1...2).contains(parts.count), !all.isEmpty, all.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    let zeros = all.prefix { $0 == 48 }.count
    var significant = Array(all.dropFirst(zeros))
    while significant.last == 48 { significant.removeLast() }
    digits = significant
    exponent = significant.isEmpty ? 0 : parts[0].utf8.count - zeros + power
    isNegative = sign == "-" && !significant.isEmpty
  }

  /// The shortest decimal that reads back as this double; nil for NaN and the infinities.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    self.init(value.description)
  }

  /// An integer.
  public init(_ value: some BinaryInteger) {
    description = String(value)
    isNegative = value < 0
    let magnitude = Array(String(value.magnitude).utf8)
    var significant = magnitude
    while significant.last == 48 { significant.removeLast() }
    digits = significant
    exponent = significant.isEmpty ? 0 : magnitude.count
  }

  /// The nearest double.
  public var double: Double { Double(description) ?? .nan }
}

extension Decimal: Hashable, Comparable {
  /// Whether both are the same number.
  public static func == (left: Decimal, right: Decimal) -> Bool {
    left.isNegative == right.isNegative && left.exponent == right.exponent && left.digits == right.digits
  }

  /// Hashes the number, not its spelling.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(isNegative)
    hasher.combine(exponent)
    hasher.combine(digits)
  }

  /// Whether the left number is the smaller.
  public static func < (left: Decimal, right: Decimal) -> Bool {
    switch (left.isNegative, right.isNegative) {
    case (true, false): true
    case (false, true): false
    case (true, true): right.isSmallerInMagnitude(than: left)
    case (false, false): left.isSmallerInMagnitude(than: right)
    }
  }

  private func isSmallerInMagnitude(than other: Decimal) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    return exponent == other.exponent
      ? digits.lexicographicallyPrecedes(other.digits) : exponent < other.exponent
  }
}
