internal import Values

/// Texts in other forms (cel-go, ext "Strings"). Places in a text are counted in code points, from 0.
let stringsLibrary: [Function] = [
  Function(
    "charAt", "The code point at a place; nothing at the end", [.method(.string, [.int], .string, charAt)]),
  Function(
    "indexOf", "Where another text first begins, at or after a place if one is given; -1 where it does not",
    [.method(.string, [.string], .int, indexOf), .method(.string, [.string, .int], .int, indexOf)]),
  Function(
    "lastIndexOf",
    "Where another text last begins, at or before a place if one is given; -1 where it does not",
    [.method(.string, [.string], .int, lastIndexOf), .method(.string, [.string, .int], .int, lastIndexOf)]),
  Function(
    "substring", "The text from a place, to before another if one is given",
    [.method(.string, [.int], .string, substring), .method(.string, [.int, .int], .string, substring)]),
  Function(
    "replace", "The text with another in the place of a part, everywhere or so many times",
    [
      .method(.string, [.string, .string], .string, replace),
      .method(.string, [.string, .string, .int], .string, replace),
    ]),
  Function(
    "split", "The parts between separators, all or at most so many",
    [
      .method(.string, [.string], .list(.string), split),
      .method(.string, [.string, .int], .list(.string), split),
    ]),
  Function(
    "join", "The texts of a list one after the other, with a separator between them if one is given",
    [.method(.list(.string), [], .string, join), .method(.list(.string), [.string], .string, join)]),
  transformation("lowerAscii", "The text with A to Z in lower case", asciiLowercase),
  transformation("upperAscii", "The text with a to z in upper case", asciiUppercase),
  transformation("trim", "The text without white space at either end", trimmed),
  transformation("reverse", "The code points from the last to the first", reversed),
  Function(
    "strings.quote", "The text as a literal of CEL, in double quotes", [.function([.string], .string, quote)]),
  Function(
    "format", "The text with the values of a list in the places of %s, %d, %f, %e, %b, %o, %x and %X",
    [.method(.string, [.list(.dyn)], .string, format)]),
]

private func transformation(
  _ name: String, _ summary: String, _ transform: @escaping @Sendable (String) -> String
) -> Function {
  Function(
    name, summary,
    [
      .method(.string, [], .string) { arguments, budget throws(EvaluationError) in
        let text = try arguments.string(at: 0)
        try budget.spend(bytes: text.utf8.count)
        return .string(transform(text))
      }
    ])
}

/// The text with A to Z in lower case.
func asciiLowercase(_ text: String) -> String {
  String(decoding: text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
}

private func asciiUppercase(_ text: String) -> String {
  String(decoding: text.utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }, as: UTF8.self)
}

private func trimmed(_ text: String) -> String {
  let rest = text.unicodeScalars.drop { $0.properties.isWhitespace }
  guard let last = rest.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
  return String(rest[...last])
}

private func reversed(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  result.append(contentsOf: text.unicodeScalars.reversed())
  return String(result)
}

private func quote(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let text = try arguments.string(at: 0)
  try budget.spend(bytes: text.utf8.count)
  var result = "\"".unicodeScalars
  for scalar in text.unicodeScalars {
    if let letter = escapes[scalar] {
      result.append("\\")
      result.append(letter)
    } else {
      result.append(scalar)
    }
  }
  result.append("\"")
  return .string(String(result))
}

private let escapes: [Unicode.Scalar: Unicode.Scalar] = [
  "\u{07}": "a", "\u{08}": "b", "\u{0C}": "f", "\n": "n", "\r": "r", "\t": "t", "\u{0B}": "v", "\\": "\\",
  "\"": "\"",
]

private func join(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let elements = try arguments.list(at: 0)
  let separator = arguments.count > 1 ? try arguments.string(at: 1) : ""
  var result = ""
  for index in elements.indices {
    if index > 0 { result += separator }
    let element = try elements.string(at: index)
    try budget.spend(bytes: separator.utf8.count + element.utf8.count)
    result += element
  }
  return .string(result)
}
