import CEL
import ProbeKit
import Testing
import Values

@Suite struct PathTests {
  @Test(
    arguments: [
      ("status", [.key("status")]), ("json.data.status", [.key("json"), .key("data"), .key("status")]),
      (#"headers["content-type"]"#, [.key("headers"), .key("content-type")]),
      (#"headers['a\'b"\\']"#, [.key("headers"), .key(#"a'b"\"#)]),
      ("rows[0].name", [.key("rows"), .index(0), .key("name")]), ("rows[-1]", [.key("rows"), .index(-1)]),
      ("_a1[\"]\"]", [.key("_a1"), .key("]")]), ("x[\"\"]", [.key("x"), .key("")]),
    ] as [(String, [ObservationPath.Step])])
  func parsing(text: String, steps: [ObservationPath.Step]) throws {
    let path = try ObservationPath(parsing: text)
    #expect(path.steps == steps)
    #expect(path.description == text)
    #expect(path.ranges.last?.upperBound == text.utf8.count)
  }

  private static let number = "between brackets stands a number or a key in quotes"
  private static let syntaxFaults: [(String, String, Range<Int>, String?)] = [
    ("", "a path is missing", 0..<0, nil),
    ("[0]", "a path begins with the name of a field of the observation", 0..<1, nil),
    ("json.", "a name should follow the point", 5..<5, nil),
    ("json.0", "a name begins with a letter or \"_\"", 5..<6, "write [0] for the place in a list"),
    (
      "json.feature-flags.x", "a name has letters, digits and \"_\"", 5..<18,
      "write [\"feature-flags\"] instead of .feature-flags"
    ),
    ("rows[x]", number, 5..<6, "write a number as in [0], or a key in quotes as in [\"content-type\"]"),
    (
      "rows[*]", number, 5..<6,
      "to judge every element, use `assert` with all(), as in rows.all(row, row.size > 0)"
    ),
    ("h[\"a", "the quote is never closed", 2..<4, nil), ("h[\"a\"", "\"]\" should stand here", 5..<5, nil),
    ("h[", "a key in quotes or a number should follow \"[\"", 2..<2, nil),
    (#"h["\q"]"#, "unknown escape in a key", 3..<5, "a backslash is written \\\\"),
    ("a b", "\".name\" or \"[...]\" should follow here", 1..<2, nil),
  ]

  @Test(arguments: syntaxFaults.indices)
  func syntaxErrors(index: Int) {
    let (text, message, range, help) = Self.syntaxFaults[index]
    let error = #expect(throws: PathSyntaxError.self) { try ObservationPath(parsing: text) }
    #expect(error?.message == message)
    #expect(error?.range == range)
    #expect(error?.help == help)
  }

  private static let rows: Value = [["name": "a"], ["name": "b"]]
  private static let fields: ValueMap = [
    "rows": rows, "value": .null, "json": ["a": ["b": 1]],
    "n": .map([.int(80): "http"]),
  ]

  @Test(
    arguments: [
      ("rows[1].name", .found("b")), ("rows[-2].name", .found("a")), ("value", .found(.null)),
      ("n[80]", .found("http")), ("rows[2].name", .absent(at: "rows[2]", owner: rows)),
      ("rows[-3]", .absent(at: "rows[-3]", owner: rows)),
      ("missing.x", .absent(at: "missing", owner: .map(fields))),
      ("json.a.b.c.d", .absent(at: "json.a.b.c", owner: 1)),
      ("value.x", .absent(at: "value.x", owner: .null)), ("rows.name", .absent(at: "rows.name", owner: rows)),
    ] as [(String, Lookup)])
  func lookup(text: String, expected: Lookup) throws {
    #expect(try ObservationPath(parsing: text).lookup(in: Self.fields) == expected)
  }

  private static let fieldTypes: [Type.Field] = [
    Type.Field("status", .int, ""), Type.Field("headers", .map(key: .string, value: .string), ""),
    Type.Field("json", .dyn, ""), Type.Field("rows", .list(.map(key: .string, value: .dyn)), ""),
    Type.Field("tls", .object([Type.Field("expires_in", .duration, "")]), ""),
  ]

  @Test(
    arguments: [
      ("status", .int), ("json.a[0].b", .dyn), ("headers.server", .string), ("rows[0].x", .dyn),
      ("tls.expires_in", .duration),
    ] as [(String, Type)])
  func types(text: String, expected: Type) throws {
    #expect(try ObservationPath(parsing: text).type(in: Self.fieldTypes) == .success(expected))
  }

  private static let typeFaultTable: [(String, String, Range<Int>, String?)] = [
    (
      "statsu", "the observation has no field `statsu`", 0..<6,
      "did you mean `status`? its fields are status, headers, json, rows, tls"
    ),
    ("tls.nope", "`tls` has no field `nope`", 3..<8, "its fields are expires_in"),
    ("status.code", "`status` is a number, which has no parts", 6..<11, nil),
    (
      "rows.name", "`rows` is a list, which has places, not keys", 4..<9,
      "write rows[0].name for its first element"
    ),
    ("tls[0]", "`tls` has keys, not places", 3..<6, "write a key, as in tls[\"key\"]"),
    (
      "headers[\"Content-Type\"]", "the names of headers are in lower case in an observation", 7..<23,
      "write headers[\"content-type\"]"
    ),
  ]

  @Test(arguments: typeFaultTable.indices)
  func typeFaults(index: Int) throws {
    let (text, message, range, help) = Self.typeFaultTable[index]
    guard case .failure(let fault) = try ObservationPath(parsing: text).type(in: Self.fieldTypes) else {
      Issue.record("no fault")
      return
    }
    #expect(fault.message == message)
    #expect(fault.range == range)
    #expect(fault.help == help)
  }
}
