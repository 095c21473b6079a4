internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values
internal import YAMLSyntax

/// Checks one item with all that its checklist declares, before anything runs.
struct ItemChecker {
  let decoding: Decoding
  let item: ComposedItem
  private let checker: TemplateChecker

  init(_ decoding: Decoding, _ item: ComposedItem) {
    self.decoding = decoding
    self.item = item
    let scope = item.scope
    checker = TemplateChecker(
      decoding: decoding,
      declarations: Declarations(inputs: scope.types, each: item.template.forEach.flatMap { $0.each(scope.types) }),
      patterned: Set(scope.declarations.values.filter { $0.pattern != nil }.map(\.name)))
  }

  func check() {
    let template = item.template
    checkForEach()
    for part in [template.title, template.remedy, template.docs].compactMap(\.self) {
      checker.check(part, FieldDescription("text", .string, ""))
    }
    checkCondition()
    guard let type = decoding.registry[template.kind] else { return }
    let description = type.description
    checkFields(description)
    let target = checkTarget(description)
    checkExtraTargets()
    checkExpectations(description)
    let draft = ProbeDraft(
      fields: Dictionary(
        template.probeFields.map { ($0.name, .init(value: $0.value.literal, span: $0.value.span)) }
      ) { first, _ in first }, span: template.kindSpan, isAction: template.isAction, hasTarget: target != nil)
    type.check(draft, into: &decoding.diagnostics)
  }

  private func checkForEach() {
    guard let template = item.template.forEach else { return }
    let inputsOnly = TemplateChecker(
      decoding: decoding, declarations: Declarations(inputs: item.scope.types), patterned: [])
    guard inputsOnly.checkExpressions(template) else { return }
    let isSequence: Bool
    switch template.content {
    case .list, .map: isSequence = true
    case .expression(let expression):
      switch try? expression.type(in: inputsOnly.declarations) {
      case .list, .map, .dyn: isSequence = true
      default: isSequence = false
      }
    case .literal, .text: isSequence = false
    }
    if !isSequence {
      decoding.report(
        "wrong-type", "`for_each` goes over a list or a map", at: template.span,
        help: "write a list, a map, or one `${inputs.name}` that is a list or a map")
    }
    for key in template.elementKeys where key == nil {
      decoding.report(
        "wrong-type", "an element of `for_each` is text, a number or true or false, so that it can stand in the item's id",
        at: template.span, help: "for more than that write a map: its keys stand in the ids, its values are `each.value`")
    }
  }

  private func checkCondition() {
    guard let when = item.template.when else { return }
    do {
      let type = try when.expression.type(in: checker.declarations)
      guard type != .bool, type != .dyn else { return }
      decoding.report("wrong-type", "`when` is true or false, this is \(type)", at: when.span)
    } catch {
      decoding.report(fault: error, at: 0, in: when.node)
    }
  }

  private func checkFields(_ description: ProbeDescription) {
    for field in item.template.probeFields {
      guard let known = description.fields.first(where: { $0.name == field.name }) else { continue }
      checker.check(field.value, known)
    }
  }

  private func checkTarget(_ description: ProbeDescription) -> String? {
    switch item.role(for: description) {
    case .none: return nil
    case .role(let name): return name
    case .missing(let span, let message, let help):
      decoding.report("no-target", message, at: span, help: help)
      return nil
    }
  }

  private func checkExtraTargets() {
    for target in item.template.extraTargets where item.scope.roles[target.name] == nil {
      decoding.report(
        "unknown-target", "there is no target `\(target.name)`", at: target.span,
        help: Decoding.suggestion(for: target.name, among: item.scope.roles.keys) ?? declareTarget)
    }
  }

  private func checkExpectations(_ description: ProbeDescription) {
    let template = item.template
    if template.expectSpan == nil, description.naturalExpectation == nil {
      decoding.report(
        "nothing-expected", "`\(template.kind)` has no expectation of its own, and the item states none",
        at: template.kindSpan, help: "add `expect:`, such as `expect: {value: 1}`")
    }
    for expectation in template.expectations {
      guard case .success(let type) = expectation.path.type(in: description.observation) else { continue }
      for matcher in expectation.matchers { check(matcher, against: type) }
    }
  }

