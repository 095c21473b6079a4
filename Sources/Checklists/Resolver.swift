internal import CEL
internal import Diagnostics
internal import ProbeKit
internal import RegularExpressions
internal import Values
internal import YAMLSyntax

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Gives the inputs and targets of a run their values, each when it is first asked for, so that what no selected
/// item uses need not be set.
final class Resolver {
  private let decoding: Decoding
  private let environment: Environment?
  private let settings: [String: Setting]
  private let redactor: Redactor
  private var inputs: [InputKey: Result<Value, EvaluationError>] = [:]
  private var targets: [String: Result<Target, EvaluationError>] = [:]
  private(set) var limits: [Target: Int] = [:]
  /// What is wrong with the environment, or missing in it.
  private(set) var faults = Diagnostics()

  /// An input as the command line sets it.
  struct Setting {
    let text: String
  }

  private struct InputKey: Hashable {
    let scope: ObjectIdentifier
    let name: String
  }

  init(_ decoding: Decoding, environment: Environment?, settings: [String: String], redactor: Redactor) {
    self.decoding = decoding
    self.environment = environment
    self.settings = settings.mapValues(Setting.init)
    self.redactor = redactor
  }

  func report(
    _ code: Diagnostic.Code, _ message: String, at span: Span?, related: [Diagnostic.Label] = [], help: String? = nil
  ) {
    faults.add(Diagnostic(code, message, at: span.map { .init($0) }, related: related, help: help))
  }

  /// What an item of a scope sees.
  func scope(_ scope: InputScope, each: Scope.Each? = nil) -> Scope {
    Scope(
      input: { (name) throws(EvaluationError) in try self.input(name, in: scope) }, each: each)
  }

  /// The value of an input; a fault is reported once.
  func input(_ name: String, in scope: InputScope) throws(EvaluationError) -> Value {
    let key = InputKey(scope: ObjectIdentifier(scope), name: name)
    if let known = inputs[key] { return try known.get() }
    let result = resolve(name, in: scope)
    inputs[key] = result
    return try result.get()
  }

  private func resolve(_ name: String, in scope: InputScope) -> Result<Value, EvaluationError> {
    guard let declaration = scope.declarations[name] else {
      return .failure(EvaluationError("there is no input named \"\(name)\""))
    }
    do {
      let value = try given(declaration, in: scope)
      if declaration.isSecret { addSecrets(of: value) }
      return .success(value)
    } catch {
      return .failure(error)
    }
  }

  private func given(_ declaration: InputDeclaration, in scope: InputScope) throws(EvaluationError) -> Value {
    switch scope.binding {
    case .instance(let instance, let outer):
      guard let template = instance.inputs[declaration.name] else { break }
      let value = try evaluate(template, in: self.scope(outer))
      return try conform(value, declaration, template)
    case .environment:
      if let setting = settings[declaration.name] { return try value(of: setting, declaration) }
      guard let input = environment?.inputs[declaration.name] else { break }
      let value = try evaluate(input.value, in: environmentScope)
      return try conform(value, declaration, input.value)
    }
    if let value = declaration.defaultValue { return value }
    report(
      "missing-input", "the input `\(declaration.name)` is not set", at: declaration.span,
      help: "set it in \(environment.map { "the environment `\($0.name)`" } ?? "an environment") "
        + "or by --set \(declaration.name)=VALUE")
    throw EvaluationError("the input `\(declaration.name)` is not set")
  }

  /// A value from the command line: text as it stands, anything else as YAML.
  private func value(of setting: Setting, _ declaration: InputDeclaration) throws(EvaluationError) -> Value {
    let file = SourceFile(path: "--set \(declaration.name)", bytes: Array(setting.text.utf8))
    let id = decoding.sources.add(file)
    let whole = Span(file: id, bytes: 0..<file.bytes.count)
    var template = Template(.literal(.string(setting.text)), at: whole)
    switch declaration.type {
    case .string, .url, .duration, .size: break
    default:
      if let node = parseYAML(file, id: id, diagnostics: &faults) { template = decoding.template(node) }
    }
    guard let literal = template.literal else {
      report("interpolation-not-allowed", "`${...}` has no place in --set", at: whole)
      throw EvaluationError("--set \(declaration.name) cannot be used")
    }
    return try conform(literal, declaration, template)
  }

  private func conform(
    _ value: Value, _ declaration: InputDeclaration, _ template: Template
  ) throws(EvaluationError) -> Value {
    if declaration.isSecret { addSecrets(of: value) }
    let conformed = try conform(value, to: declaration.type.fieldType, in: template, declared: declaration.span)
    if let pattern = declaration.pattern, let text = conformed.string, !pattern.matches(text) {
      report(
        "pattern-mismatch", "the input `\(declaration.name)` does not match its pattern", at: template.span,
        related: [.init(declaration.span, "declared here")])
      throw EvaluationError("the input `\(declaration.name)` does not match its pattern")
    }
    return conformed
  }

  /// Checks a value that a template came to, and reports what is wrong at the place inside it.
  func conform(
    _ value: Value, to type: FieldType, in template: Template, declared: Span? = nil
  ) throws(EvaluationError) -> Value {
    do {
      return try ProbeKit.conform(value, to: type)
    } catch {
      report(
        "wrong-type", error.message, at: template.descend(error.path[...]).span,
        related: declared.map { [.init($0, "declared here")] } ?? [], help: error.help)
      throw EvaluationError(error.message)
    }
  }

