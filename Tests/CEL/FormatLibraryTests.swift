internal import Testing
internal import Values

@testable internal import CEL

@Suite("Formats")
struct FormatLibraryTests {
  @Test("A format takes the values of a list in their order")
  func values() throws {
    let time = Value.timestamp(Timestamp(seconds: 1_675_467_080))
    let cases: [(String, [Value], String)] = [
      ("no substitution", [], "no substitution"), ("%%%s%%", ["text"], "%text%"), ("", [], ""),
      ("%s", ["%s"], "%s"),
      ("%d %d, %s %s", [1, 2, "A", "B"], "1 2, A B"), ("%d", [.uint(64)], "64"),
      ("%s", ["a", "unused"], "a"),
      ("%d", [.double(-.infinity)], "-Infinity"), ("%d", [1e21], "1000000000000000000000"),
      ("%d", [-4.5], "-4.5"),
      ("%.3f", [1.2345], "1.234"), ("%f", [2.71828], "2.718280"), ("%.0f", [123.0], "123"),
      ("%.0f", [1.5], "2"),
      ("%.0f", [2.5], "2"), ("%.3f", [-123.4999], "-123.500"), ("%.5f", [-1.2], "-1.20000"),
      ("%f", [3], "3.000000"),
      ("%f", [.double(.nan)], "NaN"), ("%f", [.double(.infinity)], "Infinity"), ("%.1f", [.uint(2)], "2.0"),
      ("%e", [2.71828], "2.718280e+00"), ("%.6e", [1052.032911275], "1.052033e+03"),
      ("%e", [.uint(3)], "3.000000e+00"),
      ("%e", [.double(-.infinity)], "-Infinity"), ("%.2e", [1e-300], "1.00e-300"),
      ("%e", [0.0], "0.000000e+00"),
      ("%b", [5], "101"), ("%b", [-5], "-101"), ("%b", [true], "1"), ("%b", [.uint(64)], "1000000"),
      ("%o", [11], "13"), ("%o", [.uint(65535)], "177777"), ("%x", [26], "1a"), ("%X", [-26], "-1A"),
      ("%x", ["Hello world!"], "48656c6c6f20776f726c6421"), ("%X", [.bytes([0x0A, 0xFF])], "0AFF"),
      ("%x", [.int(.min)], "-8000000000000000"),
      ("%s", [32], "32"), ("%s", [56.8], "56.8"), ("%s", [1e20], "100000000000000000000"),
      ("%s", [0.000001], "0.000001"),
      ("%s", [-0.0], "-0"), ("%s", [.null], "null"), ("%s", [true], "true"),
      ("%s", [.bytes(Array("xyz".utf8))], "xyz"),
      ("%s", [time], "2023-02-03T23:31:20Z"), ("%s", [.duration(.seconds(8747))], "8747s"),
      ("%s", [.opaque(OpaqueValue(TypeValue("string")))], "string"),
      ("%s", [["abc", 3.14, .null, [9, 8], time]], "[abc, 3.14, null, [9, 8], 2023-02-03T23:31:20Z]"),
      ("%s", [[.double(.nan), .double(.infinity), .double(-.infinity)]], "[NaN, Infinity, -Infinity]"),
      ("%s", [["key2": 5, "key1": [1, 2.5]]], "{key1: [1, 2.5], key2: 5}"), ("%s", [[]], "[]"),
      ("%s", [[:]], "{}"),
      (
        "%s", [.map(ValueMap([(.uint(2), "b"), (.bool(true), .double(.nan)), (.int(1), "a")]))],
        "{1: a, 2: b, true: NaN}"
      ),
    ]
    for (format, values, result) in cases {
      #expect(
        try call(stringsLibrary, "format", .string(format), .list(values)) == .string(result),
        "\(format) \(values)")
    }
  }

  @Test("A precision is kept to the thousandth digit, of the largest number too")
  func precision() throws {
    let text = try #require(
      try call(stringsLibrary, "format", "%.1000f", [.double(-1.7976931348623157e308)]).string)
    #expect(
      text.utf8.count == 1 + 309 + 1 + 1000 && text.hasPrefix("-17976931348623157081")
        && text.hasSuffix(".000") == false)
  }

  @Test("What a place does not write is an error, and so is a place that is none")
  func errors() throws {
    let cases: [(String, [Value], EvaluationError.Kind)] = [
      ("%a", [1], .invalid), ("%E", [0.5], .invalid), ("%", [1], .invalid), ("%.f", [1.0], .invalid),
      ("%.3", [1.0], .invalid), ("%.1001f", [1.0], .invalid), ("%.99999999999999999999f", [1.0], .invalid),
      ("%-3d", [1], .invalid), ("%d %d", [1], .invalid), ("%s", [], .invalid), ("%\u{301}", [1], .invalid),
      ("%b", ["abc"], .noOverload), ("%x", [0.5], .noOverload), ("%x", [.null], .noOverload),
      ("%e", [.null], .noOverload),
      ("%b", [.null], .noOverload), ("%d", ["1"], .noOverload), ("%d", [true], .noOverload),
      ("%f", ["1.5"], .noOverload),
      ("%o", [1.5], .noOverload), ("%o", [true], .noOverload),
      ("%s", [.opaque(OpaqueValue(OtherValue()))], .noOverload),
      ("%s", [[.opaque(OpaqueValue(OtherValue()))]], .noOverload),
    ]
    for (format, values, kind) in cases {
      #expect(
        try fault(stringsLibrary, "format", .string(format), .list(values)) == kind, "\(format) \(values)")
    }
  }

  @Test("A small value that writes much is refused", .timeLimit(.minutes(1)))
  func sharedElements() {
    var value: Value = "x"
    for _ in 0..<60 { value = [value, value] }
    #expect(throws: EvaluationError.self) { try call(stringsLibrary, "format", "%s", [value]) }
  }
}
