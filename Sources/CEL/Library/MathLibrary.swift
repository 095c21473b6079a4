internal import Values

/// Arithmetic beyond the operators (cel-go, ext "Math").
let mathLibrary: [Function] =
  [
    Function("math.greatest", "The greatest of numbers, or of a list of numbers", extremes(greatest)),
    Function("math.least", "The least of numbers, or of a list of numbers", extremes(least)),
    rounding("math.ceil", "The next whole number that is not smaller", .up),
    rounding("math.floor", "The next whole number that is not larger", .down),
    rounding("math.round", "The nearest whole number, halves away from zero", .toNearestOrAwayFromZero),
    rounding("math.trunc", "The whole part of a number", .towardZero),
    Function("math.abs", "The number without its sign", numbers.map { .function([$0], $0, abs) }),
    Function(
      "math.sign", "-1, 0 or 1, as the number is below, at or above zero",
      numbers.map { .function([$0], $0, sign) }),
    Function(
      "math.sqrt", "The square root; NaN of a negative number",
      numbers.map { .function([$0], .double, squareRoot) }),
    test("math.isNaN", "Whether it is not a number", \.isNaN),
    test("math.isInf", "Whether it is infinite, of either sign", \.isInfinite),
    test("math.isFinite", "Whether it is neither infinite nor NaN", \.isFinite),
  ] + bitLibrary

private let numbers: [Type] = [.int, .uint, .double]

private func rounding(_ name: String, _ summary: String, _ rule: FloatingPointRoundingRule) -> Function {
  Function(
    name, summary,
    [
      .function([.double], .double) { arguments, _ throws(EvaluationError) in
        .double(try arguments.double(at: 0).rounded(rule))
      }
    ])
}

private func test(
  _ name: String, _ summary: String, _ property: any KeyPath<Double, Bool> & Sendable
) -> Function {
  Function(
    name, summary,
    [
      .function([.double], .bool) { arguments, _ throws(EvaluationError) in
        .bool(try arguments.double(at: 0)[keyPath: property])
      }
    ])
}

private func abs(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  switch arguments[0] {
  case .int(.min): throw EvaluationError("the smallest int has no counterpart above zero")
  case .int(let number): return .int(number < 0 ? -number : number)
  case .uint: return arguments[0]
  default: return .double(try arguments.double(at: 0).magnitude)
  }
}

private func sign(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  switch arguments[0] {
  case .int(let number): return .int(number.signum())
  case .uint(let number): return .uint(min(number, 1))
  default:
    let number = try arguments.double(at: 0)
    return .double(number.isNaN ? .nan : number > 0 ? 1 : number < 0 ? -1 : 0)
  }
}

private func squareRoot(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  switch arguments[0] {
  case .int(let number): return .double(Double(number).squareRoot())
  case .uint(let number): return .double(Double(number).squareRoot())
  default: return .double(try arguments.double(at: 0).squareRoot())
  }
}

/// One number, a list, two numbers of any types, and up to ten of one type or of several, which are `dyn`: those stand
/// last, so that the first signature that fits is the most precise.
private func extremes(_ body: @escaping Overload.Body) -> [Overload] {
  let single = numbers.flatMap { [Overload.function([$0], $0, body), .function([.list($0)], $0, body)] }
  let pairs = numbers.flatMap { left in
    numbers.map { right in Overload.function([left, right], left == right ? left : .dyn, body) }
  }
  let more = (3...10).flatMap { count in
    (numbers + [.dyn]).map { Overload.function(Array(repeating: $0, count: count), $0, body) }
  }
  return single + pairs + more
}

private func greatest(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  try extreme(of: arguments, replacedWhere: .less, &budget)
}

private func least(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  try extreme(of: arguments, replacedWhere: .greater, &budget)
}

/// The first of the numbers to which no later one stands so.
private func extreme(
  of arguments: [Value], replacedWhere ordering: Value.Ordering, _ budget: inout Budget
) throws(EvaluationError) -> Value {
  var numbers = arguments
  if case .list(let elements) = arguments[0], arguments.count == 1 { numbers = elements }
  guard var result = numbers.first else {
    throw EvaluationError("an empty list has no greatest and no least number")
  }
  try budget.spend(numbers.count)
  if let other = numbers.first(where: { !$0.isNumber }) { throw .noOverload(for: other, where: "a number") }
  for number in numbers.dropFirst() {
    guard let order = celOrdering(result, number) else { throw EvaluationError("NaN has no order") }
    if order == ordering { result = number }
  }
  return result
}
