import CEL
import Testing
import Values

/// What macros come to, and what they tell of empty ranges and of variables.
struct MacroTests {
  @Test(
    arguments: [
      ("[].all(x, 1 / 0 > 0)", true), ("[].exists(x, true)", false), ("[].exists_one(x, true)", false),
      ("[].map(x, 1 / 0)", []), ("{}.all(k, v, false)", true), ("[].transformMap(i, v, v)", [:]),
      ("[1, 2, 3].all(x, x > 0)", true), ("[1, 2, 3].exists_one(x, x > 2)", true),
      ("[1, 2, 3].existsOne(x, x > 1)", false), ("[1, 2, 3].map(x, x > 1, x * 2)", [4, 6]),
      ("[1, 2, 3].filter(x, x != 2)", [1, 3]), ("{'a': 1, 'b': 2}.map(k, k)", ["a", "b"]),
      ("{'a': 1, 'b': 2}.filter(k, k != 'a')", ["b"]), ("{'a': 1}.all(k, v, k == 'a' && v == 1)", true),
      ("[5, 6].all(i, v, v == i + 5)", true), ("[5, 6].exists(i, v, i == 1 && v == 6)", true),
      ("[5, 6].existsOne(i, v, i < 2)", false), ("[5, 6].transformList(i, v, i * v)", [0, 6]),
      ("[5, 6].transformList(i, v, i > 0, v)", [6]), ("{'a': 1}.transformList(k, v, k)", ["a"]),
      ("{'a': 1, 'b': 2}.transformMap(k, v, v + 1)", ["a": 2, "b": 3]),
      ("{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v)", ["b": 2]),
      ("[5].transformMap(i, v, v) == {0: 5}", true),
      ("{'a': 'x', 'b': 'y'}.transformMapEntry(k, v, {v: k})", ["x": "a", "y": "b"]),
      ("{'a': 1, 'b': 2}.transformMapEntry(k, v, v > 1, {k: v, 'c': v})", ["b": 2, "c": 2]),
      ("[1].transformMapEntry(i, v, {})", [:]),
      ("[3, 1, 2].sortBy(x, -x)", [3, 2, 1]), ("[].sortBy(x, 1 / 0)", []),
      (
        "[{'n': 'b', 'v': 1}, {'n': 'a', 'v': 1}, {'n': 'c', 'v': 0}].sortBy(r, r.v).map(r, r.n)",
        ["c", "b", "a"]
      ),
      ("cel.bind(x, 2, cel.bind(y, x * x, x + y))", 6),
      ("[1, 2].map(x, [3, 4].map(y, x * y))", [[3, 4], [6, 8]]),
      ("[1, 2].map(x, cel.bind(y, x + 1, [y].map(z, x + y + z)))", [[5], [8]]),
      ("[[1], []].map(x, x.all(y, y > 1))", [false, true]),
      ("[1, 2].filter(x, [2, 3].exists(x, x == 3) && x == 2)", [2]),
    ] as [(String, Value)])
  func values(_ source: String, _ wanted: Value) throws {
    #expect(try value(of: source) == wanted)
  }

  @Test(
    arguments: [
      ("object.items.all(x, true)", ["object.items"]), ("[].all(x, true)", []), ("other.all(x, true)", []),
      ("object.items.exists(x, true)", []), ("object.full.all(x, x > 0)", []),
      ("object.full.filter(x, x > 5).all(x, true)", ["object.full.filter(x, x > 5)"]),
      ("object.items.map(x, x.y).all(y, y)", ["object.items.map(x, x.y)"]),
      ("cel.bind(i, object.items, i.all(x, true))", ["i"]),
      ("cel.bind(i, [1].filter(x, x > 5), i.all(x, true))", []),
      ("object.nested.all(n, n.all(x, true))", ["n"]),
      ("[[], []].all(n, n.all(x, true))", []),
      ("object.items.all(x, true) && object.none.all(x, true)", ["object.items", "object.none"]),
      ("object.items.all(x, true) || object.none.all(x, true)", ["object.items"]),
      ("object.none.all(k, v, false)", ["object.none"]),
      ("object.?absent.orValue([]).all(x, true)", ["object.?absent.orValue([])"]),
      ("object.?items.optMap(i, i.all(x, true)).value()", ["i"]),
      ("[[]].map(object, object).all(x, true)", []), ("[[]].all(object, object.all(x, true))", []),
      ("[1].filter(x, x in object.items).all(x, true)", ["[1].filter(x, x in object.items)"]),
      ("a.rows.all(x, true)", ["a.rows"]), ("a.other.all(x, true)", []),
      ("[1].all(x, object.items.all(y, true))", ["object.items"]),
      ("object.items.transformMap(i, v, v).all(k, true)", ["object.items.transformMap(i, v, v)"]),
      ("object.items.all(x, true) == object.items.all(x, true)", ["object.items"]),
    ] as [(String, [String])])
  func emptyRanges(_ source: String, _ wanted: [String]) throws {
    let object: Value = ["items": [], "none": [:], "full": [1, 2], "nested": [[], [1], []]]
    let variables: [String: Value] = ["object": object, "other": [], "a.rows": [], "a.other": []]
    let found = try result(of: source, variables, watching: ["object", "a.rows"])
    #expect(found.emptyRanges == wanted)
  }

