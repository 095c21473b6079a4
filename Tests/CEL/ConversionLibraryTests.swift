internal import Testing
internal import Values

@testable internal import CEL

@Suite("Sizes, texts within texts and conversions")
struct ConversionLibraryTests {
  @Test("A size counts code points, bytes, elements and entries")
  func size() throws {
    let cases: [(Value, Value)] = [
      ("", 0), ("four", 4), ("😀é", 2), ("e\u{301}", 2), (.bytes([1, 2, 3]), 3), (["a", "b"], 2),
      (["a": 1], 1),
    ]
    for (value, count) in cases {
      #expect(try call(basicLibrary, "size", value) == count, "\(value)")
    }
    #expect(try fault(basicLibrary, "size", 1) == .noOverload)
  }

  @Test(
    "Texts are searched by code points",
    arguments: [
      ("contains", "hello", "ell", true), ("contains", "hello", "", true), ("contains", "", "a", false),
      ("contains", "abababc", "ababc", true), ("contains", "e\u{301}", "e", true),
      ("contains", "\u{E9}", "e\u{301}", false),
      ("startsWith", "🐱😀", "🐱", true), ("startsWith", "foobar", "bar", false),
      ("startsWith", "e\u{301}", "e", true),
      ("startsWith", "a", "ab", false), ("endsWith", "foobar", "bar", true), ("endsWith", "", "", true),
      ("endsWith", "", "a", false), ("endsWith", "e\u{301}", "\u{301}", true),
      ("matches", "hubba", "ubb", true), ("matches", "mañana", "a+ñ+a+", true),
      ("matches", "", "foo|bar", false),
      ("matches", "cows", "", true),
    ])
  func search(function: String, text: String, part: String, isFound: Bool) throws {
    #expect(try call(basicLibrary, function, .string(text), .string(part)) == .bool(isFound))
  }

  @Test("A pattern that is not valid or costs too much is an error")
  func patterns() throws {
    #expect(try fault(basicLibrary, "matches", "a", "(") == .invalid)
    let large: [Value] = [.string(String(repeating: "a", count: 100_000)), "((a{30}){30}){30}b"]
    #expect(throws: EvaluationError.self) { try call(basicLibrary, "matches", large, budget: 100_000) }
  }

  @Test("Patterns are kept by their code points, and no more than so many")
  func cache() throws {
    let cache = PatternCache(limit: 2)
    let composed = try cache.expression("\u{E9}")
    let again = try cache.expression("\u{E9}")
    #expect(composed === again)
    let decomposed = try cache.expression("e\u{301}")
    #expect(composed !== decomposed)
    for pattern in ["a", "b", "c"] { _ = try cache.expression(pattern) }
    #expect(cache.count <= 2)
  }

  @Test("Conversions to integers cut the fraction, and refuse what does not fit")
  func integers() throws {
    let cases: [(String, Value, Value?)] = [
      ("int", 42, 42), ("int", .uint(42), 42), ("int", .uint(1 << 63), nil), ("int", 1.9, 1),
      ("int", -3.5, -3),
      ("int", .double(-0x1p63), nil), ("int", .double(0x1p63), nil), ("int", 1e99, nil),
      ("int", .double(.nan), nil),
      ("int", "-9223372036854775808", .int(.min)), ("int", "+7", 7), ("int", " 7", nil), ("int", "", nil),
      ("int", "1.0", nil), ("int", "0x10", nil), ("int", "1_000", nil), ("int", "9223372036854775808", nil),
      ("int", .timestamp(Timestamp(seconds: 1_095_379_199, nanoseconds: 5)), 1_095_379_199),
      ("int", decimal("9007199254740993.9"), 9_007_199_254_740_993), ("int", decimal("-.5"), 0),
      ("int", decimal("1.5e3"), 1500), ("int", decimal("1e400"), nil),
      ("int", decimal("9223372036854775808"), nil),
      ("uint", 1729, .uint(1729)), ("uint", -1, nil), ("uint", 3.99, .uint(3)), ("uint", -0.5, nil),
      ("uint", .double(36_028_797_018_963_968), .uint(36_028_797_018_963_968)),
      ("uint", .double(0x1p64), nil),
      ("uint", 6.022e23, nil), ("uint", "18446744073709551615", .uint(.max)), ("uint", "-0", nil),
      ("uint", "+1", nil),
      ("uint", "", nil), ("uint", decimal("18446744073709551615.4"), .uint(.max)),
      ("uint", decimal("-0.1"), nil),
    ]
    for (function, value, result) in cases {
      #expect(try valueOrNil(function, value) == result, "\(function)(\(value))")
    }
    #expect(try fault(basicLibrary, "int", true) == .noOverload)
    #expect(try fault(basicLibrary, "int", 1e99) == .invalid)
  }

