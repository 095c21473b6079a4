import CEL
import Testing
import Values

/// What must not take long or much memory, however little text asks for it.
struct CostTests {
  /// Texts and lists that double: 32 MB and a million elements from a few hundred characters.
  private static func doubled(_ start: String, _ times: Int, _ body: String) -> String {
    (0..<times).reversed().reduce(body) { "cel.bind(s\($1 + 1), s\($1) + s\($1), \($0))" }
      .wrapped("cel.bind(s0, \(start), ", ")")
  }

  /// Lists that hold the list before many times.
  private static func shared(_ start: String, _ times: Int, _ body: String) -> String {
    (0..<times).reversed().reduce(body) { "cel.bind(s\($1 + 1), [s\($1), s\($1)], \($0))" }
      .wrapped("cel.bind(s0, \(start), ", ")")
  }

  private static let hundredBytes = "'" + String(repeating: "0123456789", count: 10) + "'"
  private static let loop = "lists.range(40000)"
  private static let manyTerms = Array(repeating: "true", count: 5000).joined(separator: " && ")

  @Test(arguments: [
    "lists.range(5000000)", "lists.range(900000).map(x, lists.range(900000))",
    "lists.range(1000).map(x, lists.range(1000).map(y, lists.range(1000)))",
    "lists.range(1000).all(x, lists.range(1000).all(y, lists.range(1000).all(z, true)))",
    "\(loop).exists(x, \(manyTerms.replacing("true", "false"))) && \(loop).all(x, \(manyTerms))",
    "\(loop).all(x, \(manyTerms))",
    "\(loop).all(x, x + 1 - 1 + 1 - 1 + 1 - 1 + 1 - 1 > -5)",
    "\(loop).all(x, x < 0 ? false : x < 0 ? false : true)",
    "cel.bind(m, {'a': {'b': {'c': true}}}, \(loop).all(x, m.a.b.c && m.a.b.c))",
    "\(loop).map(x, [x, x])", "\(loop).transformMap(i, v, {i: v}) == {}",
    "\(loop).exists(x, 1 / 0 > 0 && 1 / 0 > 0)",
    doubled(hundredBytes, 40, "s40"), doubled("[1]", 40, "size(s40)"),
    doubled("b'0123456789'", 40, "s40 == s40"),
    shared("[1]", 60, "s60"), shared("[1]", 60, "s60 == s59 + [] || s60 == s60"),
    shared("[]", 60, "size(s60.flatten(90))"),
    shared("[1]", 60, "'%s'.format([s60])"), shared("[1]", 60, "sets.contains(s60, s60)"),
    shared("[1]", 60, "[s60, s60].distinct()"), shared("[1]", 60, "s60 in [s60]"),
    shared("{'a': 1}", 60, "{'x': s60} == {'x': s60}"), shared("optional.of(1)", 60, "optional.of(s60)"),
    shared("[1]", 60, "optional.of(s60) == optional.of(s60)"),
    doubled(hundredBytes, 14, "\(loop).all(x, s14 == s14)"),
    doubled(hundredBytes, 14, "\(loop).all(x, s14 <= s14)"),
    doubled("b\(hundredBytes)", 14, "\(loop).all(x, s14 == s14)"),
    doubled("b\(hundredBytes)", 14, "\(loop).all(x, s14 <= s14)"),
    doubled("b\(hundredBytes)", 14, "\(loop).exists(x, s14 in [s13, s14 + b'1'])"),
    doubled(hundredBytes, 14, "cel.bind(m, {s14: 1}, \(loop).all(x, m[s14] == 1))"),
    doubled(hundredBytes, 14, "cel.bind(m, {s14: 1}, \(loop).all(x, s14 in m))"),
    doubled(hundredBytes, 14, "\(loop).all(x, {s14: 1} != {})"),
    doubled(hundredBytes, 14, "\(loop).all(x, {'a': s14}.transformMapEntry(k, v, {v: k}) != {})"),
    doubled(hundredBytes, 14, "\(loop).exists(x, {s14: 1, s14: 2} == {})"),
    doubled(hundredBytes, 14, "\(loop).all(x, int(s14) == 1)"),
    doubled(hundredBytes, 14, "\(loop).all(x, uint(s14) == 1u)"),
    doubled(hundredBytes, 14, "\(loop).all(x, double(s14) == 1.0)"),
    doubled(hundredBytes, 14, "\(loop).all(x, timestamp(s14) == timestamp(0))"),
    doubled(hundredBytes, 14, "\(loop).all(x, duration(s14) == duration('1s'))"),
    doubled(hundredBytes, 14, "\(loop).all(x, isIP(s14) || !isIP(s14))"),
    doubled(hundredBytes, 14, "\(loop).all(x, isQuantity(s14) || true)"),
    doubled(hundredBytes, 14, "\(loop).all(x, size(s14) > 0)"),
    doubled(hundredBytes, 14, "\(loop).map(x, s14)"),
    doubled(hundredBytes, 14, "\(loop).transformMap(i, v, s14)"),
    doubled(hundredBytes, 14, "\(loop).all(x, s14.startsWith(s14))"),
    doubled(hundredBytes, 14, "'%s'.format([\(loop).map(x, s14)])"),
    doubled(hundredBytes, 14, "\(loop).map(x, s14).join()"),
    doubled("'aaaaaaaaaaaaaaaaaaaa'", 14, "s14.replace('a', s14)"),
    doubled("'aaaaaaaaaaaaaaaaaaaa'", 14, "s14.replace('', s14)"),
    doubled(hundredBytes, 17, "s17.replace('', s17)"), doubled(hundredBytes, 17, "s17.split('')"),
    doubled("'%1000.1000f'", 14, "s14.format(\(loop).map(x, 1.0))").replacing("%1000.", "%."),
    doubled("'a'", 20, "\(loop).exists(x, s20.matches('(a|b)*c'))"),
    "\(loop).exists(x, 'b'.matches('^(a{1,500}){1,2}$'))",
    "\(loop).exists(x, 'a'.matches('[' + string(x)))", doubled("'ab'", 16, "regex.replace(s16, 'a', s16)"),
    doubled("'ab'", 22, "regex.extractAll(s22, '')"),
  ])
  func tooExpensive(_ source: String) throws {
    let program = Program(try ParsedExpression(parsing: source), in: ExpressionEnvironment())
    do {
      let value = try program.evaluate(budget: Budget(100_000)) { _ in nil }.value
      Issue.record("it has a value: \(value.kindName)")
    } catch {
      #expect(error.kind == .tooExpensive, "\(error.message)")
    }
  }

  @Test(arguments: ["lists.range(10000001)", "lists.range(9223372036854775807)", "lists.range(-1)"])
  func listsOfNoLength(_ source: String) throws {
    #expect(try error(of: source)?.kind == .invalid)
  }

  @Test(arguments: [
    ("\(manyTerms)", 10_000), ("lists.range(10000).all(x, x >= 0 && x < 10000)", 100_000),
    ("'%s'.format([lists.range(1000)]).size() > 0", 10_000),
  ])
  func whatIsUsualIsCheap(_ source: String, _ budget: Int) throws {
    let program = Program(try ParsedExpression(parsing: source), in: ExpressionEnvironment())
    #expect(try program.evaluate(budget: Budget(budget)) { _ in nil }.value == true)
    #expect(throws: EvaluationError(.tooExpensive, "the expression costs more than it may")) {
      try program.evaluate(budget: Budget(100)) { _ in nil }
    }
  }
}

extension String {
  fileprivate func wrapped(_ start: String, _ end: String) -> String { start + self + end }

  /// With every occurrence of a part replaced.
  fileprivate func replacing(_ part: String, _ other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}
