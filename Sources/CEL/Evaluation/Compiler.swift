internal import Values

/// Turns a tree into nodes: names become slots, functions the overloads that a call can mean.
struct Compiler {
  let environment: ExpressionEnvironment
  let source: String.UTF8View
  /// The variables whose emptiness an `all` must not take for a pass.
  let watched: Set<String>
  /// The variables that are read, by their slots.
  private(set) var variables: [String] = []
  /// How often a watched variable was read, or a variable of a macro that comes from one.
  private var watchedReads = 0
  /// The variables of the macros around, the innermost last, and whether they come from a watched one.
  private var locals: [(name: String, isWatched: Bool)] = []

  init(_ environment: ExpressionEnvironment, source: String, watched: Set<String>) {
    self.environment = environment
    self.source = source.utf8
    self.watched = watched
  }

  mutating func node(_ expression: Expr) -> any Node {
    let text = text(of: expression)
    switch expression.kind {
    case .literal(let value): return LiteralNode(text: text, literal: value)
    case .identifier(let name): return identifier(name, text)
    case .select(let operand, let field, let isOptional):
      if !isOptional, let variable = qualified(expression, text) { return variable }
      return MemberNode(text: text, operand: node(operand), key: .field(field), isOptional: isOptional)
    case .index(let operand, let index, let isOptional):
      return MemberNode(
        text: text, operand: node(operand), key: .index(node(index)), isOptional: isOptional)
    case .operation(let name, let operands): return operation(name, operands, text)
    case .call(let name, let target, let arguments): return call(name, target, arguments, text)
    case .list(let elements):
      return ListNode(
        text: text, elements: elements.map { (node: node($0.value), isOptional: $0.isOptional) })
    case .map(let entries):
      return MapNode(
        text: text,
        entries: entries.map { (key: node($0.key), value: node($0.value), isOptional: $0.isOptional) })
    case .message(let name, _):
      return FaultNode(text: text, error: EvaluationError(.noOverload, "there is no message type \(name)"))
    case .macro(let macro): return self.macro(macro, text)
    }
  }

  private func text(of expression: Expr) -> String {
    let range = expression.range
    let start = source.index(source.startIndex, offsetBy: range.lowerBound)
    return String(source[start..<source.index(start, offsetBy: range.count)]) ?? ""
  }

  // MARK: - Names

  private mutating func identifier(_ name: String, _ text: String) -> any Node {
    if let slot = locals.lastIndex(where: { $0.name == name }) {
      if locals[slot].isWatched { watchedReads += 1 }
      return LocalNode(text: text, slot: slot)
    }
    return variable(name, text)
      ?? FaultNode(text: text, error: EvaluationError(.absent, "`\(name)` is not known here"))
  }

  private mutating func variable(_ name: String, _ text: String) -> (any Node)? {
    guard let full = environment.resolve(variable: name) else { return nil }
    if environment.variables[full] == nil, let constant = environment.constants[full] {
      return LiteralNode(text: text, literal: constant.value)
    }
    if watched.contains(full) { watchedReads += 1 }
    let slot = variables.firstIndex(of: full) ?? variables.count
    if slot == variables.count { variables.append(full) }
    return VariableNode(text: text, name: full, slot: slot)
  }

  private mutating func qualified(_ expression: Expr, _ text: String) -> (any Node)? {
    guard let name = expression.qualifiedName, !isLocal(name) else { return nil }
    return variable(name, text)
  }

  private func isLocal(_ name: String) -> Bool {
    let first = name.prefix { $0 != "." }
    return locals.contains { $0.name == first }
  }

  // MARK: - Operators and functions

  private mutating func operation(_ name: String, _ operands: [Expr], _ text: String) -> any Node {
    let nodes = operands.map { node($0) }
    switch name {
    case "_&&_": return LogicNode(text: text, left: nodes[0], right: nodes[1], deciding: false)
    case "_||_": return LogicNode(text: text, left: nodes[0], right: nodes[1], deciding: true)
    case "!_": return NotNode(text: text, operand: nodes[0])
    case "_?_:_": return ConditionalNode(text: text, condition: nodes[0], first: nodes[1], second: nodes[2])
    case "_==_": return EqualityNode(text: text, left: nodes[0], right: nodes[1], isEqual: true)
    case "_!=_": return EqualityNode(text: text, left: nodes[0], right: nodes[1], isEqual: false)
    case "-_": return NegationNode(text: text, operand: nodes[0])
    case "@in": return ContainmentNode(text: text, element: nodes[0], container: nodes[1])
    default:
      if let order = OrderNode.Holds(rawValue: name) {
        return OrderNode(text: text, left: nodes[0], right: nodes[1], holds: order)
      }
      if let operation = ArithmeticOperator(rawValue: name) {
        return ArithmeticNode(text: text, left: nodes[0], right: nodes[1], operation: operation)
      }
      return FaultNode(text: text, error: EvaluationError(.noOverload, "there is no operator `\(name)`"))
    }
  }

