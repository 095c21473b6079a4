import Checklists
import ProbeKit
import Probes
import SemanticVersions
import Testing

/// What items of a pack are refused before anything is asked, with the whole text that is said of it.
struct GrantPlanTests {
  private static let environment = environmentFile(
    "e",
    """
    targets:
      db: {postgres: "host=h"}
      web: {http: "http://w"}
      k8s: {kubernetes: {context: c}}
      prom: {prometheus: "http://p"}

    """)
  private static let roles = "{database: postgres, api: http, cluster: kubernetes, metrics: prometheus}"
  private static let bindings = "{database: db, api: web, cluster: k8s, metrics: prom}"

  private static func file(_ name: String, _ body: String) -> [UInt8] {
    Array("checkctl: 1\nchecklist: \(name)\ntargets: \(roles)\n\(body)\n".utf8)
  }

  private static func pack(
    _ name: String, _ files: [String: [UInt8]], _ grants: Grants, requires: Set<PackName> = []
  ) throws -> InstalledPack {
    InstalledPack(
      name: try #require(PackName(name)), version: SemanticVersion(1, 0, 0), directory: "/packs/\(name)",
      files: files, grants: grants, requires: requires)
  }

  /// What is said of the items of packs that a project includes by `use`.
  private func refusals(_ use: String, _ packs: [InstalledPack]) throws -> String {
    let main = mainFile(
      """
      targets: {db: postgres, web: http, k8s: kubernetes, prom: prometheus}
      include:
        - {use: \(use), as: x, targets: \(Self.bindings)}

      """)
    let loaded = try Loaded(
      ["main.yaml": main, "environments/e.yaml": Self.environment],
      registry: ProbeRegistry(BuiltInProbes.all), packs: packs)
    let plan = try loaded.plan("e")
    #expect(loaded.show(plan.checklistFaults) + loaded.show(plan.faults) == "")
    return loaded.show(plan.refusals)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let item: String
    var grants = Grants.standard
    /// The message and help of each refusal, of the pack and how to grant it.
    var refused: [(message: String, help: String)] = []

    var testDescription: String { "\(item) \(grants)" }

    static func target(
      _ item: String, _ role: String, _ kind: String, _ way: String, _ grants: Grants = .standard
    )
      -> Case
    {
      Case(
        item: item, grants: grants,
        refused: [
          (
            "`\(kind): [\(way)]` on its target `\(role)`", "{targets: {\(role): {\(kind): [\(way)]}}}"
          )
        ])
    }

    static func word(
      _ item: String, _ what: String, _ word: String, _ key: String, _ grants: Grants = .standard
    )
      -> Case
    {
      Case(item: item, grants: grants, refused: [("\(what) `\(word)`", "{\(key): [\"\(word)\"]}")])
    }
  }

  private static let nothing = Grants.listed([])
  private static let sql = "sql: {query: SELECT 1}, expect: {value: 1}"

