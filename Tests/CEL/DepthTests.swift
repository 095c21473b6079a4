import CEL
import Testing
import Values

/// Expressions that nest as deeply as the parser lets them, and values that nest more deeply than their expressions: all
/// on a thread with half of the stack that Linux gives to one. Unoptimised code needs more than the parser does.
struct DepthTests {
  @Test(
    arguments: [
      ("(", "1", ")", 250), ("[", "1", "]", 250), ("{1: ", "1", "}", 250), ("true ? 1 : ", "1", "", 250),
      ("[1].map(x, ", "x", ")", 250), ("[1].all(x, ", "true", ")", 250), ("cel.bind(x, 1, ", "x", ")", 250),
      ("[1].transformMap(i, v, ", "v", ")", 250), ("optional.of(", "1", ")", 250), ("-(", "1", ")", 125),
      ("[0][", "0", "]", 250), ("size([", "1", "])", 125), ("dyn(", "1", ")", 250),
      ("", "1", " + 1", 400), ("", "1", " < 1", 400), ("", "object", ".a", 400), ("", "object", ".?a", 400),
      ("", "list", "[0]", 400), ("", "[1]", ".map(x, x)", 400), ("", "[1]", ".filter(x, true)", 400),
      ("", "optional.of(1)", ".optMap(x, x)", 400), ("", "[[1]]", ".flatten()", 400),
      ("", "true", " && true", 5000), ("", "false", " || false", 5000),
    ] as [(String, String, String, Int)])
  func deepExpressions(_ start: String, _ middle: String, _ end: String, _ count: Int) {
    let source = String(repeating: start, count: count) + middle + String(repeating: end, count: count)
    #expect(Self.outcome(of: source) == Self.outcome(of: source))
    #expect(Self.outcome(of: source) != .unreadable)
  }

  @Test(arguments: [
    nested("cel.bind(x, ", "x", 120, ", ", ")", "x == x"),
    nested("cel.bind(x, ", "x", 120, ", ", ")", "x"),
    nested("cel.bind(x, ", "x", 120, ", ", ")", "'%s'.format([x])"),
    nested("cel.bind(x, ", "x", 120, ", ", ")", "[x].flatten(1000000)"),
    nested("cel.bind(x, ", "x", 120, ", ", ")", "[x].distinct()"),
    nested("cel.bind(x, ", "x", 120, ", ", ")", "sets.contains([x], [x])"),
    chain(".map(x, ", 100, 250, ")"),
    chain(".transformList(i, x, ", 100, 250, ")"),
    "[optional.of(1)]" + String(repeating: ".map(x, optional.of(optional.of(x)))", count: 400) + " == []",
  ])
  func deepValues(_ source: String) {
    let outcome = Self.outcome(of: source)
    #expect(outcome == .refused || outcome == .value)
  }

  /// Forms that stand in each other, each with a list of lists of what was there before.
  private static func nested(
    _ start: String, _ inner: String, _ depth: Int, _ middle: String, _ end: String, _ body: String
  ) -> String {
    let list = String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth)
    let first = start + "[1]" + middle
    return first + String(repeating: start + list + middle, count: 128) + body
      + String(repeating: end, count: 129)
  }

  private static func chain(_ start: String, _ count: Int, _ depth: Int, _ end: String) -> String {
    let list = String(repeating: "[", count: depth - 5) + "x" + String(repeating: "]", count: depth - 5)
    return "[1]" + String(repeating: start + list + end, count: count)
  }

  enum Outcome {
    case unreadable, illTyped, value, refused, error
  }

  /// What comes of an expression that is checked, compiled and evaluated.
  private static func outcome(of source: String) -> Outcome {
    onSmallStack(kibibytes: 4096) {
      let environment = ExpressionEnvironment(variables: ["object": .dyn, "list": .list(.dyn)])
      guard let parsed = try? ParsedExpression(parsing: source) else { return .unreadable }
      let isTyped = (try? parsed.type(in: environment)) != nil
      do throws(EvaluationError) {
        _ = try Program(parsed, in: environment, watching: ["object"]).evaluate { _ in nil }
        return isTyped ? .value : .illTyped
      } catch {
        return error.kind == .tooExpensive ? .refused : .error
      }
    }
  }
}
