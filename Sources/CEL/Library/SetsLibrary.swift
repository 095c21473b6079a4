internal import Values

/// Lists as sets, in which neither order nor repetition counts (cel-go, ext "Sets").
let setsLibrary: [Function] = [
  relation("sets.contains", "Whether every element of the second list is in the first", contains),
  relation("sets.equivalent", "Whether each list has every element of the other", areEquivalent),
  relation("sets.intersects", "Whether the lists have an element in common", intersects),
]

private typealias Relation =
  @Sendable (_ left: [Value], _ right: [Value], _ budget: inout Budget) throws(EvaluationError) -> Bool

private func relation(_ name: String, _ summary: String, _ holds: @escaping Relation) -> Function {
  let list = Type.list(.parameter("T"))
  return Function(
    name, summary,
    [
      .function([list, list], .bool) { arguments, budget throws(EvaluationError) in
        .bool(try holds(try arguments.list(at: 0), try arguments.list(at: 1), &budget))
      }
    ])
}

private func contains(
  _ list: [Value], _ others: [Value], _ budget: inout Budget
) throws(EvaluationError) -> Bool {
  let index = try ElementIndex(list, &budget)
  for other in others {
    if !(try index.contains(other, &budget)) { return false }
  }
  return true
}

private func areEquivalent(
  _ left: [Value], _ right: [Value], _ budget: inout Budget
) throws(EvaluationError) -> Bool {
  if !(try contains(left, right, &budget)) { return false }
  return try contains(right, left, &budget)
}

private func intersects(
  _ left: [Value], _ right: [Value], _ budget: inout Budget
) throws(EvaluationError) -> Bool {
  let index = try ElementIndex(right, &budget)
  for element in left {
    if try index.contains(element, &budget) { return true }
  }
  return false
}