  @Test(
    arguments: [
      ("a + a * a", ["a"]), ("a == 1 || b == 2", ["a"]), ("a == 2 || b == 2", ["a", "b"]),
      ("true || a == 1", []), ("a > 0 ? a : b", ["a"]), ("[1, 2, 3].all(x, x + a > 0)", ["a"]),
      ("[].all(x, a > 0)", []), ("b == 1 && a == 1", ["b"]), ("has(m.x) && m.x == a", ["m"]),
      ("absent == 1 || absent == 2 || true", ["absent"]),
      ("[1, 2].exists(x, absent == x) || a == 1", ["absent", "a"]),
      ("failing == 1 || failing == 2 || true", ["failing"]), ("optional.of(1).orValue(a)", []),
    ] as [(String, [String])])
  func variablesAreAskedForOnce(_ source: String, _ wanted: [String]) throws {
    let values: [String: Value] = ["a": 1, "b": 2, "m": [:]]
    let names = ["a", "b", "m", "absent", "failing"]
    let environment = ExpressionEnvironment(
      variables: Dictionary(uniqueKeysWithValues: names.map { ($0, Type.dyn) }))
    var asked: [String] = []
    let program = Program(try ParsedExpression(parsing: source), in: environment)
    _ = try program.evaluate { (name) throws(EvaluationError) in
      asked.append(name)
      if name == "failing" { throw EvaluationError("no answer") }
      return values[name]
    }
    #expect(asked == wanted)
    #expect(Set(asked).isSubset(of: program.variables))
  }

  @Test func programsKnowTheirVariables() throws {
    let environment = ExpressionEnvironment(variables: ["a": .dyn, "b": .dyn, "c": .dyn, "d.e": .dyn])
    let parsed = try ParsedExpression(parsing: "[1].map(a, a + b)[0] + d.e + b > c.size() && type(1) == int")
    #expect(Program(parsed, in: environment).variables == ["b", "d.e", "c"])
  }

  @Test(
    arguments: [
      (
        "object.status.ready == object.spec.replicas",
        ["object.status.ready = 2", "object.spec.replicas = 3"]
      ),
      ("a + 1 > b * 2 && !(a == b)", ["a = 1", "a + 1 = 2", "b = 2", "b * 2 = 4"]),
      ("a == 1 && b == 3 && a < b", ["b = 2"]), ("[3, 1].all(x, x > 2)", ["x = 1"]),
      ("object.items.all(i, i.ok)", ["object.items = [{\"ok\":true},{\"ok\":false}]", "i = {\"ok\":false}"]),
      (
        "object.items.all(k, v, v.ok || k == 5)",
        ["object.items = [{\"ok\":true},{\"ok\":false}]", "v = {\"ok\":false}"]
      ),
      ("a - duration('1h') == b", ["a = 1", "b = 2"]), ("a == 1 || a == 2", ["a = 1"]),
      ("object.missing == 1 && a == 1", []), ("1 == 2", []), ("rows.all(r, r.x > a)", ["rows = []"]),
      ("size(rows) > 0", ["size(rows) = 0"]),
      ("[a, b] == {'k': b}['k']", ["a = 1", "b = 2", "{'k': b}['k'] = 2"]),
      ("a in [b, 3]", ["a = 1", "b = 2"]), ("has(object.x)", ["has(object.x) = false"]),
      ("1 / 0 == a", ["a = 1"]),
    ] as [(String, [String])])
  func operands(_ source: String, _ wanted: [String]) throws {
    let object: Value = [
      "status": ["ready": 2], "spec": ["replicas": 3], "items": [["ok": true], ["ok": false]],
    ]
    let values: [String: Value] = ["object": object, "a": 1, "b": 2, "rows": []]
    let environment = ExpressionEnvironment(variables: values.mapValues { _ in .dyn })
    let operands = try ParsedExpression(parsing: source).operands(in: environment) { values[$0] }
    let lines = operands.map { "\($0.text) = \($0.value.json)" }
    #expect(lines == wanted)
  }
}
