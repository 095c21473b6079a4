extension Expr {
  /// The nodes within it, in the order they were written.
  public var children: [Expr] {
    switch kind {
    case .literal, .identifier: []
    case .select(let operand, _, _): [operand]
    case .index(let operand, let index, _): [operand, index]
    case .operation(_, let operands): operands
    case .call(_, let target, let arguments): [target].compactMap(\.self) + arguments
    case .list(let elements): elements.map(\.value)
    case .map(let entries), .message(_, let entries): entries.flatMap { [$0.key, $0.value] }
    case .macro(let macro): macro.children
    }
  }
}

extension Expr.Macro {
  fileprivate var children: [Expr] {
    switch self {
    case .has(let operand, _): [operand]
    case .quantifier(_, let range, _, let predicate): [range, predicate]
    case .list(_, let range, _, let filter, let transform):
      [range] + [filter, transform].compactMap(\.self)
    case .map(let range, _, let filter, let transform), .mapEntries(let range, _, let filter, let transform):
      [range] + [filter].compactMap(\.self) + [transform]
    case .sorted(let range, _, let key): [range, key]
    case .bind(_, let value, let body): [value, body]
    case .optional(_, let target, _, let body): [target, body]
    }
  }
}
