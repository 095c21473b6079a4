import TestEnvironment
import Testing
import Values

/// Answers that are judged element by element.
@Suite struct PerTests {
  private static func pods(_ text: String) -> String { "command: {argv: [echo, '\(text)']}" }

  @Test func eachElementHasItsOutcome() async throws {
    let workplace = try Workplace(
      items: """
        - id: latency
          title: Every service keeps its objective
          severity: high
          \(Self.pods(#"[{"name": "api", "p95": 0.2}, {"name": "web", "p95": 0.9}, {"name": "odd", "p95": 1}, {"name": "blank"}]"#))
          per: {list: json, key: element.name, expected: inputs.objectives}
          assert: element.p95 <= inputs.objectives[key]
          outputs: {count: size(json)}
        - {id: waits, title: W, needs: [latency], command: {argv: ['true']}}
        - {id: all, title: A, \(Self.pods(#"["a", "b"]"#)), per: {list: json, expected: "['a', 'b']"}}
        - {id: then, title: T, needs: [all], when: needs.all.outcome == 'passed', command: {argv: ['true']}}
        """,
      preamble:
        "inputs: {objectives: {type: map(number), default: {api: 0.3, web: 0.5, blank: 1, billing: 1}}}")
    let plan = try await workplace.checkctl("plan", "main")
    for line in ["for each of json by element.name", "expects an element for each of inputs.objectives"] {
      #expect(plan.stdout.contains("    \(line)\n"), "\(plan.stdout)\(plan.stderr)")
    }
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    let all = [
      "latency[api]": ("passed", ""),
      "latency[web]": (
        "failed",
        "assert: expected `element.p95 <= inputs.objectives[key]`, observed element.p95 = 0.9, "
          + "inputs.objectives[key] = 0.5"
      ),
      "latency[odd]": (
        "error",
        "`element.p95 <= inputs.objectives[key]`: inputs.objectives[key] is absent where key is \"odd\""
      ),
      "latency[blank]": (
        "failed",
        "assert: expected `element.p95 <= inputs.objectives[key]`, observed element.p95 is absent"
      ),
      "latency[billing]": ("no_data", "`json` has no element of this key"),
      "waits": ("blocked", "blocked by latency, which failed"),
      "all[a]": ("passed", ""), "all[b]": ("passed", ""), "then": ("passed", ""),
    ]
    #expect(report.document["items"]?.list?.count == all.count)
    try report.expect(all)
    #expect(try report.item("latency[web]")["title"] == "Every service keeps its objective: web")
    #expect(report.document["counts"]?["failed"] == 2 && report.document["counts"]?["no_data"] == 1)
    let one = try await workplace.report("latency[web]")
    #expect(one.document["items"]?.list?.count == 5)
    let pretty = try await workplace.checkctl("run", "main")
    #expect(pretty.stdout.contains("main: Main, 4 items\n"))
    #expect(pretty.stdout.contains("FAILED: 2 items failed, 2 undecided\n"), "\(pretty.stdout)")
  }