  private func check(_ matcher: (keyword: String, keywordSpan: Span, value: Template), against type: Type) {
    guard checker.checkExpressions(matcher.value) else { return }
    let isLiteral = matcher.value.literal != nil
    guard let value = matcher.value.literal ?? representative(of: matcher.value) else { return }
    do {
      let made = try Matcher.make(keyword: matcher.keyword, value: value, for: type)
      guard let fault = made.typeFault(against: type) else { return }
      decoding.report("type-mismatch", fault, at: matcher.value.span)
    } catch {
      // A stand-in for a value that only the run knows cannot be judged beyond its type.
      guard isLiteral else { return }
      decoding.report("invalid-matcher", error.message, at: matcher.value.span, help: error.help)
    }
  }

  /// A value of the type that an expression will have.
  private func representative(of template: Template) -> Value? {
    switch template.content {
    case .text: return .string("")
    case .expression(let expression):
      switch try? expression.type(in: checker.declarations) {
      case .bool: return .bool(true)
      case .int: return .int(0)
      case .double: return .double(0)
      case .string: return .string("")
      case .duration: return .duration(.zero)
      default: return nil
      }
    default: return nil
    }
  }
}

/// Whom an item asks.
enum RoleChoice {
  /// Nobody: the kind needs no target, or the item names an address itself.
  case none
  /// A role of the checklist.
  case role(String)
  /// It should ask somebody, and does not say whom.
  case missing(Span, message: String, help: String)
}

private let declareTarget = "declare it under `targets:` with its type"

extension ComposedItem {
  /// The role that the item asks: the one that it names, or the only one of its type.
  func role(for description: ProbeDescription) -> RoleChoice {
    guard let target = description.target else { return .none }
    if let named = template.target { return role(named: named, type: target.type) }
    if let alternative = description.targetAlternative,
      template.probeFields.contains(where: { $0.name == alternative })
    {
      return .none
    }
    let candidates = scope.roles.filter { $0.value.type == target.type }.keys.sorted()
    switch candidates.count {
    case 1: return .role(candidates[0])
    case 0:
      let orURL = description.targetAlternative.map { ", or give the item a `\($0)`" } ?? ""
      return .missing(
        template.kindSpan, message: "no target of type \(target.type) is declared for `\(template.kind)` to ask",
        help: "add `targets: {NAME: \(target.type)}` to the checklist\(orURL)")
    default:
      return .missing(
        template.kindSpan, message: "several targets are of type \(target.type), and the item does not say which it asks",
        help: "add `target:` to `\(template.kind)`: one of " + candidates.joined(separator: ", "))
    }
  }

  private func role(named: (name: String, span: Span), type: String) -> RoleChoice {
    guard let role = scope.roles[named.name] else {
      return .missing(
        named.span, message: "there is no target `\(named.name)`",
        help: Decoding.suggestion(for: named.name, among: scope.roles.keys) ?? declareTarget)
    }
    guard role.type == type else {
      return .missing(
        named.span, message: "`\(named.name)` is \(role.type), `\(template.kind)` asks a target of type \(type)",
        help: "name a target of that type")
    }
    return .role(named.name)
  }
}

extension Template {
  /// What `each` is in an item with this `for_each`.
  func each(_ inputs: [String: Type]) -> Declarations.Each {
    switch content {
    case .list(let elements):
      let types = Set(elements.map { $0.literal.map(Type.init(of:)) ?? .dyn })
      return .element(types.count == 1 ? types.first ?? .dyn : .dyn)
    case .map(let entries):
      let types = Set(entries.map { $0.value.literal.map(Type.init(of:)) ?? .dyn })
      return .entry(value: types.count == 1 ? types.first ?? .dyn : .dyn)
    case .expression(let expression):
      switch try? expression.type(in: Declarations(inputs: inputs)) {
      case .list(let element): return .element(element)
      case .map(_, let value): return .entry(value: value)
      default: return .either
      }
    case .literal, .text: return .either
    }
  }

  /// The parts of ids that the elements of a literal `for_each` give; nil for one that cannot stand in an id.
  fileprivate var elementKeys: [String?] {
    guard case .list(let elements) = content else { return [] }
    return elements.compactMap(\.literal).map(\.elementKey)
  }
}

extension Value {
  /// The value as it stands in the id of an item, between brackets.
  var elementKey: String? {
    switch self {
    case .string(let text): text
    case .int, .uint, .double, .decimal, .bool: json
    default: nil
    }
  }
}
