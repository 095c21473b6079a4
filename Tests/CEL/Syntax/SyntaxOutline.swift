import Testing
import Values

@testable import CEL

extension Expr {
  /// The tree as text, without numbers and places of nodes: equal for equal trees, and for these alone.
  var outline: String {
    switch kind {
    case .literal(let value): value.outline
    case .identifier(let name): name
    case .select(let operand, let field, let isOptional):
      "\(isOptional ? "?" : "")select(\(operand.outline), \(field))"
    case .index(let operand, let index, let isOptional):
      "\(isOptional ? "?" : "")index(\(operand.outline), \(index.outline))"
    case .operation(let name, let operands): "\(name)(\(outlines(operands)))"
    case .call(let name, let target, let arguments):
      "call \(target.map { "\($0.outline) " } ?? "")\(name)(\(outlines(arguments)))"
    case .list(let elements):
      "[\(elements.map { ($0.isOptional ? "?" : "") + $0.value.outline }.joined(separator: ", "))]"
    case .map(let entries): "{\(outline(entries))}"
    case .message(let name, let entries): "message \(name){\(outline(entries))}"
    case .macro(let macro): outline(macro)
    }
  }

  private func outlines(_ expressions: [Expr]) -> String {
    expressions.map(\.outline).joined(separator: ", ")
  }

  private func outline(_ entries: [Entry]) -> String {
    entries.map { ($0.isOptional ? "?" : "") + "\($0.key.outline): \($0.value.outline)" }
      .joined(separator: ", ")
  }

  private func outline(_ macro: Macro) -> String {
    func list(_ name: String, _ range: Expr, _ variables: [Variable], _ parts: [(String, Expr?)]) -> String {
      let names = variables.map(\.name).joined(separator: " ")
      let rest = parts.compactMap { part in part.1.map { " \(part.0): \($0.outline)" } }
      return "\(name)(\(range.outline) \(names)\(rest.joined()))"
    }
    switch macro {
    case .has(let operand, let field): return "has(\(operand.outline) \(field))"
    case .quantifier(let quantifier, let range, let variables, let predicate):
      return list("\(quantifier)", range, variables, [("if", predicate)])
    case .list(let name, let range, let variables, let filter, let transform):
      return list(name, range, variables, [("if", filter), ("to", transform)])
    case .map(let range, let variables, let filter, let transform):
      return list("transformMap", range, variables, [("if", filter), ("to", transform)])
    case .mapEntries(let range, let variables, let filter, let transform):
      return list("transformMapEntry", range, variables, [("if", filter), ("to", transform)])
    case .sorted(let range, let variable, let key):
      return list("sortBy", range, [variable], [("to", key)])
    case .bind(let variable, let value, let body):
      return list("bind", value, [variable], [("in", body)])
    case .optional(let isFlat, let target, let variable, let body):
      return list(isFlat ? "optFlatMap" : "optMap", target, [variable], [("to", body)])
    }
  }
}

extension Value {
  fileprivate var outline: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .uint(let value): "\(value)u"
    case .double(let value): "\(value)"
    case .string(let value): "'\(value)'"
    case .bytes(let value): "b\(value)"
    default: "a value without a literal"
    }
  }
}

/// The outline of an expression.
func outline(_ source: String) throws -> String { try ParsedExpression(parsing: source).root.outline }

/// Whether two texts have the same characters, however these would be composed.
func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

/// A text without its marks ⟦ and ⟧, and what they mark.
func unmark(_ marked: String) throws -> (text: String, ranges: [Range<Int>]) {
  var text = ""
  var ranges: [Range<Int>] = []
  var start: Int?
  for scalar in marked.unicodeScalars {
    switch scalar {
    case "⟦": start = text.utf8.count
    case "⟧":
      ranges.append(try #require(start)..<text.utf8.count)
      start = nil
    default: text.unicodeScalars.append(scalar)
    }
  }
  return (text, ranges)
}

/// The faults of an expression.
func faults(_ source: String) -> [ExpressionFault] {
  do {
    _ = try ParsedExpression(parsing: source)
    return []
  } catch {
    return error.faults
  }
}
