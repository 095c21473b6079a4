internal import Values

/// How to mend operands that do not fit.
extension TypeChecker {
  /// How to write one side so that it fits the other.
  func advice(_ name: String, _ operands: [Expr], _ types: [Type]) -> String? {
    advice(name, operands[0], beside: operands[1], of: types[1])
      ?? advice(name, operands[1], beside: operands[0], of: types[0])
  }

  private func advice(_ name: String, _ operand: Expr, beside other: Expr, of type: Type) -> String? {
    guard case .literal(let literal) = operand.kind else { return nil }
    switch (literal, substitution.applied(to: type)) {
    case (.string(let text), .int) where Int64(text) != nil,
      (.string(let text), .double) where Double(text) != nil:
      return "write \(text) without quotes"
    case (.string("true"), .bool), (.string("false"), .bool):
      return "write \(literal.string ?? "") without quotes"
    case (.int, .string) where name == "_+_", (.double, .string) where name == "_+_":
      return "write '\(literal.json)' in quotes"
    case (.int, .string) where !isEquality(name):
      return "`int(\(text(of: other)))` makes a number of text"
    case (.double, .string) where !isEquality(name):
      return "`double(\(text(of: other)))` makes a number of text"
    case (.int, .string), (.double, .string), (.bool, .string): return "write '\(literal.json)' in quotes"
    case (.int(let number), .double): return "write \(number).0"
    case (.int(let number), .uint) where number >= 0: return "write \(number)u"
    case (.string(let text), .duration): return "write duration('\(text)')"
    case (.int, .duration), (.double, .duration): return "write duration('\(literal.json)s') for seconds"
    case (.string(let text), .timestamp): return "write timestamp('\(text)')"
    case (.string(let text), quantityType): return "write quantity('\(text)')"
    case (.int, quantityType), (.double, quantityType): return "write quantity('\(literal.json)')"
    default: return nil
    }
  }

  private func isEquality(_ name: String) -> Bool { ["_==_", "_!=_"].contains(name) }

  private func text(of node: Expr) -> String {
    String(decoding: source.utf8.dropFirst(node.range.lowerBound).prefix(node.range.count), as: UTF8.self)
  }

  /// `headers.content-type` is a subtraction, and hardly ever meant as one.
  mutating func dash(_ operands: [Expr]) -> Type? {
    guard case .select(let map, let field, isOptional: false) = operands[0].kind,
      let (name, range) = operands[1].firstName, environment.variables[name] == nil,
      local(name) == nil, operands[0].range.upperBound + 1 == range.lowerBound
    else { return nil }
    _ = type(of: map)
    return fault(
      "`\(field)-\(name)` is a subtraction here, and `\(name)` is not known", range,
      help: "a key with `-` in it stands in brackets: \(text(of: map))['\(field)-\(name)']")
  }
}

extension Expr {
  /// The identifier with which it begins.
  fileprivate var firstName: (name: String, range: Range<Int>)? {
    switch kind {
    case .identifier(let name): (name, range)
    case .select(let operand, _, _), .index(let operand, _, _): operand.firstName
    default: nil
    }
  }
}
