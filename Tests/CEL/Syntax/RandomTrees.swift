import Values

@testable import CEL

/// Trees that the parser could have made, by chance; the same for the same seed.
struct RandomTrees {
  private var random: SeededNumbers

  init(seed: Int) { random = SeededNumbers(state: UInt64(seed)) }

  mutating func expression(depth: Int) -> Expr {
    guard depth > 0, number(8) > 0 else { return leaf() }
    switch number(12) {
    case 0:
      return node(.select(expression(depth: depth - 1), field: field(), isOptional: number(4) == 0))
    case 1:
      return node(
        .index(expression(depth: depth - 1), expression(depth: depth - 1), isOptional: number(4) == 0))
    case 2: return node(.operation(pick(["!_", "-_"]), [expression(depth: depth - 1)]))
    case 3: return node(.operation("_?_:_", expressions(3, depth)))
    case 4, 5: return node(.operation(pick(["_&&_", "_||_"]), expressions(2, depth)))
    case 6, 7:
      return node(
        .operation(pick(["_==_", "_<_", "@in", "_+_", "_-_", "_*_", "_/_", "_%_"]), expressions(2, depth)))
    case 8:
      let target = number(2) == 0 ? expression(depth: depth - 1) : nil
      return node(.call(pick(["f", "size"]), target: target, expressions(number(3), depth)))
    case 9:
      return node(.list(expressions(number(4), depth).map { .init(value: $0, isOptional: number(4) == 0) }))
    case 10: return entries(depth)
    default: return node(.macro(macro(depth)))
    }
  }

  /// A text with some bytes left out, changed or put in.
  mutating func mutated(_ text: String) -> String {
    var bytes = Array(text.utf8)
    for _ in 0...number(3) where !bytes.isEmpty {
      let place = number(bytes.count)
      switch number(4) {
      case 0: bytes.remove(at: place)
      case 1: bytes[place] = UInt8(number(256))
      case 2: bytes.insert(UInt8(number(128)), at: place)
      default:
        bytes.insert(
          contentsOf: Array(
            pick(["(", "]", "'", "\"", "?", ":", ",", "1", "a ", ".", "`", "{", "\\", "é", "!", "- "]).utf8),
          at: place)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Kinds

  private mutating func leaf() -> Expr {
    switch number(10) {
    case 0: node(.literal(pick([.null, .bool(true), .bool(false)])))
    case 1: node(.literal(.int(pick([0, 5, -5, .min, .max, Int64(number(1000))]))))
    case 2: node(.literal(.uint(pick([0, .max]))))
    case 3:
      node(
        .literal(
          .double(pick([0, -0.0, 1.5, -2.5, 1e300, .leastNonzeroMagnitude, 1e16, .greatestFiniteMagnitude]))))
    case 4: node(.literal(.string(text())))
    case 5: node(.literal(.bytes((0..<number(6)).map { _ in UInt8(number(256)) })))
    default: node(.identifier(pick(["a", "b", "x1", "_", ".c"])))
    }
  }

  private mutating func entries(_ depth: Int) -> Expr {
    let values = expressions(number(3), depth)
    if number(2) == 0 {
      return node(
        .map(values.map { .init(key: expression(depth: depth - 1), value: $0, isOptional: number(4) == 0) }))
    }
    return node(
      .message(
        pick(["T", "a.b.T", ".a.T"]),
        values.map { .init(key: node(.literal(.string(field()))), value: $0, isOptional: number(4) == 0) }))
  }

  private mutating func macro(_ depth: Int) -> Expr.Macro {
    let range = expression(depth: depth - 1)
    let part = expression(depth: depth - 1)
    let filter = number(2) == 0 ? expression(depth: depth - 1) : nil
    let one = [variable("x")]
    let two = [variable("i"), variable("v")]
    return switch number(10) {
    case 0: .has(range, field: field())
    case 1:
      .quantifier(
        pick([.all, .exists, .existsOne]), range: range, variables: pick([one, two]), predicate: part)
    case 2: .list(name: "map", range: range, variables: one, filter: filter, transform: part)
    case 3: .list(name: "filter", range: range, variables: one, filter: part, transform: nil)
    case 4: .list(name: "transformList", range: range, variables: two, filter: filter, transform: part)
    case 5: .map(range: range, variables: two, filter: filter, transform: part)
    case 6: .mapEntries(range: range, variables: two, filter: filter, transform: part)
    case 7: .sorted(range: range, one[0], key: part)
    case 8: .bind(variable("y"), value: range, body: part)
    default: .optional(isFlat: number(2) == 0, target: range, variable("o"), body: part)
    }
  }

  // MARK: Parts

  private mutating func expressions(_ count: Int, _ depth: Int) -> [Expr] {
    (0..<count).map { _ in expression(depth: depth - 1) }
  }

  private mutating func field() -> String { pick(["f", "g_1", "if", "in", "true", "a-b/c.d e"]) }

  private mutating func text() -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "'", "\"", "\\", "\n", "\r", "\t", "\0", "\u{7F}", "é", "\u{301}", "\u{200D}", "\u{10FFFF}", "第",
      "$", "{",
    ]
    var text = ""
    for _ in 0..<number(6) { text.unicodeScalars.append(pick(scalars)) }
    return text
  }

  private func variable(_ name: String) -> Expr.Variable { Expr.Variable(name: name, range: 0..<0) }

  private func node(_ kind: Expr.Kind) -> Expr { Expr(id: 0, range: 0..<0, kind: kind) }

  private mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }

  private mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[number(choices.count)] }
}

/// Numbers that are the same for the same seed (SplitMix64).
private struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
