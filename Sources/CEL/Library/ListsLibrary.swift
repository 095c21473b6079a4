internal import Values

private let list = Type.list(.parameter("T"))

/// Lists in other forms (cel-go, ext "Lists").
let listsLibrary: [Function] = [
  Function(
    "slice", "The elements from one index to before another", [.method(list, [.int, .int], list, slice)]),
  Function(
    "flatten", "The elements of the lists in a list, one level deep or as many as are given",
    [
      .method(.list(list), [], list, flatten),
      .method(.list(.dyn), [.int], .list(.dyn), flatten),
    ]),
  Function(
    "distinct", "The elements without those that equal an earlier one", [.method(list, [], list, distinct)]),
  Function("reverse", "The elements from the last to the first", [.method(list, [], list, reverse)]),
  Function(
    "sort", "The elements from the smallest to the largest; all must be of one type that has an order",
    sortable.map { .method(.list($0), [], .list($0), sort) }),
  Function("lists.range", "The integers from 0 to before a number", [.function([.int], .list(.int), range)]),
]

let sortable: [Type] = [.int, .uint, .double, .bool, .duration, .timestamp, .string, .bytes]

private func slice(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let elements = try arguments.list(at: 0)
  let (start, end) = (try arguments.int(at: 1), try arguments.int(at: 2))
  guard 0 <= start, start <= end, end <= elements.count else {
    throw EvaluationError("a list of \(elements.count) has no slice from \(start) to \(end)")
  }
  try budget.spend(1 + Int(end - start))
  return .list(Array(elements[Int(start)..<Int(end)]))
}

private func flatten(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let depth = arguments.count > 1 ? try arguments.int(at: 1) : 1
  guard depth >= 0 else { throw EvaluationError("a list cannot be flattened \(depth) levels deep") }
  var result: [Value] = []
  try append(try arguments.list(at: 0), to: &result, depth: depth, &budget)
  return .list(result)
}

private func append(
  _ elements: [Value], to result: inout [Value], depth: Int64, _ budget: inout Budget
) throws(EvaluationError) {
  for element in elements {
    try budget.spend()
    if depth > 0, case .list(let inner) = element {
      try append(inner, to: &result, depth: depth - 1, &budget)
    } else {
      result.append(element)
    }
  }
}

private func distinct(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  var seen = ElementIndex()
  var result: [Value] = []
  for element in try arguments.list(at: 0) {
    if try seen.insert(element, &budget) { result.append(element) }
  }
  return .list(result)
}

private func reverse(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let elements = try arguments.list(at: 0)
  try budget.spend(elements.count)
  return .list(elements.reversed())
}

private func range(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let count = try arguments.int(at: 0)
  guard (0...10_000_000).contains(count) else {
    throw EvaluationError("a list can have from 0 to 10,000,000 elements, not \(count)")
  }
  try budget.spend(Int(count))
  return .list((0..<count).map { .int($0) })
}

private func sort(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let elements = try arguments.list(at: 0)
  return .list(try sorted(elements, by: elements, &budget))
}

/// Elements in the order of their keys, which are all of one type that has an order; equals stay as they stood.
func sorted(
  _ elements: [Value], by keys: [Value], _ budget: inout Budget
) throws(EvaluationError) -> [Value] {
  guard let first = keys.first else { return elements }
  let type = Type(of: first)
  guard sortable.contains(type) else { throw .noOverload(for: first, where: "a value that has an order") }
  if let other = keys.first(where: { Type(of: $0) != type }) {
    throw .noOverload(for: other, where: first.kindName)
  }
  try spend(sorting: keys, &budget)
  let places = keys.indices.sorted { left, right in
    precedes(keys[left], keys[right]) || left < right && !precedes(keys[right], keys[left])
  }
  return places.map { elements[$0] }
}

/// Every element is compared about as often as the count has binary digits.
private func spend(sorting elements: [Value], _ budget: inout Budget) throws(EvaluationError) {
  let rounds = Int.bitWidth - elements.count.leadingZeroBitCount
  for element in elements {
    switch element {
    case .string(let text): try budget.spend(rounds * (1 + text.utf8.count / 100))
    case .bytes(let bytes): try budget.spend(rounds * (1 + bytes.count / 100))
    default: try budget.spend(rounds)
    }
  }
}

/// Whether a value stands before another of its type. NaN stands first, so that there is an order at all.
private func precedes(_ left: Value, _ right: Value) -> Bool {
  if isNaN(left) || isNaN(right) { return !isNaN(right) }
  return celOrdering(left, right) == .less
}

private func isNaN(_ value: Value) -> Bool {
  if case .double(let number) = value { number.isNaN } else { false }
}
