/// How deeply the values of an expression can nest, beyond those of its variables. Macros that stand in each other can
/// make far deeper values than their text nests; to compare or to free such a value would overflow the stack.
struct NestingBound {
  /// The levels of the deepest value of any node.
  private(set) var deepest = 0
  /// The levels of the variables of the macros around, the innermost last.
  private var locals: [(name: String, levels: Int)] = []

  init(_ root: Expr) { _ = levels(of: root) }

  private mutating func levels(of node: Expr) -> Int {
    let levels = bound(of: node)
    deepest = max(deepest, levels)
    return levels
  }

  private mutating func bound(of node: Expr) -> Int {
    switch node.kind {
    case .literal: return 0
    case .identifier(let name): return locals.last { $0.name == name }?.levels ?? 0
    case .operation, .select(_, _, isOptional: false), .index(_, _, isOptional: false):
      return parts(of: node)
    case .macro(let macro): return bound(of: macro)
    default: return 1 + parts(of: node)
    }
  }

  private mutating func parts(of node: Expr) -> Int {
    var most = 0
    for part in node.children { most = max(most, levels(of: part)) }
    return most
  }

  private mutating func bound(of macro: Expr.Macro) -> Int {
    switch macro {
    case .has(let operand, _):
      _ = levels(of: operand)
      return 0
    case .quantifier(_, let range, let variables, let predicate):
      _ = levels(over: range, variables, nil, predicate)
      return 0
    case .list(_, let range, let variables, let filter, let transform):
      return 1 + levels(over: range, variables, filter, transform)
    case .map(let range, let variables, let filter, let transform),
      .mapEntries(let range, let variables, let filter, let transform):
      return 1 + levels(over: range, variables, filter, transform)
    case .sorted(let range, let variable, let key):
      return levels(over: range, [variable], key, nil)
    case .bind(let variable, let value, let body): return levels(over: value, [variable], nil, body)
    case .optional(_, let target, let variable, let body):
      return 1 + levels(over: target, [variable], nil, body)
    }
  }

  /// The levels of what is made of elements, which nest no deeper than their range; of the range without a transform.
  private mutating func levels(
    over range: Expr, _ variables: [Expr.Variable], _ filter: Expr?, _ transform: Expr?
  ) -> Int {
    let outer = levels(of: range)
    locals += variables.map { (name: $0.name, levels: outer) }
    defer { locals.removeLast(variables.count) }
    if let filter { _ = levels(of: filter) }
    return transform.map { levels(of: $0) } ?? outer
  }
}
