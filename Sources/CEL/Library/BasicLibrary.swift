internal import RegularExpressions
internal import Values

/// The functions of strings, sizes, types and conversions that every expression has (cel-spec, "List of Standard
/// Definitions").
let basicLibrary: [Function] =
  [
    Function(
      "size", "The number of code points, bytes, elements or entries",
      [Type.string, .bytes, .list(.parameter("A")), .map(key: .parameter("A"), value: .parameter("B"))]
        .flatMap {
          [Overload.function([$0], .int, size), .method($0, [], .int, size)]
        }),
    Function(
      "contains", "Whether the text has another within it", [.method(.string, [.string], .bool, contains)]),
    Function(
      "startsWith", "Whether the text begins with another", [.method(.string, [.string], .bool, startsWith)]),
    Function(
      "endsWith", "Whether the text ends with another", [.method(.string, [.string], .bool, endsWith)]),
    Function(
      "matches", "Whether a regular expression (RE2) matches somewhere in the text",
      [.method(.string, [.string], .bool, matches), .function([.string, .string], .bool, matches)]),
  ] + conversions

private func size(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  switch arguments[0] {
  case .string(let text):
    try budget.spend(bytes: text.utf8.count)
    return .int(Int64(text.unicodeScalars.count))
  case .bytes(let bytes): return .int(Int64(bytes.count))
  case .list(let elements): return .int(Int64(elements.count))
  case .map(let entries): return .int(Int64(entries.count))
  default: throw .noOverload(for: arguments[0], where: "a string, bytes, a list or a map")
  }
}

private func contains(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let (text, part) = (Array(try arguments.string(at: 0).utf8), Array(try arguments.string(at: 1).utf8))
  try budget.spend(bytes: text.count + part.count)
  return .bool(part.isEmpty || ByteSearch(part).first(in: text) != nil)
}

private func startsWith(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let (text, part) = (try arguments.string(at: 0), try arguments.string(at: 1))
  try budget.spend(bytes: part.utf8.count)
  return .bool(text.utf8.starts(with: part.utf8))
}

private func endsWith(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let (text, part) = (try arguments.string(at: 0), try arguments.string(at: 1))
  try budget.spend(bytes: part.utf8.count)
  return .bool(text.utf8.suffix(part.utf8.count).elementsEqual(part.utf8))
}

private func matches(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let (text, pattern) = (try arguments.string(at: 0), try arguments.string(at: 1))
  // A pattern that does not compile has cost nearly as much as one that does.
  try budget.spend(bytes: 1000 + pattern.utf8.count)
  let expression = try PatternCache.shared.expression(pattern)
  // Paid whether or not it was known, so that what an expression costs does not depend on what ran before. A small
  // program takes constant time for each byte, a large one may take as much as its size.
  let steps = expression.programSize / 10
  try budget.spend(steps)
  try budget.spend((1 + text.utf8.count / 100) * (1 + steps / 10))
  return .bool(expression.matches(text))
}
