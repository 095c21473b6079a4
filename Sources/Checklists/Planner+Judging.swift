internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values

/// What an item expects of its answer, and takes from it.
extension Planner {
  /// What is expected by values that are known before the run, and by the kind itself.
  func expectations(
    _ item: ComposedItem, _ description: ProbeDescription, in scope: Scope
  ) throws(EvaluationError) -> [Expectation] {
    var expectations: [Expectation] = []
    for expectation in item.template.expectations {
      var matchers: [Matcher] = []
      for matcher in expectation.matchers where !matcher.value.isLate {
        let value = try resolver.evaluate(matcher.value, in: scope, blame: blame(matcher.value, of: item))
        do {
          matchers.append(try Matcher.make(keyword: matcher.keyword, value: value, for: expectation.type))
        } catch {
          if resolver.isStandIn(value) { continue }
          throw resolver.fail(
            "invalid-matcher", error.message, at: matcher.value.span, help: error.help,
            blame: blame(matcher.value, of: item))
        }
      }
      // What is known of a late one was looked at.
      guard !expectation.isLate else { continue }
      expectations.append(Expectation(path: expectation.path, matchers: matchers))
    }
    if let natural = description.naturalExpectation,
      !item.template.names(natural.field)
    {
      expectations.append(
        Expectation(path: ObservationPath(field: natural.field), matchers: natural.matchers))
    }
    return expectations
  }

  /// Adds what reads the observation.
  func addObserving(
    _ item: ComposedItem, _ description: ProbeDescription, in scope: Scope, to planned: inout PlannedItem
  ) throws(EvaluationError) {
    guard item.template.hasExpressions else { return }
    let (template, fields) = (item.template, Set(item.template.observation(of: description).map(\.name)))
    for output in template.outputs {
      let expression = try ObservedExpression(output.value.expression, fields: fields, in: scope)
      planned.outputs.append(Output(output.name, expression, isSecret: output.isSecret))
    }
    let judged = template.per == nil ? fields : fields.union(["element", "key"])
    for placed in template.assertions {
      planned.assertions.append(
        Assertion(try ObservedExpression(placed.expression, fields: judged, in: scope)))
    }
    guard let per = template.per else { return }
    var key: ObservedExpression?
    var expected: ObservedExpression?
    if let placed = per.key {
      key = try ObservedExpression(placed.expression, fields: fields.union(["element"]), in: scope)
    }
    if let placed = per.expected {
      expected = try ObservedExpression(placed.expression, fields: [], in: scope)
    }
    planned.split = ElementSplit(
      list: try ObservedExpression(per.list.expression, fields: fields, in: scope), key: key,
      expected: expected)
  }
}
