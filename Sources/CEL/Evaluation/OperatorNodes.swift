internal import Values

/// `a && b` and `a || b`: an operand that decides absorbs the error of the other (cel-spec, "Logical Operators").
struct LogicNode: Node {
  let text: String
  let left: any Node
  let right: any Node
  /// What decides: false for `&&`, true for `||`.
  let deciding: Bool

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    do throws(EvaluationError) {
      if try left.truth(&frame) == deciding { return .bool(deciding) }
    } catch {
      guard error.kind != .tooExpensive, try decides(right, &frame) else { throw error }
      return .bool(deciding)
    }
    return .bool(try right.truth(&frame))
  }

  /// Whether an operand decides; one without a truth does not.
  private func decides(_ operand: any Node, _ frame: inout EvaluationFrame) throws(EvaluationError) -> Bool {
    do throws(EvaluationError) {
      return try operand.truth(&frame) == deciding
    } catch {
      if error.kind == .tooExpensive { throw error }
      return false
    }
  }
}

/// `!a`
struct NotNode: Node {
  let text: String
  let operand: any Node

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    return .bool(!(try operand.truth(&frame)))
  }
}

/// `condition ? a : b`
struct ConditionalNode: Node {
  let text: String
  let condition: any Node
  let first: any Node
  let second: any Node

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    return try condition.truth(&frame) ? try first.value(&frame) : try second.value(&frame)
  }
}

/// `a == b` and `a != b`
struct EqualityNode: Node {
  let text: String
  let left: any Node
  let right: any Node
  let isEqual: Bool

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    let (first, second) = (try left.value(&frame), try right.value(&frame))
    return .bool(try celEqual(first, second, &frame.budget) == isEqual)
  }
}

/// `a < b` and its like.
struct OrderNode: Node {
  let text: String
  let left: any Node
  let right: any Node
  let holds: Holds

  enum Holds: String {
    case less = "_<_"
    case lessOrEqual = "_<=_"
    case greater = "_>_"
    case greaterOrEqual = "_>=_"
  }

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    let (first, second) = (try left.value(&frame), try right.value(&frame))
    switch (first, second) {
    case (.string(let left), .string(let right)):
      try frame.budget.spend(bytes: min(left.utf8.count, right.utf8.count))
    case (.bytes(let left), .bytes(let right)):
      try frame.budget.spend(bytes: min(left.count, right.count))
    default: break
    }
    guard let order = celOrdering(first, second) else {
      // NaN has no order, and is neither less nor greater.
      if first.isNumber, second.isNumber { return false }
      throw EvaluationError(
        .noOverload, "\(first.kindName) cannot be compared with \(second.kindName) in `\(text)`")
    }
    switch holds {
    case .less: return .bool(order == .less)
    case .lessOrEqual: return .bool(order != .greater)
    case .greater: return .bool(order == .greater)
    case .greaterOrEqual: return .bool(order != .less)
    }
  }
}

/// `a + b` and its like.
struct ArithmeticNode: Node {
  let text: String
  let left: any Node
  let right: any Node
  let operation: ArithmeticOperator

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    let (first, second) = (try left.value(&frame), try right.value(&frame))
    return try operation.apply(first, second, &frame.budget)
  }
}

/// `-a`
struct NegationNode: Node {
  let text: String
  let operand: any Node

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    return try negated(try operand.value(&frame))
  }
}

/// `a in list` and `a in map`
struct ContainmentNode: Node {
  let text: String
  let element: any Node
  let container: any Node

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    let (sought, place) = (try element.value(&frame), try container.value(&frame))
    switch place {
    case .list(let elements):
      try frame.budget.spend(1 + elements.count)
      for element in elements {
        if try celEqual(sought, element, &frame.budget) { return true }
      }
      return false
    case .map(let map):
      guard let key = ValueKey(sought) else { return false }
      try frame.budget.spend(on: key)
      return .bool(member(key, of: map) != nil)
    default:
      throw EvaluationError(.noOverload, "`in` looks into a list or a map, not \(place.kindName)")
    }
  }
}

/// A function, by the first overload that takes the values.
struct CallNode: Node {
  let text: String
  let name: String
  let arguments: [any Node]
  let overloads: [Overload]

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend(1 + arguments.count)
    var values: [Value] = []
    values.reserveCapacity(arguments.count)
    for argument in arguments { values.append(try argument.value(&frame)) }
    for overload in overloads where overload.takes(values) {
      return try overload.body(values, &frame.budget)
    }
    throw EvaluationError(
      .noOverload, "`\(name)` does not take \(values.map(\.operandName).joined(separator: ", "))")
  }
}

/// `optional.or(other)` and `optional.orValue(other)`: the other is computed only if it is needed.
struct AlternativeNode: Node {
  let text: String
  let optional: any Node
  let other: any Node
  let isUnwrapping: Bool

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    let value = try optional.value(&frame)
    guard let known = value.asOptional else {
      throw EvaluationError(.noOverload, "`\(optional.text)` is \(value.kindName), not an optional")
    }
    guard let inner = known.wrapped else {
      let alternative = try other.value(&frame)
      if !isUnwrapping, alternative.asOptional == nil {
        throw EvaluationError(.noOverload, "`\(other.text)` is \(alternative.kindName), not an optional")
      }
      return alternative
    }
    return isUnwrapping ? inner : value
  }
}

extension Overload {
  /// Whether its parameters take these values.
  func takes(_ values: [Value]) -> Bool {
    values.count == parameters.count && zip(values, parameters).allSatisfy { $1.takes($0) }
  }
}

extension Type {
  /// Whether a value is of this type, as far as overloads differ: functions look into lists and maps themselves.
  func takes(_ value: Value) -> Bool {
    switch (self, value) {
    case (.dyn, _), (.parameter, _): true
    case (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.string, .string),
      (.bytes, .bytes), (.duration, .duration), (.timestamp, .timestamp), (.double, .decimal),
      (.object, .map),
      (.list, .list), (.map, .map):
      true
    case (.optional, .opaque(let other)): other.base is OptionalValue
    case (.type, .opaque(let other)): other.base is TypeValue
    case (.opaque(let name, _), .opaque(let other)): other.base.typeName == name
    default: false
    }
  }
}
