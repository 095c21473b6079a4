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
  let checker: TemplateChecker

  init(_ decoding: Decoding, _ item: ComposedItem, _ needs: NeedTypes) {
    self.decoding = decoding
    self.item = item
    checker = TemplateChecker(
      decoding: decoding, declarations: item.declarations(needs: needs.type(for: item)),
      patterned: item.scope.patterned)
  }

  func check() {
    checkForEach()
    checker.checkText(item.template.title, "title")
    item.template.remedy.map { checker.checkText($0, "remedy") }
    item.template.docs.map { checker.checkText($0, "docs") }
    checkCondition()
    if item.template.usesNeeds { checkOutcomes() }
    guard let type = decoding.registry[item.template.kind] else { return }
    let description = type.description
    checkFields(description)
    let target = checkTarget(description)
    checkExtraTargets()
    checkExpectations(description)
    checkObserving(description)
    guard item.template.isProbeReadable else { return }
    let draft = ProbeDraft(
      fields: item.template.probeFields.map {
        ($0.name, .init(value: $0.value.literal, span: $0.value.span, isLate: $0.value.isLate))
      }, span: item.template.kindSpan, isAction: item.template.isAction, hasTarget: target != nil,
      timeout: item.template.timeout, judges: item.template.names)
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
    case .expression(let placed):
      switch try? placed.expression.type(in: inputsOnly.declarations) {
      case .list(.list), .list(.map): return reportElement(at: placed.span)
      case .list, .map, .dyn: isSequence = true
      default: isSequence = false
      }
    case .literal, .text, .broken: isSequence = false
    }
    if !isSequence {
      decoding.report(
        "wrong-type", "`for_each` goes over a list or a map", at: template.span,
        help: "write a list, a map, or one `${inputs.name}` that is a list or a map")
    }
    checkElements(template)
  }

  /// Each element that is written out can stand in an id, and no two in the same.
  private func checkElements(_ template: Template) {
    var seen: [String: Span] = [:]
    for (value, span) in template.elements {
      guard let key = value.elementKey else {
        reportElement(at: span)
        continue
      }
      if let first = seen[key] {
        decoding.report(
          "duplicate-element", "`for_each` has the element `\(key)` twice", at: span,
          related: [.init(first, "the first")], help: "each makes an item of its own: take one out")
      }
      seen[key] = seen[key] ?? span
    }
  }

  private func reportElement(at span: Span) {
    decoding.report(
      "wrong-type", "an element of `for_each` becomes part of an id: text, a number, or true or false",
      at: span,
      help: "for more than that write a map: its keys stand in the ids, its values are `each.value`")
  }

  private func checkFields(_ description: ProbeDescription) {
    for field in item.template.probeFields {
      guard let known = description.fieldsByName[field.name] else { continue }
      checker.check(field.value, known)
    }
  }

  private func checkTarget(_ description: ProbeDescription) -> String? {
    switch item.role(for: description) {
    case .none: return nil
    case .role(let name): return name
    case .missing(let span, let message, let help):
      // Where a role has no known type, it may well be the one that is missing.
      guard !item.scope.hasBrokenRoles else { return nil }
      decoding.report("no-target", message, at: span, help: help)
      return nil
    }
  }

  private func checkExtraTargets() {
    for target in item.template.extraTargets where item.scope.roles[target.name] == nil {
      decoding.report(
        "unknown-target", "there is no target `\(target.name)`", at: target.span,
        help: Decoding.suggestion(for: target.name, among: item.scope.roles.keys.sorted()) ?? declareTarget)
    }
  }

  private func checkExpectations(_ description: ProbeDescription) {
    if !item.template.hasPer, item.template.expectSpan == nil, item.template.assertions.isEmpty,
      description.naturalExpectation == nil
    {
      let fields =
        description.isOpen
        ? "any of its fields" : description.observation.map(\.name).joined(separator: ", ")
      decoding.report(
        "nothing-expected", "`\(item.template.kind)` has no expectation of its own, and the item states none",
        at: item.template.kindSpan, help: "add `expect:` for what it sees: \(fields)")
    }
    for expectation in item.template.expectations {
      for matcher in expectation.matchers { check(matcher, against: expectation.type, at: expectation.path) }
    }
  }

  private func check(
    _ matcher: (keyword: String, keywordSpan: Span, value: Template), against type: Type,
    at path: ObservationPath
  ) {
    guard checker.checkExpressions(matcher.value) else { return }
    let isLiteral = matcher.value.literal != nil
    guard let value = matcher.value.literal ?? representative(of: matcher.value) else { return }
    do {
      let made = try Matcher.make(keyword: matcher.keyword, value: value, for: type)
      guard let fault = made.typeFault(against: type) else { return }
      guard isLiteral else { return report(mismatch: matcher.value, against: type, at: path, fault) }
      decoding.report("type-mismatch", "`\(path)` \(fault)", at: matcher.value.span)
    } catch {
      // A stand-in for a value that only the run knows cannot be judged beyond its type.
      guard isLiteral else { return }
      decoding.report("invalid-matcher", error.message, at: matcher.value.span, help: error.help)
    }
  }

  /// Tells of a value that only the run knows and that will have the wrong type whatever it is.
  private func report(
    mismatch template: Template, against type: Type, at path: ObservationPath, _ fault: String
  ) {
    guard let wanted = type.inWords, let (source, found) = typed(template), found != wanted else {
      // What is said of the path alone holds for any value.
      let general = fault.contains(", never ") ? "cannot be compared with this" : fault
      return decoding.report("type-mismatch", "`\(path)` \(general)", at: template.span)
    }
    let input = item.scope.declarations.values.first { source == "${inputs.\($0.name)}" }
    decoding.report(
      "type-mismatch", "`\(source)` is \(found), and `\(path)` \(wanted)", at: template.span,
      related: input.map { [.init($0.span, "declared here")] } ?? [],
      help: input == nil ? nil : type.declarable.map { "declare the input as \($0)" })
  }

  /// How a template is written, and what it will be.
  private func typed(_ template: Template) -> (source: String, type: String)? {
    switch template.content {
    case .text: return (template.summary, "a string")
    case .expression(let placed):
      guard let type = try? placed.expression.type(in: checker.declarations) else { return nil }
      return type.inWords.map { (template.summary, $0) }
    default: return nil
    }
  }

  /// A value of the type that an expression will have.
  private func representative(of template: Template) -> Value? {
    switch template.content {
    case .text: return .string("")
    case .expression(let placed):
      switch try? placed.expression.type(in: checker.declarations) {
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
