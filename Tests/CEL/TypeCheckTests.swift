import CEL
import Testing
import Values

/// Which types expressions have, and what is wrong with those that have none.
struct TypeCheckTests {
  private static let environment: ExpressionEnvironment = {
    let metadata = Type.object([
      .init("name", .string, "Its name."), .init("labels", .map(key: .string, value: .string), "Its labels."),
    ])
    var environment = ExpressionEnvironment(
      variables: [
        "a": .int, "b": .double, "u": .uint, "s": .string, "t": .timestamp, "anything": .dyn,
        "list": .list(.int), "map": .map(key: .string, value: .int), "maybe": .optional(.int),
        "object": .object([
          .init("replicas", .int, "How many."), .init("ready", .bool, "Whether."),
          .init("metadata", metadata, "What it is called."),
        ]),
        "needs.item": .bool,
      ], container: "needs")
    environment.hints = [
      "env": "env is known in environments only", "each": "each is known with for_each only",
    ]
    return environment
  }()

  private func faults(_ source: String) throws -> [ExpressionFault] {
    let parsed = try ParsedExpression(parsing: source)
    do {
      let type = try parsed.type(in: Self.environment)
      Issue.record("\(source) is of type \(type)")
      return []
    } catch {
      return error.faults
    }
  }

  @Test(
    arguments: [
      ("1", "int"), ("1u", "uint"), ("1.0", "double"), ("null", "null"), ("b''", "bytes"),
      ("[]", "list(dyn)"), ("{}", "map(dyn, dyn)"),
      ("[1, 2]", "list(int)"), ("[1, 'a']", "list(dyn)"), ("[[], [1]]", "list(list(int))"),
      ("{'a': 1}", "map(string, int)"),
      ("{'a': 1, 2: 'b'}", "map(dyn, dyn)"), ("[1] + []", "list(int)"), ("a + 1", "int"), ("a < b", "bool"),
      ("dyn(a) == 1u || true", "bool"),
      ("t - t", "duration"), ("t + duration('1s')", "timestamp"), ("true ? 1 : anything", "dyn"),
      ("true ? [1] : []", "list(int)"),
      ("object.replicas", "int"), ("object['replicas']", "int"), ("object.metadata.labels.x", "string"),
      ("object[s]", "dyn"),
      ("object.?replicas", "optional_type(int)"), ("object.?metadata.name", "optional_type(string)"),
      ("maybe.orValue(1)", "int"),
      ("maybe.optMap(x, string(x))", "optional_type(string)"),
      ("maybe.optFlatMap(x, optional.of(s))", "optional_type(string)"),
      ("list[?0]", "optional_type(int)"), ("[?maybe, 1]", "list(int)"), ("{?'a': maybe}", "map(string, int)"),
      ("optional.none()", "optional_type(dyn)"), ("anything.x[0].y", "dyn"), ("item", "bool"),
      ("needs.item", "bool"),
      ("list.map(x, x * 2 > 1)", "list(bool)"), ("list.map(x, string(x))", "list(string)"),
      ("map.map(k, k)", "list(string)"),
      ("map.transformList(k, v, v)", "list(int)"), ("list.transformMap(i, v, s)", "map(int, string)"),
      ("list.transformMapEntry(i, v, {string(v): i})", "map(string, int)"),
      ("object.map(k, k)", "list(string)"),
      ("list.filter(x, x > 1)", "list(int)"), ("cel.bind(x, [s], x[0])", "string"),
      ("has(object.ready)", "bool"),
      ("type(1)", "type(int)"), ("int", "type(int)"), ("size(list)", "int"), ("s.size()", "int"),
      ("math.greatest(1, 2.0)", "dyn"),
      ("[1, 2].sort()", "list(int)"), ("['a'].sortBy(x, size(x))", "list(string)"),
      ("ip('10.0.0.1')", "net.IP"), ("1 in [2, 3]", "bool"),
      ("s in map", "bool"),
    ] as [(String, String)])
  func types(_ source: String, _ type: String) throws {
    let found = try ParsedExpression(parsing: source).type(in: Self.environment)
    #expect(found.description == type)
  }

