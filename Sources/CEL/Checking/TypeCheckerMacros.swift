extension TypeChecker {
  mutating func type(of macro: Expr.Macro, _ node: Expr) -> Type {
    switch macro {
    case .has(let operand, let field):
      let operandType = type(of: operand)
      // A field that is not declared is a mistake, also where one asks whether it is there.
      _ = select(field, of: operandType, false, node)
      return .bool
    case .quantifier(_, let range, let variables, let predicate):
      return within(range, variables) { checker in
        checker.condition(predicate)
        return .bool
      }
    case .list(_, let range, let variables, let filter, let transform):
      let elements = elementTypes(of: range)
      return within(elements, variables) { checker in
        filter.map { checker.condition($0) }
        return .list(transform.map { checker.type(of: $0) } ?? elements.element)
      }
    case .map(let range, let variables, let filter, let transform):
      let elements = elementTypes(of: range)
      return within(elements, variables) { checker in
        filter.map { checker.condition($0) }
        return .map(key: elements.key, value: checker.type(of: transform))
      }
    case .mapEntries(let range, let variables, let filter, let transform):
      return within(range, variables) { checker in
        filter.map { checker.condition($0) }
        return checker.entry(transform)
      }
    case .sorted(let range, let variable, let key): return sorted(range, variable, key)
    case .bind(let variable, let value, let body):
      let bound = type(of: value)
      return with([(variable.name, bound)]) { $0.type(of: body) }
    case .optional(let isFlat, let target, let variable, let body):
      return optional(isFlat, target, variable, body)
    }
  }

  private mutating func sorted(_ range: Expr, _ variable: Expr.Variable, _ key: Expr) -> Type {
    let elements = elementTypes(of: range)
    if elements.isMap { _ = fault("sortBy takes a list, not a map", range.range) }
    let keyType = with([(variable.name, elements.element)]) { $0.resolved($0.type(of: key)) }
    if keyType != .dyn, !sortable.contains(keyType) {
      _ = fault("sortBy goes by a value that has an order, not \(word(keyType))", key.range)
    }
    return .list(elements.element)
  }

  /// The type of what must be a map.
  private mutating func entry(_ node: Expr) -> Type {
    let type = resolved(type(of: node))
    switch type {
    case .map, .object, .dyn, .parameter: return type
    default: return fault("transformMapEntry takes a map of new entries, not \(word(type))", node.range)
    }
  }

  private mutating func optional(
    _ isFlat: Bool, _ target: Expr, _ variable: Expr.Variable, _ body: Expr
  ) -> Type {
    let targetType = resolved(type(of: target))
    let inner: Type
    switch targetType {
    case .optional(let type): inner = type
    case .dyn, .parameter: inner = .dyn
    default: inner = fault("\(word(targetType)) is no optional", target.range)
    }
    let result = with([(variable.name, inner)]) { $0.type(of: body) }
    guard isFlat else { return .optional(result) }
    switch resolved(result) {
    case .optional, .dyn, .parameter: return result
    default: return fault("optFlatMap makes an optional, not \(word(result))", body.range)
    }
  }

  /// A predicate is a bool.
  private mutating func condition(_ node: Expr) {
    let type = type(of: node)
    if !substitution.assign(type, to: .bool) {
      _ = fault("a condition is a bool, not \(word(type))", node.range)
    }
  }

  /// What a range has: the elements of a list by their index, the values of a map by their key.
  private mutating func elementTypes(of range: Expr) -> (key: Type, element: Type, isMap: Bool) {
    let type = resolved(type(of: range))
    switch type {
    case .list(let element): return (.int, element, false)
    case .map(let key, let value): return (key, value, true)
    case .object: return (.string, .dyn, true)
    case .dyn, .parameter: return (.dyn, .dyn, false)
    default:
      _ = fault("\(word(type)) has no elements to go over", range.range)
      return (.dyn, .dyn, false)
    }
  }

  private mutating func within(
    _ range: Expr, _ variables: [Expr.Variable], _ body: (inout TypeChecker) -> Type
  ) -> Type {
    within(elementTypes(of: range), variables, body)
  }

  /// One variable is the element of a list or the key of a map; two are the index or key, and the value.
  private mutating func within(
    _ elements: (key: Type, element: Type, isMap: Bool), _ variables: [Expr.Variable],
    _ body: (inout TypeChecker) -> Type
  ) -> Type {
    let types =
      variables.count == 2
      ? [elements.key, elements.element] : [elements.isMap ? elements.key : elements.element]
    return with(Array(zip(variables.map(\.name), types)), body)
  }

  private mutating func with(
    _ variables: [(String, Type)], _ body: (inout TypeChecker) -> Type
  ) -> Type {
    locals += variables.map { (name: $0.0, type: $0.1) }
    defer { locals.removeLast(variables.count) }
    return body(&self)
  }
}