  /// The value of a template; a fault is reported at the template.
  func evaluate(_ template: Template, in scope: Scope) throws(EvaluationError) -> Value {
    do {
      return try template.value(in: scope)
    } catch {
      if !faults.hasErrors || !isKnown(error) { report("unresolved", error.message, at: template.span) }
      throw error
    }
  }

  private func isKnown(_ error: EvaluationError) -> Bool {
    faults.all.contains { $0.message == error.message }
  }

  private func addSecrets(of value: Value) {
    switch value {
    case .string(let text): redactor.add(text)
    case .list(let elements): elements.forEach(addSecrets)
    case .map(let entries): entries.forEach { addSecrets(of: $0.value) }
    case .int, .uint, .double, .decimal: redactor.add(value.json)
    default: break
    }
  }
}

extension Resolver {
  /// What an environment's values see: variables of the process and secret files.
  private var environmentScope: Scope {
    let directory = environment?.directory ?? "."
    let redactor = redactor
    return Scope(
      input: { (name) throws(EvaluationError) in throw EvaluationError("inputs are not known in an environment") },
      call: { (function, argument) throws(EvaluationError) in
        switch function {
        case "env": return .string(try Self.variable(argument))
        case "secret_file": return .string(try Self.secret(Path.join(directory, argument), redactor))
        default: throw EvaluationError("there is no function named \"\(function)\"")
        }
      })
  }

  private static func variable(_ name: String) throws(EvaluationError) -> String {
    guard let value = getenv(name) else { throw EvaluationError("the environment variable \(name) is not set") }
    return String(cString: value)
  }

  /// The content of a secret file without the newline at its end.
  private static func secret(_ path: String, _ redactor: Redactor) throws(EvaluationError) -> String {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(path)
    } catch {
      throw EvaluationError("the secret file \(path) cannot be read: \(error.message)")
    }
    guard bytes.count <= 1 << 20, var text = String(validating: bytes, as: UTF8.self) else {
      throw EvaluationError("the secret file \(path) is not text of at most 1 MiB")
    }
    if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
    guard !text.isEmpty else { throw EvaluationError("the secret file \(path) is empty") }
    redactor.add(text)
    return text
  }

  /// The target that a role of a scope is bound to; a fault is reported once.
  func target(ofRole role: String, in scope: InputScope, type: TargetDescription) throws(EvaluationError) -> Target {
    let name = scope.targetName(ofRole: role)
    let result = targets[name] ?? resolve(target: name, type, declared: scope.roles[role]?.span)
    targets[name] = result
    let target = try result.get()
    guard target.type == type.type else {
      report(
        "wrong-target-type", "the target `\(name)` is \(target.type), the checklist wants \(type.type)",
        at: environment?.targets[name]?.nameSpan,
        related: scope.roles[role].map { [.init($0.span, "declared here")] } ?? [])
      throw EvaluationError("the target `\(name)` is of the wrong type")
    }
    return target
  }

  private func resolve(
    target name: String, _ wanted: TargetDescription, declared: Span?
  ) -> Result<Target, EvaluationError> {
    guard let template = environment?.targets[name] else {
      let known = environment.map { Array($0.targets.keys) } ?? []
      let place = environment.map { "the environment `\($0.name)` has no target `\(name)`" }
      report(
        "missing-target", place ?? "there is no environment, and the target `\(name)` is needed", at: declared,
        help: closestMatch(to: name, among: known).map { "did you mean `\($0)`?" }
          ?? "add `targets: {\(name): {\(wanted.type): ...}}` to \(environment == nil ? "an" : "that") environment")
      return .failure(EvaluationError("the target `\(name)` is not known"))
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
    let address = try field(template.address, type.address, directory: directory)
    var values = ValueMap()
    for entry in template.fields {
      guard let description = type.fields.first(where: { $0.name == entry.key }) else { continue }
      values[.string(entry.key)] = try field(entry.value, description, directory: directory)
    }
    let fields: Fields
    do {
      fields = try Fields.make(from: values, fields: type.fields)
    } catch {
      report("wrong-type", error.message, at: template.nameSpan, help: error.help)
      throw EvaluationError(error.message)
    }
    let target = Target(name: template.name, type: type.type, address: address, fields: fields)
    for secret in type.secrets(target) { redactor.add(secret) }
    limits[target] = fields.int("max_connections") ?? type.defaultLimit
    return target
  }

  private func field(
    _ template: Template, _ description: FieldDescription, directory: String
  ) throws(EvaluationError) -> Value {
    let value = try evaluate(template, in: environmentScope)
    addSecrets(of: value, description)
    return try conform(value, to: description.type, in: template).locating(description.type, in: directory)
  }

  /// Makes secrets known.
  func addSecrets(_ secrets: [String]) { secrets.forEach(redactor.add) }

  /// Makes the secrets of a field known, those within an object too.
  func addSecrets(of value: Value, _ description: FieldDescription) {
    if description.isSecret { addSecrets(of: value) }
    addSecrets(of: value, type: description.type)
  }

  private func addSecrets(of value: Value, type: FieldType) {
    switch type {
    case .object(let fields):
      for field in fields { value[field.name].map { addSecrets(of: $0, field) } }
    case .either(let types):
      for type in types { addSecrets(of: value, type: type) }
    default: break
    }
  }
}

extension Value {
  /// The value with its paths made relative to the working directory rather than to the file that names them.
  func locating(_ type: FieldType, in directory: String) -> Value {
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
    case (.map, .either(let types)):
      types.first { if case .object = $0 { true } else { false } }.map { locating($0, in: directory) } ?? self
    default: self
    }
  }
}
