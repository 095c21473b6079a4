internal import Diagnostics
internal import Values

/// Finds the types of all nodes of an expression, and what is wrong with it.
struct TypeChecker {
  let environment: ExpressionEnvironment
  let source: String
  var substitution = TypeSubstitution()
  var faults: [ExpressionFault] = []
  /// The variables of the macros around, the innermost last.
  var locals: [(name: String, type: Type)] = []
  private var fresh = 0

  init(_ environment: ExpressionEnvironment, source: String) {
    self.environment = environment
    self.source = source
  }

  /// The type of the expression, with everything known of it.
  mutating func finalType(of root: Expr) -> Type {
    let type = type(of: root)
    return substitution.applied(to: type, isFinal: true)
  }

  mutating func type(of node: Expr) -> Type {
    switch node.kind {
    case .literal(let value): return Type(of: value)
    case .identifier(let name): return identifier(name, node)
    case .select(let operand, let field, let isOptional):
      if !isOptional, let known = qualified(node) { return known }
      return select(field, of: type(of: operand), isOptional, node)
    case .index(let operand, let index, let isOptional):
      return self.index(type(of: operand), type(of: index), isOptional, node)
    case .operation(let name, let operands): return operation(name, operands, node)
    case .call(let name, let target, let arguments): return call(name, target, arguments, node)
    case .list(let elements): return .list(join(elements.map { element($0.value, $0.isOptional) }))
    case .map(let entries):
      let keys = join(entries.map { key($0.key) })
      return .map(key: keys, value: join(entries.map { element($0.value, $0.isOptional) }))
    case .message(let name, let entries):
      entries.forEach { _ = type(of: $0.value) }
      return fault("there is no message type \(name)", node.range)
    case .macro(let macro): return type(of: macro, node)
    }
  }

  // MARK: - Faults

  /// Remembers a fault; what follows from it is of any type.
  mutating func fault(_ message: String, _ range: Range<Int>, help: String? = nil) -> Type {
    faults.append(ExpressionFault(message, range, help: help))
    return .dyn
  }

