import CheckModel
import Checklists
import Diagnostics
import Testing

/// One mistake is told once, and says what to write instead.
struct SingleFaultTests {
  /// The first lines and the helps of what is said of a checklist.
  private func said(_ body: String) throws -> [String] {
    try Loaded(body).lint().split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("error") || $0.hasPrefix("warning") || $0.contains("= help: ")
    }.map { line in line.firstRange(of: "= help: ").map { "help: " + line[$0.upperBound...] } ?? line }
  }

  @Test func aProbeThatIsNoMap() throws {
    #expect(
      try said("items:\n  - {id: a, title: A, command: true}\n") == [
        "error[wrong-type]: `command` is a map, this is a boolean"
      ])
  }

  @Test func misspelledKeys() throws {
    let sql = "targets: {db: postgres}\nitems:\n  - {id: a, title: A, sql: {querry: q}, expect: {value: 1}}\n"
    #expect(
      try said(sql) == ["error[unknown-key]: `sql` has no key `querry`", "help: did you mean `query`?"])
    #expect(
      try said("items:\n  - {id: a, titel: A, command: {argv: [x]}}\n") == [
        "error[unknown-key]: an item has no key `titel`", "help: did you mean `title`?",
      ])
  }

  @Test(arguments: [
    "http: {url: '${inputs.}'}", "http: {url: 'http://a', headers: '${inputs.}'}",
    "http: {url: 'http://a'}, expect: {status: '${inputs.}'}", "command: {argv: ['${inputs.}']}",
    "command: {argv: [x]}, for_each: '${inputs.}'", "command: {argv: [x]}, remedy: '${inputs.}'",
  ])
  func brokenExpressions(_ keys: String) throws {
    let all = try said("items:\n  - {id: a, title: A, \(keys)}\n")
    #expect(all.count { $0.hasPrefix("error") } == 1, "\(all)")
  }

  @Test func brokenDefaults() throws {
    let all = try said("inputs: {u: {type: url, default: '${x y'}}\n" + soundItem)
    #expect(all.first == "error[unclosed-interpolation]: `${` is not closed")
    #expect(all.count { $0.hasPrefix("error") } == 1, "\(all)")
  }

  @Test func beginningsOfNames() throws {
    let auth = "items:\n  - {id: a, title: A, http: {url: 'http://a', auth: {user: x, pass: y}}}\n"
    #expect(
      try said(auth) == ["error[unknown-key]: `auth` has no key `pass`", "help: did you mean `password`?"])
  }

  @Test func theFirstProbeIsTheFirstInTheFile() throws {
    try expectFaults(
      [
        "main.yaml": mainFile(
          "items:\n  - {id: a, title: A, command: {argv: [x]}, http: {url: 'http://a'}}\n")
      ],
      """
      error[several-probes]: an item asks one thing, `a` asks 2
       --> main.yaml:4:45
        |
      4 |   - {id: a, title: A, command: {argv: [x]}, http: {url: 'http://a'}}
        |                                             ^^^^
       --> main.yaml:4:23
        |
      4 |   - {id: a, title: A, command: {argv: [x]}, http: {url: 'http://a'}}
        |                       ------- the first
        = help: make an item of each

      """)
  }

  @Test func interpolatedMatchers() throws {
    try expectFaults(
      [
        "main.yaml": mainFile(
          """
          inputs: {n: {type: string, default: '1'}}
          targets: {m: prometheus}
          items:
            - {id: a, title: A, promql: {query: up}, expect: {value: {gt: '${inputs.n}'}}}
            - {id: b, title: B, promql: {query: up}, expect: {value: '${inputs.n}5'}}

          """)
      ],
      """
      error[type-mismatch]: `${inputs.n}` is a string, and `value` a number
       --> main.yaml:6:65
        |
      6 |   - {id: a, title: A, promql: {query: up}, expect: {value: {gt: '${inputs.n}'}}}
        |                                                                 ^^^^^^^^^^^^^
       --> main.yaml:3:10
        |
      3 | inputs: {n: {type: string, default: '1'}}
        |          - declared here
        = help: declare the input as number
      error[type-mismatch]: `${inputs.n}5` is a string, and `value` a number
       --> main.yaml:7:60
        |
      7 |   - {id: b, title: B, promql: {query: up}, expect: {value: '${inputs.n}5'}}
        |                                                            ^^^^^^^^^^^^^^

      """)
  }

  @Test func defaultsDoNotRepeatActions() throws {
    let body = """
      defaults: {retry: {every: 1s, attempts: 3}}
      items:
        - {id: a, title: A, action: true, command: {argv: [x]}}
        - {id: b, title: B, command: {argv: [x]}}

      """
    let plan = try Loaded(body).plan()
    #expect(plan.items.map { $0.retry?.attempts } == [nil, 3])
    let own = body.replacing("action: true", with: "action: true, retry: {every: 1s, attempts: 3}")
    #expect(try said(own).first?.hasPrefix("error[repeated-action]") == true)
  }

  @Test func unknownItemsOfAnInstance() throws {
    let text = try Loaded([
      "main.yaml": mainFile("include: [{use: sub.yaml, as: one, override: {zzz: {severity: low}}}]\n"),
      "sub.yaml": "checkctl: 1\nchecklist: sub\n" + soundItem,
    ]).lint()
    #expect(text.hasSuffix("= help: known here: a\n"), "\(text)")
  }

  @Test func comparisons() throws {
    let body = "inputs: {d: {type: number, default: 5}}\nitems:\n"
    func item(_ condition: String) -> String {
      body + "  - {id: a, title: A, when: \"\(condition)\", command: {argv: [x]}}\n"
    }
    #expect(
      try said(item("inputs.d == '5'")) == [
        "error[invalid-expression]: number cannot be compared with string by ==",
        "help: write 5 without quotes",
      ])
    #expect(
      try said(item("inputs.d == 5 && inputs.d == 6")) == [
        "error[invalid-expression]: number cannot be compared with int by ==", "help: write 5.0",
        "error[invalid-expression]: number cannot be compared with int by ==", "help: write 6.0",
      ])
  }

  private static let defaultFaults = [
    "error[unknown-word]: `severity` is one of info, low, medium, high, critical, not `hgih`",
    "help: did you mean `high`?", "error[wrong-type]: `tags` is a list, this is a string",
    "help: write `tags: [x]`",
  ]

  @Test(arguments: ["", "severity: low, tags: [y], "])
  func defaultsAreReadWhateverItemsOverride(_ own: String) throws {
    let body = """
      defaults: {severity: hgih, tags: x}
      items:
        - {id: a, title: A, \(own)command: {argv: [x]}}
        - {id: b, title: B, \(own)command: {argv: [x]}}

      """
    #expect(try said(body) == Self.defaultFaults)
  }

  @Test(arguments: [
    ("list", "write `list(string)`, `list(int)`, ..."), ("map", "write `map(string)`, `map(int)`, ..."),
    ("lst", "write `list(string)`, `list(int)`, ..."), ("strng", "did you mean `string`?"),
    ("tuple", "types are string, int, number, bool, duration, size, url, list(T), map(T) and object"),
  ])
  func typesOfInputs(_ type: String, _ help: String) throws {
    #expect(
      try said("inputs: {a: {type: \(type)}}\n" + soundItem) == [
        "error[unknown-type]: `\(type)` is not a type of input", "help: \(help)",
      ])
  }

  @Test(arguments: [
    ("5", "write `5s` for seconds"), ("0.5", "write `0.5s` for seconds"),
    ("inf", "such as 500ms, 30s, 5m or 90d"), ("0", "such as 500ms, 30s, 5m or 90d"),
    ("-1", "such as 500ms, 30s, 5m or 90d"), ("1e3", "such as 500ms, 30s, 5m or 90d"),
    ("soon", "such as 500ms, 30s, 5m or 90d"),
  ])
  func durationsWithoutUnits(_ text: String, _ help: String) throws {
    #expect(
      try said("items:\n  - {id: a, title: A, timeout: \(text), command: {argv: [x]}}\n") == [
        "error[invalid-duration]: `timeout` is a duration above zero, with a unit", "help: \(help)",
      ])
  }

  /// An input whose default has a fault needs no other value.
  @Test(arguments: ["default: foo", "defualt: 1", "from: nowhere.yaml"])
  func aFaultyDefaultIsADefault(_ text: String) throws {
    let loaded = try Loaded([
      "main.yaml": mainFile("include: [{use: sub.yaml, as: one}, {use: sub.yaml, as: two}]\n"),
      "sub.yaml": "checkctl: 1\nchecklist: sub\ninputs: {n: {type: int, \(text)}}\n" + soundItem,
    ])
    #expect(!loaded.lint().contains("unbound-input"))
    #expect(loaded.project.diagnostics.all.count == 1)
  }
}
