import Testing
import YAMLSyntax

/// The type of every form of scalar, by the core schema.
@Suite struct ScalarTests {
  @Test(
    arguments: [
      // Null.
      ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", .string),
      ("nil", .string), ("none", .string), ("~~", .string),
      // Booleans; the words of YAML 1.1 are strings.
      ("true", .bool(true)), ("True", .bool(true)), ("TRUE", .bool(true)), ("tRUE", .string),
      ("TRue", .string),
      ("false", .bool(false)), ("False", .bool(false)), ("FALSE", .bool(false)), ("fALSE", .string),
      ("on", .string), ("On", .string), ("off", .string), ("yes", .string), ("Yes", .string), ("no", .string),
      ("NO", .string), ("y", .string), ("n", .string), ("N", .string), ("t", .string),
      // Whole numbers.
      ("0", .int(0)), ("-0", .int(0)), ("+1", .int(1)), ("-1", .int(-1)), ("017", .int(17)),
      ("0o17", .int(15)),
      ("0x1F", .int(31)), ("0xff", .int(255)), ("0o18", .string), ("0xg", .string), ("0x", .string),
      ("0o", .string), ("-0x1F", .string), ("+0o17", .string), ("0X1F", .string), ("0O17", .string),
      ("0b1", .string), ("1_000", .string), ("1,000", .string), ("--1", .string), ("+", .string), ("-", nil),
      ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
      ("9223372036854775808", .bigInteger("9223372036854775808")),
      ("+9223372036854775808", .bigInteger("9223372036854775808")),
      ("-9223372036854775809", .bigInteger("-9223372036854775809")),
      ("000018446744073709551616", .bigInteger("18446744073709551616")),
      ("0x10000000000000000", .bigInteger("18446744073709551616")),
      ("0o2000000000000000000000", .bigInteger("18446744073709551616")),
      ("0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", .bigInteger("340282366920938463463374607431768211455")),
      // Numbers.
      ("1e3", .float(1000)), ("1E3", .float(1000)), ("1e+3", .float(1000)), ("12e-1", .float(1.2)),
      ("1.", .float(1)), (".5", .float(0.5)), ("-.5", .float(-0.5)), ("+.5", .float(0.5)),
      ("1.5", .float(1.5)),
      ("1.e2", .float(100)), ("0.1", .float(0.1)), ("1e-400", .float(0)), (".", .string), ("..", .string),
      (".e3", .string), ("e3", .string), ("1e", .string), ("1e+", .string), ("1e3.5", .string),
      ("1.2.3", .string), ("1.5m", .string), ("5m", .string), ("-.", .string), ("0x1.8p1", .string),
      (".inf", .float(.infinity)), ("-.inf", .float(-.infinity)), ("+.inf", .float(.infinity)),
      (".Inf", .float(.infinity)), ("-.Inf", .float(-.infinity)), (".INF", .float(.infinity)),
      (".iNF", .string), ("inf", .string), ("Infinity", .string), ("nan", .string), ("NaN", .string),
      ("+.nan", .string), (".nAN", .string), (".Nan", .string), (".infinity", .string),
      // What other schemas take for dates and times.
      ("2026-01-01", .string), ("2026-01-01T00:00:00Z", .string), ("12:30:45", .string), ("1:2", .string),
      // Quotes and blocks make strings.
      ("\"\"", .string), ("''", .string), ("\"null\"", .string), ("'true'", .string), ("\"1\"", .string),
      ("'1.5'", .string), ("'~'", .string), ("|\n  1", .string), (">\n  true", .string),
      ("|-\n  null", .string),
      // Core tags decide.
      ("!!str 1", .string), ("!!str", .string), ("!!str null", .string), ("!!int 5", .int(5)),
      ("!!int '5'", .int(5)), ("!!int \"0x10\"", .int(16)), ("!!float 1", .float(1)),
      ("!!float .5", .float(0.5)),
      ("!!float '1e3'", .float(1000)), ("!!bool true", .bool(true)), ("!!bool \"false\"", .bool(false)),
      ("!!null", .null), ("!!null ''", .null), ("!!null ~", .null), ("!<tag:yaml.org,2002:int> 7", .int(7)),
    ] as [(String, Scalar.Value?)])
  func type(of text: String, is expected: Scalar.Value?) throws {
    let parsed = Parsed("key: \(text)\n")
    let scalar = parsed.root?["key"]?.scalar
    #expect(scalar?.value == expected, "\(text)")
    #expect(expected == nil || parsed.codes.isEmpty, "\(parsed.rendered)")
  }

  @Test(arguments: [".nan", ".NaN", ".NAN"])
  func notANumber(text: String) throws {
    guard case .float(let value) = Parsed(text).root?.scalar?.value else {
      Issue.record("\(text) is no float")
      return
    }
    #expect(value.isNaN)
  }

  @Test func kindNames() {
    let kinds = ["[]", "{}", "x", "1", "1.5", "true", "null", "99999999999999999999"].map {
      Parsed($0).root?.kindName
    }
    let names = ["a list", "a map", "a string", "an integer", "a number", "a boolean", "null", "an integer"]
    #expect(kinds == names)
  }

  @Test func accessors() throws {
    let root = try #require(Parsed("a: x\nb: [1, 2]\nc: {d: 'e'}\n5: five\n").root)
    #expect(root["a"]?.string == "x")
    #expect(root["b"]?.sequence?.count == 2)
    #expect(root["b"]?.sequence?.first?.string == nil)
    #expect(root["c"]?["d"]?.scalar?.style == .singleQuoted)
    #expect(root["5"]?.string == "five")
    #expect(root["missing"] == nil)
    #expect(root["a"]?["b"] == nil)
    #expect(root.mapping?.count == 4)
    #expect(root.scalar == nil)
  }
}
