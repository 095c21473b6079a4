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
  let itemsByID: [ItemID: ComposedItem]

  init(_ decoding: Decoding, _ composition: Composition, _ resolver: Resolver) {
    self.decoding = decoding
    self.composition = composition
    self.resolver = resolver
    itemsByID = Dictionary(composition.items.map { ($0.id, $0) }) { first, _ in first }
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
    guard let template = item.template.forEach else {
      return [Element(id: item.id, item: item, each: nil, absence: nil)]
    }
    // Whether the item is wanted is not known yet: if it is, planning it tells what is wrong.
    guard let all = resolver.attempt({ () throws(EvaluationError) in try expand(template, item.scope) })
    else {
      return [Element(id: item.id, item: item, each: nil, absence: .unresolved)]
    }
    let elements = all.map { key, each in
      Element(id: ItemID(rawValue: "\(item.id)[\(key)]"), item: item, each: each, absence: nil)
    }
    return elements.isEmpty ? [Element(id: item.id, item: item, each: nil, absence: .empty)] : elements
  }

  private func expand(
    _ template: Template, _ scope: InputScope
  ) throws(EvaluationError) -> [(key: String, each: Scope.Each)] {
    let blame = resolver.blame(template.expressions, in: scope)
    let value = try resolver.evaluate(template, in: resolver.scope(scope), blame: blame)
    let all: [(key: String?, each: Scope.Each)]
    switch value {
    case .list(let elements): all = elements.map { ($0.elementKey, .element($0)) }
    case .map(let entries):
      all = entries.map { entry in
        let key = entry.key.description
        return (Value.string(key).elementKey, .entry(key: key, value: entry.value))
      }
    case let unknown where resolver.isStandIn(unknown): all = [(unknown.elementKey, .element(unknown))]
    default:
      throw resolver.fail(
        "wrong-type", "`for_each` goes over a list or a map, this is \(value.kindName)", at: template.span,
        blame: blame)
    }
    var seen: Set<String> = []
    var elements: [(key: String, each: Scope.Each)] = []
    for (key, each) in all {
      guard let key else {
        throw resolver.fail(
          "wrong-type", "an element of `for_each` becomes part of an id: text, a number, or true or false",
          at: template.span, help: "for more than that use a map: its keys stand in the ids", blame: blame)
      }
      guard seen.insert(key).inserted else {
        throw resolver.fail(
          "duplicate-element", "`for_each` has the element `\(key)` twice", at: template.span,
          help: "each makes an item of its own: take one out", blame: blame)
      }
      elements.append((key, each))
    }
    return elements
  }

  /// The planned item, or nil where something it uses has no value, which is reported.
  func plan(_ element: Element, elements: [ItemID: [ItemID]]) -> PlannedItem? {
    let template = element.item.template
    guard let type = decoding.registry[template.kind] else { return nil }
    let scope = resolver.scope(element.item.scope, each: element.each)
    do {
      let skipReason = try skipReason(of: element, in: scope)
      if skipReason == nil, element.absence == .unresolved, let forEach = template.forEach {
        _ = try expand(forEach, element.item.scope)
      }
      var summary = try summary(element, type.description, in: scope)
      let question: Question
      if skipReason != nil {
        question = .notAsked(kind: template.kind)
      } else if element.absence == .empty {
        question = .nothingToAsk(kind: template.kind)
      } else {
        question = try self.question(element.item, type, in: scope)
      }
      summary.target = question.identity.target?.name
      var planned = PlannedItem(summary: summary, question: question)
      planned.skipReason = skipReason
      if element.absence == nil, skipReason == nil {
        planned.expectations = try expectations(element.item, type.description, in: scope)
        planned.assertions = try assertions(element.item, type.description, in: scope)
      }
      planned.needs = references(template.needs, from: element.item, elements: elements)
      planned.after = references(template.after, from: element.item, elements: elements)
      copyPolicies(of: template, type.description, to: &planned)
      return planned
    } catch {
      return nil
    }
  }

  private func copyPolicies(
    of template: ItemTemplate, _ description: ProbeDescription, to planned: inout PlannedItem
  ) {
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

  /// Whom a fault in a value of an item is to be laid on; what `each` is comes from `for_each`.
  private func blame(_ template: Template, of item: ComposedItem) -> Resolver.Blame {
    let expressions = template.expressions
    let elements = expressions.contains { $0.expression.usesEach } ? item.template.forEach?.expressions : nil
    return resolver.blame(expressions + (elements ?? []), in: item.scope)
  }

  private func skipReason(of element: Element, in scope: Scope) throws(EvaluationError) -> String? {
    guard let when = element.item.template.when else { return nil }
    // Without an element there is no `each` to look at.
    if element.absence != nil, when.expression.usesEach { return nil }
    let condition = Template(.expression(when), at: when.span)
    let blame = blame(condition, of: element.item)
    switch try resolver.evaluate(condition, in: scope, blame: blame) {
    case .bool(true): return nil
    case .bool(false): return "when: \(when.source) is false"
    case let unknown where resolver.isStandIn(unknown): return nil
    case let other:
      throw resolver.fail(
        "wrong-type", "`when` is true or false, this is \(other.kindName)", at: when.span, blame: blame)
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
      let value = try resolver.evaluate(part, in: scope, blame: blame(part, of: element.item))
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
        "undeclared-action", "this may change something, and the item does not say so",
        at: item.template.kindSpan,
        help: "add `action: true`; such an item runs only with --allow-actions", blame: .checklist)
    }
    let named = item.template.namedFields
    return Question(
      probe: probe, identity: .init(kind: description.kind, target: target, fields: fields), targets: extra,
      judgesAbsence: !named.isDisjoint(with: description.presenceFields),
      judgesRefusal: !named.isDisjoint(with: description.refusalFields))
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

  private func fields(
    _ item: ComposedItem, _ description: ProbeDescription, in scope: Scope
  ) throws(EvaluationError) -> Fields {
    var values = ValueMap()
    let directory = Path.directory(of: item.path)
    for field in item.template.probeFields {
      guard let known = description.fields.first(where: { $0.name == field.name }) else { continue }
      let blame = blame(field.value, of: item)
      let value = try self.value(field.value, known, in: scope, blame)
      resolver.addSecrets(of: value, known)
      let conformed = try resolver.conform(
        value, to: known.type, in: field.value, .init(known.name), blame: blame)
      values[.string(field.name)] = conformed.locating(known.type, in: directory)
    }
    do {
      let fields = try Fields.make(from: values, fields: description.fields)
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

  private func value(
    _ template: Template, _ field: FieldDescription, in scope: Scope, _ blame: Resolver.Blame
  ) throws(EvaluationError) -> Value {
    guard case .text(let segments) = template.content else {
      return try resolver.evaluate(template, in: scope, blame: blame)
    }
    do {
      switch field.interpolation {
      case .promQL: return .string(try PromQLInterpolation.query(segments, in: scope))
      case .jsonPath: return .string(try JSONPathInterpolation.template(segments, in: scope))
      case .anywhere, .never: break
      }
    } catch {
      return try resolver.standIn(for: template, in: scope, unless: error, blame: blame)
    }
    return try resolver.evaluate(template, in: scope, blame: blame)
  }

  private func expectations(
    _ item: ComposedItem, _ description: ProbeDescription, in scope: Scope
  ) throws(EvaluationError) -> [Expectation] {
    var expectations: [Expectation] = []
    for expectation in item.template.expectations {
      let type = try? expectation.path.type(in: description.observation).get()
      var matchers: [Matcher] = []
      for matcher in expectation.matchers {
        let blame = blame(matcher.value, of: item)
        let value = try resolver.evaluate(matcher.value, in: scope, blame: blame)
        do {
          matchers.append(try Matcher.make(keyword: matcher.keyword, value: value, for: type))
        } catch {
          if resolver.isStandIn(value) { continue }
          throw resolver.fail(
            "invalid-matcher", error.message, at: matcher.value.span, help: error.help, blame: blame)
        }
      }
      expectations.append(Expectation(path: expectation.path, matchers: matchers))
    }
    if let natural = description.naturalExpectation,
      !item.template.namedFields.contains(natural.field)
    {
      expectations.append(
        Expectation(path: ObservationPath(field: natural.field), matchers: natural.matchers))
    }
    return expectations
  }

  private func assertions(
    _ item: ComposedItem, _ description: ProbeDescription, in scope: Scope
  ) throws(EvaluationError) -> [Assertion] {
    var assertions: [Assertion] = []
    for placed in item.template.assertions {
      assertions.append(try Assertion(placed.expression, fields: description.observation, in: scope))
    }
    return assertions
  }
}
