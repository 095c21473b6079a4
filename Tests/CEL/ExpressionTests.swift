import CEL
import Testing
import Values

/// What expressions come to, by type and by value.
struct ExpressionTests {
  static let inputs: [String: (type: Type, value: Value)] = [
    "region": (.string, "eu"), "n": (.int, 3), "share": (.double, 0.5), "on": (.bool, true),
    "wait": (.duration, .duration(.seconds(90))), "names": (.list(.string), ["a", "b"]),
    "limits": (.map(key: .string, value: .double), ["x": 1.5, "odd key": 2]),
    "any": (.dyn, ["deep": ["er": 7]]),
  ]
  static let declarations = Declarations(
    inputs: inputs.mapValues(\.type), each: .entry(value: .int), functions: ["env"])

  static func scope(_ each: Scope.Each? = .entry(key: "k", value: 4)) -> Scope {
    Scope(
      input: { name throws(EvaluationError) in
        guard let input = inputs[name] else { throw EvaluationError("no \(name)") }
        return input.value
      }, each: each,
      call: { function, argument throws(EvaluationError) in .string("\(function) of \(argument)") })
  }

  @Test(
    arguments: [
      ("inputs.region", "string", Value.string("eu")),
      ("  inputs . n\t", "int", 3),
      ("inputs[\"n\"]", "int", 3),
      ("inputs.names[1]", "string", "b"),
      ("inputs.limits.x", "double", 1.5),
      ("inputs.limits[\"odd key\"]", "double", 2),
      ("inputs.any.deep.er", "dyn", 7),
      ("each.key", "string", "k"),
      ("each.value", "int", 4),
      ("each['value']", "int", 4),
      ("env(\"HOME\")", "string", "env of HOME"),
      ("\"a\\n\\\"\\'\\\\\\t\\r\"", "string", "a\n\"'\\\t\r"),
      ("'第一'", "string", "第一"),
      ("-5", "int", -5), ("1.5e3", "double", 1500), ("true", "bool", true), ("null", "null", .null),
      ("inputs.n == 3", "bool", true), ("inputs.n == 3.0", "bool", true), ("inputs.n != 3", "bool", false),
      ("inputs.n < 3", "bool", false), ("inputs.n <= 3", "bool", true), ("inputs.n > 2.5", "bool", true),
      ("inputs.n >= 4", "bool", false), ("\"a\" < inputs.region", "bool", true),
      ("inputs.region != 'us'", "bool", true), ("inputs.on == true", "bool", true),
      ("inputs.any.deep.er >= 7", "bool", true), ("inputs.region == null", "bool", false),
      ("inputs.wait > inputs.wait", "bool", false), ("inputs.names == inputs.names", "bool", true),
    ] as [(String, String, Value)])
  func value(_ source: String, _ type: String, _ value: Value) throws {
    let expression = try Expression(parsing: source)
    #expect(try expression.type(in: Self.declarations).description == type)
    #expect(try expression.value(in: Self.scope()).isEqual(to: value))
    #expect(expression.source == source)
  }

  @Test(arguments: [
    ("inputs.nope", "no nope"),
    ("inputs.any.flat", "inputs.any has no \"flat\""),
    ("inputs.any.deep.er.est", "inputs.any.deep.er is an integer, there is nothing inside to refer to"),
    ("inputs.names[2]", "inputs.names has no element 2, it has 2"),
    ("inputs.names[-1]", "inputs.names has no element -1, it has 2"),
    ("inputs.any > 1", "a map cannot be compared with an integer"),
    ("each", "each is an entry of a map here: each.key or each.value is meant"),
    ("inputs", "no input is named"),
  ])
  func withoutValue(_ source: String, _ message: String) throws {
    let expression = try Expression(parsing: source)
    #expect(throws: EvaluationError(message)) { try expression.value(in: Self.scope()) }
  }

  @Test func eachOutsideForEach() throws {
    let expression = try Expression(parsing: "each")
    #expect(throws: EvaluationError("each is known only in an item with for_each")) {
      try expression.value(in: Self.scope(nil))
    }
    #expect(try expression.value(in: Self.scope(.element("x"))) == "x")
  }

  @Test func references() throws {
    #expect(try Expression(parsing: "inputs.a == inputs.b").inputs == ["a", "b"])
    #expect(try Expression(parsing: "inputs.a.b").singleReference?.member == "a")
    #expect(try Expression(parsing: "each == 1").usesEach)
    #expect(try Expression(parsing: "env('X')").singleReference == nil)
    #expect(try !Expression(parsing: "env('each')").usesEach)
  }
}
