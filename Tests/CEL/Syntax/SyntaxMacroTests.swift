import CEL
import Testing

/// Macros, and calls that only look like one (cel-spec, "Macros").
struct SyntaxMacroTests {
  @Test(
    arguments: [
      ("has(a.b)", "has(a b)"), ("has(a.b.`c-d`)", "has(select(a, b) c-d)"),
      ("has((a.?b).c)", "has(?select(a, b) c)"),
      ("r.all(x, x > 0)", "all(r x if: _>_(x, 0))"), ("r.exists(x, p)", "exists(r x if: p)"),
      ("r.exists_one(x, p)", "existsOne(r x if: p)"), ("r.existsOne(x, p)", "existsOne(r x if: p)"),
      ("r.all(i, v, p)", "all(r i v if: p)"), ("r.exists(i, v, p)", "exists(r i v if: p)"),
      ("r.existsOne(i, v, p)", "existsOne(r i v if: p)"), ("r.exists_one(i, v, p)", "existsOne(r i v if: p)"),
      ("r.map(x, t)", "map(r x to: t)"), ("r.map(x, p, t)", "map(r x if: p to: t)"),
      ("r.filter(x, p)", "filter(r x if: p)"),
      ("r.transformList(i, v, t)", "transformList(r i v to: t)"),
      ("r.transformList(i, v, p, t)", "transformList(r i v if: p to: t)"),
      ("r.transformMap(k, v, t)", "transformMap(r k v to: t)"),
      ("r.transformMap(k, v, p, t)", "transformMap(r k v if: p to: t)"),
      ("r.transformMapEntry(k, v, {v: k})", "transformMapEntry(r k v to: {v: k})"),
      ("r.transformMapEntry(k, v, p, t)", "transformMapEntry(r k v if: p to: t)"),
      ("cel.bind(x, 1, x + x)", "bind(1 x in: _+_(x, x))"), ("l.sortBy(x, -x)", "sortBy(l x to: -_(x))"),
      ("o.optMap(x, x.y)", "optMap(o x to: select(x, y))"),
      ("a.?b.optFlatMap(x, x.?y)", "optFlatMap(?select(a, b) x to: ?select(x, y))"),
      ("[1].map(x, [x].map(y, x + y))", "map([1] x to: map([x] y to: _+_(x, y)))"),
      ("r.all((x), p)", "all(r x if: p)"),
    ])
  func macros(_ source: String, _ tree: String) throws { #expect(try outline(source) == tree) }

  /// Another number of arguments, a method that should be none or the other way round, or another target.
  @Test(
    arguments: [
      ("has()", "call has()"), ("has(a, b)", "call has(a, b)"), ("a.has(b.c)", "call a has(select(b, c))"),
      (".has(a.b)", "call .has(select(a, b))"),
      ("all(r, x)", "call all(r, x)"), ("r.all(x)", "call r all(x)"),
      ("r.all(x, 1, 2, 3)", "call r all(x, 1, 2, 3)"),
      ("r.map(x)", "call r map(x)"), ("r.filter(x, y, z)", "call r filter(x, y, z)"),
      ("r.transformList(x, y)", "call r transformList(x, y)"),
      ("r.transformMap(1, 2)", "call r transformMap(1, 2)"),
      ("bind(x, 1, x)", "call bind(x, 1, x)"), ("a.bind(x, 1, x)", "call a bind(x, 1, x)"),
      (".cel.bind(x, 1, x)", "call .cel bind(x, 1, x)"), ("cel.bind(x, 1)", "call cel bind(x, 1)"),
      ("o.optMap(x)", "call o optMap(x)"), ("optMap(x, y)", "call optMap(x, y)"),
    ])
  func calls(_ source: String, _ tree: String) throws { #expect(try outline(source) == tree) }

  @Test func variablesKnowTheirPlace() throws {
    guard
      case .macro(.quantifier(_, _, let variables, _)) = try ParsedExpression(parsing: "r.all(i,  v, i < v)")
        .root.kind
    else {
      Issue.record("not a quantifier")
      return
    }
    #expect(variables.map(\.range) == [6..<7, 10..<11])
  }

  @Test(
    arguments: [
      ("has(⟦a⟧)", "has() takes a field: has(value.field)", nil),
      ("has(⟦a.?b⟧)", "has() takes a field: has(value.field)", nil),
      ("has(⟦a['b']⟧)", "has() takes a field: has(value.field)", "for a key in brackets write key in value"),
      ("has(⟦has(a.b)⟧)", "has() takes a field: has(value.field)", nil),
      ("r.all(⟦x.y⟧, true)", "all() takes the name of a new variable here", "write a simple name"),
      ("r.all(⟦.x⟧, true)", "all() takes the name of a new variable here", "write a simple name"),
      ("r.exists(⟦1⟧, v, true)", "exists() takes the name of a new variable here", "write a simple name"),
      (
        "r.exists_one(i, ⟦v + 1⟧, true)", "exists_one() takes the name of a new variable here",
        "write a simple name"
      ),
      ("r.map(⟦f()⟧, 1)", "map() takes the name of a new variable here", "write a simple name"),
      ("r.filter(⟦'x'⟧, true)", "filter() takes the name of a new variable here", "write a simple name"),
      (
        "r.transformMap(k, ⟦[v]⟧, 1)", "transformMap() takes the name of a new variable here",
        "write a simple name"
      ),
      ("cel.bind(⟦a.b⟧, 1, 2)", "bind() takes the name of a new variable here", "write a simple name"),
      ("o.optMap(⟦1⟧, 2)", "optMap() takes the name of a new variable here", "write a simple name"),
      ("r.all(i, ⟦i⟧, true)", "all() cannot have two variables of the name \"i\"", nil),
    ] as [(String, String, String?)])
  func faultsOfMacros(_ marked: String, _ message: String, _ help: String?) throws {
    let (text, ranges) = try unmark(marked)
    let found = faults(text)
    #expect(found.map(\.message) == [message] && found.map(\.range) == ranges && found.map(\.help) == [help])
  }
}