  @Test func withoutElementsThereIsNothingToJudge() async throws {
    let workplace = try Workplace(
      items: """
        - {id: none, title: N, \(Self.pods("[]")), per: {list: json}, assert: element > 1}
        - {id: fails, title: F, on_no_data: fail, \(Self.pods("[]")), per: {list: json}, assert: element > 1}
        - {id: expected, title: E, \(Self.pods("[]")), per: {list: json, expected: "['a']"}}
        - {id: nobody, title: Y, \(Self.pods(#"["a"]"#)), per: {list: json, expected: inputs.nobody}}
        - {id: inner, title: I, \(Self.pods(#"[{"n": "x", "c": []}]"#)), per: {list: json, key: element.n}, assert: 'element.c.all(c, c > 1)'}
        - {id: extra, title: X, \(Self.pods(#"["a", "b"]"#)), per: {list: json, expected: "['a']"}}
        - {id: doubt, title: D, \(Self.pods(#"["x"]"#)), per: {list: json}, assert: ["element == 'y'", "element < 3 || int(element) == 1"]}
        """, preamble: "inputs: {nobody: {type: list(string), default: []}}")
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    let all = [
      "none": ("no_data", "`json` is empty"), "fails": ("failed", "`json` is empty"),
      "nobody": ("no_data", "`inputs.nobody` is empty"), "extra[a]": ("passed", ""),
      "expected[a]": ("no_data", "`json` has no element of this key"),
      "inner[x]": (
        "no_data", "`element.c` is empty, so `element.c.all(c, c > 1)` says nothing"
      ),
    ]
    try report.expect(all)
    #expect(
      try report.item("extra[a]")["notes"] == ["not expected, and not judged without `assert`: b"])
    #expect(try report.item("doubt[x]")["notes"]?.list?.count == 1)
  }

  @Test func whatCannotBeToldApartIsAnError() async throws {
    let workplace = try Workplace(
      items: """
        - {id: twice, title: T, \(Self.pods(#"[{"n": "x"}, {"n": "x"}, {"n": "y"}]"#)), per: {list: json, key: element.n}, assert: 'true'}
        - {id: keyless, title: K, \(Self.pods(#"[{"m": "x"}, {"n": [1]}, {"n": "y"}]"#)), per: {list: json, key: element.n}, assert: 'true'}
        - {id: map, title: M, \(Self.pods(#"{"a": 1}"#)), per: {list: json}, assert: 'true'}
        - {id: constant, title: O, \(Self.pods("[1]")), per: {list: json}, assert: "{'a': 1}[inputs.key] == element"}
        - {id: lacking, title: L, \(Self.pods(#"{"a": 1}"#)), per: {list: json.b}, assert: 'true'}
        - id: status
          title: S
          command: {argv: [sh, -c, 'echo "[1, 2]"; exit 3']}
          per: {list: json}
          assert: element > 1
        """, preamble: "inputs: {key: {type: string, default: b}}")
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    let all = [
      "constant[1]": (
        "error",
        "`{'a': 1}[inputs.key] == element`: {'a': 1}[inputs.key] is absent where inputs.key is \"b\""
      ),
      "twice[x]": ("error", "several elements of `json` have the key `x`, so they cannot be told apart"),
      "twice[y]": ("passed", ""),
      "keyless[#0]": ("failed", "per.key: expected `element.n`, observed element.n is absent"),
      "keyless[#1]": ("error", "per.key: `element.n` is a list that cannot stand in an id"),
      "keyless[y]": ("passed", ""),
      "map": ("error", "per.list: `json` is a map, not a list"),
      "lacking": ("failed", "per.list: expected `json.b`, observed json.b is absent"),
      "status": ("failed", "exit_code: expected 0, observed 3"),
      "status[1]": (
        "failed", "assert: expected `element > 1`, observed element = 1"
      ),
      "status[2]": ("passed", ""),
    ]
    #expect(report.document["items"]?.list?.count == all.count)
    try report.expect(all)
  }

  @Test func itIsAskedAgainUntilAllElementsPass() async throws {
    let workplace = try Workplace(
      items: """
        - id: rolling
          title: R
          command: {shell: 'echo x >> count; wc -l < count | sed "s/.*/[{\\"n\\": \\"a\\", \\"v\\": 3}, {\\"n\\": \\"b\\", \\"v\\": &}]/"'}
          per: {list: json, key: element.n}
          assert: element.v >= 3
          retry: {every: 1ms, attempts: 5}
        """)
    let report = try await workplace.report()
    #expect(report.exitCode == 0, "\(report.document.json)")
    #expect(try report.item("rolling[b]")["attempts"] == 3)
    #expect(try report.message("rolling[b]").contains("after 3 attempts"))
  }

  @Test func noticesAndSecretsOfElementsStayInOrder() async throws {
    let workplace = try Workplace(
      items: """
        - id: keys
          title: K
          command: {argv: [echo, '[{"n": "hidden-name", "v": 1}, {"n": "hidden-too", "v": 1}, {"n": "open", "v": 2}]']}
          redact: ['json[0].n', 'json[1].n']
          per: {list: json, key: element.n}
          assert: element.v > 1
        """)
    for format in ["pretty", "json", "junit"] {
      let result = try await workplace.checkctl("run", "main", "--verbose", "--report", format)
      #expect(result.exitCode == 1)
      #expect(!result.stdout.contains("hidden"), "\(result.stdout)")
      #expect(result.stdout.contains("keys[********#1]"))
      #expect(result.stdout.contains("keys[********]") && result.stdout.contains("keys[open]"))
    }
  }
}
