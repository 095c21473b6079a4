internal import Values

/// The operators of numbers, texts, lists and times (cel-spec, "Numeric Values" and "Timestamps and Durations").
enum ArithmeticOperator: String {
  case add = "_+_"
  case subtract = "_-_"
  case multiply = "_*_"
  case divide = "_/_"
  case modulo = "_%_"

  fileprivate var symbol: String { String(rawValue.dropFirst().dropLast()) }

  /// The result; throws where there is none or it has no room.
  func apply(_ left: Value, _ right: Value, _ budget: inout Budget) throws(EvaluationError) -> Value {
    switch (left, right) {
    case (.int(let left), .int(let right)): return .int(try integer(left, right))
    case (.uint(let left), .uint(let right)): return .uint(try integer(left, right))
    case (.double(let left), .double(let right)) where self != .modulo: return .double(double(left, right))
    case (.decimal(let left), .double(let right)) where self != .modulo:
      return .double(double(left.double, right))
    case (.double(let left), .decimal(let right)) where self != .modulo:
      return .double(double(left, right.double))
    case (.decimal(let left), .decimal(let right)) where self != .modulo:
      return .double(double(left.double, right.double))
    default: break
    }
    if self == .add, let joined = try joined(left, right, &budget) { return joined }
    if let moved = try timed(left, right) { return moved }
    throw EvaluationError(
      .noOverload, "`\(symbol)` does not take \(left.operandName) and \(right.operandName)")
  }

  private func integer<T: FixedWidthInteger>(_ left: T, _ right: T) throws(EvaluationError) -> T {
    if self == .divide || self == .modulo, right == 0 { throw EvaluationError("division by zero") }
    let (result, overflow) =
      switch self {
      case .add: left.addingReportingOverflow(right)
      case .subtract: left.subtractingReportingOverflow(right)
      case .multiply: left.multipliedReportingOverflow(by: right)
      case .divide: left.dividedReportingOverflow(by: right)
      case .modulo: left.remainderReportingOverflow(dividingBy: right)
      }
    if overflow { throw EvaluationError("\(left) \(symbol) \(right) is out of range") }
    return result
  }

  private func double(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide, .modulo: left / right
    }
  }

  private func joined(
    _ left: Value, _ right: Value, _ budget: inout Budget
  ) throws(EvaluationError) -> Value? {
    switch (left, right) {
    case (.string(let left), .string(let right)):
      try budget.spend(bytes: left.utf8.count + right.utf8.count)
      return .string(left + right)
    case (.bytes(let left), .bytes(let right)):
      try budget.spend(bytes: left.count + right.count)
      return .bytes(left + right)
    case (.list(let left), .list(let right)):
      try budget.spend(1 + left.count + right.count)
      return .list(left + right)
    default: return nil
    }
  }

  private func timed(_ left: Value, _ right: Value) throws(EvaluationError) -> Value? {
    switch (self, left, right) {
    case (.add, .timestamp(let time), .duration(let span)), (.add, .duration(let span), .timestamp(let time)):
      return .timestamp(try TimeArithmetic.add(time, span))
    case (.add, .duration(let left), .duration(let right)):
      return .duration(try TimeArithmetic.add(left, right))
    case (.subtract, .timestamp(let time), .duration(let span)):
      return .timestamp(try TimeArithmetic.subtract(time, span))
    case (.subtract, .timestamp(let left), .timestamp(let right)):
      return .duration(try TimeArithmetic.subtract(left, right))
    case (.subtract, .duration(let left), .duration(let right)):
      return .duration(try TimeArithmetic.subtract(left, right))
    default: return nil
    }
  }
}

/// The negative of a value; throws where there is none.
func negated(_ value: Value) throws(EvaluationError) -> Value {
  switch value {
  case .int(let number):
    let (result, overflow) = (0 as Int64).subtractingReportingOverflow(number)
    if overflow { throw EvaluationError("-(\(number)) is out of range") }
    return .int(result)
  case .double(let number): return .double(-number)
  case .decimal(let number): return .double(-number.double)
  case .duration(let span): return .duration(try TimeArithmetic.negate(span))
  default: throw EvaluationError(.noOverload, "`-` does not take \(value.operandName)")
  }
}

extension Value {
  /// The kind of value, where it matters whether an integer has a sign.
  var operandName: String { if case .uint = self { "an unsigned integer" } else { kindName } }
}
