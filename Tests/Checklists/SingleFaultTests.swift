import CheckModel
import Checklists
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
        "error[invalid-expression]: \"&&\" is not understood here: this version knows one comparison at most",
        "help: make two items of it, each with one of the conditions, or name one item in the `needs` of another",
      ])
  }
}
