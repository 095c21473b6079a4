internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit

/// The keys of an item whose values are expressions themselves.
extension ItemChecker {
  func checkCondition() {
    guard let when = item.template.when else { return }
    checkTruth(of: when, "when", checker)
  }

  /// Checks what reads the observation of a kind of probe.
  func checkObserving(_ description: ProbeDescription) {
    guard item.template.hasExpressions else { return }
    let observation = item.template.observation(of: description)
    let observing = checker(observing: observation)
    for output in item.template.outputs { check(output, observing) }
    if let per = item.template.per {
      check(per, observation)
    } else if !item.template.hasPer {
      item.template.assertions.forEach { checkTruth(of: $0, "assert", observing) }
    }
  }

  private func checker(observing fields: [Type.Field]) -> TemplateChecker {
    var declarations = checker.declarations
    declarations.observation = fields
    return TemplateChecker(decoding: decoding, declarations: declarations, patterned: [])
  }

  private func checkTruth(of placed: PlacedExpression, _ key: String, _ checker: TemplateChecker) {
    guard let type = checker.type(of: placed), type != .bool, type != .dyn else { return }
    decoding.report(
      "wrong-type", "`\(key)` is true or false, this is \(type.word)", at: placed.span,
      help: "compare it, as in `\(placed.source) == ...`")
  }

  private func check(_ output: OutputTemplate, _ checker: TemplateChecker) {
    switch checker.type(of: output.value) {
    case .optional?, .type?, .opaque?:
      decoding.report(
        "wrong-type", "the output `\(output.name)` is of a type that stays within expressions",
        at: output.value.span, help: "make text, a number, a list or a map of it")
    default: break
    }
  }

  // MARK: - Outcomes

  /// Finds comparisons with outcomes that there are not, and with those that a needed item cannot have.
  func checkOutcomes() {
    let needed = Set(item.template.needs.map(\.id)).subtracting(item.template.after.map(\.id))
    for placed in item.template.expressions {
      for comparison in placed.expression.outcomeComparisons {
        let range = comparison.range.lowerBound + placed.offset..<comparison.range.upperBound + placed.offset
        let span = decoding.span(of: range, in: placed.node)
        guard let outcome = Outcome(rawValue: comparison.word) else {
          let all = Outcome.allCases.map(\.rawValue)
          decoding.report(
            "unknown-word", "there is no outcome `\(comparison.word)`", at: span,
            help: Decoding.suggestion(for: comparison.word, among: all)
              ?? "there are \(all.joined(separator: ", "))")
          continue
        }
        guard let need = comparison.item, needed.contains(need), !item.template.isCleanup,
          !outcome.satisfiesNeeds, comparison.isEquality
        else { continue }
        decoding.report(
          "never-true",
          "this item runs only where `\(need)` passed, so its outcome is never `\(outcome.rawValue)`",
          at: span, help: "name `\(need)` in `after` instead of `needs`")
      }
    }
  }

  // MARK: - per

  private func check(_ per: PerTemplate, _ observation: [Type.Field]) {
    if item.template.assertions.isEmpty, per.expected == nil {
      decoding.report(
        "nothing-expected", "`per` has nothing to judge its elements by", at: per.span,
        help: "add `assert:` with conditions on `element`, or `expected:` with the keys that must be there")
    }
    let element = elementType(of: per, observation)
    let fields = observation + [Type.Field("element", element, "")]
    checkKey(of: per, element, checker(observing: fields))
    if let expected = per.expected { checkKeys(expected) }
    let observing = checker(observing: fields + [Type.Field("key", .string, "")])
    for assertion in item.template.assertions { checkTruth(of: assertion, "assert", observing) }
  }

  private func elementType(of per: PerTemplate, _ observation: [Type.Field]) -> Type {
    switch checker(observing: observation).type(of: per.list) {
    case .list(let element)?: return element
    case nil, .dyn?: return .dyn
    case let other?:
      decoding.report("wrong-type", "`list` is a list, this is \(other.word)", at: per.list.span)
      return .dyn
    }
  }

  private func checkKey(of per: PerTemplate, _ element: Type, _ checker: TemplateChecker) {
    guard let key = per.key else {
      guard !element.mayBeKey else { return }
      return decoding.report(
        "missing-key", "`per` needs the key `key`: its elements are \(element.word)", at: per.span.start,
        help: "say what tells them apart, such as `key: element.name`")
    }
    guard let type = checker.type(of: key), !type.mayBeKey else { return }
    decoding.report(
      "wrong-type", "`key` becomes part of an id: text, a number, or true or false; this is \(type.word)",
      at: key.span)
  }

  private func checkKeys(_ expected: PlacedExpression) {
    switch checker.type(of: expected) {
    case nil, .dyn?, .map?, .object?: break
    case .list(let element)? where element.mayBeKey: break
    case let other?:
      decoding.report(
        "wrong-type", "`expected` is a list of keys, or a map that has them; this is \(other.word)",
        at: expected.span)
    }
  }
}

extension Type {
  /// Whether a value of it may stand in the id of an item.
  fileprivate var mayBeKey: Bool {
    [.dyn, .string, .int, .uint, .double, .bool, .duration].contains(self)
  }
}