  private mutating func call(_ name: String, _ target: Expr?, _ arguments: [Expr], _ text: String) -> any Node
  {
    if let target, let prefix = target.qualifiedName, !isLocal(prefix),
      let function = environment.resolve(function: "\(prefix).\(name)")
    {
      return call(function, nil, arguments, text)
    }
    guard let function = environment.resolve(function: name) else {
      return FaultNode(text: text, error: EvaluationError(.noOverload, "there is no function `\(name)`"))
    }
    return call(function, target, arguments, text)
  }

  private mutating func call(
    _ function: Function, _ target: Expr?, _ arguments: [Expr], _ text: String
  ) -> any Node {
    let nodes = ([target].compactMap(\.self) + arguments).map { node($0) }
    if target != nil, arguments.count == 1, ["or", "orValue"].contains(function.name) {
      return AlternativeNode(
        text: text, optional: nodes[0], other: nodes[1], isUnwrapping: function.name == "orValue")
    }
    let overloads = function.overloads.filter {
      $0.isMethod == (target != nil) && $0.parameters.count == nodes.count
    }
    return CallNode(text: text, name: function.name, arguments: nodes, overloads: overloads)
  }

  // MARK: - Macros

  private mutating func macro(_ macro: Expr.Macro, _ text: String) -> any Node {
    switch macro {
    case .has(let operand, let field):
      return PresenceNode(
        text: text,
        member: MemberNode(text: text, operand: node(operand), key: .field(field), isOptional: false))
    case .quantifier(let quantifier, let range, let variables, let predicate):
      let (over, isWatched) = origin(range)
      let body = within(variables, isWatched) { $0.node(predicate) }
      return QuantifierNode(
        text: text, range: ElementRange(node: over, variables: variables.count), quantifier: quantifier,
        predicate: body, isWatched: isWatched && quantifier == .all)
    case .list(_, let range, let variables, let filter, let transform):
      let (over, isWatched) = origin(range)
      let (condition, result) = within(variables, isWatched) { compiler in
        (filter.map { compiler.node($0) }, transform.map { compiler.node($0) })
      }
      return ListMacroNode(
        text: text, range: ElementRange(node: over, variables: variables.count), filter: condition,
        transform: result)
    case .map(let range, let variables, let filter, let transform):
      return map(range, variables, filter, transform, makesEntries: false, text)
    case .mapEntries(let range, let variables, let filter, let transform):
      return map(range, variables, filter, transform, makesEntries: true, text)
    case .sorted(let range, let variable, let key):
      let (over, isWatched) = origin(range)
      return SortNode(text: text, range: over, key: within([variable], isWatched) { $0.node(key) })
    case .bind(let variable, let value, let body):
      let (bound, isWatched) = origin(value)
      return BindNode(
        text: text, bound: bound, body: within([variable], isWatched) { $0.node(body) })
    case .optional(let isFlat, let target, let variable, let body):
      let (operand, isWatched) = origin(target)
      return OptionalMacroNode(
        text: text, target: operand, body: within([variable], isWatched) { $0.node(body) }, isFlat: isFlat)
    }
  }

  private mutating func map(
    _ range: Expr, _ variables: [Expr.Variable], _ filter: Expr?, _ transform: Expr, makesEntries: Bool,
    _ text: String
  ) -> any Node {
    let (over, isWatched) = origin(range)
    let (condition, result) = within(variables, isWatched) { compiler in
      (filter.map { compiler.node($0) }, compiler.node(transform))
    }
    return MapMacroNode(
      text: text, range: ElementRange(node: over, variables: 2), filter: condition, transform: result,
      makesEntries: makesEntries)
  }

  private mutating func within<Result>(
    _ variables: [Expr.Variable], _ isWatched: Bool, _ body: (inout Compiler) -> Result
  ) -> Result {
    locals += variables.map { (name: $0.name, isWatched: isWatched) }
    defer { locals.removeLast(variables.count) }
    return body(&self)
  }

  /// A node from which the variables of a macro come, and whether it comes from a watched variable in whatever way.
  private mutating func origin(_ expression: Expr) -> (node: any Node, isWatched: Bool) {
    let reads = watchedReads
    return (node(expression), watchedReads > reads)
  }
}
