import Testing
import Values

@testable import Documents

/// Documents of each format, as values and as faults.
@Suite struct ParseDocumentTests {
  private func parsed(_ text: String, _ format: DocumentFormat) throws -> Value? {
    try parseDocument(Array(text.utf8), as: format, named: "app")
  }

  private func fault(_ text: String, _ format: DocumentFormat) -> String {
    do {
      return "no fault, but \((try parsed(text, format) ?? .null).json)"
    } catch let error as DocumentFault {
      return error.message
    } catch {
      return "\(error)"
    }
  }

  @Test func theFormatIsThatOfTheName() {
    let names: [(String, DocumentFormat?)] = [
      ("a.yaml", .yaml), ("/x/b.YML", .yaml), ("a.json", .json), ("a.b.toml", .toml), ("prod.env", .dotenv),
      ("/srv/.env", .dotenv), (".env.production", .dotenv), ("a.conf", nil), ("toml", nil),
      ("/x.json/y", nil),
    ]
    for (name, format) in names { #expect(DocumentFormat(ofFile: name) == format, "\(name)") }
  }

  @Test func yamlIsReadByTheCoreSchema() throws {
    let document = try parsed(
      "a: on\nb: &x [1, 0.1, ~, 0x10]\nc: *x\nd: 2026-01-01\ne: 18446744073709551616\n", .yaml)
    let numbers: Value = [1, 0.1, .null, 16]
    #expect(document?["a"] == "on" && document?["b"] == numbers && document?["c"] == numbers)
    #expect(document?["d"] == "2026-01-01")
    #expect(document?["e"]?.json == "18446744073709551616")
    #expect(try parsed("# nothing\n", .yaml) == nil)
    #expect(try parsed("\u{FEFF}a: 1", .yaml) == ["a": 1])
  }

  @Test func jsonKeepsItsNumbers() throws {
    #expect(
      try parsed(#"{"a": [1, 1.5, true, null], "b": 0.10000000000000001}"#, .json)?["a"] == [
        1, 1.5, true, .null,
      ])
    #expect(try parsed("{\"b\": 12345678901234567890.5}", .json)?["b"]?.json == "12345678901234567890.5")
    #expect(try parsed(" \n", .json) == nil)
  }

