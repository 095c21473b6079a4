import TestEnvironment
import Testing

/// Trying an expression: `checkctl eval`.
@Suite struct EvalTests {
  private static let seen = """
    {"object": {"spec": {"replicas": 3}, "status": {"readyReplicas": 2}},
     "rows": [{"grantee": "app"}, {"grantee": "PUBLIC"}], "value": 1.50, "none": [], "a-b": 1}
    """

  private func eval(_ arguments: String..., input: String = "") async throws -> CommandResult {
    let workplace = try Workplace(["seen.json": Self.seen, "seen.yaml": "value: 2\nnames: [a, b]\n"])
    let result = try await runCommand(
      [checkctlPath, "eval"] + arguments, environment: Workplace.variables, in: workplace.directory.path,
      input: input)
    return withExtendedLifetime(workplace) { result }
  }

  @Test(arguments: [
    ("1 + 2", "3"), ("18446744073709551615u", "18446744073709551615"), ("1.5", "1.5"), ("null", "null"),
    ("'a' + \"b\"", "\"ab\""), ("1 < 2", "true"), ("b'abc'", "\"YWJj\""), ("0.0 / 0.0", "\"NaN\""),
    ("duration('90d')", "\"90d\""), ("timestamp('2026-01-31T12:30:45Z')", "\"2026-01-31T12:30:45Z\""),
    ("[1, 'a']", "[\n  1,\n  \"a\"\n]"), ("{'a': {}, 1: []}", "{\n  \"a\": {},\n  \"1\": []\n}"),
    ("optional.of(1)", "\"optional(1)\""), ("optional.none()", "\"optional.none()\""),
    ("type(1)", "\"int\""), ("ip('10.0.0.1')", "\"10.0.0.1\""), ("quantity('1.5Gi')", "\"1.5Gi\""),
    ("[cidr('10.0.0.0/8')]", "[\n  \"10.0.0.0/8\"\n]"),
  ])
  func everyValueHasAForm(expression: String, json: String) async throws {
    let result = try await eval(expression)
    #expect(result.stdout == json + "\n")
    #expect(result.stderr == "")
    #expect(result.exitCode == 0)
  }

  @Test func nowIsTheTime() async throws {
    let result = try await eval("now > timestamp('2026-01-01T00:00:00Z')")
    #expect(result.stdout == "true\n" && result.exitCode == 0)
  }

  @Test(arguments: [
    ("object.status.readyReplicas == object.spec.replicas", "false"),
    ("rows.all(r, r.grantee != 'PUBLIC')", "false"), ("value", "1.5"), ("data['a-b']", "1"),
    ("has(object.spec.paused)", "false"), ("object.?spec.?paused.orValue(true)", "true"),
  ])
  func keysOfTheDataAreVariables(expression: String, json: String) async throws {
    let result = try await eval(expression, "--data", "seen.json")
    #expect(result.stdout == json + "\n", "\(result.stderr)")
    #expect(result.exitCode == 0)
  }

  @Test func dataIsAlsoYAMLAndStandardInput() async throws {
    let yaml = try await eval("names[value - 1]", "--data", "seen.yaml")
    #expect(yaml.stdout == "\"b\"\n", "\(yaml.stderr)")
    let input = try await eval("data.map(x, x * 2)", "--data", "-", input: "[1, 2]")
    #expect(input.stdout == "[\n  2,\n  4\n]\n", "\(input.stderr)")
    let text = try await eval("a", "--data", "-", input: "a: on\n")
    #expect(text.stdout == "\"on\"\n", "\(text.stderr)")
  }

