internal import Values

/// `a && b` and `a || b`: an operand that decides absorbs the error of the other (cel-spec, "Logical Operators").
final class LogicNode: Node, @unchecked Sendable {
  private let left: Node
  private let right: Node
  /// What decides: false for `&&`, true for `||`.
  private let deciding: Bool

  init(_ text: String, _ left: Node, _ right: Node, deciding: Bool) {
    self.left = left
    self.right = right
    self.deciding = deciding
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
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
  private func decides(_ operand: Node, _ frame: inout EvaluationFrame) throws(EvaluationError) -> Bool {
    do throws(EvaluationError) {
      return try operand.truth(&frame) == deciding
    } catch {
      if error.kind == .tooExpensive { throw error }
      return false
    }
  }
}

/// `!a`
final class NotNode: Node, @unchecked Sendable {
  private let operand: Node

  init(_ text: String, _ operand: Node) {
    self.operand = operand
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    return .bool(!(try operand.truth(&frame)))
  }
}

/// `condition ? a : b`
final class ConditionalNode: Node, @unchecked Sendable {
  private let condition: Node
  private let first: Node
  private let second: Node

  init(_ text: String, _ condition: Node, _ first: Node, _ second: Node) {
    self.condition = condition
    self.first = first
    self.second = second
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    return try condition.truth(&frame) ? try first.value(&frame) : try second.value(&frame)
  }
}

/// `a == b` and `a != b`
final class EqualityNode: Node, @unchecked Sendable {
  private let left: Node
  private let right: Node
  private let isEqual: Bool

  init(_ text: String, _ left: Node, _ right: Node, isEqual: Bool) {
    self.left = left
    self.right = right
    self.isEqual = isEqual
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    let (first, second) = (try left.value(&frame), try right.value(&frame))
    return .bool(try celEqual(first, second, &frame.budget) == isEqual)
  }
}

/// `a < b` and its like.
final class OrderNode: Node, @unchecked Sendable {
  private let left: Node
  private let right: Node
  private let holds: Holds

  enum Holds: String {
    case less = "_<_"
    case lessOrEqual = "_<=_"
    case greater = "_>_"
    case greaterOrEqual = "_>=_"
  }

  init(_ text: String, _ left: Node, _ right: Node, _ holds: Holds) {
    self.left = left
    self.right = right
    self.holds = holds
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
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
final class ArithmeticNode: Node, @unchecked Sendable {
  private let left: Node
  private let right: Node
  private let operation: ArithmeticOperator

  init(_ text: String, _ left: Node, _ right: Node, _ operation: ArithmeticOperator) {
    self.left = left
    self.right = right
    self.operation = operation
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    let (first, second) = (try left.value(&frame), try right.value(&frame))
    return try operation.apply(first, second, &frame.budget)
  }
}

/// `-a`
final class NegationNode: Node, @unchecked Sendable {
  private let operand: Node

  init(_ text: String, _ operand: Node) {
    self.operand = operand
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    try frame.budget.spend()
    return try negated(try operand.value(&frame))
  }
}

/// `a in list` and `a in map`
final class ContainmentNode: Node, @unchecked Sendable {
  private let element: Node
  private let container: Node

  init(_ text: String, _ element: Node, _ container: Node) {
    self.element = element
    self.container = container
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
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
final class CallNode: Node, @unchecked Sendable {
  private let name: String
  private let arguments: [Node]
  private let overloads: [Overload]

  init(_ text: String, _ name: String, _ arguments: [Node], _ overloads: [Overload]) {
    self.name = name
    self.arguments = arguments
    self.overloads = overloads
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
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
final class AlternativeNode: Node, @unchecked Sendable {
  private let optional: Node
  private let other: Node
  private let isUnwrapping: Bool

  init(_ text: String, _ optional: Node, _ other: Node, isUnwrapping: Bool) {
    self.optional = optional
    self.other = other
    self.isUnwrapping = isUnwrapping
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
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