  @Test("Conversions to double read decimal notation and Go's names of what is no finite number")
  func doubles() throws {
    let cases: [(Value, Double?)] = [
      (.int(.max), 0x1p63), (.uint(.max), 0x1p64), ("123.456", 123.456), ("-84.32e7", -843_200_000),
      ("1.38e-23", 1.38e-23), (".5", 0.5), ("1.", 1), ("1E3", 1000), ("Infinity", .infinity),
      ("-inf", -.infinity),
      ("1e400", nil), ("0x1p3", nil), (" 1", nil), ("", nil), ("1e", nil), ("nan(1)", nil), ("-nan", nil),
      (decimal("0.1"), 0.1), (decimal("1e400"), nil),
    ]
    for (value, result) in cases {
      #expect(try valueOrNil("double", value) == result.map(Value.double), "\(value)")
    }
    guard case .double(let negativeZero) = try call(basicLibrary, "double", "-0.0"),
      case .double(let notANumber) = try call(basicLibrary, "double", "NaN")
    else {
      Issue.record("no doubles")
      return
    }
    #expect(negativeZero.sign == .minus && notANumber.isNaN)
  }

  @Test(
    "A double becomes the text that cel-go writes",
    arguments: [
      (123.456, "123.456"), (-4.5e-3, "-0.0045"), (1e19, "1e+19"), (6.02214e23, "6.02214e+23"), (-0.0, "-0"),
      (0, "0"),
      (1, "1"), (100_000, "100000"), (1_000_000, "1e+06"), (123_456_789, "1.23456789e+08"),
      (0.0001, "0.0001"),
      (0.00001, "1e-05"), (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.7976931348623157e+308"),
      (999_999.5, "999999.5"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
  func textOfDouble(number: Double, text: String) throws {
    #expect(try call(basicLibrary, "string", .double(number)) == .string(text))
  }

  @Test("Other values become texts, and texts become bytes and truths")
  func texts() throws {
    let time = Timestamp(seconds: 0, nanoseconds: 500_000_000)
    let cases: [(String, Value, Value?)] = [
      ("string", -456, "-456"), ("string", .uint(9876), "9876"), ("string", true, "true"),
      ("string", "a", "a"),
      ("string", decimal("1.50"), "1.50"), ("string", .bytes([0xC3, 0xBF]), "ÿ"),
      ("string", .bytes([0, 0xFF]), nil),
      ("string", .bytes([0xED, 0xA0, 0x80]), nil), ("string", .timestamp(time), "1970-01-01T00:00:00.5Z"),
      ("string", .duration(.seconds(1_000_000)), "1000000s"),
      ("string", .duration(.milliseconds(-1500)), "-1.5s"),
      ("string", .duration(.milliseconds(-5)), "-0.005s"), ("string", .duration(.zero), "0s"),
      ("string", .duration(.nanoseconds(1)), "0.000000001s"),
      ("string", .duration(.seconds(Int64.min)), "-9223372036854775808s"), ("string", .null, nil),
      ("string", [], nil),
      ("bytes", "ÿ", .bytes([0xC3, 0xBF])), ("bytes", .bytes([1]), .bytes([1])),
      ("bool", "t", true), ("bool", "1", true), ("bool", "True", true), ("bool", "FALSE", false),
      ("bool", "0", false),
      ("bool", "FaLsE", nil), ("bool", "", nil), ("bool", true, true), ("dyn", 1, 1),
    ]
    for (function, value, result) in cases {
      #expect(try valueOrNil(function, value) == result, "\(function)(\(value))")
    }
  }

  @Test("A type is a value, which has a type")
  func types() throws {
    let cases: [(Value, String)] = [
      (.null, "null_type"), (true, "bool"), (1, "int"), (.uint(1), "uint"), (1.5, "double"),
      (decimal("1.5"), "double"),
      ("", "string"), (.bytes([]), "bytes"), ([], "list"), ([:], "map"),
      (.opaque(OpaqueValue(TypeValue("int"))), "type"),
      (.timestamp(Timestamp(seconds: 0)), "google.protobuf.Timestamp"),
      (.duration(.zero), "google.protobuf.Duration"),
      (.opaque(OpaqueValue(OtherValue())), "test.Other"),
    ]
    for (value, name) in cases {
      #expect(try call(basicLibrary, "type", value) == .opaque(OpaqueValue(TypeValue(name))), "\(value)")
    }
    #expect(try call(basicLibrary, "type", 7) != call(basicLibrary, "type", .uint(7)))
  }

  private func valueOrNil(_ function: String, _ value: Value) throws -> Value? {
    do { return try call(basicLibrary, function, value) } catch is EvaluationError { return nil }
  }
}

private func decimal(_ text: String) -> Value { Decimal(text).map(Value.decimal) ?? .null }
