internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values

extension Planner {
  /// The elements of a `for_each`, each with what stands for it in the id.
  func expand(
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
}
