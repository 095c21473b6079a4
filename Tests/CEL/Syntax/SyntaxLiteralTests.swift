import CEL
import Testing
import Values

/// Literals and what they stand for (cel-spec, "Syntax" and "String and Bytes Values").
struct SyntaxLiteralTests {
  @Test(
    arguments: [
      ("null", .null), ("true", .bool(true)), ("false", .bool(false)),
      ("0", .int(0)), ("42", .int(42)), ("007", .int(7)), ("-1", .int(-1)), ("- 1", .int(-1)),
      ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
      ("0x0", .int(0)), ("0xfF", .int(255)), ("-0x55555555", .int(-0x5555_5555)),
      ("0x7FFFFFFFFFFFFFFF", .int(.max)), ("-0x8000000000000000", .int(.min)),
      ("0u", .uint(0)), ("7U", .uint(7)), ("0xFFu", .uint(255)), ("18446744073709551615u", .uint(.max)),
      ("0xFFFFFFFFFFFFFFFFU", .uint(.max)),
      ("0.0", .double(0)), ("1.5", .double(1.5)), (".5", .double(0.5)), ("-.5", .double(-0.5)),
      ("1e3", .double(1000)), ("1E+3", .double(1000)), ("0e+0", .double(0)), ("-2.3e+1", .double(-23)),
      (".5e-1", .double(0.05)), ("1e-400", .double(0)), ("00.5", .double(0.5)),
      ("// one\n1 // two", .int(1)), ("\u{C}\t\r\n 1", .int(1)),
    ] as [(String, Value)])
  func scalars(_ source: String, _ value: Value) throws {
    #expect(try literal(source) == value)
  }

  @Test func negativeZeroKeepsItsSign() throws {
    guard case .double(let value) = try literal("-0.0") else {
      Issue.record("-0.0 is a double")
      return
    }
    #expect(value.sign == .minus)
  }

  @Test(
    arguments: [
      ("''", ""), ("\"\"", ""), ("''''''", ""), ("\"\"\"\"\"\"", ""), ("r''", ""), ("R''''''", ""),
      ("'hello'", "hello"), ("\"it's\"", "it's"), ("'say \"x\"'", "say \"x\""),
      ("'''a'b''c'''", "a'b''c"), ("\"\"\"a\"b\"\"c\"\"\"", "a\"b\"\"c"),
      ("'''a\nb\r\nc\rd'''", "a\nb\r\nc\rd"),
      (#"'\\ \? \" \' \`'"#, "\\ ? \" ' `"), (#"'\a\b\f\n\r\t\v'"#, "\u{7}\u{8}\u{C}\n\r\t\u{B}"),
      (#"'\000\012\177\377'"#, "\0\n\u{7F}\u{FF}"), (#"'\x4a\X4C\xff'"#, "JL\u{FF}"),
      (#"'\u00e9\u270c\uFFFB'"#, "\u{E9}\u{270C}\u{FFFB}"),
      (#"'\U0001F62C\U0010FFFF'"#, "\u{1F62C}\u{10FFFF}"),
      (#"'''\''''"#, "'"), (#""""\n""""#, "\n"), ("'\u{7}\t\u{B}\u{7F}'", "\u{7}\t\u{B}\u{7F}"),
      ("'\u{301}é第'", "\u{301}é第"), ("'\u{88888}'", "\u{88888}"),
      (#"r'\n\\'"#, #"\n\\"#), (#"R"\'\d""#, #"\'\d"#), (#"r'''\'x'''"#, #"\'x"#), ("r'''\n'''", "\n"),
      ("'${x} // not a comment'", "${x} // not a comment"),
    ])
  func texts(_ source: String, _ text: String) throws {
    guard case .string(let value) = try literal(source) else {
      Issue.record("\(source) is not a text")
      return
    }
    #expect(isSame(value, text), "\(source): \(value.debugDescription)")
  }

  @Test(
    arguments: [
      ("b''", []), ("b'abc'", [97, 98, 99]), ("B\"ÿ\"", [195, 191]), (#"b'\303\277'"#, [195, 191]),
      (#"b'\377\xFF\X00'"#, [255, 255, 0]), (#"b'\n\?\`'"#, [10, 63, 96]),
      ("b'''a\n'b'''", [97, 10, 39, 98]),
      (#"br'\x'"#, [92, 120]), (#"bR"\n""#, [92, 110]), (#"Rb'\u'"#, [92, 117]), (#"rB'''\'''"#, [92]),
    ] as [(String, [UInt8])])
  func bytes(_ source: String, _ bytes: [UInt8]) throws {
    #expect(try literal(source) == .bytes(bytes))
  }

  private func literal(_ source: String) throws -> Value? {
    guard case .literal(let value) = try ParsedExpression(parsing: source).root.kind else { return nil }
    return value
  }
}
