import Testing
import Values

@Suite struct JSONTests {
  @Test(arguments: [
    ("", "the text ends where a value should stand", 0),
    ("[1,]", "unexpected \"]\" where a value should stand", 3),
    ("{\"a\" 1}", "\":\" should follow a key", 5),
    ("{a:1}", "a key in quotes should stand here", 1),
    ("{\"a\":1,\"a\":2}", "the key \"a\" stands twice in one object", 7),
    ("{\"a\":1", "\",\" or \"}\" should stand here", 6),
    ("[1 2]", "\",\" or \"]\" should stand here", 3),
    ("\"ab", "the text ends inside a string", 3),
    ("\"a\nb\"", "a control character in a string must be escaped", 2),
    ("\"\\q\"", "unknown escape, a backslash before \"q\"", 1),
    ("\"\\u12g4\"", "\\u needs four hexadecimal digits", 1),
    ("\"x\\ud800y\"", "half of a surrogate pair stands alone", 2),
    ("\"\\ud800\\ud800\"", "half of a surrogate pair stands alone", 1),
    ("01", "a number is malformed", 2),
    ("1.", "digits should follow the point", 2),
    ("1e+", "digits should follow the exponent", 3),
    ("1e99999999999", "a number is out of range", 0),
    ("1e-9223372036854775808", "a number is out of range", 0),
    ("true false", "unexpected text after the value", 5),
    ("nul", "unexpected \"n\" where a value should stand", 0),
  ])
  func faults(text: String, message: String, offset: Int) {
    let error = #expect(throws: JSONError.self) { try parseJSON(text) }
    #expect(error?.message == message)
    #expect(error?.offset == offset)
  }

  @Test func invalidUTF8() {
    let error = #expect(throws: JSONError.self) { try parseJSON([0x20, 0x22, 0xFF, 0x22]) }
    #expect(error?.offset == 1)
  }

  @Test(arguments: [
    ("9223372036854775807", Value.int(.max)), ("-9223372036854775808", .int(.min)),
    ("18446744073709551615", .uint(.max)), ("0.5", .double(0.5)), ("-0.0", .double(-0.0)),
    ("1e3", .double(1000)),
  ])
  func numbers(text: String, expected: Value) throws {
    #expect(try parseJSON(text) == expected)
  }

  @Test(arguments: ["18446744073709551616", "0.1234567890123456789012", "1e400"])
  func numbersThatADoubleWouldRoundStayWhole(text: String) throws {
    guard case .decimal(let number) = try parseJSON(text) else {
      Issue.record("not a decimal")
      return
    }
    #expect(number.description == text)
    #expect(try parseJSON(text).json == text)
  }

  /// Keys are compared as strings are, by their scalars.
  @Test func keysThatOnlyLookAlikeAreTwo() throws {
    let value = try parseJSON(#"{"\u00e9": 1, "e\u0301": 2}"#)
    #expect(value["\u{e9}"] == 1)
    #expect(value["e\u{301}"] == 2)
    #expect(value.map?.count == 2)
    #expect(ValueMap([("\u{e9}", 1)]) != ValueMap([("e\u{301}", 1)]))
  }

  @Test func surrogatePairsAndEscapes() throws {
    #expect(try parseJSON(#""\ud83d\ude00\u0000\/\t\"""#) == .string("😀\0/\t\""))
  }

  @Test func depth() throws {
    let nested = { (count: Int) in
      String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    _ = try parseJSON(nested(512))
    let error = #expect(throws: JSONError.self) { try parseJSON(nested(100_000)) }
    #expect(error?.message == "nested deeper than 512 levels")
  }

  @Test func writing() throws {
    let text = #"{"b":[1,2.5,null,true],"a":"x\n\"\u0001é","c":{}}"#
    let value = try parseJSON(text)
    #expect(value.json == text)
    #expect(try parseJSON(value.prettyJSON) == value)
    #expect(Value.list([1, 2]).prettyJSON == "[\n  1,\n  2\n]")
    #expect(Value.double(.nan).json == "\"NaN\"")
    #expect(Value.double(-.infinity).json == "\"-Inf\"")
    #expect(Value.bytes([0xFF, 0]).json == "\"/wA=\"")
  }

  @Test(arguments: [
    ("007", "7"), ("+.5", "0.5"), ("-.5", "-0.5"), ("1.", "1"), ("1.e5", "1e5"), ("000", "0"),
  ])
  func decimalsAreWrittenAsJSON(written: String, expected: String) throws {
    #expect(Value.decimal(try #require(Decimal(written))).json == expected)
  }
}
