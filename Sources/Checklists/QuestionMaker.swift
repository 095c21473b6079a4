internal import CEL
internal import Diagnostics
internal import ProbeKit
internal import Values

/// All of a question but the values of its fields.
struct QuestionMaker: Sendable {
  let type: any Probe.Type
  let target: Target?
  /// The other targets, by role.
  let targets: [String: Target]
  let judgesAbsence: Bool
  let judgesRefusal: Bool
  /// What the question may make use of; nil where that is not limited.
  var policy: (any AccessPolicy)?

  /// The question with these values.
  func question(_ fields: Fields) -> Question {
    let probe: Result<any Probe, ProbeError>
    do {
      probe = .success(try type.init(fields, target: target))
    } catch {
      probe = .failure(error)
    }
    return question(probe, fields)
  }

  /// What stands for the question until the run gives its fields their values; they are shown as they are written.
  func unresolved(_ fields: Fields) -> Question {
    question(.failure(ProbeError(.internal, "internal fault: only the run knows the question")), fields)
  }

  private func question(_ probe: Result<any Probe, ProbeError>, _ fields: Fields) -> Question {
    Question(
      probe: probe, identity: .init(kind: type.description.kind, target: target, fields: fields),
      targets: targets, judgesAbsence: judgesAbsence, judgesRefusal: judgesRefusal, policy: policy)
  }
}

extension Question {
  /// Whether it may change something.
  var mayWrite: Bool {
    if case .success(let probe) = probe { probe.effect == .write } else { false }
  }
}

extension FieldDescription {
  /// The value of a template for this field, put in by its rule of interpolation.
  func value(of template: Template, in scope: Scope) throws(EvaluationError) -> Value {
    guard case .text(let segments) = template.content else { return try template.value(in: scope) }
    switch interpolation {
    case .promQL: return .string(try PromQLInterpolation.query(segments, in: scope))
    case .jsonPath: return .string(try JSONPathInterpolation.template(segments, in: scope))
    case .anywhere, .never: return try template.value(in: scope)
    }
  }

  /// Its secrets, those within an object too.
  func secrets(in value: Value) -> [Value] {
    mayHoldSecret ? (isSecret ? [value] : []) + type.secrets(in: value) : []
  }
}

extension FieldType {
  fileprivate func secrets(in value: Value) -> [Value] {
    switch self {
    case .object(let fields): fields.flatMap { field in value[field.name].map(field.secrets) ?? [] }
    case .either(let types): types.flatMap { $0.secrets(in: value) }
    default: []
    }
  }
}