  static let cases: [Case] = [
    Case(item: sql),
    .target(sql, "database", "sql", "read", nothing),
    .target(sql, "database", "sql", "read", .listed([.target(role: "db", kind: "sql", way: "read")])),
    Case(item: sql, grants: .listed([.target(role: "database", kind: "sql", way: "read")])),
    Case(item: "promql: {query: up}, expect: {value: 1}"),
    .target("promql: {query: up}, expect: {value: 1}", "metrics", "promql", "read", nothing),
    Case(item: "http: {path: /x}"),
    .target("http: {path: /x}", "api", "http", "GET", nothing),
    .target(
      "http: {path: /x}", "api", "http", "GET", .listed([.target(role: "api", kind: "http", way: "POST")])),
    .word("http: {url: \"https://a.example.com/x\"}", "the host", "a.example.com:443", "hosts"),
    Case(
      item: "http: {url: \"https://a.example.com/x\"}", grants: .listed([.host("*.example.com")])),
    .word("tcp: {host: a.example.com, port: 22}", "the host", "a.example.com:22", "hosts"),
    .word("dns: {name: a.example.com}, expect: {count: 1}", "the DNS name", "a.example.com", "names"),
    Case(item: "dns: {name: a.example.com}, expect: {count: 1}", grants: .listed([.name("a.example.com")])),
    .word("file: {path: /etc/passwd}, expect: {exists: true}", "the file", "/etc/passwd", "files"),
    Case(item: "file: {path: /etc/passwd}, expect: {exists: true}", grants: .listed([.file("/etc/*")])),
    .word(
      "config: {path: /etc/x.yaml, format: yaml}, assert: [\"true\"]", "the file", "/etc/x.yaml", "files"),
    Case(item: "file: {path: own.txt}, expect: {exists: true}"),
    .word("command: {argv: [df]}", "the command", "df", "commands"),
    .word("command: {argv: [df]}", "the command", "df", "commands", .listed([.command("sh")])),
    Case(item: "command: {argv: [df]}", grants: .listed([.command("df")])),
    .target(
      "command: {argv: [df], targets: [database]}", "database", "command", "environment",
      .listed([.command("df")])),
    Case(item: "kubectl: {resource: pods, namespace: n}, expect: {count: 1}"),
    .target(
      "kubectl: {resource: secrets, namespace: n}, expect: {count: 1}", "cluster", "kubectl", "secrets"),
    .target(
      "kubectl: {resource: secrets, namespace: n}, expect: {count: 1}", "cluster", "kubectl", "secrets",
      .listed([.target(role: "cluster", kind: "kubectl", way: "*")])),
    Case(
      item: "kubectl: {resource: secrets, namespace: n}, expect: {count: 1}",
      grants: .listed([.target(role: "cluster", kind: "kubectl", way: "secrets")])),
    .target(
      "kubectl: {raw: /api/v1/namespaces/n/pods/p/proxy/x}, assert: [\"true\"]", "cluster", "kubectl",
      "pods/proxy"),
    .target(
      "kubectl: {raw: /api/v1/namespaces/n/%73ecrets/s}, assert: [\"true\"]", "cluster", "kubectl",
      "/api/v1/namespaces/n/%73ecrets/s"),
    Case(item: "kubectl: {raw: /readyz}, assert: [\"true\"]"),
    .target("load: {path: /x, max_requests: 1}", "api", "load", "GET"),
    Case(
      item: "load: {path: /x, max_requests: 1}",
      grants: .listed([.target(role: "api", kind: "load", way: "GET")])),
    Case(
      item: "sql: {query: DELETE FROM t}, action: true, expect: {row_count: 0}",
      refused: [
        ("the action `i`", "{actions: [i]}"),
        ("`sql: [write]` on its target `database`", "{targets: {database: {sql: [write]}}}"),
      ]),
    Case(
      item: "sql: {query: DELETE FROM t}, action: true, expect: {row_count: 0}",
      grants: .listed([.target(role: "database", kind: "sql", way: "write"), .action("*")])),
  ]

  @Test(arguments: cases) func itemsAreHeldToTheGrants(_ testCase: Case) throws {
    let pack = try Self.pack(
      "o/a",
      [
        "all.yaml": Self.file("all", "items:\n  - {id: i, title: I, \(testCase.item)}"), "own.txt": [],
      ], testCase.grants)
    let line = "  - {id: i, title: I, \(testCase.item)}"
    let kind = testCase.item.prefix { $0 != ":" }
    let expected = testCase.refused.map { refused in
      """
      error[not-granted]: the pack o/a was not granted \(refused.message)
       --> o/a@1.0.0/all.yaml:5:23
        |
      5 | \(line)
        |                       \(String(repeating: "^", count: kind.count))
        = help: to grant it, write `grants: \(refused.help)` for the pack in checkctl.yaml, with all else that it may do

      """
    }.joined()
    #expect(try refusals("o/a/all", [pack]) == expected)
  }

  private static let inner = file("inner", "items:\n  - {id: i, title: I, \(sql)}")

  private func outer(_ targets: String) -> [UInt8] {
    Self.file("outer", "include:\n  - {use: o/inner/inner, as: n, targets: \(targets)}")
  }

  private let read = Grants.listed([.target(role: "database", kind: "sql", way: "read")])

