internal import Values

/// Compares two values as Go's templates do (package text/template, "eq" to "ge"): only values of one basic kind.
func compare(_ left: Value, _ comparison: String, _ right: Value) throws(Evaluator.Failure) -> Bool {
  switch comparison {
  case "==": return try isEqual(left, right)
  case "!=": return try !isEqual(left, right)
  case "<": return try isLess(left, right)
  case ">=": return try !isLess(left, right)
  case "<=", ">":
    // Not the reverse of the other two: a NaN is neither less nor equal.
    let isLess = try isLess(left, right)
    let isEqual = try isEqual(left, right)
    return (isLess || isEqual) == (comparison == "<=")
  default: throw Evaluator.Failure(message: "`\(comparison)` is no comparison")
  }
}

/// A value as Go sees it.
private enum Basic {
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case float(Double)
  case string(String)

  init(_ value: Value) throws(Evaluator.Failure) {
    switch value {
    case .bool(let bool): self = .bool(bool)
    case .int(let int): self = .int(int)
    // Only a byte of a text is unsigned to Go; integers beyond 64 bits with a sign are floats.
    case .uint(let uint): self = uint <= 0xFF ? .uint(uint) : .float(Double(uint))
    case .double(let double): self = .float(double)
    case .decimal(let decimal): self = .float(decimal.double)
    case .string(let string): self = .string(string)
    default: throw Evaluator.Failure(message: "\(value.kindName) cannot be compared")
    }
  }
}

private func isEqual(_ left: Value, _ right: Value) throws(Evaluator.Failure) -> Bool {
  switch (try Basic(left), try Basic(right)) {
  case (.bool(let left), .bool(let right)): left == right
  case (.int(let left), .int(let right)): left == right
  case (.uint(let left), .uint(let right)): left == right
  case (.int(let left), .uint(let right)): left == right
  case (.uint(let left), .int(let right)): left == right
  case (.float(let left), .float(let right)): left == right
  case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
  default: throw incompatible(left, right)
  }
}

private func isLess(_ left: Value, _ right: Value) throws(Evaluator.Failure) -> Bool {
  switch (try Basic(left), try Basic(right)) {
  case (.bool, .bool): throw Evaluator.Failure(message: "a boolean is neither less nor greater than another")
  case (.int(let left), .int(let right)): left < right
  case (.uint(let left), .uint(let right)): left < right
  case (.int(let left), .uint(let right)): left < right
  case (.uint(let left), .int(let right)): left < right
  case (.float(let left), .float(let right)): left < right
  case (.string(let left), .string(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
  default: throw incompatible(left, right)
  }
}

private func incompatible(_ left: Value, _ right: Value) -> Evaluator.Failure {
  Evaluator.Failure(message: "\(left.kindName) and \(right.kindName) cannot be compared")
}
