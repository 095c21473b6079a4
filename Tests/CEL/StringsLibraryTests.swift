internal import Testing
internal import Values

@testable internal import CEL

@Suite("Functions of texts")
struct StringsLibraryTests {
  @Test("Places are counted in code points")
  func places() throws {
    let cases: [(String, [Value], Value?)] = [
      ("charAt", ["tacocat", 3], "o"), ("charAt", ["ta©", 2], "©"), ("charAt", ["ta", 2], ""),
      ("charAt", ["ta", 3], nil),
      ("charAt", ["ta", -1], nil), ("charAt", ["e\u{301}", 1], "\u{301}"), ("charAt", ["", 0], ""),
      ("charAt", ["ta", .int(.max)], nil),
      ("indexOf", ["tacocat", "ac"], 1), ("indexOf", ["tacocat", ""], 0), ("indexOf", ["tacocat", "", 3], 3),
      ("indexOf", ["tacocat", "at", 3], 5), ("indexOf", ["ta©o©αT", "©", 3], 4),
      ("indexOf", ["ta©o©αT", "©α", 5], -1),
      ("indexOf", ["hello wello", "ello", 6], 7), ("indexOf", ["tacocat", "a", 30], -1),
      ("indexOf", ["a", "a", -1], nil),
      ("indexOf", ["a", "abc"], -1), ("indexOf", ["", "a"], -1), ("indexOf", ["aab", "ab"], 1),
      ("lastIndexOf", ["", "@@"], -1), ("lastIndexOf", ["tacocat", "none"], -1),
      ("lastIndexOf", ["tacocat", ""], 7),
      ("lastIndexOf", ["tacocat", "", 3], 3), ("lastIndexOf", ["ta©o©αT", "©", 3], 2),
      ("lastIndexOf", ["ta©o©αT", "©α", 4], 4), ("lastIndexOf", ["hello wello", "ello", 6], 1),
      ("lastIndexOf", ["hello wello", "elbo room!!"], -1),
      ("lastIndexOf", ["hello wello", "hello wello"], 0),
      ("lastIndexOf", ["bananananana", "nana", 7], 6), ("lastIndexOf", ["a", "a", -1], nil),
      ("lastIndexOf", ["tacocat", "a", 30], -1), ("lastIndexOf", ["aaa", "aa"], 1),
      ("substring", ["tacocat", 4], "cat"), ("substring", ["tacocat", 0, 4], "taco"),
      ("substring", ["tacocat", 4, 4], ""),
      ("substring", ["ta©o", 2, 3], "©"), ("substring", ["tacocat", 7], ""),
      ("substring", ["tacocat", 40], nil),
      ("substring", ["tacocat", 1, 50], nil), ("substring", ["tacocat", 49, 50], nil),
      ("substring", ["tacocat", 4, 3], nil),
      ("substring", ["tacocat", -1], nil), ("substring", ["tacocat", -1, 2], nil),
    ]
    for (function, arguments, result) in cases {
      #expect(try valueOrNil(function, arguments) == result, "\(function) \(arguments)")
    }
  }

  @Test("Texts are replaced, split and joined as Go does it")
  func parts() throws {
    let cases: [(String, [Value], Value?)] = [
      ("replace", ["hello hello", "he", "we"], "wello wello"),
      ("replace", ["hello hello", "he", "we", -1], "wello wello"),
      ("replace", ["hello hello", "he", "we", 1], "wello hello"),
      ("replace", ["hello", "he", "we", 0], "hello"),
      ("replace", ["1 ©αT taco", "αT", "o©α"], "1 ©o©α taco"), ("replace", ["a©", "", "_"], "_a_©_"),
      ("replace", ["ab", "", "_", 2], "_a_b"), ("replace", ["aaa", "aa", "b"], "ba"),
      ("replace", ["", "", "x"], "x"),
      ("replace", ["e\u{301}", "e", "o"], "o\u{301}"),
      ("split", ["a b c", " "], ["a", "b", "c"]), ("split", ["a b c", " ", 0], []),
      ("split", ["a b c", " ", 1], ["a b c"]),
      ("split", ["a b c", " ", 2], ["a", "b c"]), ("split", ["a b c", " ", -1], ["a", "b", "c"]),
      ("split", ["", ","], [""]),
      ("split", [",", ","], ["", ""]), ("split", ["a©b", ""], ["a", "©", "b"]),
      ("split", ["a©b", "", 2], ["a", "©b"]),
      ("split", ["", ""], []), ("split", ["abc", "", 1], ["abc"]),
      ("join", [["x", "y"]], "xy"), ("join", [["x", "y"], "-"], "x-y"), ("join", [[], "-"], ""),
      ("join", [["x", 1]], nil),
    ]
    for (function, arguments, result) in cases {
      #expect(try valueOrNil(function, arguments) == result, "\(function) \(arguments)")
    }
  }

