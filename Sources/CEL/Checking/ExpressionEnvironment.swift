internal import Values

/// What an expression can speak of: variables by type, functions, and the container in which names are looked up
/// (cel-spec, "Name Resolution").
public struct ExpressionEnvironment: Sendable {
  /// The variables.
  public var variables: [String: Type]
  /// The container, such as `a.b`; empty for none.
  public var container: String
  /// What to say of names that are not known here, by the name; and of unknown members of a variable, by `name[]`.
  public var hints: [String: String] = [:]
  /// The functions by name.
  public private(set) var functions: [String: Function] = [:]
  /// Names of constants, such as those of types.
  private(set) var constants: [String: (type: Type, value: Value)] = [:]

  /// An environment with the standard functions and these variables.
  ///
  /// - Parameter durationsHaveDays: Whether `duration('90d')` is one too, and `2w`.
  public init(variables: [String: Type] = [:], container: String = "", durationsHaveDays: Bool = false) {
    self.variables = variables
    self.container = container
    for library in Library.all(durationsHaveDays: durationsHaveDays) { library.functions.forEach { add($0) } }
    for (name, type) in TypeValue.identifiers {
      constants[name] = (type, .opaque(OpaqueValue(TypeValue(name))))
    }
  }

  /// Adds a function; of a known name it adds what overloads that has not, and replaces those of the same parameters.
  public mutating func add(_ function: Function) {
    let old = (functions[function.name]?.overloads ?? []).filter { old in
      !function.overloads.contains { $0.isMethod == old.isMethod && $0.parameters == old.parameters }
    }
    functions[function.name] = Function(
      function.name, functions[function.name]?.summary ?? function.summary, old + function.overloads)
  }

  /// The names that a name may mean, innermost container first.
  func candidates(for name: String) -> [String] {
    if name.hasPrefix(".") { return [String(name.dropFirst())] }
    var parts = container.split(separator: ".").map(String.init)
    var names: [String] = []
    while !parts.isEmpty {
      names.append((parts + [name]).joined(separator: "."))
      parts.removeLast()
    }
    return names + [name]
  }

  /// The full name of the variable or constant that a name means; nil where there is none.
  func resolve(variable name: String) -> String? {
    candidates(for: name).first { variables[$0] != nil || constants[$0] != nil }
  }

  /// Whether a name is that of a variable or a constant.
  public func knows(_ name: String) -> Bool { resolve(variable: name) != nil }

  /// The function that a name means.
  func resolve(function name: String) -> Function? {
    candidates(for: name).lazy.compactMap { functions[$0] }.first
  }

  /// The type of a variable or constant.
  func type(of name: String) -> Type? { variables[name] ?? constants[name]?.type }
}

extension Expr {
  /// The name that a chain of selections spells, such as `a.b.c`; nil for anything else.
  var qualifiedName: String? {
    switch kind {
    case .identifier(let name): name
    case .select(let operand, let field, isOptional: false): operand.qualifiedName.map { "\($0).\(field)" }
    default: nil
    }
  }
}
