// Recognises macros (cel-spec, "Macros"): by their name, by being a method or not, and by the number of arguments.
// With another number the same name is a function like any other.
extension Parser {
  /// A call, or what the macro of this name stands for.
  mutating func call(_ callee: Callee, _ arguments: [Operand], _ range: Range<Int>) -> Operand {
    let depth = arguments.map(\.depth).max() ?? 0
    let all = max(depth, callee.target?.depth ?? 0)
    guard let form = MacroForm(callee, arguments: arguments.count) else {
      return node(
        .call(callee.name, target: callee.target?.expr, arguments.map(\.expr)), range, over: all)
    }
    guard let macro = macro(form, callee, arguments) else { return placeholder(range) }
    return node(.macro(macro), range, over: all)
  }

  /// The macro; nil where its arguments are not what it takes, which is reported.
  private mutating func macro(
    _ form: MacroForm, _ callee: Callee, _ arguments: [Operand]
  ) -> Expr.Macro? {
    guard let target = callee.target else { return presence(arguments[0]) }
    let count = form.variableCount(arguments.count)
    guard let variables = variables(arguments.prefix(count), of: callee.name) else { return nil }
    let rest = arguments.dropFirst(count).map(\.expr)
    let last = rest[rest.count - 1]
    let filter = rest.count > 1 ? rest[0] : nil
    switch form {
    case .has: return nil
    case .quantifier(let quantifier):
      return .quantifier(quantifier, range: target.expr, variables: variables, predicate: last)
    case .filter:
      return .list(name: callee.name, range: target.expr, variables: variables, filter: last, transform: nil)
    case .map, .transformList:
      return .list(
        name: callee.name, range: target.expr, variables: variables, filter: filter, transform: last)
    case .transformMap:
      return .map(range: target.expr, variables: variables, filter: filter, transform: last)
    case .transformMapEntry:
      return .mapEntries(range: target.expr, variables: variables, filter: filter, transform: last)
    case .sortBy: return .sorted(range: target.expr, variables[0], key: last)
    case .bind: return .bind(variables[0], value: rest[0], body: last)
    case .optional(let isFlat):
      return .optional(isFlat: isFlat, target: target.expr, variables[0], body: last)
    }
  }

  private mutating func presence(_ argument: Operand) -> Expr.Macro? {
    if case .select(let operand, let field, isOptional: false) = argument.expr.kind {
      return .has(operand, field: field)
    }
    if argument.isBroken { return nil }
    let isIndex = if case .index = argument.expr.kind { true } else { false }
    report(.hasNeedsField(argument.range, isIndex: isIndex))
    return nil
  }

  private mutating func variables(_ arguments: ArraySlice<Operand>, of macro: String) -> [Expr.Variable]? {
    var variables: [Expr.Variable] = []
    for argument in arguments {
      guard case .identifier(let name) = argument.expr.kind, !name.hasPrefix(".") else {
        if !argument.isBroken { report(.badVariable(of: macro, argument.range)) }
        continue
      }
      if variables.contains(where: { $0.name == name }) {
        report(.sameVariable(name, of: macro, argument.range))
      }
      variables.append(Expr.Variable(name: name, range: argument.expr.range))
    }
    return variables.count == arguments.count ? variables : nil
  }
}

/// Which macro a call is.
enum MacroForm {
  case has
  case quantifier(Expr.Quantifier)
  case map
  case filter
  case transformList
  case transformMap
  case transformMapEntry
  case sortBy
  case bind
  case optional(isFlat: Bool)

  /// The macro of a name; nil where the call is an ordinary one.
  init?(_ callee: Callee, arguments count: Int) {
    guard let macro = MacroDefinition.byName[callee.name], macro.counts.contains(count),
      macro.isMethod == (callee.target != nil)
    else { return nil }
    if let namespace = macro.namespace {
      guard case .identifier(namespace)? = callee.target?.expr.kind else { return nil }
    }
    self = macro.form
  }

  /// How many of so many arguments are names of variables.
  func variableCount(_ arguments: Int) -> Int {
    switch self {
    case .has: 0
    case .quantifier: arguments - 1
    case .map, .filter, .sortBy, .bind, .optional: 1
    case .transformList, .transformMap, .transformMapEntry: 2
    }
  }
}