  @Test(
    "Texts are transformed",
    arguments: [
      ("lowerAscii", "TacoCÆt Xii", "tacocÆt xii"), ("upperAscii", "tacoCαt", "TACOCαT"),
      ("trim", " \u{C}\n\r\t\u{B}text  ", "text"),
      ("trim", "\u{200A}a b\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{85}", "a b"),
      ("trim", " \n", ""), ("trim", "", ""), ("trim", "\u{200B}a\u{FEFF}", "\u{200B}a\u{FEFF}"),
      ("reverse", "Ta©oCαt", "tαCo©aT"), ("reverse", "e\u{301}", "\u{301}e"),
      ("strings.quote", "first\nsecond", #""first\nsecond""#),
      ("strings.quote", "\u{7}\u{8}\u{C}\r\t\u{B}", #""\a\b\f\r\t\v""#),
      ("strings.quote", #"\ and ""#, #""\\ and \"""#), ("strings.quote", "ta©😀", #""ta©😀""#),
      ("strings.quote", "", #""""#),
    ])
  func transformations(function: String, text: String, result: String) throws {
    // By bytes, since strings that Swift holds for equal need not be.
    #expect(
      try call(stringsLibrary, function, .string(text)).string.map { Array($0.utf8) } == Array(result.utf8))
  }

  @Test("A text that would grow too large is refused before it is made")
  func budget() {
    let text = Value.string(String(repeating: "a", count: 10_000))
    #expect(throws: EvaluationError(.tooExpensive, EvaluationError.tooExpensive.message)) {
      try call(stringsLibrary, "replace", [text, "a", text], budget: 100_000)
    }
    #expect(throws: EvaluationError.self) {
      try call(stringsLibrary, "join", [.list(Array(repeating: text, count: 1000))], budget: 10_000)
    }
  }

  @Test("A search takes linear time whatever the texts are", .timeLimit(.minutes(1)))
  func hostileSearch() throws {
    let text = Value.string(String(repeating: "a", count: 200_000))
    let part = Value.string(String(repeating: "a", count: 100_000) + "b")
    #expect(try call(stringsLibrary, "indexOf", text, part) == -1)
    #expect(
      try call(
        stringsLibrary, "lastIndexOf", text, .string(String("b" + String(repeating: "a", count: 100_000))))
        == -1)
    #expect(try call(basicLibrary, "contains", text, part) == false)
  }

  @Test("Base64 is written with padding and read with or without")
  func base64() throws {
    #expect(try call(encodersLibrary, "base64.encode", .bytes(Array("hello".utf8))) == "aGVsbG8=")
    for text: Value in ["aGVsbG8=", "aGVsbG8", "aGVs\nbG8="] {
      #expect(try call(encodersLibrary, "base64.decode", text) == .bytes(Array("hello".utf8)), "\(text)")
    }
    for text: Value in ["a", "aGVsbG8==", "aGVs*G8=", "aG=sbG8", "=", "aA="] {
      #expect(try fault(encodersLibrary, "base64.decode", text) == .invalid, "\(text)")
    }
  }

  private func valueOrNil(_ function: String, _ arguments: [Value]) throws -> Value? {
    do {
      return try call(stringsLibrary, function, arguments, budget: 10_000)
    } catch is EvaluationError { return nil }
  }
}
