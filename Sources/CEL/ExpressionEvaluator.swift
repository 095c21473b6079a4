public import Values

/// What is in scope of an expression, by value.
public struct Scope {
  /// The value of an input.
  public var input: (String) throws(EvaluationError) -> Value
  /// What `each` is.
  public var each: Each?
  /// What a function of one text gives; throws where there is no such function.
  public var call: (_ function: String, _ argument: String) throws(EvaluationError) -> Value

  /// What `each` is.
  public enum Each: Hashable, Sendable {
    /// An element of a list.
    case element(Value)
    /// An entry of a map.
    case entry(key: String, value: Value)
  }

  /// Makes a scope.
  public init(
    input: @escaping (String) throws(EvaluationError) -> Value, each: Each? = nil,
    call: @escaping (_ function: String, _ argument: String) throws(EvaluationError) -> Value = {
      function, _ throws(EvaluationError) in
      throw EvaluationError("there is no function named \"\(function)\" here")
    }
  ) {
    self.input = input
    self.each = each
    self.call = call
  }
}

/// Why an expression has no value.
public struct EvaluationError: Error, Hashable, Sendable {
  /// One line.
  public let message: String

  /// Makes an error.
  public init(_ message: String) { self.message = message }
}

extension Expression {
  /// The value of the expression.
  public func value(in scope: Scope) throws(EvaluationError) -> Value { try scope.value(of: root) }
}

extension Scope {
  fileprivate func value(of term: Expression.Term) throws(EvaluationError) -> Value {
    switch term {
    case .literal(let value, _): return value
    case .call(let function, let argument, _): return try call(function, argument)
    case .reference(let root, let steps, _):
      guard root == "each" else {
        guard case .member(let name)? = steps.first else { throw EvaluationError("no input is named") }
        return try descend(try input(name), steps.dropFirst(), path: "inputs.\(name)")
      }
      return try eachValue(steps)
    case .comparison(let comparison, let left, let right, _):
      return .bool(try compare(comparison, try value(of: left), try value(of: right)))
    }
  }

  private func eachValue(_ steps: [Expression.Step]) throws(EvaluationError) -> Value {
    switch (each, steps.first) {
    case (.element(let value)?, _): return try descend(value, steps[...], path: "each")
    case (.entry(let key, _)?, .member("key")?): return .string(key)
    case (.entry(_, let value)?, .member("value")?):
      return try descend(value, steps.dropFirst(), path: "each.value")
    case (.entry?, _):
      throw EvaluationError("each is an entry of a map here: each.key or each.value is meant")
    case (nil, _): throw EvaluationError("each is known only in an item with for_each")
    }
  }

  private func descend(
    _ value: Value, _ steps: ArraySlice<Expression.Step>, path: String
  ) throws(EvaluationError) -> Value {
    guard let step = steps.first else { return value }
    switch (value, step) {
    case (.map(let entries), .member(let name)):
      guard let inner = entries[.string(name)] else { throw EvaluationError("\(path) has no \"\(name)\"") }
      return try descend(inner, steps.dropFirst(), path: "\(path).\(name)")
    case (.list(let elements), .index(let place)):
      guard elements.indices.contains(place) else {
        throw EvaluationError("\(path) has no element \(place), it has \(elements.count)")
      }
      return try descend(elements[place], steps.dropFirst(), path: "\(path)[\(place)]")
    default: throw EvaluationError("\(path) is \(value.kindName), there is nothing inside to refer to")
    }
  }

  private func compare(
    _ comparison: Expression.Operator, _ left: Value, _ right: Value
  ) throws(EvaluationError) -> Bool {
    if comparison == .equal { return left.isEqual(to: right) }
    if comparison == .notEqual { return !left.isEqual(to: right) }
    guard let order = left.ordering(relativeTo: right) else {
      throw EvaluationError("\(left.kindName) cannot be compared with \(right.kindName)")
    }
    switch comparison {
    case .less: return order == .less
    case .lessOrEqual: return order != .greater
    case .greater: return order == .greater
    case .greaterOrEqual: return order != .less
    case .equal, .notEqual: return false
    }
  }
}
