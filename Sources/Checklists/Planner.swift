internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// Turns the items of a checklist into questions: expands `for_each`, gives every `${...}` its value, and makes the
/// probes.
struct Planner {
  let decoding: Decoding
  let composition: Composition
  let resolver: Resolver

  init(_ decoding: Decoding, _ composition: Composition, _ resolver: Resolver) {
    self.decoding = decoding
    self.composition = composition
    self.resolver = resolver
  }

  /// An item, or one element of it.
  struct Element {
    let id: ItemID
    let item: ComposedItem
    let each: Scope.Each?
    /// Why there are no elements, where `for_each` is empty or has no value.
    let absence: Absence?

    enum Absence {
      case empty
      case unresolved
    }
  }

  /// Every item with its elements, in the order of the files.
  func elements() -> [Element] { composition.items.flatMap(elements) }

  private func elements(of item: ComposedItem) -> [Element] {
    guard let template = item.template.forEach else { return [Element(id: item.id, item: item, each: nil, absence: nil)] }
    let value: Value
    do {
      value = try template.value(in: resolver.scope(item.scope))
    } catch {
      return [Element(id: item.id, item: item, each: nil, absence: .unresolved)]
    }
    let elements = each(of: value).map { key, each in
      Element(id: ItemID(rawValue: "\(item.id)[\(key)]"), item: item, each: each, absence: nil)
    }
    return elements.isEmpty ? [Element(id: item.id, item: item, each: nil, absence: .empty)] : elements
  }

  private func each(of value: Value) -> [(key: String, each: Scope.Each)] {
    switch value {
    case .list(let elements): elements.map { ($0.elementKey ?? $0.json, .element($0)) }
    case .map(let entries):
      entries.map { ($0.key.description, .entry(key: $0.key.description, value: $0.value)) }
    default: []
    }
  }

  /// The ids of all elements that `needs` or `after` of an item name.
  func references(
    _ references: [(id: String, span: Span)], from item: ComposedItem, elements: [ItemID: [ItemID]]
  ) -> [ItemID] {
    references.flatMap { reference -> [ItemID] in
      let parsed = ItemReference(reference.id)
      let base = ItemID(rawValue: item.scope.prefix + parsed.item)
      let all = elements[base] ?? []
      guard let key = parsed.element else { return all }
      let one = ItemID(rawValue: "\(base)[\(key)]")
      if all.contains(one) { return [one] }
      resolver.report("unknown-item", "`\(base)` has no element `\(key)`", at: reference.span)
      return []
    }
  }

  /// The planned item, or nil where something it uses has no value, which is reported.
  func plan(_ element: Element, elements: [ItemID: [ItemID]]) -> PlannedItem? {
    let template = element.item.template
    guard let type = decoding.registry[template.kind] else { return nil }
    let scope = resolver.scope(element.item.scope, each: element.each)
    do {
      if element.absence == .unresolved, let forEach = template.forEach {
        _ = try resolver.evaluate(forEach, in: scope)
      }
      let skipReason = element.absence == nil ? try skipReason(template, in: scope) : nil
      var summary = try summary(element, type.description, in: scope)
      let question: Question
      if element.absence == .empty {
        question = .nothingToAsk(kind: template.kind)
      } else if skipReason != nil {
        question = .notAsked(kind: template.kind)
      } else {
        question = try self.question(element.item, type, in: scope)
      }
      summary.target = question.identity.target?.name
      var planned = PlannedItem(summary: summary, question: question)
      planned.skipReason = skipReason
      if element.absence == nil, skipReason == nil {
        planned.expectations = try expectations(template, type.description, in: scope)
      }
      planned.needs = references(template.needs, from: element.item, elements: elements)
      planned.after = references(template.after, from: element.item, elements: elements)
      copyPolicies(of: template, type.description, to: &planned)
      return planned
    } catch {
      return nil
    }
  }

  private func copyPolicies(of template: ItemTemplate, _ description: ProbeDescription, to planned: inout PlannedItem) {
    switch template.timeout {
    case .after(let timeout): planned.timeout = timeout
    case .kindDefault: planned.timeout = description.defaultTimeout
    }
    planned.retry = template.retry
    planned.stable = template.stable
    planned.delay = template.delay
    planned.locks = template.locks
    planned.failsOnNoData = template.failsOnNoData
    planned.isCleanup = template.isCleanup
    planned.redactedPaths = template.redact
  }

  private func skipReason(_ template: ItemTemplate, in scope: Scope) throws(EvaluationError) -> String? {
    guard let when = template.when else { return nil }
    let condition = Template(.expression(when.expression), at: when.span)
    switch try resolver.evaluate(condition, in: scope) {
    case .bool(true): return nil
    case .bool(false): return "when: \(when.expression.source) is false"
    case let other:
      resolver.report("wrong-type", "`when` is true or false, this is \(other.kindName)", at: when.span)
      throw EvaluationError("`when` is not true or false")
    }
  }

  private func summary(
    _ element: Element, _ description: ProbeDescription, in scope: Scope
  ) throws(EvaluationError) -> ItemSummary {
    let template = element.item.template
    // Without an element there is no `each` to put into a text.
    let isWhole = element.absence == nil
    func text(_ part: Template?) throws(EvaluationError) -> String? {
      guard let part else { return nil }
      guard isWhole || part.literal != nil else { return element.id.rawValue }
      let value = try resolver.evaluate(part, in: scope)
      return value.string ?? value.json
    }
    return ItemSummary(
      id: element.id, title: try text(template.title) ?? element.id.rawValue, severity: template.severity,
      section: template.section, tags: template.tags, owner: template.owner, kind: template.kind,
      gates: template.gate ?? (template.severity != .info), isAction: template.isAction,
      remedy: try text(template.remedy), docs: try text(template.docs),
      place: decoding.sources.place(of: template.idSpan), overrides: template.overrides)
  }