  /// A pack must not do by another what it may not do itself, nor the other way round.
  @Test func everyPackOnTheWayMustBeGrantedIt() throws {
    let innerName = try #require(PackName("o/inner"))
    for (outerGrants, innerGrants, refused) in [
      (read, read, nil), (.listed([]), read, "o/outer"), (read, .listed([]), "o/inner"),
      (.standard, .standard, nil), (.standard, .listed([]), "o/inner"), (.listed([]), .standard, "o/outer"),
    ] as [(Grants, Grants, String?)] {
      let packs = [
        try Self.pack("o/inner", ["inner.yaml": Self.inner], innerGrants),
        try Self.pack("o/outer", ["outer.yaml": outer(Self.roleByRole)], outerGrants, requires: [innerName]),
      ]
      let text = try refusals("o/outer/outer", packs)
      if let refused {
        #expect(
          text.hasPrefix(
            "error[not-granted]: the pack \(refused) was not granted `sql: [read]` on its target `database`\n"
          ),
          "\(text)")
      } else {
        #expect(text == "")
      }
    }
  }

  private static let roleByRole = "{database: database, api: api, cluster: cluster, metrics: metrics}"

  /// A role is called by the pack's own name for it, through as many instances as there are.
  @Test func rolesGoByTheNamesOfEachPack() throws {
    let roles = "{first: postgres, second: postgres, api: http, cluster: kubernetes, metrics: prometheus}"
    let body = """
      checkctl: 1
      checklist: outer
      targets: \(roles)
      include:
        - {use: middle.yaml, as: m, targets: {one: second, api: api, cluster: cluster, metrics: metrics}}

      """
    let middle = """
      checkctl: 1
      checklist: middle
      targets: {one: postgres, api: http, cluster: kubernetes, metrics: prometheus}
      include:
        - {use: o/inner/inner, as: n, targets: {database: one, api: api, cluster: cluster, metrics: metrics}}

      """
    let files = ["outer.yaml": Array(body.utf8), "middle.yaml": Array(middle.utf8)]
    let main = mainFile(
      """
      targets: {db: postgres, web: http, k8s: kubernetes, prom: prometheus}
      include:
        - {use: o/outer/outer, as: x, targets: {first: db, second: db, api: web, cluster: k8s, metrics: prom}}

      """)
    for (granted, isAllowed) in [
      ("second", true), ("first", false), ("one", false), ("database", false), ("db", false),
    ] {
      let grants = Grants.listed([.target(role: granted, kind: "sql", way: "read")])
      let packs = [
        try Self.pack("o/inner", ["inner.yaml": Self.inner], read),
        try Self.pack("o/outer", files, grants, requires: [try #require(PackName("o/inner"))]),
      ]
      let loaded = try Loaded(
        ["main.yaml": main, "environments/e.yaml": Self.environment],
        registry: ProbeRegistry(BuiltInProbes.all), packs: packs)
      let text = loaded.show(try loaded.plan("e").refusals)
      if isAllowed {
        #expect(text == "")
      } else {
        #expect(
          text.hasPrefix(
            "error[not-granted]: the pack o/outer was not granted `sql: [read]` on its target `second`\n"),
          "\(granted): \(text)")
      }
    }
  }

  /// What came of one item is not known before the run: no host may be made of it.
  @Test func noHostComesOfAnotherItem() throws {
    let items = """
      items:
        - {id: a, title: A, http: {path: /x}, outputs: {place: json.url}}
        - {id: b, title: B, needs: [a], http: {url: "${needs['a'].outputs.place}"}}
      """
    let pack = try Self.pack(
      "o/a", ["all.yaml": Self.file("all", items)],
      .listed([
        .target(role: "api", kind: "http", way: "GET"), .host("a.example.com"),
      ]))
    let text = try refusals("o/a/all", [pack])
    #expect(
      text.hasPrefix(
        "error[not-granted]: `url` names a host by what came of another item, which an item of a pack may not\n"
      ),
      "\(text)")
  }

  @Test func whatIsNotKnownYetIsRefusedWhereNothingOfItsKindIsGranted() throws {
    let items = """
      items:
        - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}, outputs: {name: value}}
        - {id: b, title: B, needs: [a], command: {argv: ["${needs['a'].outputs.name}"]}}
        - {id: c, title: C, needs: [a], load: {path: "/${needs['a'].outputs.name}", max_requests: 1}}
      """
    let pack = try Self.pack("o/a", ["all.yaml": Self.file("all", items)], .standard)
    let lines = try refusals("o/a/all", [pack]).split(separator: "\n").filter {
      $0.hasPrefix("error") || $0.contains("help")
    }
    #expect(
      lines == [
        "error[not-granted]: the pack o/a was not granted any `command`",
        "  = help: to grant it, write `grants: {commands: [...]}` for the pack in checkctl.yaml, with all else that it may do",
        "error[not-granted]: the pack o/a was not granted any `load`",
        "  = help: to grant it, write `grants: {targets: {ROLE: {load: [GET]}}}` for the pack in checkctl.yaml, with all else that it may do",
      ])
  }

  /// The project's own items are held to nothing.
  @Test func itemsOfTheProjectAreFree() throws {
    let loaded = try Loaded(
      ["main.yaml": mainFile("items:\n  - {id: a, title: A, command: {argv: [df]}}\n")],
      registry: ProbeRegistry(BuiltInProbes.all))
    #expect(loaded.show(try loaded.plan().refusals) == "")
  }
}
