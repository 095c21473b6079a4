import CEL
import Testing
import Values

/// What operators, members and names come to.
struct EvaluationTests {
  private static let object: Value = [
    "status": ["ready": 2, "conditions": ["a", "b"]], "spec": ["replicas": 3], "none": .null,
  ]

  @Test(
    arguments: [
      ("9223372036854775807 + 1", "9223372036854775807 + 1 is out of range"),
      ("-9223372036854775808 - 1", "-9223372036854775808 - 1 is out of range"),
      ("9223372036854775807 * 2", "9223372036854775807 * 2 is out of range"),
      ("-9223372036854775808 / -1", "-9223372036854775808 / -1 is out of range"),
      ("-9223372036854775808 % -1", "-9223372036854775808 % -1 is out of range"),
      ("-(-9223372036854775808)", "-(-9223372036854775808) is out of range"),
      ("18446744073709551615u + 1u", "18446744073709551615 + 1 is out of range"),
      ("0u - 1u", "0 - 1 is out of range"),
      ("18446744073709551615u * 2u", "18446744073709551615 * 2 is out of range"),
      ("1 / 0", "division by zero"), ("1 % 0", "division by zero"),
      ("1u / 0u", "division by zero"), ("1u % 0u", "division by zero"),
      ("{'a': 1, 'a': 2}", "the map has the key \"a\" twice"),
      ("{1: 1, 1u: 2}", "the map has the key 1 twice"),
      (
        "[1].transformMapEntry(i, v, {'a': v}) == {} || [1, 2].transformMapEntry(i, v, {'a': v}) == {}",
        "the map has the key \"a\" twice"
      ),
    ] as [(String, String)])
  func resultsWithoutRoom(_ source: String, _ message: String) throws {
    #expect(try error(of: source) == EvaluationError(message))
  }

  @Test(
    arguments: [
      ("dyn(1) + 1.0", "`+` does not take an integer and a number"),
      ("dyn(1) + 1u", "`+` does not take an integer and an unsigned integer"),
      ("1.0 % dyn(2.0)", "`%` does not take a number and a number"),
      ("dyn('a') + 1", "`+` does not take a string and an integer"),
      ("dyn('a') * 'b'", "`*` does not take a string and a string"),
      ("-dyn(1u)", "`-` does not take an unsigned integer"),
      ("-dyn('a')", "`-` does not take a string"),
      ("dyn('a') < 1", "a string cannot be compared with an integer in `dyn('a') < 1`"),
      ("dyn([1]) < dyn([2])", "a list cannot be compared with a list in `dyn([1]) < dyn([2])`"),
      ("dyn(null) < null", "null cannot be compared with null in `dyn(null) < null`"),
      ("dyn(1) && true", "`dyn(1)` is an integer, not a boolean"),
      ("!dyn('true')", "`dyn('true')` is a string, not a boolean"),
      ("dyn(1) ? 2 : 3", "`dyn(1)` is an integer, not a boolean"),
      ("1 in dyn(2)", "`in` looks into a list or a map, not an integer"),
      ("dyn('a').b", "`dyn('a')` is a string, which has no `b`"),
      ("has(dyn(1).b)", "`dyn(1)` is an integer, which has no `b`"),
      ("dyn('abc')[0]", "`dyn('abc')` is a string, which has no elements"),
      ("[1]['a']", "a string cannot be the index of a list"),
      ("[1][0.5]", "a number cannot be the index of a list"),
      ("[1][true]", "a boolean cannot be the index of a list"),
      ("{'a': 1}[[1]]", "a list cannot be the key of a map"),
      ("{1.0: 1}", "a double cannot be the key of a map"),
      ("{null: 1}", "null cannot be the key of a map"),
      ("dyn(1).all(x, true)", "`dyn(1)` is an integer, which has no elements to go over"),
      ("dyn('a').map(x, x)", "`dyn('a')` is a string, which has no elements to go over"),
      ("[1].all(x, x)", "`x` is an integer, not a boolean"),
      ("[1].transformMapEntry(i, v, dyn(v))", "`dyn(v)` is an integer, not a map"),
      ("[?dyn(1)]", "`dyn(1)` follows `?` and is an integer, not an optional"),
      ("{?'a': dyn(1)}", "`dyn(1)` follows `?` and is an integer, not an optional"),
      ("dyn(1).orValue(2)", "`dyn(1)` is an integer, not an optional"),
      ("optional.none().or(dyn(1))", "`dyn(1)` is an integer, not an optional"),
      ("dyn(1).optMap(x, x)", "`dyn(1)` is an integer, not an optional"),
      ("optional.of(1).optFlatMap(x, x)", "`x` is an integer, not an optional"),
      ("size(dyn(1))", "`size` does not take an integer"),
      ("foo(1)", "there is no function `foo`"), ("a.b.T{x: 1}", "there is no message type a.b.T"),
    ] as [(String, String)])
  func valuesOfTheWrongKind(_ source: String, _ message: String) throws {
    #expect(try error(of: source) == EvaluationError(.noOverload, message))
  }

