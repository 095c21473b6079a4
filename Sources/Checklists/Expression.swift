internal import CEL
internal import Values

/// An expression of a file (Common Expression Language), and what checklists ask of one.
struct Expression: Sendable {
  let parsed: ParsedExpression

  /// Parses an expression.
  init(parsing source: String) throws(ExpressionFaults) { parsed = try ParsedExpression(parsing: source) }

  /// As it was written.
  var source: String { parsed.source }

  /// The type of its value; throws all that is wrong with it.
  func type(in declarations: Declarations) throws(ExpressionFaults) -> Type {
    try parsed.type(in: declarations.environment)
  }

  /// What is wrong with it whatever the values are, though the types fit.
  func literalFaults(in declarations: Declarations) -> [ExpressionFault] {
    parsed.root.hasLiteralCall ? parsed.literalFaults(in: declarations.environment) : []
  }

  /// Its value. What is made of a secret is made known as one, and not shown by an error.
  func value(in scope: Scope) throws(EvaluationError) -> Value {
    let value: Value
    do {
      value = try Program(parsed, in: scope.environment).evaluate(scope.value).value
    } catch {
      guard readsSecret(in: scope) else { throw error }
      throw EvaluationError(error.kind, withheld, in: error.variable)
    }
    if case .opaque(let other) = value {
      throw EvaluationError("`\(source)` is of type \(other.base.typeName), which stays within expressions")
    }
    if !isPath, value.mayHoldSecret, readsSecret(in: scope) { scope.redactor?.add(derived: value) }
    return value
  }

  private func readsSecret(in scope: Scope) -> Bool {
    guard let redactor = scope.redactor else { return false }
    return parsed.sources(in: scope.environment, scope.value).contains(where: redactor.knows)
  }

  /// Whether it only names a value.
  private var isPath: Bool {
    switch parsed.root.kind {
    case .identifier, .select, .index: true
    default: false
    }
  }

  /// The values of its parts, such as `inputs.replicas = 2`, masked and then shortened.
  func values(in scope: Scope, redacting redactor: Redactor) -> String {
    parsed.operands(in: scope.environment, { try? scope.value($0) }).inWords(redacting: redactor)
  }

  /// The value that it names without putting anything together: `each`, `inputs.name` or `each.value`.
  var singleReference: (root: String, member: String?)? {
    switch parsed.root.kind {
    case .identifier(let name): return (name, nil)
    case .select(let operand, let field, isOptional: false):
      guard case .identifier(let root) = operand.kind else { return nil }
      return (root, field)
    default: return nil
    }
  }

  /// The inputs that it reads by name.
  var inputs: Set<String> { parsed.root.members(of: "inputs") }

  /// The items whose outcome or outputs it reads by name.
  var needs: Set<String> { parsed.root.members(of: "needs") }

  /// Whether it reads `needs` other than by name.
  var readsAllNeeds: Bool { parsed.root.readsWhole("needs") }

  /// Whether it reads the inputs other than by name.
  var readsAllInputs: Bool { parsed.root.readsWhole("inputs") }

  /// The variables that occur in it.
  var variables: Set<String> { parsed.root.variables }

  /// Whether it reads `each`.
  var usesEach: Bool { variables.contains("each") }

  /// Whether it reads what only the run knows.
  var isLate: Bool { !variables.isDisjoint(with: Scope.runVariables) }
}

extension Expr {
  /// The fields of a variable that are named, as `name.field` or `name['field']`.
  fileprivate func members(of name: String) -> Set<String> {
    var members = children.reduce(into: Set<String>()) { $0.formUnion($1.members(of: name)) }
    switch kind {
    case .select(let operand, let field, _):
      if case .identifier(name) = operand.kind { members.insert(field) }
    case .index(let operand, let index, _):
      if case .identifier(name) = operand.kind, case .literal(.string(let field)) = index.kind {
        members.insert(field)
      }
    default: break
    }
    return members
  }

  /// Whether a variable stands in it otherwise than as `name.field` or `name['field']`.
  fileprivate func readsWhole(_ name: String) -> Bool {
    switch kind {
    case .identifier(name): return true
    case .select(let operand, _, _):
      if case .identifier(name) = operand.kind { return false }
    case .index(let operand, let index, _):
      if case .identifier(name) = operand.kind, case .literal(.string) = index.kind { return false }
    default: break
    }
    return children.contains { $0.readsWhole(name) }
  }

  /// The names that occur in it, those of macros too.
  fileprivate var variables: Set<String> {
    var names = children.reduce(into: Set<String>()) { $0.formUnion($1.variables) }
    if case .identifier(let name) = kind { names.insert(name) }
    return names
  }
}