  @Test func inputsAreSet() async throws {
    let result = try await eval(
      "[inputs.n, inputs.t, inputs.q, inputs.l]", "--set", "n=5", "--set", "t=a # b", "--set", "q='5'",
      "--set", "l=[1]")
    #expect(
      result.stdout == "[\n  5,\n  \"a # b\",\n  \"5\",\n  [\n    1\n  ]\n]\n", "\(result.stderr)")
    let unknown = try await eval("inputs.limt", "--set", "limit=5")
    #expect(unknown.exitCode == 65)
    #expect(
      unknown.stderr == """
        error[invalid-expression]: there is no `inputs.limt`
         --> EXPR:1:8
          |
        1 | inputs.limt
          |        ^^^^
          = help: did you mean `limit`?


        """)
    let malformed = try await eval("1", "--set", "limit")
    #expect(malformed.exitCode == 64)
    #expect(malformed.stderr.hasPrefix("Error: --set takes NAME=VALUE, not 'limit'.\n"))
  }

  @Test func everyFaultIsShownInItsPlace() async throws {
    let syntax = try await eval("1 + + 2 )")
    #expect(syntax.exitCode == 65)
    #expect(syntax.stdout == "")
    #expect(
      syntax.stderr == """
        error[invalid-expression]: a value should stand before "+"
         --> EXPR:1:5
          |
        1 | 1 + + 2 )
          |     ^

        error[invalid-expression]: ")" closes nothing
         --> EXPR:1:9
          |
        1 | 1 + + 2 )
          |         ^


        """)
    let types = try await eval("rows + 1 == 2 ||\n objct.x > value", "--data", "seen.json")
    #expect(types.exitCode == 65)
    #expect(types.stdout == "")
    #expect(
      types.stderr == """
        error[invalid-expression]: `+` does not take list(map(dyn)) and int
         --> EXPR:1:1
          |
        1 | rows + 1 == 2 ||
          | ^^^^^^^^

        error[invalid-expression]: `objct` is not known here
         --> EXPR:2:2
          |
        2 |  objct.x > value
          |  ^^^^^
          = help: did you mean `object`?


        """)
  }

  @Test(arguments: [
    ("object.status.missing.x", "object.status.missing is absent"),
    ("rows[5]", "rows[5] is absent: the list has 2 elements"), ("1 / 0", "division by zero"),
    (
      "[1,1,1,1,1,1,1,1,1,1].map(n, [n,n,n,n,n,n,n,n,n,n]).map(a, [a,a,a,a,a,a,a,a,a,a]).map(b, "
        + "b.map(c, b.map(d, b.map(e, b.map(f, b.map(g, 1))))))",
      "the expression costs more than it may"
    ),
  ])
  func whatHasNoValueSaysWhy(expression: String, message: String) async throws {
    let result = try await eval(expression, "--data", "seen.json")
    #expect(result.exitCode == 65)
    #expect(result.stdout == "")
    #expect(result.stderr == "error[no-value]: \(message)\n\n")
  }

  @Test func faultsOfFilesHaveTheirPlace() async throws {
    let json = try await Workplace(["bad.json": "{\"a\": 1,}\n"]).checkctl("eval", "a", "--data", "bad.json")
    #expect(json.exitCode == 65)
    #expect(json.stderr.contains("\n --> bad.json:1:9\n"), "\(json.stderr)")
    let yaml = try await eval("a", "--data", "-", input: "a: 1\na: 2\n")
    #expect(yaml.exitCode == 65)
    #expect(yaml.stderr.contains("\n --> standard input:2:1\n"), "\(yaml.stderr)")
    let missing = try await eval("a", "--data", "sen.json")
    #expect(missing.exitCode == 65)
    #expect(
      missing.stderr == """
        error[unreadable-file]: sen.json cannot be read: No such file or directory
        = help: did you mean `seen.json`?


        """)
  }

  @Test func whatOnlyHoldsOfNothingIsNoted() async throws {
    let result = try await eval("none.all(x, x > 1)", "--data", "seen.json")
    #expect(result.stdout == "true\n")
    #expect(result.stderr == "note: `none` is empty: in `assert` this is no data\n")
    #expect(result.exitCode == 0)
  }
}

/// The list of all that an expression can use: `checkctl explain --functions`.
@Suite struct FunctionReferenceTests {
  @Test func everythingIsListedInOneLine() async throws {
    let result = try await Workplace().checkctl("explain", "--functions")
    #expect(result.exitCode == 0)
    #expect(result.stderr == "")
    let lines = result.stdout.split(separator: "\n").map(String.init)
    for line in [
      "  has(a.b)                                Whether a map has a key",
      "  value, samples, count, warnings      What `promql` sees, in its `assert`",
      "  string.trim() -> string                   The text without white space at either end",
      "  string.split(string[, int]) -> list(string)  The parts between separators, all or at most so many",
      "  base64.encode(bytes) -> string  The bytes in base64, with padding",
    ] { #expect(lines.contains(line), "\(line)") }
    for word in [
      "exists_one(i, x, p)", "cel.bind(", "optMap(", "optFlatMap(", "a.?b", "a in b", "transformMapEntry(",
      "inputs.NAME", "each", "math.greatest(", "lists.range(", "sets.contains(", "quantity(", "cidr(",
    ] { #expect(result.stdout.contains(word), "\(word)") }
    // Each has what it does behind two spaces.
    for line in lines where line.hasPrefix("  ") {
      #expect(line.dropFirst(2).contains(/\S {2,}\S/), "\(line)")
    }
    let both = try await Workplace().checkctl("explain", "--functions", "sql")
    #expect(both.exitCode == 64)
  }
}
