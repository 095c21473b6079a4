#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

extension Value {
  /// How two values stand to each other.
  public enum Ordering: Hashable, Sendable {
    /// The left one is smaller, or earlier.
    case less
    /// Both are equal.
    case equal
    /// The left one is larger, or later.
    case greater
  }

  /// Whether both are the same value. Numbers are compared by value whatever their types, NaN equals nothing,
  /// strings are compared by their Unicode scalars, and values of other differing types are never equal.
  public func isEqual(to other: Value) -> Bool {
    switch (self, other) {
    case (.list(let left), .list(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.isEqual(to: $1) }
    case (.map(let left), .map(let right)):
      left.count == right.count
        && left.allSatisfy { key, value in right[key].map { value.isEqual(to: $0) } ?? false }
    case (.string(let left), .string(let right)):
      left.hasSameBytes(as: right)
    case _ where isNumber && other.isNumber:
      ordering(relativeTo: other) == .equal
    default: self == other
    }
  }

  /// The order of two numbers, strings, durations or timestamps; nil where there is none, as with values of
  /// differing types and with NaN. A double is compared to a decimal as the shortest decimal that reads back
  /// as that double, so that `0.05` in a checklist is the `0.05` of a database.
  public func ordering(relativeTo other: Value) -> Ordering? {
    switch (self, other) {
    case (.int(let left), .int(let right)): order(left, right)
    case (.double(let left), .double(let right)): left.isNaN || right.isNaN ? nil : order(left, right)
    case (.string(let left), .string(let right)): orderScalars(left, right)
    case (.duration(let left), .duration(let right)): order(left, right)
    case (.timestamp(let left), .timestamp(let right)): order(left, right)
    default: numericOrdering(relativeTo: other)
    }
  }

  private func numericOrdering(relativeTo other: Value) -> Ordering? {
    if let infinite = infinity ?? other.infinity.map({ -$0 }), isNumber, other.isNumber {
      if let both = infinity, let right = other.infinity { return order(both, right) }
      return infinite > 0 ? .greater : .less
    }
    guard let left = decimal, let right = other.decimal else { return nil }
    return order(left, right)
  }

  /// 1 or -1 for the infinities.
  private var infinity: Int? {
    if case .double(let value) = self, value.isInfinite { value > 0 ? 1 : -1 } else { nil }
  }

  private var decimal: Decimal? {
    switch self {
    case .int(let value): Decimal(value)
    case .uint(let value): Decimal(value)
    case .double(let value): Decimal(value)
    case .decimal(let value): value
    default: nil
    }
  }
}

private func order<T: Comparable>(_ left: T, _ right: T) -> Value.Ordering {
  left < right ? .less : left > right ? .greater : .equal
}

/// Strings are ordered by their Unicode scalars, as the Common Expression Language orders them.
private func orderScalars(_ left: String, _ right: String) -> Value.Ordering {
  if left.hasSameBytes(as: right) { return .equal }
  return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars) ? .less : .greater
}

extension String {
  /// Whether both consist of the same Unicode scalars, as their UTF-8 tells; `==` takes canonical equivalents for equal.
  public func hasSameBytes(as other: String) -> Bool {
    // For most texts, short and of ASCII, `==` is the quickest way to tell that they differ.
    guard utf8.count == other.utf8.count, self == other else { return false }
    let inPlace = utf8.withContiguousStorageIfAvailable { left in
      other.utf8.withContiguousStorageIfAvailable { right -> Bool in
        guard let one = left.baseAddress, let two = right.baseAddress else { return true }
        return memcmp(one, two, left.count) == 0
      }
    }
    return (inPlace ?? nil) ?? utf8.elementsEqual(other.utf8)
  }
}