  private func question(
    _ item: ComposedItem, _ type: any Probe.Type, in scope: Scope
  ) throws(EvaluationError) -> Question {
    let description = type.description
    let target = try target(of: item, description)
    var extra: [String: Target] = [:]
    for role in item.template.extraTargets {
      extra[role.name] = try self.target(ofRole: role.name, in: item.scope)
    }
    let fields = try fields(item, description, in: scope)
    let probe: Result<any Probe, ProbeError>
    do {
      probe = .success(try type.init(fields, target: target))
    } catch {
      probe = .failure(error)
    }
    if case .success(let made) = probe, made.effect == .write, !item.template.isAction {
      resolver.report(
        "undeclared-action", "this may change something, and the item does not say so", at: item.template.kindSpan,
        help: "add `action: true`; such an item runs only with --allow-actions")
    }
    return Question(
      probe: probe, identity: .init(kind: description.kind, target: target, fields: fields), targets: extra,
      namedFields: Set(item.template.expectations.compactMap(\.path.field)))
  }

  private func target(of item: ComposedItem, _ description: ProbeDescription) throws(EvaluationError) -> Target? {
    guard let type = description.target, case .role(let role) = item.role(for: description) else { return nil }
    return try resolver.target(ofRole: role, in: item.scope, type: type)
  }

  private func target(ofRole role: String, in scope: InputScope) throws(EvaluationError) -> Target {
    guard let type = decoding.registry.targets.first(where: { $0.type == scope.roles[role]?.type }) else {
      throw EvaluationError("there is no target `\(role)`")
    }
    return try resolver.target(ofRole: role, in: scope, type: type)
  }

  private func fields(
    _ item: ComposedItem, _ description: ProbeDescription, in scope: Scope
  ) throws(EvaluationError) -> Fields {
    var values = ValueMap()
    let directory = Path.directory(of: item.path)
    for field in item.template.probeFields {
      guard let known = description.fields.first(where: { $0.name == field.name }) else { continue }
      let value = try self.value(field.value, known, in: scope)
      resolver.addSecrets(of: value, known)
      let conformed = try resolver.conform(value, to: known.type, in: field.value)
      values[.string(field.name)] = conformed.locating(known.type, in: directory)
    }
    do {
      let fields = try Fields.make(from: values, fields: description.fields)
      resolver.addSecrets(description.secrets(fields))
      return fields
    } catch {
      resolver.report("wrong-type", error.message, at: item.template.kindSpan, help: error.help)
      throw EvaluationError(error.message)
    }
  }

  private func value(
    _ template: Template, _ field: FieldDescription, in scope: Scope
  ) throws(EvaluationError) -> Value {
    guard case .promQL = field.interpolation, case .text(let segments) = template.content else {
      return try resolver.evaluate(template, in: scope)
    }
    do {
      return .string(try PromQLInterpolation.query(segments, in: scope))
    } catch {
      resolver.report("unresolved", error.message, at: template.span)
      throw error
    }
  }

  private func expectations(
    _ template: ItemTemplate, _ description: ProbeDescription, in scope: Scope
  ) throws(EvaluationError) -> [Expectation] {
    var expectations: [Expectation] = []
    for expectation in template.expectations {
      let type = try? expectation.path.type(in: description.observation).get()
      var matchers: [Matcher] = []
      for matcher in expectation.matchers {
        let value = try resolver.evaluate(matcher.value, in: scope)
        do {
          matchers.append(try Matcher.make(keyword: matcher.keyword, value: value, for: type))
        } catch {
          resolver.report("invalid-matcher", error.message, at: matcher.value.span, help: error.help)
          throw EvaluationError(error.message)
        }
      }
      expectations.append(Expectation(path: expectation.path, matchers: matchers))
    }
    if let natural = description.naturalExpectation,
      !expectations.contains(where: { $0.path.field == natural.field })
    {
      expectations.append(
        Expectation(path: ObservationPath(field: natural.field), matchers: natural.matchers))
    }
    return expectations
  }
}

extension ObservationPath {
  /// The field of the observation that it begins with.
  fileprivate var field: String? {
    if case .key(let name)? = steps.first { name } else { nil }
  }
}

extension Question {
  /// The question of an item that is skipped.
  fileprivate static func notAsked(kind: String) -> Question {
    Question(
      probe: .failure(ProbeError(.internal, "the item is skipped")),
      identity: Identity(kind: kind, target: nil, fields: Fields(ValueMap())))
  }

  /// The question of an item whose `for_each` is empty: there is nothing to judge.
  fileprivate static func nothingToAsk(kind: String) -> Question {
    Question(
      probe: .success(EmptyProbe()), identity: Identity(kind: kind, target: nil, fields: Fields(ValueMap())))
  }
}

/// Stands for the elements of an empty `for_each`.
private struct EmptyProbe: Probe {
  static let description = ProbeDescription(kind: "", summary: "", fields: [], observation: [], examples: [])
  let effect = Effect.unknown

  static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {}
  init() {}
  init(_ fields: Fields, target: Target?) throws(ProbeError) {}

  func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    Observation(ValueMap(), noData: "`for_each` is empty")
  }
}
