import ProbeKit
import Testing
import Values

private let fields: [FieldDescription] = [
  FieldDescription(
    "query", .string, "What is asked.", isRequired: true, interpolation: .never(instead: "use params")),
  FieldDescription("limit", .int(1...10), "How many.", defaultValue: 3),
  FieldDescription("wait", .duration, "How long.", defaultValue: "5s"),
  FieldDescription("password", .int(0...9), "A secret.", isSecret: true),
  FieldDescription(
    "tls", .object([FieldDescription("mode", .oneOf(["off", "strict"]), "How.", defaultValue: "strict")]),
    "TLS."),
]

@Suite struct FieldTests {
  private static let conforming: [(Value, FieldType, Value)] = [
    ("a", .string, "a"), ("5m", .duration, .duration(.seconds(300))),
    (.duration(.zero), .duration, .duration(.zero)), ("64Ki", .size, 65536), (100, .size, 100),
    ("https://u:p@[::1]:8443/x?y", .url, "https://u:p@[::1]:8443/x?y"), ("HTTP://h", .url, "HTTP://h"),
    (.uint(5), .int(0...9), 5), (1.5, .number, 1.5), (["1s"], .list(.duration), [.duration(.seconds(1))]),
    (["a": "1s"], .map(.duration), ["a": .duration(.seconds(1))]),
    ("x", .either([.int(0...1), .string]), "x"),
    (.null, .any, .null),
    (["mode": "off"], .object([FieldDescription("mode", .string, "")]), ["mode": "off"]),
  ]

  @Test(arguments: conforming.indices)
  func conforms(index: Int) throws {
    let (value, type, expected) = Self.conforming[index]
    #expect(try conform(value, to: type) == expected)
  }

  private typealias Fault = (value: Value, type: FieldType, path: String, message: String, help: String?)

  private static let textFaults: [Fault] = [
    (1, .string, "", "should be a string, and is an integer", "write it in quotes: \"1\""),
    (.null, .string, "", "should be a string, and is null", "give a value, or leave the key out"),
    (
      "strikt", .oneOf(["off", "strict"]), "", "should be one of off, strict, and is \"strikt\"",
      "did you mean `strict`?"
    ),
    ("", .path, "", "should be a path, and is empty or has a NUL in it", nil),
    (
      "example.com", .url, "", "should be an http or https URL",
      "write it with its scheme, as in https://example.com/health"
    ),
    (
      "ftp://h", .url, "", "should be an http or https URL",
      "write it with its scheme, as in https://example.com/health"
    ),
    (
      "http://a b", .url, "", "should be a URL, and has a space or a control character in it",
      "write a space as %20"
    ),
    ("http://", .url, "", "should be a URL with a host", nil),
    ("http://:80", .url, "", "should be a URL with a host", nil),
    ("http://h:99999/", .url, "", "should be a URL whose port is from 1 to 65535", nil),
  ]

  private static let numberFaults: [Fault] = [
    ("3", .int(0...9), "", "should be an integer from 0 to 9, and is a string", "write it without quotes"),
    (11, .int(0...9), "", "should be an integer from 0 to 9, and is 11", nil),
    (1.5, .int(0...9), "", "should be an integer from 0 to 9, and is 1.5", nil),
    (.double(.nan), .number, "", "should be a number, and is NaN", nil),
    ("yes", .bool, "", "should be true or false, and is a string", "write true, without quotes"),
    (
      5, .duration, "", "should be a duration such as 500ms, 5m or 90d, and is an integer",
      "add a unit: 5s is seconds"
    ),
    (
      "5 m", .duration, "", "should be a duration such as 500ms, 5m or 90d, and is \"5 m\"",
      "units are ns, us, ms, s, m, h, d and w"
    ),
    (
      "5X", .size, "", "should be a size such as 64Ki or 512Mi, and is \"5X\"",
      "units are B, k, M, G, T and Ki, Mi, Gi, Ti"
    ),
  ]

  /// A part of a secret would not be known as one.
  private static let longFaults: [Fault] = [
    (
      .string(long), .oneOf(["off", "on"]), "", "should be one of off, on, and is a string of 80 characters",
      nil
    ),
    (
      .string(long), .duration, "",
      "should be a duration such as 500ms, 5m or 90d, and is a string of 80 characters",
      "units are ns, us, ms, s, m, h, d and w"
    ),
    (
      .string(long), .size, "", "should be a size such as 64Ki or 512Mi, and is a string of 80 characters",
      "units are B, k, M, G, T and Ki, Mi, Gi, Ti"
    ),
    (
      Decimal(String(repeating: "7", count: 70) + ".5").map(Value.decimal) ?? .null, .int(0...9), "",
      "should be an integer from 0 to 9, and is a number of 72 characters", nil
    ),
  ]

  private static let long = String(repeating: "s3cret-t", count: 10)

  private static let nestedFaults: [Fault] = [
    (["a", 1], .list(.string), "[1]", "should be a string, and is an integer", "write it in quotes: \"1\""),
    (
      "a", .list(.string), "", "should be a list, each a string, and is a string", "put it in brackets: [...]"
    ),
    (
      ["a-b": 1], .map(.string), "[\"a-b\"]", "should be a string, and is an integer",
      "write it in quotes: \"1\""
    ),
    (
      .map([.int(80): "a"]), .map(.string), "[\"80\"]", "should be a string, being a key",
      "write it in quotes: \"80\""
    ),
    (
      true, .either([.int(0...1), .string]), "",
      "should be an integer from 0 to 1 or a string, and is a boolean", nil
    ),
    (7, .either([.string, .int(0...1)]), "", "should be an integer from 0 to 1, and is 7", nil),
    (["tls": ["mod": "off"]], .object(fields), ".tls.mod", "is not a known key", "did you mean `mode`?"),
    (["limit": 1], .object(fields), "", "lacks `query`, which is required", "What is asked."),
    (["password": 77], .object(fields), ".password", "is not an integer from 0 to 9", nil),
  ]

  private static let faultTable = textFaults + numberFaults + nestedFaults + longFaults

  @Test(arguments: faultTable.indices)
  func faults(index: Int) {
    let fault = Self.faultTable[index]
    let error = #expect(throws: FieldFault.self) { try conform(fault.value, to: fault.type) }
    #expect(error?.pathText == fault.path)
    #expect(error?.message == fault.message)
    #expect(error?.help == fault.help)
  }

  @Test func defaults() throws {
    let made = try Fields.make(from: ["query": "x", "tls": [:]], fields: fields)
    #expect(made.int("limit") == 3)
    #expect(made.duration("wait") == .seconds(5))
    #expect(made.object("tls")?.string("mode") == "strict")
    #expect(made["password"] == nil)
  }

  @Test func schema() throws {
    let schema = fields.jsonSchemaObject
    #expect(schema["required"] == ["query"])
    #expect(schema["additionalProperties"] == false)
    #expect(schema["properties"]?["query"] == ["description": "What is asked.", "type": "string"])
    let expected: Value = [
      "description": "How many.", "default": 3,
      "anyOf": [["type": "integer", "minimum": 1, "maximum": 10], ["type": "string", "pattern": #"\$\{"#]],
    ]
    #expect(schema["properties"]?["limit"] == expected)
    let plain: Value = ["type": "array", "items": ["type": "boolean"]]
    #expect(FieldType.list(.bool).jsonSchema(interpolates: false) == plain)
    #expect(FieldType.either([.string, .int(0...1)]).jsonSchema["anyOf"]?.list?.count == 2)
  }
}
