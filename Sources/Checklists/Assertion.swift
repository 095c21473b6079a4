internal import CEL
internal import CheckModel
public import ProbeKit
public import Values

/// A condition that must hold of an observation, with the inputs that it reads.
public struct Assertion: Sendable {
  /// As it was written.
  public let source: String
  private let expression: ParsedExpression
  private let environment: ExpressionEnvironment
  private let program: Program
  private let constants: [String: Value]

  /// What an assertion says of an observation.
  public enum Verdict: Hashable, Sendable {
    /// It holds, it does not, or it cannot be told.
    case judged(Judgement)
    /// It only holds because something that was observed is empty.
    case nothingToJudge(String)
  }

  /// Prepares a condition over an observation with these fields.
  init(_ expression: Expression, fields: [Type.Field], in scope: Scope) throws(EvaluationError) {
    source = expression.source
    self.expression = expression.parsed
    var environment = scope.environment
    let names = Set(fields.map(\.name) + ["now"])
    for name in names { environment.variables[name] = .dyn }
    self.environment = environment
    program = Program(expression.parsed, in: environment, watching: Set(fields.map(\.name)))
    var constants: [String: Value] = [:]
    for name in program.variables where !names.contains(name) { constants[name] = try scope.value(name) }
    self.constants = constants
  }

  /// What it says of an observation at a time; what is shown of it is masked before it is shortened.
  public func judge(_ observation: ValueMap, at now: Timestamp, redacting redactor: Redactor) -> Verdict {
    func lookUp(_ name: String) -> Value? {
      constants[name] ?? observation[.string(name)] ?? (name == "now" ? .timestamp(now) : nil)
    }
    do {
      let result = try program.evaluate(lookUp)
      switch result.value {
      case .bool(true):
        guard let empty = result.emptyRanges.first else { return .judged(.holds) }
        return .nothingToJudge("`\(empty)` is empty, so `\(source)` says nothing")
      case .bool(false): return .judged(.fails(finding(values(lookUp, redactor))))
      default: return .judged(.undecided("`\(source)` is \(result.value.kindName), not true or false"))
      }
    } catch {
      if error.kind == .absent { return .judged(.fails(finding(error.message))) }
      return .judged(.undecided("`\(source)`: \(error.message)"))
    }
  }

  private func finding(_ observed: String) -> Finding {
    Finding(path: "assert", expected: "`\(source)`", observed: observed)
  }

  private func values(_ lookUp: (String) -> Value?, _ redactor: Redactor) -> String {
    expression.operands(in: environment, lookUp)
      .map { "\($0.text) = \(redactor.redact($0.value).excerpt())" }.joined(separator: ", ")
  }
}
