internal import CEL
internal import Diagnostics
internal import ProbeKit
internal import Values

extension Resolver {
  /// What an environment's values see: variables of the process and secret files.
  var environmentScope: Scope {
    let directory = environment?.directory ?? "."
    let (redactor, isDry, outside) = (redactor, isDry, outside)
    return Scope(
      inputNames: [], input: { (name) throws(EvaluationError) in throw .unknownInput(name) },
      functions: [
        "env": { (name) throws(EvaluationError) in .string(try Self.variable(name, in: outside, isDry: isDry))
        },
        "secret_file": { (path) throws(EvaluationError) in
          guard !isDry else { return .string("${secret_file(\"\(path)\")}") }
          return .string(try Self.secret(path, of: outside, in: directory, redactor))
        },
      ])
  }

  private static func variable(
    _ name: String, in outside: any OutsideValues, isDry: Bool
  ) throws(EvaluationError) -> String {
    let value: String?
    do {
      value = try outside.variable(name)
    } catch {
      throw EvaluationError(error.message)
    }
    if let value, !value.isEmpty { return value }
    guard !isDry else { return "${env(\"\(name)\")}" }
    // A connection string that is empty would lead to whatever its library takes for granted.
    throw EvaluationError("the environment variable \(name) is \(value == nil ? "not set" : "empty")")
  }

  /// The content of a secret file without the newline at its end.
  private static func secret(
    _ path: String, of outside: any OutsideValues, in directory: String, _ redactor: Redactor
  ) throws(EvaluationError) -> String {
    var text: String
    do {
      text = try outside.secretFile(path, in: directory)
    } catch {
      throw EvaluationError(error.message)
    }
    if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
    guard !text.isEmpty else {
      throw EvaluationError("the secret file \(Path.join(directory, path)) is empty")
    }
    redactor.add(text)
    return text
  }

  /// The target that a role of a scope is bound to; a fault is reported once.
  func target(ofRole role: String, in scope: InputScope, type: TargetDescription) throws(EvaluationError)
    -> Target
  {
    let name = scope.targetName(ofRole: role)
    if isTest { return .standIn(named: name, type) }
    let result = targets[name] ?? resolve(target: name, type, named: scope.targetPlace(ofRole: role))
    targets[name] = result
    let target = try result.get()
    guard target.type == type.type else {
      throw fail(
        "wrong-target-type",
        "the target `\(name)` is \(target.type) in the environment, and \(type.type) in the checklist",
        at: environment?.targets[name]?.nameSpan,
        related: scope.roles[role].map { [.init($0.span, "declared here")] } ?? [])
    }
    return target
  }

  private func resolve(
    target name: String, _ wanted: TargetDescription, named: (span: Span?, related: [Diagnostic.Label])
  ) -> Result<Target, EvaluationError> {
    if let span = environment?.untyped[name] {
      return .failure(
        fail(
          "unknown-target-type", "the target `\(name)` does not say what it is", at: span,
          related: named.span.map { [.init($0, "needed here")] } ?? [],
          help: "add `\(wanted.type):` to it, or choose an environment that extends this one"))
    }
    guard let template = environment?.targets[name] else {
      let known = environment.map { $0.targets.keys.sorted() } ?? []
      let place = environment.map { "the environment `\($0.name)` has no target `\(name)`" }
      let error = fail(
        "missing-target", place ?? "there is no environment, and the target `\(name)` is needed",
        at: named.span, related: named.related,
        help: closestMatch(to: name, among: known).map { "did you mean `\($0)`?" }
          ?? "add `targets: {\(name): {\(wanted.type): ...}}` to \(environment == nil ? "an" : "that") environment"
      )
      return .failure(error)
    }
    let description = decoding.registry.targets.first { $0.type == template.type } ?? wanted
    do {
      return .success(try build(template, description))
    } catch {
      return .failure(error)
    }
  }

  private func build(
    _ template: Environment.TargetTemplate, _ type: TargetDescription
  ) throws(EvaluationError) -> Target {
    let directory = environment?.directory ?? "."
    let prefix = "the target `\(template.name)`: "
    // What is missing in one place must not hide what is missing in another.
    for entry in template.fields { _ = try? evaluate(entry.value, in: environmentScope) }
    let address = try field(template.address, type.address, prefix, directory: directory)
    var values = ValueMap()
    for entry in template.fields {
      guard let description = type.fields.first(where: { $0.name == entry.key }) else { continue }
      values[.string(entry.key)] = try field(entry.value, description, prefix, directory: directory)
    }
    let fields: Fields
    do {
      fields = try Fields.make(from: values, fields: type.fields)
    } catch {
      guard isStandIn(.map(values)) else {
        throw fail(
          "wrong-type", "the target `\(template.name)` \(error.message)", at: template.nameSpan,
          help: error.help)
      }
      fields = Fields(values)
    }
    let target = Target(name: template.name, type: type.type, address: address, fields: fields)
    addSecrets(type.secrets(target))
    limits[target] = fields.int("max_connections") ?? type.defaultLimit
    return target
  }

  private func field(
    _ template: Template, _ description: FieldDescription, _ prefix: String, directory: String
  ) throws(EvaluationError) -> Value {
    let value = try evaluate(template, in: environmentScope)
    addSecrets(of: value, description)
    if description.isSecret { addParts(of: template) }
    let subject = TemplateChecker.Subject(description.name, prefix: prefix)
    return try conform(value, to: description.type, in: template, subject).locating(
      description, in: directory)
  }

  /// The values within a secret text: of `Bearer ${env('TOKEN')}` the token by itself is a secret too.
  private func addParts(of template: Template) {
    for placed in template.expressions {
      if let value = try? placed.expression.value(in: environmentScope) {
        addSecrets([value.string ?? value.json])
      }
    }
  }

  /// Makes secrets known.
  func addSecrets(_ secrets: [String]) {
    for secret in secrets where !isStandIn(.string(secret)) { redactor.add(secret) }
  }

  /// Makes the secrets of a field known, those within an object too.
  func addSecrets(of value: Value, _ description: FieldDescription) {
    for secret in description.secrets(in: value) where !isStandIn(secret) { redactor.add(secret) }
  }
}

extension Value {
  /// The value of a field with its paths made relative to the working directory, if it has any.
  func locating(_ field: FieldDescription, in directory: @autoclosure () -> String) -> Value {
    field.mayHoldPath ? locating(field.type, in: directory()) : self
  }

  /// The value with its paths made relative to the working directory rather than to the file that names them.
  private func locating(_ type: FieldType, in directory: String) -> Value {
    switch (self, type) {
    case (.string(let path), .path): .string(Path.join(directory, path))
    case (.list(let elements), .list(let type)): .list(elements.map { $0.locating(type, in: directory) })
    case (.map(let entries), .map(let type)):
      .map(ValueMap(entries.map { ($0.key, $0.value.locating(type, in: directory)) }))
    case (.map(let entries), .object(let fields)):
      .map(
        ValueMap(
          entries.map { entry in
            let type = fields.first { $0.name == entry.key.description }?.type
            return (entry.key, type.map { entry.value.locating($0, in: directory) } ?? entry.value)
          }))
    case (_, .either(let types)):
      // The first form that the value has is the one that it was checked against.
      types.first { (try? conform(self, to: $0)) != nil }.map { locating($0, in: directory) } ?? self
    default: self
    }
  }
}