  /// The faults by place, as many as are told.
  var sortedFaults: [ExpressionFault] {
    let sorted = faults.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }
    return sorted.prefix(SyntaxLimits.faults).map(\.element)
  }

  func resolved(_ type: Type) -> Type { substitution.applied(to: type) }

  /// A type as messages name it.
  func word(_ type: Type) -> String { substitution.applied(to: type, isFinal: true).word }

  // MARK: - Names

  private mutating func identifier(_ name: String, _ node: Expr) -> Type {
    if let local = local(name) { return local }
    if let full = environment.resolve(variable: name), let type = environment.type(of: full) { return type }
    let known = locals.map(\.name) + environment.variables.keys.sorted()
    let suggestion = closestMatch(to: name, among: known).map { "did you mean `\($0)`?" }
    let rest =
      known.isEmpty ? "there are no variables here" : "in scope: " + known.prefix(20).joined(separator: ", ")
    return fault(
      "`\(name)` is not known here", node.range, help: environment.hints[name] ?? suggestion ?? rest)
  }

  func local(_ name: String) -> Type? { locals.last { $0.name == name }?.type }

  /// The type of the variable that a chain of selections spells.
  private func qualified(_ node: Expr) -> Type? {
    guard let name = node.qualifiedName, !isLocal(name) else { return nil }
    return environment.resolve(variable: name).flatMap(environment.type)
  }

  /// Whether a chain begins with the variable of a macro.
  func isLocal(_ name: String) -> Bool { local(String(name.prefix { $0 != "." })) != nil }

  // MARK: - Members

  mutating func select(_ field: String, of operand: Type, _ isOptional: Bool, _ node: Expr) -> Type {
    let operand = resolved(operand)
    if case .optional(let inner) = operand { return optional(select(field, of: inner, false, node)) }
    let member: Type
    switch operand {
    case .dyn, .parameter: member = .dyn
    case .map(let key, let value):
      guard substitution.assign(.string, to: key) else {
        return fault("a map with keys of type \(word(key)) has no field `\(field)`", node.range)
      }
      member = value
    case .object(let fields):
      guard let known = fields.first(where: { $0.name == field }) else {
        let operand: Expr? = if case .select(let operand, _, _) = node.kind { operand } else { nil }
        return unknownField(field, among: fields.map(\.name), node, of: operand)
      }
      member = known.type
    default: return fault("\(word(operand)) has no fields, so no `\(field)`", node.range)
    }
    return isOptional ? optional(member) : member
  }

  private mutating func unknownField(
    _ field: String, among names: [String], _ node: Expr, of operand: Expr?
  ) -> Type {
    let range = place(of: field, in: node)
    let help = closestMatch(to: field, among: names).map { "did you mean `\($0)`?" }
    let rest = names.isEmpty ? "there are none" : "there are " + names.joined(separator: ", ")
    let name = node.qualifiedName.map { "`\($0)`" } ?? "field `\(field)`"
    let hint = operand?.qualifiedName.flatMap { environment.hints["\($0)[]"] }
    return fault("there is no \(name)", range, help: help ?? hint ?? rest)
  }

  /// Where the name of a field stands, which other characters may follow: a backtick, or the rest of `has`.
  private func place(of field: String, in node: Expr) -> Range<Int> {
    let text = Array(source.utf8.dropFirst(node.range.lowerBound).prefix(node.range.count))
    guard !field.isEmpty, let last = ByteSearch.last(Array(field.utf8), in: text, upTo: text.count) else {
      return node.range
    }
    let start = node.range.lowerBound + last
    return start..<start + field.utf8.count
  }

  private mutating func index(_ operand: Type, _ index: Type, _ isOptional: Bool, _ node: Expr) -> Type {
    let operand = resolved(operand)
    if case .optional(let inner) = operand { return optional(self.index(inner, index, false, node)) }
    let element: Type
    switch operand {
    case .dyn, .parameter: element = .dyn
    case .list(let type):
      guard substitution.assign(index, to: .int) else {
        return fault("an index of a list is an int, not \(word(index))", node.range)
      }
      element = type
    case .map(let key, let value):
      guard substitution.assign(index, to: key) else {
        return fault("a key of this map is \(word(key)), not \(word(index))", node.range)
      }
      element = value
    case .object(let fields):
      guard substitution.assign(index, to: .string) else {
        return fault("a key of this map is string, not \(word(index))", node.range)
      }
      element = member(fields, node)
    default: return fault("\(word(operand)) has no elements", node.range)
    }
    return isOptional ? optional(element) : element
  }

  /// What stands at a key of an object: known only where the key is a literal.
  private mutating func member(_ fields: [Type.Field], _ node: Expr) -> Type {
    guard case .index(let operand, let index, _) = node.kind, case .literal(.string(let name)) = index.kind
    else {
      return .dyn
    }
    if let field = fields.first(where: { $0.name == name }) { return field.type }
    return unknownField(name, among: fields.map(\.name), index, of: operand)
  }

  func optional(_ type: Type) -> Type {
    if case .optional = type { type } else { .optional(type) }
  }

  // MARK: - Literals of lists and maps

  private mutating func element(_ value: Expr, _ isOptional: Bool) -> Type {
    let type = resolved(type(of: value))
    guard isOptional else { return type }
    switch type {
    case .optional(let inner): return inner
    case .dyn: return .dyn
    default: return fault("what follows `?` is an optional, not \(word(type))", value.range)
    }
  }

  private mutating func key(_ node: Expr) -> Type {
    let type = resolved(type(of: node))
    switch type {
    case .bool, .int, .uint, .string, .dyn, .parameter: return type
    default:
      return fault("a key of a map is a bool, an int, a uint or a string, not \(word(type))", node.range)
    }
  }

  private mutating func join(_ types: [Type]) -> Type {
    guard var joined = types.first else { return freshParameter() }
    for type in types.dropFirst() { joined = substitution.join(joined, type) }
    return joined
  }

  mutating func freshParameter() -> Type {
    fresh += 1
    return .parameter("#\(fresh)")
  }
}
