import CEL
import Testing

/// How large an expression may be. All of it runs on a thread with a small stack.
struct SyntaxLimitTests {
  private static let nested = "the expression is nested more than 250 levels deep"
  private static let deep = "the expression strings more than 500 operations together"

  @Test(
    arguments: [
      ("(", "(", nested), ("[", "[", nested), ("{", "{1:", nested), ("a[", "a[", nested),
      ("f(", "f(", nested), ("a.f(", "a.f(", nested),
      ("!", "!", nested), ("-", "-", nested), ("!(", "!(", nested), ("a?b:", "a?b:", nested),
      ("a?", "a?(", nested),
      ("T{", "T{x:", nested), ("[?", "[?", nested), ("has(", "has(", nested), ("r.all(", "r.all(x,", nested),
      ("a.b", ".b", deep), ("a[0]", "[0]", deep), ("1", "+1", deep), ("1", "<1", deep), ("a", ".f()", deep),
      ("a", "*-b", deep),
      ("r", ".map(x,x)", deep),
    ])
  func hostileExpressionsAreRefused(_ start: String, _ part: String, _ message: String) {
    let found = onSmallStack { faults("(" + start + String(repeating: part, count: 95_000 / part.count)) }
    #expect(found.map(\.message).contains(message), "\(found)")
    #expect(found.count <= 2)
  }

  @Test(arguments: [
    "a.", "1+", "a?b:(", ")", "]", "}", ",", ":", "?", ".", "'", "`", "\\",
    "a ", "&&", "||", "'a'b", "1 ", "${", "=", "\"\"\"", "//", "\n", "é", "{", "T{", "f(,", "a ? ", "\u{301}",
  ])
  func anythingRepeatedEnds(_ part: String) {
    let source = String(repeating: part, count: 100_000 / part.unicodeScalars.count)
    let found = onSmallStack { faults(source) }
    #expect((1...20).contains(found.count))
    #expect(found.allSatisfy { $0.range.upperBound <= source.utf8.count })
  }

  @Test func length() throws {
    let spaces = String(repeating: " ", count: 99_999)
    #expect(try outline(spaces + "a") == "a")
    let found = faults(spaces + "ab")
    #expect(found.map(\.message) == ["the expression is longer than 100000 characters"])
    #expect(found.map(\.range) == [0..<100_001])
    #expect(try outline("'" + String(repeating: "第", count: 99_998) + "'").count == 100_000)
  }

  @Test(
    arguments: [
      ("(", "a", ")", 250), ("[", "", "]", 250), ("f(", "", ")", 250), ("{1:", "a", "}", 250),
      ("a[", "0", "]", 250), ("!(", "a", ")", 125),
      ("a ? b : ", "c", "", 250), ("!", "a", "", 250), ("r.all(x, ", "x", ")", 250), ("", "a", ".b", 499),
      ("", "a", "[0]", 499),
      ("", "1", " + 1", 499), ("", "a", ".f()", 499), ("", "a", " && b", 19_000), ("", "a", " || b", 19_000),
      ("(", "a", " && b && c)", 249),
    ])
  func whatIsAllowedIsReadAndPrinted(_ start: String, _ middle: String, _ end: String, _ count: Int) {
    let source = String(repeating: start, count: count) + middle + String(repeating: end, count: count)
    let (found, isSame) = onSmallStack {
      guard let parsed = try? ParsedExpression(parsing: source) else { return (faults(source), false) }
      let again = try? ParsedExpression(parsing: parsed.text)
      return ([], again?.text == parsed.text)
    }
    #expect(found == [] && isSame)
  }

  @Test(arguments: [("(", ")", 250), ("[", "]", 250)])
  func theNextLevelIsTooMuch(_ start: String, _ end: String, _ count: Int) {
    let source = String(repeating: start, count: count + 1) + "a" + String(repeating: end, count: count + 1)
    #expect(faults(source) == faults(source + " "))
    #expect(faults(source).map(\.message) == [Self.nested])
    #expect(faults(source).map(\.range) == [count..<count + 1])
    let sum = "a" + String(repeating: "+a", count: 500)
    #expect(faults(sum).map(\.message) == [Self.deep])
    #expect(faults(sum).map(\.range) == [0..<sum.utf8.count])
  }
}
