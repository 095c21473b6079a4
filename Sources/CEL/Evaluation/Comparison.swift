internal import Values

/// Whether two values are equal (cel-spec, "Equality"): numbers by their value whatever their types, NaN never, values
/// of other differing types never. Small values can be made of parts that they share, so every element costs.
func celEqual(_ left: Value, _ right: Value, _ budget: inout Budget) throws(EvaluationError) -> Bool {
  switch (left, right) {
  case (.string(let left), .string(let right)):
    try budget.spend(bytes: min(left.utf8.count, right.utf8.count))
    return left.hasSameBytes(as: right)
  case (.bytes(let left), .bytes(let right)):
    try budget.spend(bytes: min(left.count, right.count))
    return left == right
  case (.int(let left), .int(let right)): return left == right
  case (.bool(let left), .bool(let right)): return left == right
  case (.double(let left), .double(let right)): return left == right
  case (.list(let left), .list(let right)):
    guard left.count == right.count else { return false }
    try budget.spend(1 + left.count)
    for (first, second) in zip(left, right) {
      guard try celEqual(first, second, &budget) else { return false }
    }
    return true
  case (.map(let left), .map(let right)):
    guard left.count == right.count else { return false }
    try budget.spend()
    for (key, value) in left {
      try budget.spend(on: key)
      guard let other = member(key, of: right), try celEqual(value, other, &budget) else { return false }
    }
    return true
  case (.opaque(let left), .opaque(let right)): return try equal(left.base, right.base, &budget)
  case _ where left.isNumber && right.isNumber: return numericOrdering(left, right) == .equal
  default: return left == right
  }
}

private func equal(
  _ left: any Opaque, _ right: any Opaque, _ budget: inout Budget
) throws(EvaluationError) -> Bool {
  if let left = left as? OptionalValue, let right = right as? OptionalValue {
    guard let inner = left.wrapped, let other = right.wrapped else {
      return left.wrapped == nil && right.wrapped == nil
    }
    return try celEqual(inner, other, &budget)
  }
  if let left = left as? any OrderedOpaque { return left.ordering(relativeTo: right) == .equal }
  return OpaqueValue(left) == OpaqueValue(right)
}

extension Budget {
  /// Spends what a value is worth that leaves the expression, with all of its parts.
  mutating func spend(on value: Value) throws(EvaluationError) {
    switch value {
    case .list(let elements):
      try spend(1 + elements.count)
      for element in elements { try spend(on: element) }
    case .map(let entries):
      try spend()
      for entry in entries {
        try spend(on: entry.key)
        try spend(on: entry.value)
      }
    case .string(let text): try spend(bytes: text.utf8.count)
    case .bytes(let bytes): try spend(bytes: bytes.count)
    case .opaque(let other):
      if let inner = (other.base as? OptionalValue)?.wrapped { try spend(on: inner) }
    default: break
    }
  }
}

/// The order of two values (cel-spec, "Ordering"): nil where they have none, as with NaN and differing types.
func celOrdering(_ left: Value, _ right: Value) -> Value.Ordering? {
  switch (left, right) {
  case (.int(let left), .int(let right)): order(left, right)
  case (.bool(let left), .bool(let right)): order(left ? 1 : 0, right ? 1 : 0)
  case (.bytes(let left), .bytes(let right)):
    left == right ? .equal : left.lexicographicallyPrecedes(right) ? .less : .greater
  case (.opaque(let left), .opaque(let right)):
    (left.base as? any OrderedOpaque)?.ordering(relativeTo: right.base)
  case _ where left.isNumber && right.isNumber: numericOrdering(left, right)
  default: left.ordering(relativeTo: right)
  }
}

/// Between an integer and a double, the integer is taken for the double nearest to it, as cel-go has it.
private func numericOrdering(_ left: Value, _ right: Value) -> Value.Ordering? {
  switch (left, right) {
  case (.double(let left), _) where right.isInteger:
    Value.double(left).ordering(relativeTo: .double(right.nearestDouble))
  case (_, .double(let right)) where left.isInteger:
    Value.double(left.nearestDouble).ordering(relativeTo: .double(right))
  default: left.ordering(relativeTo: right)
  }
}

extension Value {
  fileprivate var isInteger: Bool {
    switch self {
    case .int, .uint: true
    default: false
    }
  }

  fileprivate var nearestDouble: Double {
    switch self {
    case .int(let value): Double(value)
    case .uint(let value): Double(value)
    default: .nan
    }
  }
}

private func order<T: Comparable>(_ left: T, _ right: T) -> Value.Ordering {
  left < right ? .less : left > right ? .greater : .equal
}

/// The value of a key; a number of another type finds the key of its value.
func member(_ key: ValueKey, of map: ValueMap) -> Value? {
  if let value = map[key] { return value }
  switch key {
  case .int(let number): return UInt64(exactly: number).flatMap { map[.uint($0)] }
  case .uint(let number): return Int64(exactly: number).flatMap { map[.int($0)] }
  case .bool, .string: return nil
  }
}

extension ValueKey {
  /// The key that a value is; nil where it can be none. A double is the integer that it equals.
  init?(_ value: Value) {
    switch value {
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .uint(let value): self = .uint(value)
    case .string(let value): self = .string(value)
    case .double(let value):
      if let number = Int64(exactly: value) {
        self = .int(number)
      } else if let number = UInt64(exactly: value) {
        self = .uint(number)
      } else {
        return nil
      }
    default: return nil
    }
  }

  /// The key as a value.
  var value: Value {
    switch self {
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .uint(let value): .uint(value)
    case .string(let value): .string(value)
    }
  }
}
