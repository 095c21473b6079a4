import Testing
import Values

@testable import CEL

/// What regular expressions find and replace.
struct RegexLibraryTests {
  @Test(
    arguments: [
      ("hello world hello", "hello", "hi", "hi world hi"), ("banana", "a", "", "bnn"), ("", "", "x", "x"),
      ("abc", "x*", "-", "-a-b-c-"), ("baaac", "a*", "-", "-b-c-"), ("äö", "", "-", "-ä-ö-"),
      ("John Doe", "(\\w+) (\\w+)", "\\2, \\1", "Doe, John"), ("a.b", "\\.", "\\\\", "a\\b"),
      ("ab", "(a)|(b)", "[\\1\\2]", "[a][b]"), ("ab", "b", "<\\0>", "a<b>"), ("aaa", "^a", "b", "baa"),
      ("foo bar", "\\bb", "c", "foo car"), ("x", "y", "z", "x"), ("😀😀", ".", "a", "aa"),
    ])
  func replacing(subject: String, pattern: String, replacement: String, expected: String) throws {
    let arguments = [subject, pattern, replacement].map { Value.string($0) }
    #expect(try call(regexLibrary, "regex.replace", arguments, budget: 1000) == .string(expected))
    #expect(try call(regexLibrary, "regex.replace", arguments + [-1], budget: 1000) == .string(expected))
    #expect(try call(regexLibrary, "regex.replace", arguments + [0], budget: 1000) == .string(subject))
  }

  @Test func replacingSome() throws {
    #expect(try call(regexLibrary, "regex.replace", "banana", "a", "x", 1) == "bxnana")
    #expect(try call(regexLibrary, "regex.replace", "banana", "a", "x", 2) == "bxnxna")
    #expect(try call(regexLibrary, "regex.replace", "banana", "a", "x", .int(.max)) == "bxnxnx")
  }

  @Test(arguments: [("(", "x"), ("a", "\\1"), ("a", "\\"), ("a", "\\x"), ("(a)", "\\2")])
  func invalid(pattern: String, replacement: String) {
    #expect(throws: EvaluationError.self) {
      try call(regexLibrary, "regex.replace", "b", .string(pattern), .string(replacement))
    }
  }

  @Test(
    arguments: [
      ("hello 42 and 7", "\\d+", ["42", "7"]), ("a=1,b=2", "(\\w)=", ["a", "b"]), ("abc", "x", []),
      ("ab", "(x)?b", []), ("", "", [""]), ("ab", "", ["", "", ""]), ("xaxb", "x(a?)", ["a"]),
    ])
  func extracting(subject: String, pattern: String, expected: [String]) throws {
    let arguments: [Value] = [.string(subject), .string(pattern)]
    #expect(
      try call(regexLibrary, "regex.extractAll", arguments, budget: 1000)
        == .list(expected.map { .string($0) }))
    let first = expected.first.map { Value.optional(.string($0)) } ?? .optionalNone
    #expect(try call(regexLibrary, "regex.extract", arguments, budget: 1000) == first)
  }

  @Test(arguments: ["regex.extract", "regex.extractAll"])
  func severalGroups(name: String) {
    #expect(throws: EvaluationError.self) { try call(regexLibrary, name, "ab", "(a)(b)") }
  }

  /// A text of so many `x`, and a pattern or a replacement that is repeated.
  @Test(arguments: [
    (1_000_000, "x*y|x", 1, "", 1), (1_000_000, "x*", 1, "\\0", 100_000), (100_000, "()", 1000, "", 1),
  ])
  func endsWhenItHasSpentItsBudget(
    length: Int, pattern: String, patterns: Int, replacement: String, replacements: Int
  ) {
    let arguments = [("x", length), (pattern, patterns), (replacement, replacements)].map {
      Value.string(String(repeating: $0, count: $1))
    }
    let error = #expect(throws: EvaluationError.self) {
      try call(regexLibrary, "regex.replace", arguments, budget: 100_000)
    }
    #expect(error?.kind == .tooExpensive)
  }
}