  @Test(arguments: [
    "1 == 1.0", "1u == 1", "1.0 == 1u", "1 != 1.5", "dyn('1') != 1", "dyn(null) != 0", "dyn(false) != 0",
    "0.0 / 0.0 != 0.0 / 0.0", "!(0.0 / 0.0 == 0.0 / 0.0)", "!(0.0 / 0.0 < 1.0)", "!(0.0 / 0.0 >= 1.0)",
    "!(1 <= 0.0 / 0.0)", "!(0.0 / 0.0 in [0.0 / 0.0])", "[0.0 / 0.0] != [0.0 / 0.0]",
    "dyn(-1) < 1u", "1 < 1.5", "2u > 1.5", "1.5 < 2u", "dyn(-1) < 18446744073709551615u",
    "1.0 / 0.0 > 9223372036854775807", "-1.0 / 0.0 < -9223372036854775808", "0.0 == -0.0",
    "[1, 2.0, 3u] == [1.0, 2u, 3]", "{1: 'a'} == {1u: 'a'}", "{'a': 1, 'b': 2} == {'b': 2.0, 'a': 1u}",
    "{'a': 1} != {'a': 2}", "{'a': 1} != {'b': 1}", "[1] != [1, 2]", "[[]] != [[1]]", "[] == []",
    "optional.of(1) == optional.of(1.0)", "optional.none() == optional.none()",
    "optional.of(1) != optional.none()",
    "'a' < 'b'", "'Z' < 'a'", "'\\uFFFF' < '\\U00010000'", "b'a' < b'ab'", "false < true",
    "'\\u00e9' != 'e\\u0301'",
    "timestamp('2026-01-01T00:00:00Z') < timestamp('2026-01-01T00:00:00.5Z')",
    "timestamp('2026-01-01T01:00:00+01:00') == timestamp('2026-01-01T00:00:00Z')",
    "timestamp('2026-01-31T00:00:00Z') + duration('24h') == timestamp('2026-02-01T00:00:00Z')",
    "duration('1h') + timestamp('2026-01-01T00:00:00Z') - timestamp('2026-01-01T00:00:00Z') == duration('60m')",
    "timestamp('2026-01-01T00:00:00Z') - duration('1s') == timestamp('2025-12-31T23:59:59Z')",
    "-duration('1s') == duration('-1s')", "duration('1m') - duration('1s') == duration('59s')",
    "7 / -2 == -3", "-7 % 2 == -1", "7 % -2 == 1", "1 in {1u: 2}", "1.0 in {1: 2}", "!(1.5 in {1: 2})",
    "!([1] in {1: 2})", "1u in [1]", "'a' in ['b', 'a']", "!('a' in [])",
    "{1: 'a'}[1u] == 'a'", "{1u: 'a'}[1] == 'a'", "{1: 'a'}[1.0] == 'a'", "[5, 6][1u] == 6",
    "[5, 6][1.0] == 6",
  ])
  func comparisonsThatHold(_ source: String) throws {
    #expect(try value(of: source) == true)
  }

  @Test(
    arguments: [
      ("object.status.readyReplicas", "object.status.readyReplicas is absent", "object"),
      ("object.state.ready", "object.state is absent", "object"),
      (
        "object.status.readyReplicas == object.spec.replicas", "object.status.readyReplicas is absent",
        "object"
      ),
      ("object['status']['x']", "object['status']['x'] is absent", "object"),
      (
        "object.status.conditions[2]", "object.status.conditions[2] is absent: the list has 2 elements",
        "object"
      ),
      (
        "object.status.conditions[-1]", "object.status.conditions[-1] is absent: the list has 2 elements",
        "object"
      ),
      ("[1][1]", "[1][1] is absent: the list has 1 element", nil),
      ("{1: 2}[1.5]", "{1: 2}[1.5] is absent", nil),
      ("[object].all(o, o.status.x == 1)", "o.status.x is absent", nil),
      ("missing == 1", "`missing` is not known here", nil),
      ("optional.none().value()", "the optional has no value", nil),
    ] as [(String, String, String?)])
  func absence(_ source: String, _ message: String, variable: String?) throws {
    let expected = EvaluationError(.absent, message, in: variable)
    #expect(try error(of: source, ["object": Self.object]) == expected)
  }

