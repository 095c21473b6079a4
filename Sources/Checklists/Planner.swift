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
  /// What each pack was granted beside targets.
  let grantWords: [PackName: GrantWords]
  let itemsByID: [ItemID: ComposedItem]
  /// The items that others stand for, by those.
  let membersByParent: [ItemID: [ItemID]]

  init(_ decoding: Decoding, _ composition: Composition, _ resolver: Resolver, directory: String) {
    // Relative paths in grants begin at the folder of the checklists.
    grantWords = decoding.packs.packs.mapValues { $0.grants.words(in: directory) }
    self.decoding = decoding
    self.composition = composition
    self.resolver = resolver
    membersByParent = composition.items.reduce(into: [:]) { members, item in
      if let parent = item.parent { members[parent.id, default: []].append(item.id) }
    }
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

  /// The planned item, or nil where something it uses has no value, which is reported.
  func plan(_ element: Element, elements: [ItemID: [ItemID]]) -> PlannedItem? {
    guard let type = decoding.registry[element.item.template.kind] else { return nil }
    let scope = resolver.scope(element.item.scope, each: element.each)
    do {
      let skipReason = try parentSkipReason(of: element.item) ?? skipReason(of: element, in: scope)
      if skipReason == nil, element.absence == .unresolved, let forEach = element.item.template.forEach {
        _ = try expand(forEach, element.item.scope)
      }
      let summary = try summary(element, type.description, in: scope)
      var planned: PlannedItem
      if skipReason != nil {
        planned = PlannedItem(summary: summary, question: .notAsked(kind: summary.kind))
        planned.skipReason = skipReason
      } else if element.absence == .empty {
        planned = PlannedItem(summary: summary, question: .nothingToAsk(kind: summary.kind))
        planned.late = try lateCondition(of: element.item.template, in: scope)
      } else {
        planned = try asking(element, type, summary, in: scope)
      }
      for item in element.item.lineage {
        planned.needs += references(item.template.needs, from: item, elements: elements)
        planned.after += references(item.template.after, from: item, elements: elements)
      }
      addMembers(of: element.item, elements, to: &planned)
      if planned.late?.readsNeeds == true {
        planned.late?.sources = sources(of: element.item, elements: elements)
      }
      planned.conditions = try conditions(of: element.item, elements: elements)
      if isComposite(element.item) { planned.late?.dropCondition() }
      planned.source = element.item
      copyPolicies(of: element.item, type.description, to: &planned)
      return planned
    } catch {
      return nil
    }
  }

  /// An item with its question and what is expected of the answer, as far as they are known before the run.
  private func asking(
    _ element: Element, _ type: any Probe.Type, _ summary: ItemSummary, in scope: Scope
  ) throws(EvaluationError) -> PlannedItem {
    let (item, description) = (element.item, type.description)
    let maker = try questionMaker(item, type, in: scope)
    let (values, lateFields) = try fields(item, description, in: scope)
    var planned = PlannedItem(
      summary: summary, question: try question(maker, values, lateFields, item))
    planned.summary.target = maker.target?.name
    planned.expectations = try expectations(item, description, in: scope)
    try addObserving(item, description, in: scope, to: &planned)
    guard item.template.hasExpressions else { return planned }
    let question =
      lateFields.isEmpty
      ? nil
      : LateQuestion(
        maker: maker, values: values, late: lateFields, directory: item.directory)
    var late = try LateParts(
      item.template, item.template.observation(of: description), question: question, in: scope)
    late.settled = planned.expectations
    planned.late = late.isEmpty ? nil : late
    return planned
  }

  /// Without elements only the condition is left to be decided, unless that speaks of an element.
  func lateCondition(of template: ItemTemplate, in scope: Scope) throws(EvaluationError) -> LateParts? {
    guard let when = template.when, when.expression.isLate, !when.expression.usesEach else { return nil }
    var condition = template
    (condition.title, condition.remedy, condition.docs) = (Template(.literal(.null), at: when.span), nil, nil)
    condition.expectations = []
    return try LateParts(condition, [], question: nil, in: scope)
  }

  private func copyPolicies(
    of item: ComposedItem, _ description: ProbeDescription, to planned: inout PlannedItem
  ) {
    planned.timeout = item.template.timeout ?? description.defaultTimeout
    planned.retry = item.template.retry
    planned.stable = item.template.stable
    planned.delay = item.template.delay
    planned.locks = item.template.locks
    planned.failsOnNoData = item.template.failsOnNoData
    planned.isCleanup = item.template.isCleanup
    planned.redactedPaths = item.template.redact
  }

  /// Whom a fault in a value of an item is to be laid on; what `each` is comes from `for_each`.
  func blame(_ template: Template, of item: ComposedItem) -> Resolver.Blame {
    let expressions = template.expressions
    let elements = expressions.contains { $0.expression.usesEach } ? item.template.forEach?.expressions : nil
    return resolver.blame(expressions + (elements ?? []), in: item.scope)
  }

  func skipReason(of element: Element, in scope: Scope) throws(EvaluationError) -> String? {
    guard let when = element.item.template.when, !when.expression.isLate else { return nil }
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
      // Until the run gives it a value it stands as it is written.
      guard !part.isLate else { return part.summary }
      let value = try resolver.evaluate(part, in: scope, blame: blame(part, of: element.item))
      return value.string ?? value.json
    }
    return ItemSummary(
      id: element.id, title: try text(template.title) ?? element.id.rawValue, severity: template.severity,
      section: template.section, tags: template.tags, owner: template.owner, kind: template.kind,
      gates: template.gate ?? (template.severity != .info), isAction: template.isAction,
      remedy: try text(template.remedy), docs: try text(template.docs),
      place: decoding.sources.place(of: template.idSpan), overrides: template.overrides,
      pack: element.item.scope.pack.map { "\($0.name) \($0.version)" })
  }
}