  @Test(
    arguments: [
      ("objekt.ready", "`objekt` is not known here", 0..<6, "did you mean `object`?"),
      ("env", "`env` is not known here", 0..<3, "env is known in environments only"),
      ("object.metadata.nmae == s", "there is no `object.metadata.nmae`", 16..<20, "did you mean `name`?"),
      ("object.zzzzzzzzz", "there is no `object.zzzzzzzzz`", 7..<16, "there are replicas, ready, metadata"),
      ("object.`redy`", "there is no `object.redy`", 8..<12, "did you mean `ready`?"),
      ("has( object.redy )", "there is no field `redy`", 12..<16, "did you mean `ready`?"),
      ("object['redy']", "there is no field `redy`", 8..<12, "did you mean `ready`?"),
      ("object[1]", "a key of this map is string, not int", 0..<9, nil),
      ("object.replicas.x", "int has no fields, so no `x`", 0..<17, nil),
      ("a[0]", "int has no elements", 0..<4, nil),
      ("list['a']", "an index of a list is an int, not string", 0..<9, nil),
      ("map[1]", "a key of this map is string, not int", 0..<6, nil),
      ("{1: 2}.x", "a map with keys of type int has no field `x`", 0..<8, nil),
      ("{1.5: 2}", "a key of a map is a bool, an int, a uint or a string, not number", 1..<4, nil),
      ("[?a]", "what follows `?` is an optional, not int", 2..<3, nil),
      ("a == '1'", "int cannot be compared with string by ==", 0..<8, "write 1 without quotes"),
      ("s == 1", "string cannot be compared with int by ==", 0..<6, "write '1' in quotes"),
      (
        "object.ready == 'true'", "bool cannot be compared with string by ==", 0..<22,
        "write true without quotes"
      ),
      ("b + 1", "`+` does not take number and int", 0..<5, "write 1.0"),
      ("u + 1", "`+` does not take uint and int", 0..<5, "write 1u"),
      ("a && true", "`&&` takes two bools, not int and bool", 0..<9, nil),
      ("!a", "`!` takes no int", 0..<2, nil),
      ("-s", "`-` takes no string", 0..<2, nil),
      ("a ? 1 : 2", "what stands before `?` is a bool, not int", 0..<9, nil),
      ("true ? 1 : 'a'", "both sides of `:` are of one type, not int and string", 0..<14, nil),
      ("s in list", "`in` does not take string and list(int)", 0..<9, nil),
      ("list.all(x, x)", "a condition is a bool, not int", 12..<13, nil),
      ("list.filter(x, s)", "a condition is a bool, not string", 15..<16, nil),
      ("list.sortBy(x, [x])", "sortBy goes by a value that has an order, not list(int)", 15..<18, nil),
      ("map.sortBy(x, x)", "sortBy takes a list, not a map", 0..<3, nil),
      ("a.all(x, true)", "int has no elements to go over", 0..<1, nil),
      ("a.optMap(x, x)", "int is no optional", 0..<1, nil),
      ("maybe.optFlatMap(x, x)", "optFlatMap makes an optional, not int", 20..<21, nil),
      (
        "list.transformMapEntry(i, v, v)", "transformMapEntry takes a map of new entries, not int", 29..<30,
        nil
      ),
      ("siez(s)", "there is no function `siez`", 0..<7, "did you mean `size`?"),
      ("s.slice(1, 2)", "there is no string.slice(int, int)", 0..<13, "there is list(T).slice(int, int)"),
      ("T{x: 1}", "there is no message type T", 0..<7, nil),
      ("object.metadata.name + 1", "`+` does not take string and int", 0..<24, "write '1' in quotes"),
    ] as [(String, String, Range<Int>, String?)])
  func faults(_ source: String, _ message: String, _ range: Range<Int>, _ help: String?) throws {
    let found = try #require(try faults(source).first)
    #expect(found.message == message && found.range == range && found.help == help, "\(found)")
    #expect(try faults(source).count == 1)
  }

  @Test func severalFaultsStandInTheOrderOfTheText() throws {
    let found = try faults("foo(nothing) + objekt.x == 'a' && object.redy")
    #expect(
      found.map(\.message) == [
        "there is no function `foo`", "`nothing` is not known here", "`objekt` is not known here",
        "there is no `object.redy`",
      ])
    let many = Array(repeating: "nothing", count: 100).joined(separator: " + ")
    #expect(try faults(many).count == 20)
  }

  @Test func whatIsInScopeIsTold() throws {
    #expect(try faults("zzzzzzzz")[0].help?.hasPrefix("in scope: a, anything, b, list, map") == true)
    #expect(throws: ExpressionFaults.self) {
      try ParsedExpression(parsing: "zz").type(in: ExpressionEnvironment())
    }
  }
}
