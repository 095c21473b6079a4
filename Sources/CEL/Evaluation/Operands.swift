public import Values

/// A part of an expression with its value.
public struct ValuedPart: Hashable, Sendable {
  /// As it was written.
  public let text: String
  /// Its value.
  public let value: Value
  /// The values that it is made of.
  public let sources: [Value]
}

extension ParsedExpression {
  /// The values of the variables and of their members that it reads, as far as they are read alone and not by macros.
  public func sources(
    in environment: ExpressionEnvironment, _ lookUp: (String) throws(EvaluationError) -> Value?
  ) -> [Value] {
    withoutActuallyEscaping(lookUp) { lookUp in
      Operands(source: source, environment: environment, lookUp: lookUp).sources(of: root)
    }
  }

  /// The values that tell why a condition does not hold, as their parts were written: those that operators put together,
  /// what arithmetic makes of them, and the first element of which `all` does not hold. Of `a && b` only what is not true
  /// counts. Parts without a value, or without a variable, are left out.
  public func operands(
    in environment: ExpressionEnvironment, _ lookUp: (String) throws(EvaluationError) -> Value?
  ) -> [ValuedPart] {
    withoutActuallyEscaping(lookUp) { lookUp in
      var operands = Operands(source: source, environment: environment, lookUp: lookUp)
      operands.explain(root)
      return operands.found
    }
  }
}

private struct Operands {
  let source: String
  let environment: ExpressionEnvironment
  let lookUp: (String) throws(EvaluationError) -> Value?
  var found: [ValuedPart] = []

  mutating func explain(_ node: Expr) {
    switch node.kind {
    case .operation("_&&_", let operands):
      let open = operands.filter { value(of: $0) != true }
      for operand in open.isEmpty ? operands : open { explain(operand) }
    case .operation(_, let operands):
      for operand in operands {
        explain(operand)
        if operand.isArithmetic { add(operand) }
      }
    case .macro(.quantifier(let quantifier, let range, let variables, let predicate)):
      explain(range)
      if quantifier == .all { addCounterexample(range, variables, predicate) }
    // The body of a macro speaks of single elements.
    case .macro(.list(_, let range, _, _, _)), .macro(.map(let range, _, _, _)),
      .macro(.mapEntries(let range, _, _, _)), .macro(.sorted(let range, _, _)):
      explain(range)
    case .list(let elements): elements.forEach { explain($0.value) }
    case .map, .message: node.children.forEach { explain($0) }
    case .literal, .macro, .identifier, .select, .index, .call: add(node)
    }
  }

  private mutating func add(_ node: Expr) {
    let program = Program(node, source: source, in: environment)
    guard !program.variables.isEmpty, let result = try? program.evaluate(lookUp) else { return }
    add(ValuedPart(text: program.text, value: result.value, sources: node.isPath ? [] : sources(of: node)))
  }

  private mutating func add(_ operand: ValuedPart) {
    if !found.contains(where: { $0.text == operand.text }) { found.append(operand) }
  }

  /// The values of the variables and their members within a node.
  func sources(of node: Expr) -> [Value] {
    if node.isPath { return [value(of: node)].compactMap(\.self) }
    return node.children.flatMap(sources)
  }

  private mutating func addCounterexample(_ range: Expr, _ variables: [Expr.Variable], _ predicate: Expr) {
    guard let element = variables.last else { return }
    let fails = Expr(id: predicate.id, range: predicate.range, kind: .operation("!_", [predicate]))
    let all = Expr.Macro.list(
      name: "", range: range, variables: variables, filter: fails,
      transform: Expr(id: range.id, range: element.range, kind: .identifier(element.name)))
    if let first = value(of: Expr(id: range.id, range: range.range, kind: .macro(all)))?.list?.first {
      add(ValuedPart(text: element.name, value: first, sources: []))
    }
  }

  private func value(of node: Expr) -> Value? {
    (try? Program(node, source: source, in: environment).evaluate(lookUp))?.value
  }
}

extension Expr {
  /// Whether it is a variable, or a member of one.
  fileprivate var isPath: Bool {
    switch kind {
    case .identifier: true
    case .select(let operand, _, _), .index(let operand, _, _): operand.isPath
    default: false
    }
  }

  fileprivate var isArithmetic: Bool {
    guard case .operation(let name, _) = kind else { return false }
    return ["_+_", "_-_", "_*_", "_/_", "_%_", "-_"].contains(name)
  }
}
