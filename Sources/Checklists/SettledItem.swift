internal import CEL
public import CheckModel
internal import Diagnostics
internal import ProbeKit
public import Values

extension PlannedItem {
  /// Whether it asks nobody: its outcome is settled, or there is nothing to ask for.
  public var asksNobody: Bool {
    guard case .success(let probe) = question.probe else { return true }
    return probe is any SilentProbe
  }

  /// What stands in for the item where others wait for it: it asks nobody, comes to this outcome and passes on these
  /// values. An outcome that no single item can be given by itself, such as *blocked*, is *error*.
  public func settled(as outcome: Outcome, outputs: ValueMap = [:]) -> PlannedItem {
    var item = PlannedItem(
      summary: summary,
      question: Question(
        probe: .success(SettledProbe(outcome: outcome, outputs: outputs)),
        identity: .init(kind: summary.kind, target: nil, fields: Fields([:]))))
    item.expectations = [Expectation(path: .init(field: "settled"), matchers: [.eq(true)])]
    let secret = Set(source?.template.outputs.filter(\.isSecret).map(\.name) ?? [])
    item.outputs = outputs.keys.compactMap { key in
      let name = key.description
      let scope = Scope(
        inputNames: [], input: { (name) throws(EvaluationError) in throw .unknownInput(name) })
      guard let expression = try? Expression(parsing: "given[\(jsonQuoted(name))]"),
        let observed = try? ObservedExpression(expression, fields: ["given"], in: scope)
      else { return nil }
      return Output(name, observed, isSecret: secret.contains(name))
    }
    item.membership = membership
    item.source = source
    return item
  }

  /// The names of the outputs that it declares.
  var outputNames: [String] { source?.template.outputs.map(\.name) ?? [] }

  /// Whether it judges a field of what it sees, passes it on, or takes it apart.
  public func reads(_ field: String) -> Bool {
    if expectations.contains(where: { $0.path.field == field }) { return true }
    guard let template = source?.template else { return false }
    return template.names(field)
      || (template.outputs.map(\.value) + [template.per?.list, template.per?.key].compactMap(\.self)).contains
      {
        $0.expression.variables.contains(field)
      }
  }
}

/// A probe that asks nobody.
protocol SilentProbe: Probe {}

extension SilentProbe {
  func accesses(targets: [String: Target]) -> [Access] { [] }
}

/// Stands for an item of which it is settled beforehand what comes of it.
private struct SettledProbe: SilentProbe {
  static let description = ProbeDescription(
    kind: "settled", summary: "", fields: [], observation: [], examples: [])
  let effect = Effect.unknown
  private let outcome: Outcome
  private let outputs: ValueMap

  static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {}
  init(_ fields: Fields, target: Target?) throws(ProbeError) { self.init(outcome: .passed, outputs: [:]) }

  init(outcome: Outcome, outputs: ValueMap) {
    self.outcome = outcome
    self.outputs = outputs
  }

  func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    let message = "settled beforehand"
    switch outcome {
    case .passed, .waived, .failed:
      return Observation(["settled": .bool(outcome != .failed), "given": .map(outputs)], isFinal: true)
    case .noData: return Observation([:], noData: message, isFinal: true)
    case .pending: throw ProbeError(.unanswered, message)
    case .skipped: throw ProbeError(.notApplicable, message)
    case .error, .blocked: throw ProbeError(.internal, message)
    }
  }
}
