internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values

/// What an item asks.
extension Planner {
  func questionMaker(
    _ item: ComposedItem, _ type: any Probe.Type, in scope: Scope
  ) throws(EvaluationError) -> QuestionMaker {
    let target = try target(of: item, type.description)
    var extra: [String: Target] = [:]
    for role in item.template.extraTargets {
      extra[role.name] = try self.target(ofRole: role.name, in: item.scope)
    }
    return QuestionMaker(
      type: type, target: target, targets: extra,
      judgesAbsence: type.description.presenceFields.contains { item.template.names($0) },
      judgesRefusal: type.description.refusalFields.contains { item.template.names($0) },
      policy: policy(of: item, type, target: target, extra: extra))
  }

  private func target(of item: ComposedItem, _ description: ProbeDescription) throws(EvaluationError)
    -> Target?
  {
    guard let type = description.target, case .role(let role) = item.role(for: description) else {
      return nil
    }
    return try resolver.target(ofRole: role, in: item.scope, type: type)
  }

  private func target(ofRole role: String, in scope: InputScope) throws(EvaluationError) -> Target {
    guard let type = decoding.registry.targets.first(where: { $0.type == scope.roles[role]?.type }) else {
      throw resolver.fail("unknown-target", "there is no target `\(role)`", at: nil, help: declareTarget)
    }
    return try resolver.target(ofRole: role, in: scope, type: type)
  }

  /// The values of the fields of an item's probe, and those that only the run can give a value.
  func fields(
    _ item: ComposedItem, _ description: ProbeDescription, in scope: Scope
  ) throws(EvaluationError) -> (known: ValueMap, late: [(field: FieldDescription, value: Template)]) {
    var values = ValueMap()
    var late: [(field: FieldDescription, value: Template)] = []
    for field in item.template.probeFields {
      guard let known = description.fieldsByName[field.name] else { continue }
      guard !field.value.isLate else {
        late.append((known, field.value))
        continue
      }
      let value = try self.value(field.value, known, in: scope, blame(field.value, of: item))
      resolver.addSecrets(of: value, known)
      let conformed = try resolver.conform(
        value, to: known.type, in: field.value, .init(known.name), blame: blame(field.value, of: item))
      values[.string(field.name)] = conformed.locating(known, in: item.directory)
    }
    return (values, late)
  }

  private func value(
    _ template: Template, _ field: FieldDescription, in scope: Scope,
    _ blame: @autoclosure () -> Resolver.Blame
  ) throws(EvaluationError) -> Value {
    do {
      return try field.value(of: template, in: scope)
    } catch {
      return try resolver.standIn(for: template, in: scope, unless: error, blame: blame())
    }
  }

  /// The question with these values; as it is written where the run has to give it some of them.
  func question(
    _ maker: QuestionMaker, _ values: ValueMap, _ late: [(field: FieldDescription, value: Template)],
    _ item: ComposedItem
  ) throws(EvaluationError) -> Question {
    guard late.isEmpty else {
      var (written, sample) = (values, values)
      for (field, template) in late {
        written[.string(field.name)] = .string(template.summary)
        sample[.string(field.name)] = field.type.sample
      }
      // Whatever the late values are, what is known may show that this is an action.
      if let fields = try? Fields.make(from: sample, fields: maker.type.description.fields) {
        reportAction(maker.question(fields), item)
      }
      let question = maker.unresolved(Fields(written))
      checkGrants(question, of: item, isLate: true)
      return question
    }
    let question = maker.question(try made(values, maker.type.description, item))
    reportAction(question, item)
    checkGrants(question, of: item, isLate: false)
    return question
  }

  private func reportAction(_ question: Question, _ item: ComposedItem) {
    guard question.mayWrite, !item.template.isAction else { return }
    resolver.report(
      "undeclared-action", "this may change something, and the item does not say so",
      at: item.template.kindSpan,
      help: "add `action: true`; such an item runs only with --allow-actions", blame: .checklist)
  }

  private func made(
    _ values: ValueMap, _ description: ProbeDescription, _ item: ComposedItem
  ) throws(EvaluationError) -> Fields {
    do {
      // What is stood in for does not have the type of its field, and is not to be asked with.
      let fields =
        resolver.isStandIn(.map(values))
        ? try Fields.make(from: values, fields: description.fields)
        : try Fields.make(fromChecked: values, fields: description.fields)
      resolver.addSecrets(description.secrets(fields))
      return fields
    } catch {
      if resolver.isStandIn(.map(values)) { return Fields(values) }
      throw resolver.fail(
        "wrong-type", "`\(description.kind)\(error.pathText)` \(error.message)", at: item.template.kindSpan,
        help: error.help,
        blame: resolver.blame(item.template.probeFields.flatMap(\.value.expressions), in: item.scope))
    }
  }
}

extension FieldType {
  /// A value that may stand there, in the place of one that only the run knows.
  fileprivate var sample: Value {
    switch self {
    case .url: "http://localhost/"
    case .duration: "1s"
    case .size, .int, .number: 1
    case .bool: false
    case .oneOf(let words): .string(words.first ?? "")
    case .list: []
    case .map, .object: [:]
    case .either(let types): types.first?.sample ?? .null
    case .string, .path, .any: "sample"
    }
  }
}