  @Test(
    arguments: [
      ("true || 1 / 0 > 0", true), ("1 / 0 > 0 || true", true), ("false && 1 / 0 > 0", false),
      ("1 / 0 > 0 && false", false), ("dyn(1) || true", true), ("false && dyn(1)", false),
      ("a.b || true", true), ("(1 / 0 > 0 || 1 / 0 > 0) || true", true), ("true ? 1 : 1 / 0", 1),
      ("false ? 1 / 0 : 2", 2), ("[1, 0].exists(x, 1 / x > 0)", true), ("[0, 1].exists(x, 1 / x > 0)", true),
      ("[0, 2].all(x, 1 / x > 0)", false), ("[2, 0].all(x, 1 / x > 0)", false),
      ("optional.of(1).orValue(1 / 0)", 1), ("optional.of(1).or(optional.of(1 / 0)).value()", 1),
    ] as [(String, Value)])
  func errorsThatNobodyNeeds(_ source: String, _ wanted: Value) throws {
    #expect(try value(of: source, ["a": [:]]) == wanted)
  }

  @Test(arguments: [
    "false || 1 / 0 > 0", "1 / 0 > 0 || false", "true && 1 / 0 > 0", "1 / 0 > 0 && true",
    "1 / 0 > 0 || a.b", "(1 / 0 > 0) ? true : true", "[0].exists(x, 1 / x > 0)", "[0, 1].all(x, 1 / x > 0)",
    "[1, 0].exists_one(x, 1 / x > 0)", "[0].map(x, 1 / x)", "[0].filter(x, 1 / x > 0)",
    "cel.bind(x, 1 / 0, true)", "[1 / 0].all(x, true)", "{'a': 1 / 0}.all(k, true)",
  ])
  func theFirstErrorIsTold(_ source: String) throws {
    #expect(try error(of: source, ["a": [:]]) == EvaluationError("division by zero"))
  }

  @Test(
    arguments: [
      ("m.?a.?b.orValue(0)", 1), ("m.?x.b.c.orValue(0)", 0), ("m[?'a'].b.value()", 1),
      ("m.?x.hasValue()", false),
      ("has(m.?a.b)", true), ("has(m.?a.x)", false), ("has(m.?x.b)", false), ("has(m.a)", true),
      ("has(m.x)", false),
      ("[1, 2][?1].value()", 2), ("[1, 2][?5].hasValue()", false), ("l[?0].orValue(7)", 7),
      ("[?m.?x, ?m.?a.b, 3]", [1, 3]), ("{?'x': m.?x, ?'b': m.?a.b}", ["b": 1]),
      ("m.?a.b.optMap(v, v + 1).value()", 2), ("m.?x.optMap(v, 1 / 0).hasValue()", false),
      ("m.?a.optFlatMap(v, v.?b).value()", 1), ("m.?a.optFlatMap(v, v.?x).hasValue()", false),
    ] as [(String, Value)])
  func optionalChains(_ source: String, _ wanted: Value) throws {
    #expect(try value(of: source, ["m": ["a": ["b": 1]], "l": []]) == wanted)
  }

  @Test(
    arguments: [
      ("a.b.x", 1), ("x", 2), (".x", 3), ("[5].map(x, x)[0]", 5), ("[5].map(x, .x)[0]", 3),
      ("[{'b': {'x': 6}}].map(a, a.b.x)[0]", 6), ("cel.bind(x, x + 1, x)", 3), ("b.x", 1),
      ("[1].map(y, [y + 1].map(y, y * 10)[0] + y)[0]", 21), ("[1].map(x, x) == [1] ? x : 0", 2),
      ("int('1')", 1), ("[type(1) == int]", [true]), ("[7].map(int, int)[0]", 7),
    ] as [(String, Value)])
  func names(_ source: String, _ wanted: Value) throws {
    #expect(try value(of: source, ["a.b.x": 1, "a.x": 2, "x": 3], container: "a") == wanted)
  }
}
