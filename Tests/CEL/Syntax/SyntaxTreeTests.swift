import CEL
import Testing

/// Which tree an expression is (cel-spec, "Syntax").
struct SyntaxTreeTests {
  @Test(
    arguments: [
      ("1 + 2 * 3", "_+_(1, _*_(2, 3))"),
      ("(1 + 2) * 3", "_*_(_+_(1, 2), 3)"),
      ("1 - 2 - 3", "_-_(_-_(1, 2), 3)"),
      ("8 / 4 % 3 * 2", "_*_(_%_(_/_(8, 4), 3), 2)"),
      ("a < b == c != d", "_!=_(_==_(_<_(a, b), c), d)"),
      ("a <= b + 1", "_<=_(a, _+_(b, 1))"),
      ("a >= b", "_>=_(a, b)"), ("a > b", "_>_(a, b)"),
      ("a in b in c", "@in(@in(a, b), c)"), ("1in[2]", "@in(1, [2])"), ("'x'in y", "@in('x', y)"),
      ("a || b && c", "_||_(a, _&&_(b, c))"),
      ("a && b || c && d", "_||_(_&&_(a, b), _&&_(c, d))"),
      ("a && b == c", "_&&_(a, _==_(b, c))"),
      ("a ? b : c ? d : e", "_?_:_(a, b, _?_:_(c, d, e))"),
      ("a || b ? c && d : e", "_?_:_(_||_(a, b), _&&_(c, d), e)"),
      ("a ? (b ? c : d) : e", "_?_:_(a, _?_:_(b, c, d), e)"),
      ("(a ? b : c) ? d : e", "_?_:_(_?_:_(a, b, c), d, e)"),
    ])
  func precedence(_ source: String, _ tree: String) throws { #expect(try outline(source) == tree) }

  /// The trees are those of cel-go, which evaluate in the same order.
  @Test(
    arguments: [
      ("a && b && c", "_&&_(_&&_(a, b), c)"),
      ("a && b && c && d", "_&&_(_&&_(a, b), _&&_(c, d))"),
      ("a || b || c || d || e", "_||_(_||_(_||_(a, b), c), _||_(d, e))"),
      ("a && (b && c)", "_&&_(a, _&&_(b, c))"),
      ("(a && b) && c && d", "_&&_(_&&_(_&&_(a, b), c), d)"),
      ("a || b && c && d || e", "_||_(_||_(a, _&&_(_&&_(b, c), d)), e)"),
    ])
  func chainsAreBalanced(_ source: String, _ tree: String) throws { #expect(try outline(source) == tree) }

  @Test(
    arguments: [
      ("!a", "!_(a)"), ("!!a", "a"), ("!!!a", "!_(a)"), ("!(!a)", "!_(!_(a))"), ("!a.b", "!_(select(a, b))"),
      ("-a", "-_(a)"), ("--a", "a"), ("---a", "-_(a)"), ("-a.b", "-_(select(a, b))"), ("!-1", "!_(-1)"),
      ("--5", "5"), ("-(5)", "-_(5)"), ("-5.f()", "call -5 f()"), ("-(5.f())", "-_(call 5 f())"),
      ("-1u", "-_(1u)"),
      ("1-1", "_-_(1, 1)"), ("1 - -1", "_-_(1, -1)"), ("a-1", "_-_(a, 1)"), ("a - -b", "_-_(a, -_(b))"),
      ("-a * b", "_*_(-_(a), b)"), ("!a && b", "_&&_(!_(a), b)"),
    ])
  func signs(_ source: String, _ tree: String) throws { #expect(try outline(source) == tree) }

  @Test(
    arguments: [
      ("a.b.c", "select(select(a, b), c)"), (".a.b", "select(.a, b)"), ("a .\n b", "select(a, b)"),
      ("a.?b", "?select(a, b)"), ("a[0]", "index(a, 0)"), ("a[?0].b", "select(?index(a, 0), b)"),
      ("a[b[c]]", "index(a, index(b, c))"), ("a.`b-c/d.e f`", "select(a, b-c/d.e f)"),
      ("a.?`in`", "?select(a, in)"), ("a.if.for", "select(select(a, if), for)"), ("1.f", "select(1, f)"),
      ("f()", "call f()"), (".f(1)", "call .f(1)"), ("f(a, b + 1)", "call f(a, _+_(b, 1))"),
      ("a.f()", "call a f()"), ("a.while(1).g", "select(call a while(1), g)"),
      ("'x'.size()", "call 'x' size()"),
      ("optional.of(1)", "call optional of(1)"), ("(a).b(c)[d]", "index(call a b(c), d)"),
      ("_a1.__b", "select(_a1, __b)"),
    ])
  func members(_ source: String, _ tree: String) throws { #expect(try outline(source) == tree) }

  @Test(
    arguments: [
      ("[]", "[]"), ("[1, a]", "[1, a]"), ("[1, 2,]", "[1, 2]"), ("[?a, b]", "[?a, b]"), ("[[]]", "[[]]"),
      ("[a ? b : c]", "[_?_:_(a, b, c)]"),
      ("{}", "{}"), ("{1: 2}", "{1: 2}"), ("{'a': 1, ?b: c,}", "{'a': 1, ?b: c}"),
      ("{a ? b : c : d ? e : f}", "{_?_:_(a, b, c): _?_:_(d, e, f)}"), ("{1: {2: 3}}", "{1: {2: 3}}"),
      ("T{}", "message T{}"), ("a.b.T{x: 1, ?y: 2,}", "message a.b.T{'x': 1, ?'y': 2}"),
      (".a.T{`x-y`: 1, if: 2}", "message .a.T{'x-y': 1, 'if': 2}"),
      ("T{x: 1}.x", "select(message T{'x': 1}, x)"),
    ])
  func aggregates(_ source: String, _ tree: String) throws { #expect(try outline(source) == tree) }

  /// A node is where it is written, without the parentheses around it; what it is a part of includes these.
  @Test(
    arguments: [
      (" a + (b) * c // d", ["a + (b) * c", "a", "(b) * c", "b", "c"]),
      ("(a + b) * c", ["(a + b) * c", "a + b", "a", "b", "c"]),
      ("-f( x )", ["-f( x )", "f( x )", "x"]), ("!!(x)", ["x"]), ("a - - 5", ["a - - 5", "a", "- 5"]),
      ("a.?b.c(1)[0]", ["a.?b.c(1)[0]", "a.?b.c(1)", "a.?b", "a", "1", "0"]),
      ("'é' == [ .x ]", ["'é' == [ .x ]", "'é'", "[ .x ]", ".x"]),
      ("(x) ? y : (z)", ["(x) ? y : (z)", "x", "y", "z"]),
      ("a && (b) && c", ["a && (b) && c", "a && (b)", "a", "b", "c"]),
      ("r.all(x, x.y)", ["r.all(x, x.y)", "r", "x.y", "x"]),
      ("cel.bind(x, 1, x)", ["cel.bind(x, 1, x)", "1", "x"]),
      ("a.T{b: 1}", ["a.T{b: 1}", "b", "1"]), ("{ 'k' : 1 }", ["{ 'k' : 1 }", "'k'", "1"]),
    ])
  func ranges(_ source: String, _ texts: [String]) throws {
    let root = try ParsedExpression(parsing: source).root
    let bytes = Array(source.utf8)
    #expect(root.all.map { String(decoding: bytes[$0.range], as: UTF8.self) } == texts)
  }

  @Test func idsAreDistinctAndBelowTheCount() throws {
    let parsed = try ParsedExpression(
      parsing: "[1, 2].map(x, x > 1, f(x.y)[0]) == [] && has(a.b) || {1: -2}.c ? d : !e")
    let ids = parsed.root.all.map(\.id)
    #expect(Set(ids).count == ids.count && ids.allSatisfy { (0..<parsed.nodeCount).contains($0) })
  }
}

extension Expr {
  /// It and all nodes below it, each before those below.
  fileprivate var all: [Expr] { [self] + children.flatMap(\.all) }

  /// The nodes right below it.
  fileprivate var children: [Expr] {
    switch kind {
    case .literal, .identifier: []
    case .select(let operand, _, _): [operand]
    case .index(let operand, let index, _): [operand, index]
    case .operation(_, let operands): operands
    case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
    case .list(let elements): elements.map(\.value)
    case .map(let entries), .message(_, let entries): entries.flatMap { [$0.key, $0.value] }
    case .macro(.has(let operand, _)): [operand]
    case .macro(.quantifier(_, let range, _, let predicate)): [range, predicate]
    case .macro(.list(_, let range, _, let filter, let transform)):
      [range] + [filter, transform].compactMap { $0 }
    case .macro(.map(let range, _, let filter, let transform)),
      .macro(.mapEntries(let range, _, let filter, let transform)):
      [range, transform] + [filter].compactMap { $0 }
    case .macro(.sorted(let range, _, let key)): [range, key]
    case .macro(.bind(_, let value, let body)): [value, body]
    case .macro(.optional(_, let target, _, let body)): [target, body]
    }
  }
}
