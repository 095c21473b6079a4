internal import CEL
internal import CheckModel
internal import ProbeKit
internal import Values

/// An expression over an observation, compiled, with the values of all else that it reads.
struct ObservedExpression: Sendable {
  let source: String
  private let parsed: ParsedExpression
  private let environment: ExpressionEnvironment
  private let program: Program
  private var constants: [String: Value] = [:]

  /// Prepares an expression over an observation with these fields.
  init(_ expression: Expression, fields: Set<String>, in scope: Scope) throws(EvaluationError) {
    source = expression.source
    parsed = expression.parsed
    var environment = scope.environment
    for name in fields.union(Scope.runVariables) { environment.variables[name] = .dyn }
    self.environment = environment
    program = Program(parsed, in: environment, watching: fields)
    for name in program.variables where !fields.contains(name) && !Scope.runVariables.contains(name) {
      constants[name] = try scope.value(name)
    }
  }

  /// Gives what came of the items that are waited for.
  mutating func bind(needs: Value) { if program.variables.contains("needs") { constants["needs"] = needs } }

  /// Whether what it reads beside the observation holds a secret.
  func holdsSecret(_ redactor: Redactor) -> Bool { constants.values.contains(where: redactor.masks) }

  /// The value over an observation at a time. A field that there cannot be is an error even where `||` or the like would not
  /// look at it: it is a misspelt one.
  func evaluate(
    _ observation: Observation, at now: Timestamp, budget: Budget = Program.usualBudget
  ) throws(EvaluationError) -> Program.Result {
    if let name = undeclared(in: observation) {
      throw EvaluationError(.absent, "there is no field \(name)", in: name)
    }
    return try program.evaluate(budget: budget) { value(of: $0, observation, now) }
  }

  /// The values of its parts, such as `rows[0].n = 2`, masked and then shortened.
  func values(_ observation: Observation, at now: Timestamp, redacting redactor: Redactor) -> String {
    parsed.operands(in: environment) { value(of: $0, observation, now) }.inWords(redacting: redactor)
  }

  /// Whether it is made of a secret.
  func isMadeOfSecret(_ observation: Observation, at now: Timestamp, known redactor: Redactor) -> Bool {
    parsed.sources(in: environment) { value(of: $0, observation, now) }.contains(where: redactor.knows)
  }

  /// What it means that there is no value: what the observation lacks fails the item, as a finding at `path`, unless the
  /// answer is ambiguous there; all else leaves it undecided. What is said of a value that is made of a secret does not
  /// show it.
  func judgement(
    of error: EvaluationError, path: String, _ observation: Observation, at now: Timestamp,
    _ redactor: Redactor
  ) -> Judgement {
    let message =
      isMadeOfSecret(observation, at: now, known: redactor)
      ? withheld : error.message
    guard error.kind == .absent, isObserved(error.variable) else {
      return .undecided("`\(source)`: \(message)")
    }
    if let reason = ambiguity(error.variable, of: observation) {
      return .undecided("`\(source)`: \(reason)")
    }
    return .fails(Finding(path: path, expected: "`\(source)`", observed: message))
  }

  private func undeclared(in observation: Observation) -> String? {
    guard let declared = observation.declared else { return nil }
    return program.variables.first {
      declared[$0] == nil && constants[$0] == nil && observation.fields[.string($0)] == nil && $0 != "now"
    }
  }

  /// Whether what is absent was looked for in the observation; where nobody knows in what, the expression has to read it.
  private func isObserved(_ variable: String?) -> Bool {
    variable.map { constants[$0] == nil }
      ?? program.variables.contains { constants[$0] == nil && $0 != "now" }
  }

  /// Why the answer has no value for a variable, or for one that the expression reads, though it may well have one.
  private func ambiguity(_ variable: String?, of observation: Observation) -> String? {
    let variables = variable.map { [$0] } ?? program.variables.sorted()
    return variables.lazy.filter {
      constants[$0] == nil && observation.fields[.string($0)] == nil && $0 != "now"
    }
    .compactMap { observation.doubt(about: $0) }.first
  }

  private func value(of name: String, _ observation: Observation, _ now: Timestamp) -> Value? {
    constants[name] ?? observation.fields[.string(name)] ?? (name == "now" ? .timestamp(now) : nil)
  }
}
