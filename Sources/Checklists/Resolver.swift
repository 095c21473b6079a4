internal import CEL
internal import Diagnostics
internal import ProbeKit
internal import RegularExpressions
internal import Values
internal import YAMLSyntax

/// Gives the inputs and targets of a run their values, each when it is first asked for, so that what no selected
/// item uses need not be set.
final class Resolver {
  let decoding: Decoding
  let environment: Environment?
  private let settings: [String: String]
  let redactor: Redactor
  let outside: any OutsideValues
  private var inputs: [InputKey: Result<Value, EvaluationError>] = [:]
  /// Which inputs of instances come from the environment or the command line, as far as that was asked.
  private var given: [InputKey: Bool] = [:]
  var targets: [String: Result<Target, EvaluationError>] = [:]
  var limits: [Target: Int] = [:]
  /// What is wrong with the environment, or missing in it.
  private(set) var faults = Diagnostics()
  /// What is wrong with the checklist whatever the environment, and shows only now.
  private(set) var checklistFaults = Diagnostics()
  /// What is wrong with the values that the command line sets.
  private(set) var settingFaults = Diagnostics()
  /// What items of packs would do without being granted it.
  private(set) var refusals = Diagnostics()
  /// Whether secrets are left unread, and stood in for.
  let isDry: Bool
  /// Whether this is for a test: there are no targets, and something stands in for each that is asked for.
  let isTest: Bool
  /// The messages of errors whose cause has been reported at its own place.
  private var told: Set<String> = []

  /// Who has to mend a fault.
  enum Blame {
    case environment
    case checklist
    case commandLine
  }

  private struct InputKey: Hashable {
    let scope: ObjectIdentifier
    let name: String
  }

  init(
    _ decoding: Decoding, environment: Environment?, settings: [String: String], redactor: Redactor,
    outside: any OutsideValues = ProcessValues(), isDry: Bool = false, isTest: Bool = false
  ) {
    self.isTest = isTest
    self.decoding = decoding
    self.environment = environment
    self.settings = settings
    self.redactor = redactor
    self.outside = outside
    self.isDry = isDry
  }

  func report(
    _ code: Diagnostic.Code, _ message: String, at span: Span?, related: [Diagnostic.Label] = [],
    help: String? = nil, blame: Blame = .environment
  ) {
    let fault = Diagnostic(code, message, at: span.map { .init($0) }, related: related, help: help)
    switch blame {
    case .environment: faults.add(fault)
    case .checklist: checklistFaults.add(fault)
    case .commandLine: settingFaults.add(fault)
    }
  }

  /// Reports what an item of a pack was not granted.
  func refuse(_ message: String, at span: Span, help: String?) {
    refusals.add(Diagnostic("not-granted", message, at: span, help: help))
  }

  /// Reports a fault and makes the error that ends the resolving of what depends on it.
  func fail(
    _ code: Diagnostic.Code, _ message: String, at span: Span?, related: [Diagnostic.Label] = [],
    help: String? = nil, blame: Blame = .environment
  ) -> EvaluationError {
    report(code, message, at: span, related: related, help: help, blame: blame)
    told.insert(message)
    return EvaluationError(message)
  }

  /// Does something of which the faults do not count: who needs the value will ask again.
  func attempt<Result>(_ body: () throws(EvaluationError) -> Result) -> Result? {
    let before = (faults, checklistFaults, settingFaults, told, inputs, targets)
    do {
      return try body()
    } catch {
      (faults, checklistFaults, settingFaults, told, inputs, targets) = before
      return nil
    }
  }

  /// Resolves what the command line sets, so that it is refused even where no selected item uses it.
  func resolveSettings(in scope: InputScope) {
    for name in settings.keys.sorted() where scope.declarations[name] != nil {
      _ = try? input(name, in: scope)
    }
  }

  /// What an item of a scope sees.
  func scope(_ scope: InputScope, each: Scope.Each? = nil) -> Scope {
    var all = Scope(
      inputNames: scope.declarations.keys.sorted(),
      input: { (name) throws(EvaluationError) in try self.input(name, in: scope) }, each: each)
    all.redactor = redactor
    return all
  }

  /// The value of an input; a fault is reported once.
  func input(_ name: String, in scope: InputScope) throws(EvaluationError) -> Value {
    let key = InputKey(scope: ObjectIdentifier(scope), name: name)
    if let known = inputs[key] { return try known.get() }
    let result = resolve(name, in: scope)
    inputs[key] = result
    // Whatever went wrong was reported where the value is written.
    if case .failure(let error) = result { told.insert(error.message) }
    return try result.get()
  }

