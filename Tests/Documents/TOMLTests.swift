import TestEnvironment
import Testing
import Values

@testable import Documents

/// TOML as Python's `tomllib` reads it, what is sound and what is not.
@Suite(.timeLimit(.minutes(1))) struct TOMLTests {
  /// Reads documents that bytes of 1 part, and writes each as JSON, or `fault`. What JSON has no form of is text.
  private static let oracle = """
    import sys, json, tomllib, math
    def shown(value):
        if isinstance(value, dict): return {key: shown(inner) for key, inner in value.items()}
        if isinstance(value, list): return [shown(inner) for inner in value]
        if isinstance(value, float) and not math.isfinite(value): return str(value)
        if isinstance(value, (str, int, float)): return value
        if getattr(value, 'tzinfo', None) is not None: return value.timestamp()
        return value.isoformat()
    for text in sys.stdin.buffer.read().decode().split(chr(1)):
        try:
            print(json.dumps(shown(tomllib.loads(text))))
        except tomllib.TOMLDecodeError: print('"fault"')
    """

  @Test func anArrayOfTablesGrowsInItsPlace() throws {
    let count = 100_000
    let text = String(repeating: "[[a]]\n", count: count)
    let document = try parseDocument(Array(text.utf8), as: .toml, named: "many")
    #expect(document?["a"]?.list?.count == count)
  }

  private static let documents = [
    "a = 1\nb.c = 2\n[d]\nx = 1\n[d.e]\n[[f]]\ng = 1\n[[f]]\n[f.h]\ni = 2", "[a]\nb = 1\n[a]",
    "[a.b]\n[a]\nc = 1",
    "[a]\n[a.b]\n[a]", "a.b = 1\na.c = 2", "a.b = 1\n[a]", "[a]\nb.c = 1\n[a.b]",
    "[a]\nb.c = 1\n[a.b.d]\ne = 1",
    "[a.b.c]\nz = 9\n[a]\nb.c.t = 1", "[a.b.c]\nz = 9\n[a]\nb.t = 1", "[a.b.c]\n[a]\nb.t = 1\n[a.b]",
    "a = {b = 1}\n[a.c]", "a = {b = 1}\na.c = 2", "a = {b.c = 1, b.d = 2}", "a = {b = 1, b = 2}",
    "a = {b = 1,}", "a = {\n}",
    "a = {b = {c = 1}, b.d = 2}", "a = [1]\n[[a]]", "[[a]]\n[a]", "[a]\n[[a]]",
    "[[a.b]]\n[a]\nc = 1\n[[a.b]]", "a = 1\n[a.b]",
    "[[a]]\n[a.b]\n[[a]]\n[a.b]", "[[a]]\n[a.b]\n[a.b]", "a = 1\na.b = 2", "\"a.b\".'c d' = 1", "a . b = 1",
    "a. = 1", ".a = 1", "= 1",
    "'' = 1", "\"\" = 1", "a", "a =", "a = 1 b = 2", "a = 1 # c", "# \u{0000}", "a = [1, 2, ]", "a = [,]",
    "a = [1 2]", "a = [\n1, # c\n2\n]",
    "a = [1, 'x', [true], {b = 1}]", "[a", "[[a]", "[]", "[a]]", "[ a . 'b' ]\nc = 1", "[a] b = 1",
    "a = \"\\u00e9\\U0001F600\\t\\\\\\\"\"",
    "a = \"\\x41\"", "a = \"\\ud800\"", "a = \"\\e\"", "a = 'x\\y'", "a = 'x'y'", "a = \"x\ny\"",
    "a = \"\"\"\nx\ny\"\"\"", "a = \"\"\"\r\nx\r\ny\"\"\"",
    "a = \"\"\"x \\\n   \n  y\"\"\"", "a = \"\"\"x \\ z\"\"\"", "a = \"\"\"\"q\"\"\"\"",
    "a = \"\"\"q\"\"\"\"\"", "a = \"\"\"q\"\"\"\"\"\"", "a = '''x''y''''",
    "a = '''x", "a = \"\"", "a = ''''''", "\"\"\"a\"\"\" = 1", "a = 0", "a = +0", "a = -0", "a = 01",
    "a = +99", "a = 1_000", "a = 1__0", "a = _1", "a = 1_",
    "a = 0xDEAD_beef", "a = 0o755", "a = 0b11", "a = 0x", "a = -0x1", "a = 0x-1", "a = 0o8", "a = 0XA",
    "a = 9223372036854775807", "a = -9223372036854775808",
    "a = 1.5", "a = .5", "a = 5.", "a = 1.e5", "a = 1e5", "a = 1E+05", "a = 6.626e-34", "a = 1_0.0_1",
    "a = 1._0", "a = 1e_5", "a = 00.5", "a = -0.0", "a = inf",
    "a = -inf", "a = nan", "a = Inf", "a = true", "a = True", "a = false", "a = tru", "a = 1979-05-27",
    "a = 1979-05-27T07:32:00", "a = 1979-05-27 07:32:00",
    "a = 1979-05-27T07:32:00Z", "a = 1979-05-27 07:32:00-07:00", "a = 1979-05-27T00:32:00.25+01:30",
    "a = 07:32:00", "a = 07:32", "a = 25:00:00", "a = 1979-02-30",
    "a = 1979-13-01", "a = 1979-05-27T", "a = 1979-05-27T07", "a = 1979-05-27 # c",
    "a = 1979-05-27  07:32:00", "a = 07:32:00.500000", "a = 1979-5-27", "a = 1\r\nb = 2",
    "a = 1\rb = 2", "a\n= 1", "a = \n1", "\u{00e9} = 1", "'\u{00e9}' = 1", "a = \u{00e9}", "a = '\u{0007}'",
    "a = '\t'", "a-b_1 = 1", "1.2 = 3", "true = 1", "",
    "a = \"\u{007f}\"", "a = {b = [1,\n2]}", "a = {b = 1 # c\n}", "a.b.c = 1\na.b.d = 2\na.e = 3",
    "a.b = 1\na.b.c = 2", "[a.b]\nc.d = 1\n[a]\nb.e = 1",
  ]

  @Test func pythonReadsTheSame() async throws {
    let directory = try TemporaryDirectory()
    let input = try directory.write(Self.documents.joined(separator: "\u{1}"), to: "input")
    let script = try directory.write(Self.oracle, to: "oracle.py")
    let result = try await runCommand(["sh", "-c", "exec python3 \(script) <\(input)"])
    let answers = result.stdout.split(separator: "\n").map(String.init)
    try #require(answers.count == Self.documents.count, "\(result.stderr)")
    for (text, answer) in zip(Self.documents, answers) {
      let document = Result { try parseDocument(Array(text.utf8), as: .toml, named: "x") }
      let read = (try? document.get().map(Self.shown) ?? [:]) ?? "fault"
      let expected = try parseJSON(answer)
      #expect(read.isEqual(to: expected), "\(text): \(read.json), and for Python \(answer)")
    }
  }

  /// As the oracle shows it.
  private static func shown(_ value: Value) -> Value {
    switch value {
    case .double(let number) where number.isNaN: "nan"
    case .double(let number) where number.isInfinite: number > 0 ? "inf" : "-inf"
    case .timestamp(let moment): .double(Double(moment.seconds) + Double(moment.nanoseconds) / 1e9)
    case .list(let elements): .list(elements.map(shown))
    case .map(let entries): .map(ValueMap(entries.map { ($0.key, shown($0.value)) }))
    default: value
    }
  }

  @Test func manyElementsOfAnArrayOfTablesAreRead() throws {
    let text = (0..<20_000).map { "[[a]]\nn = \($0)\n" }.joined()
    let document = try parseDocument(Array(text.utf8), as: .toml, named: "many.toml")
    #expect(document?["a"]?.list?.count == 20_000 && document?["a"]?.list?.last?["n"] == 19_999)
  }
}