  @Test func tomlHasItsTypes() throws {
    let document = try parsed(
      """
      title = "T\\u00e9" # comment
      hex = 0xff
      big = 9_223_372_036_854_775_807
      ratio = 6.5e-1
      whole = 1.0
      on = true
      at = 1979-05-27T00:32:00.5-07:00
      local = 1979-05-27T07:32:00
      day = 1979-05-27
      hour = 07:32:00
      raw = 'C:\\a.b.c'
      long = \"\"\"
      a.b.c = "x"
      \"\"\"
      a.b."c.d" = [1, [2, 3], {x = 1}]
      [server]
      force_https = false
      [[peers]]
      name = "one"
      [[peers]]
      name = "two"
      """, .toml)
    let expected: [(String, Value)] = [
      ("title", "Té"), ("hex", 255), ("big", .int(.max)), ("ratio", 0.65), ("whole", 1.0), ("on", true),
      ("at", .timestamp(try #require(Timestamp(rfc3339: "1979-05-27T07:32:00.5Z")))),
      ("local", "1979-05-27T07:32:00"), ("day", "1979-05-27"), ("hour", "07:32:00"), ("raw", "C:\\a.b.c"),
      ("long", "a.b.c = \"x\"\n"), ("a", ["b": ["c.d": [1, [2, 3], ["x": 1]]]]),
      ("server", ["force_https": false]), ("peers", [["name": "one"], ["name": "two"]]),
    ]
    for (key, value) in expected { #expect(document?[key] == value, "\(key): \(document?[key]?.json ?? "")") }
    #expect(document?.map?.count == expected.count)
    #expect(try parsed("# nothing\n", .toml) == nil)
  }

  @Test func dotenvHasLines() throws {
    let document = try parsed(
      """
      # comment
      PLAIN=some value # comment
        export SPACED = "a \\"b\\"\\n\\$HOME \\d"   # comment
      SINGLE='a \\n "b" $HOME'
      EMPTY=
      HASH=a#b
      URL=postgres://u:p@h/db?x=1
      LINES="one
      two"
      export=1
      dotted.key-name=x\r
      LAST='no newline'
      """, .dotenv)
    let expected: [(String, Value)] = [
      ("PLAIN", "some value"), ("SPACED", "a \"b\"\n$HOME \\d"), ("SINGLE", "a \\n \"b\" $HOME"),
      ("EMPTY", ""),
      ("HASH", "a#b"), ("URL", "postgres://u:p@h/db?x=1"), ("LINES", "one\ntwo"), ("export", "1"),
      ("dotted.key-name", "x"), ("LAST", "no newline"),
    ]
    for (key, value) in expected { #expect(document?[key] == value, "\(key)") }
    #expect(document?.map?.count == expected.count)
    #expect(try parsed("\n# nothing", .dotenv) == nil)
  }

  @Test func aFaultHasItsPlaceAndNoValue() {
    let faults: [(DocumentFormat, String, String)] = [
      (.yaml, "a: 1\nb: 2\na: 3", "app:3:1: The key `a` stands twice in this map"),
      (.yaml, "a: hush\nb: [hush", "app:2:"),
      (.yaml, "a: !x hush", "app:1:4: a tag such as `!Ref` is not supported"),
      (.json, "{\"a\": 1,\n \"a\": 2}", "app:2:2: it is not JSON: the key \"a\" stands twice in one object"),
      (.json, "{\"a\": hush}", "app:1:7: it is not JSON: "),
      (.toml, "a = 1\na = 2", "app:2:1: it is not TOML: the key `a` stands twice"),
      (.toml, "a = hush", "app:1:5: it is not TOML: this is no string"),
      (.toml, "a = \"hush", "app:1:"),
      (.dotenv, "A=1\nB=2\nA=3", "app:3:1: the key `A` stands twice"),
      (.dotenv, "A=1\nhush hush", "app:2:1: a line should be KEY=VALUE"),
      (.dotenv, "A='hush", "app:1:3: a quote is not closed"),
      (.dotenv, "A='hush'hush", "app:1:9: something follows the closing quote"),
    ]
    for (format, text, expected) in faults {
      let message = fault(text, format)
      #expect(message.hasPrefix(expected), "\(format): \(message)")
      #expect(!message.contains("hush"), "\(message)")
    }
    for format in DocumentFormat.allCases {
      #expect(throws: DocumentFault.self) {
        try parseDocument([0x61, 0x3D, 0x22, 0xFF, 0x22], as: format, named: "app")
      }
    }
  }

  @Test func whatIsTooDeepIsRefused() {
    let deep = 100_000
    #expect(fault(String(repeating: "[", count: deep), .json).contains("nested deeper"))
    #expect(fault(String(repeating: "[", count: deep), .yaml).contains("app:1:"))
    #expect(fault("a = " + String(repeating: "[", count: deep), .toml).contains("app:1:"))
    let key = String(repeating: "a.", count: deep) + "a"
    for text in [
      "\(key) = 1", "[\(key)]", "x = {\(key) = 1}",
      "x = \(String(repeating: "{a.b.c.d.e.f.g.h = ", count: deep))",
    ] {
      #expect(fault(text, .toml).hasSuffix("nested deeper than 100 levels"), "\(text.prefix(20))")
    }
    #expect(fault("x = \"\(key)\"\ny = '''\n\(key)'''", .toml).hasPrefix("no fault"))
  }

  @Test func validYAMLThatIsNotSupportedIsNotCalledInvalid() {
    for (text, message) in [
      ("a: &x {b: 1}\nc: {<<: *x}", "`<<` is not supported, since YAML 1.2 has no merge keys"),
      ("a: !Ref b", "a tag such as `!Ref` is not supported"),
    ] {
      let fault = #expect(throws: DocumentFault.self) {
        try parseDocument(Array(text.utf8), as: .yaml, named: "a.yaml")
      }
      #expect(fault?.message.hasSuffix(": \(message)") == true, "\(fault?.message ?? "")")
    }
  }
}
