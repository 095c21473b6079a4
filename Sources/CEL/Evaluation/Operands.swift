public import Values

extension ParsedExpression {
  /// The values of the parts that operators put together, as they were written: what tells why a condition does not
  /// hold. Parts without a value are left out.
  public func operands(
    in environment: ExpressionEnvironment, _ lookUp: (String) throws(EvaluationError) -> Value?
  ) -> [(text: String, value: Value)] {
    var seen: Set<String> = []
    return root.parts.compactMap { part in
      let program = Program(part, source: source, in: environment)
      guard seen.insert(program.text).inserted, let result = try? program.evaluate(lookUp) else { return nil }
      return (program.text, result.value)
    }
  }
}

extension Expr {
  /// The nodes that no operator stands above but operators, literals left out. Of a macro that goes over a range, the
  /// range: its body speaks of single elements.
  fileprivate var parts: [Expr] {
    switch kind {
    case .literal: []
    case .operation(_, let operands): operands.flatMap(\.parts)
    case .macro(.quantifier(_, let range, _, _)), .macro(.list(_, let range, _, _, _)),
      .macro(.map(let range, _, _, _)), .macro(.mapEntries(let range, _, _, _)),
      .macro(.sorted(let range, _, _)):
      range.parts
    case .list(let elements): elements.flatMap(\.value.parts)
    case .map, .message: children.flatMap(\.parts)
    case .macro, .identifier, .select, .index, .call: [self]
    }
  }
}
