import RegularExpressions
import Testing

@Suite struct RegularExpressionTests {
  @Test(arguments: [
    ("(", "missing ): ("), ("a**", "bad repetition operator: **"), ("(?=a)", "invalid perl operator: (?="),
    ("[z-a]", "invalid character class range: z-a"), ("a{1001}", "invalid repetition size: {1001}"),
  ])
  func syntaxErrors(pattern: String, message: String) {
    let error = #expect(throws: RegularExpression.SyntaxError.self) { try RegularExpression(pattern) }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    ("b+", "abbc", true), ("^b", "abbc", false), ("", "", true), ("", "x", true), ("^$", "", true),
    ("x", "", false),
    ("^é.$", "éß", true), ("(?i)ÄB", "äb", true), ("\\p{Greek}", "λ", true), ("^.$", "😀", true),
    ("a.b", "a\0b", true), ("^\\x00$", "\0", true), ("(?m)^b$", "a\nb", true), ("^b$", "a\nb", false),
  ])
  func matching(pattern: String, subject: String, expected: Bool) throws {
    #expect(try RegularExpression(pattern).matches(subject) == expected)
  }

  @Test func nestedRepetitionStaysLinear() throws {
    let subject = String(repeating: "a", count: 200_000) + "b"
    #expect(try !RegularExpression("^(a+)+$").matches(subject))
  }

  @Test func tooLarge() {
    #expect(throws: RegularExpression.SyntaxError.self) {
      try RegularExpression("((\\pL{1,100}){1,100}){1,100}")
    }
  }

  @Test func finding() throws {
    let pattern = try RegularExpression("(a)|(b*)c")
    #expect(pattern.groupCount == 2)
    #expect(pattern.firstMatch(in: Array("xa".utf8), groups: 9) == [1..<2, 1..<2, nil])
    #expect(pattern.firstMatch(in: Array("xac".utf8), from: 2, groups: 9) == [2..<3, nil, 2..<2])
    #expect(pattern.firstMatch(in: Array("x".utf8), groups: 9) == nil)
    #expect(try RegularExpression("()").firstMatch(in: [], groups: 9) == [0..<0, 0..<0])
    #expect(try RegularExpression("^b").firstMatch(in: Array("ab".utf8), from: 1, groups: 9) == nil)
    #expect(pattern.firstMatch(in: [], from: 1, groups: 9) == nil)
  }
}