  private func resolve(_ name: String, in scope: InputScope) -> Result<Value, EvaluationError> {
    guard let declaration = scope.declarations[name] else {
      return .failure(.unknownInput(name))
    }
    do {
      let value = try given(declaration, in: scope)
      if declaration.isSecret { redactor.add(value) }
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
    if isDry, declaration.isSecret { return .string("${inputs.\(declaration.name)}") }
    throw fail(
      "missing-input", "the input `\(declaration.name)` is not set", at: declaration.span,
      help: isTest
        ? "set it under `inputs` of the file of tests, or of the case"
        : "set it in \(environment.map { "the environment `\($0.name)`" } ?? "an environment") "
          + "or by --set \(declaration.name)=VALUE")
  }

  /// A value from the command line: text as it stands, anything else as YAML.
  private func value(of setting: String, _ declaration: InputDeclaration) throws(EvaluationError) -> Value {
    if declaration.isSecret { redactor.add(setting) }
    let file = SourceFile(path: "--set \(declaration.name)", bytes: Array(setting.utf8))
    let id = decoding.sources.add(file)
    let whole = Span(file: id, bytes: 0..<file.bytes.count)
    switch declaration.type {
    case .string, .url, .duration, .size: break
    case _ where setting.allSatisfy(\.isWhitespace): break
    default:
      guard let node = parseYAML(file, id: id, diagnostics: &settingFaults) else {
        let message = "--set \(declaration.name) cannot be understood"
        told.insert(message)
        throw EvaluationError(message)
      }
      let template = Template(literal: node)
      return try conform(template.outline, declaration, template, blame: .commandLine)
    }
    let text = Value.string(setting)
    return try conform(text, declaration, Template(.literal(text), at: whole), blame: .commandLine)
  }

  private func conform(
    _ value: Value, _ declaration: InputDeclaration, _ template: Template, blame: Blame = .environment
  ) throws(EvaluationError) -> Value {
    if declaration.isSecret, !isStandIn(value) { redactor.add(value) }
    let subject = TemplateChecker.Subject(declaration.name, prefix: "the input ")
    let conformed = try conform(
      value, to: declaration.type.fieldType, in: template, subject, declared: declaration.span, blame: blame)
    if let pattern = declaration.pattern, let text = conformed.string, !isStandIn(value),
      !pattern.matches(text), !(outside.areSurrogates && redactor.knows(value))
    {
      throw fail(
        "pattern-mismatch", "the input `\(declaration.name)` does not match its pattern", at: template.span,
        related: [.init(declaration.span, "declared here")], blame: blame)
    }
    return conformed
  }

  /// Checks a value that a template came to, and reports what is wrong at the place inside it.
  func conform(
    _ value: Value, to type: FieldType, in template: Template, _ subject: TemplateChecker.Subject,
    declared: Span? = nil, blame: @autoclosure () -> Blame = .environment
  ) throws(EvaluationError) -> Value {
    do {
      return try ProbeKit.conform(value, to: type)
    } catch {
      if isStandIn(value) { return value }
      let inner = template.descend(error.path[...])
      throw fail(
        "wrong-type", "\(subject.text(error.pathText)) \(error.message)", at: inner.span,
        related: declared.map { [.init($0, "declared here")] } ?? [], help: inner.textAdvice(for: error),
        blame: blame())
    }
  }

  /// Whether a value has a part that a dry plan stands in for.
  func isStandIn(_ value: Value) -> Bool {
    guard isDry else { return false }
    switch value {
    case .string(let text): return text.contains(ascii: "${")
    case .list(let elements): return elements.contains(where: isStandIn)
    case .map(let entries): return entries.contains { isStandIn($0.value) }
    default: return false
    }
  }

  /// The value of a template; a fault is reported at the template, unless its cause has been told already.
  func evaluate(
    _ template: Template, in scope: Scope, blame: @autoclosure () -> Blame = .environment
  ) throws(EvaluationError) -> Value {
    do throws(EvaluationError) {
      return try template.value(in: scope)
    } catch {
      return try standIn(for: template, in: scope, unless: error, blame: blame())
    }
  }

  /// What a dry plan puts in the place of a template that has no value because it reads what is stood in for. Any
  /// other error is told and thrown.
  func standIn(
    for template: Template, in scope: Scope, unless error: EvaluationError, blame: Blame
  ) throws(EvaluationError) -> Value {
    guard isDry, template.expressions.contains(where: { readsStandIn($0.expression, in: scope) }) else {
      tell(error, at: template, blame: blame)
      throw error
    }
    switch template.content {
    case .list(let elements):
      var values: [Value] = []
      for element in elements { values.append(try evaluate(element, in: scope, blame: blame)) }
      return .list(values)
    case .map(let entries):
      var values = ValueMap()
      for entry in entries { values[.string(entry.key)] = try evaluate(entry.value, in: scope, blame: blame) }
      return .map(values)
    default: return .string(template.summary)
    }
  }

  private func readsStandIn(_ expression: Expression, in scope: Scope) -> Bool {
    if expression.usesEach, case .element(let element)? = scope.each, isStandIn(element) { return true }
    return expression.inputs.contains { name in (try? scope.input(name)).map(isStandIn) ?? false }
  }

  /// Reports why a template has no value, unless the cause has been told already.
  private func tell(_ error: EvaluationError, at template: Template, blame: Blame = .environment) {
    guard !told.contains(error.message) else { return }
    report("unresolved", error.message, at: template.span, blame: blame)
  }

  /// Whom a fault in the values of an item's templates is to be laid on: the checklist, unless one of the inputs that
  /// they read is set by the environment or the command line.
  func blame(_ expressions: [PlacedExpression], in scope: InputScope) -> Blame {
    expressions.contains { $0.expression.inputs.contains { isGiven($0, in: scope) } }
      ? .environment : .checklist
  }

  private func isGiven(_ name: String, in scope: InputScope) -> Bool {
    switch scope.binding {
    case .environment: return settings[name] != nil || environment?.inputs[name] != nil
    case .instance(let instance, let outer):
      let key = InputKey(scope: ObjectIdentifier(scope), name: name)
      if let known = given[key] { return known }
      let isGiven = instance.inputs[name].map { blame($0.expressions, in: outer) == .environment } ?? false
      given[key] = isGiven
      return isGiven
    }
  }
}
