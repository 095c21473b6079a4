internal import Diagnostics
internal import Values

/// A signature, as the checker compares it with a call.
private struct Signature {
  let parameters: [Type]
  let result: Type
}

extension TypeChecker {
  // MARK: - Operators

  mutating func operation(_ name: String, _ operands: [Expr], _ node: Expr) -> Type {
    if name == "_-_", let fault = dash(operands) { return fault }
    let types = operands.map { type(of: $0) }
    let signatures = (operatorSignatures[name] ?? []).map { Signature(parameters: $0.0, result: $0.1) }
    let extra = (environment.functions[name]?.overloads ?? []).map {
      Signature(parameters: $0.parameters, result: $0.result)
    }
    if let result = resolve(signatures + extra, types) { return result }
    return fault(
      mismatch(name, types), node.range, help: operands.count == 2 ? advice(name, operands, types) : nil)
  }

  private func mismatch(_ name: String, _ types: [Type]) -> String {
    let words = types.map(word)
    let symbol = name.filter { $0 != "_" && $0 != "@" }
    switch name {
    case "_?_:_":
      return words[0] == "bool" || words[0] == "dyn"
        ? "both sides of `:` are of one type, not \(words[1]) and \(words[2])"
        : "what stands before `?` is a bool, not \(words[0])"
    case "!_", "-_": return "`\(symbol)` takes no \(words[0])"
    case "_&&_", "_||_":
      return "`\(symbol)` takes two bools, not \(words[0]) and \(words[1])"
    case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_":
      return "\(words[0]) cannot be compared with \(words[1]) by \(symbol)"
    default: return "`\(symbol)` does not take \(words[0]) and \(words[1])"
    }
  }

  // MARK: - Functions

  mutating func call(_ name: String, _ target: Expr?, _ arguments: [Expr], _ node: Expr) -> Type {
    if let target, let prefix = target.qualifiedName, !isLocal(prefix),
      let function = environment.resolve(function: "\(prefix).\(name)")
    {
      return call(function, target: nil, arguments, node)
    }
    guard let function = environment.resolve(function: name) else {
      ([target].compactMap(\.self) + arguments).forEach { _ = type(of: $0) }
      return unknownFunction(name, node)
    }
    return call(function, target: target, arguments, node)
  }

  private mutating func call(_ function: Function, target: Expr?, _ arguments: [Expr], _ node: Expr) -> Type {
    let types = ([target].compactMap(\.self) + arguments).map { type(of: $0) }
    let overloads = function.overloads.filter { $0.isMethod == (target != nil) }
    let signatures = overloads.map { Signature(parameters: $0.parameters, result: $0.result) }
    if let result = resolve(signatures, types) { return result }
    let given = types.map(word)
    let call =
      target == nil
      ? "\(function.name)(\(given.joined(separator: ", ")))"
      : "\(given[0]).\(function.name)(\(given.dropFirst().joined(separator: ", ")))"
    let forms = function.overloads.prefix(6).map { $0.text(function.name) }.joined(separator: ", ")
    return fault("there is no \(call)", node.range, help: "there is \(forms)")
  }

  private mutating func unknownFunction(_ name: String, _ node: Expr) -> Type {
    let known = environment.functions.keys.filter { $0.first?.isLetter ?? false }.sorted()
    if let macro = MacroDefinition.byName[name] {
      let forms = macro.patterns.map { "`\($0)`" }.joined(separator: " or ")
      return fault("`\(name)` does not take this", node.range, help: "write \(forms)")
    }
    let help = closestMatch(to: name, among: known).map { "did you mean `\($0)`?" }
    return fault("there is no function `\(name)`", node.range, help: environment.hints[name] ?? help)
  }

  /// The result of the signatures that take these types; `dyn` where they differ in it, nil where none takes them.
  private mutating func resolve(_ signatures: [Signature], _ types: [Type]) -> Type? {
    var result: Type?
    for signature in signatures where signature.parameters.count == types.count {
      let (parameters, own) = instantiated(signature)
      guard substitution.assign(all: types, to: parameters) else { continue }
      let found = substitution.applied(to: own)
      if let known = result { result = known == found ? known : .dyn } else { result = found }
    }
    return result
  }

  /// The signature with parameters of its own, so that two calls do not share theirs.
  private mutating func instantiated(_ signature: Signature) -> ([Type], Type) {
    var renamed: [String: Type] = [:]
    func rename(_ type: Type) -> Type {
      guard case .parameter(let name) = type else { return type.mapParts(rename) }
      return renamed[name] ?? type
    }
    for name in Set((signature.parameters + [signature.result]).flatMap(\.parameterNames)) {
      renamed[name] = freshParameter()
    }
    return (signature.parameters.map(rename), rename(signature.result))
  }
}

extension Type {
  fileprivate var parameterNames: [String] {
    if case .parameter(let name) = self { [name] } else { parts.flatMap(\.parameterNames) }
  }
}

extension Overload {
  /// The signature as a message shows it.
  func text(_ name: String) -> String {
    let types = parameters.map(\.description)
    guard isMethod else { return "\(name)(\(types.joined(separator: ", ")))" }
    return "\(types[0]).\(name)(\(types.dropFirst().joined(separator: ", ")))"
  }
}
