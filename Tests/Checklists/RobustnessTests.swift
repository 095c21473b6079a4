import Checklists
import Diagnostics
import ProbeKit
import Testing
import Values

/// Files that nobody would write.
struct RobustnessTests {
  private static let valid = mainFile(
    """
    title: Main
    inputs: {n: {type: int, default: 1}, l: {type: list(string), default: [x, y]}, s: {type: string, secret: true, default: hunter22}}
    targets: {db: postgres, m: prometheus}
    defaults: {section: S, tags: [t]}
    include:
      - {use: sub.yaml, as: one, targets: {db: db}, inputs: {region: eu}, override: {up: {severity: high}}}
    items:
      - {id: a, title: 'A ${inputs.n}', sql: {target: db, query: SELECT 1, params: ['${inputs.n}']}, expect: {value: {ge: 1}}}
      - {id: b, title: B, needs: [a, one/up], for_each: '${inputs.l}', promql: {query: 'up{x="${each}"}'}, expect: {value: 1}}
      - {id: c, title: C, when: inputs.n == 1, retry: {every: 1s, for: 5s}, command: {argv: [x], env: {A: '${inputs.s}'}}}

    """)
  private static let sub = """
    checkctl: 1
    checklist: sub
    inputs: {region: {type: string}}
    targets: {db: postgres}
    items:
      - {id: up, title: Up, sql: {query: SELECT 1}, expect: {value: 1}}

    """
  private static let environment = environmentFile(
    "e", "inputs: {n: 2}\ntargets: {db: {postgres: {host: h, password: pw}}, m: {prometheus: 'http://p'}}\n")

  private func exercise(_ files: [String: String]) throws -> Loaded {
    let loaded = try Loaded(files)
    if let checklist = loaded.project.checklist("main") {
      let environment = loaded.project.environment("e", for: checklist)
      let plan = loaded.project.plan(checklist, environment: environment)
      // What is not planned is told of.
      if !loaded.project.diagnostics.hasErrors, !plan.faults.hasErrors {
        #expect(plan.items.count >= checklist.itemCount)
      }
      _ = loaded.show(plan.faults)
    }
    _ = loaded.lint("e")
    return loaded
  }

  @Test func theValidOneIsValid() throws {
    let loaded = try exercise([
      "main.yaml": Self.valid, "sub.yaml": Self.sub, "environments/e.yaml": Self.environment,
    ])
    #expect(loaded.lint("e") == "")
    #expect(try loaded.plan("e").ids == ["one/up", "a", "b[x]", "b[y]", "c"])
  }

  @Test(arguments: 0..<30)
  func mutationsNeverCrash(_ seed: Int) throws {
    var random = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
    let words = [
      "null", "5", "[]", "{}", "x", "'${inputs.n}'", "[x, {y: [1]}]", "-1", "true", "\"\"", "${", "1s",
    ]
    for _ in 0..<10 {
      let sources = [Self.valid, Self.sub, Self.environment]
      var texts = sources
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let which = Int.random(in: 0..<3, using: &random)
        var pieces = texts[which].split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let place = Int.random(in: 0..<pieces.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: pieces[place] = words.randomElement(using: &random) ?? ""
        case 1: pieces.swapAt(place, Int.random(in: 0..<pieces.count, using: &random))
        default:
          let tail = pieces[place].last.map { "]},:".contains($0) ? String($0) : "" } ?? ""
          pieces[place] = (words.randomElement(using: &random) ?? "") + tail
        }
        texts[which] = pieces.joined(separator: " ")
      }
      _ = try exercise(["main.yaml": texts[0], "sub.yaml": texts[1], "environments/e.yaml": texts[2]])
    }
  }

  @Test(arguments: [
    "items: 5\n", "items: {a: b}\n", "items: [null, 5, [], {}]\n", "inputs: [x]\nitems: [x]\n",
    "targets: 5\ninclude: 5\n",
    "include: [null, {}, {use: 5}, {use: sub.yaml, as: [x]}]\n", "defaults: [x]\nitems:\n",
    "inputs: {n: null}\n",
    "items:\n  - {id: null, title: null, command: null}\n  - {id: a, title: [x], command: [y], expect: 5}\n",
    "inputs: {? [a] : {type: int}}\n",
    "items:\n  - {id: a, title: A, sql: {}, needs: {a: b}, for_each: 5, when: [x]}\n",
  ])
  func wrongShapes(_ body: String) throws {
    let loaded = try exercise(["main.yaml": mainFile(body), "sub.yaml": Self.sub])
    #expect(loaded.project.diagnostics.hasErrors)
  }

  @Test func longChains() throws {
    let items = (0..<10_000).map { place in
      "  - {id: i\(place), title: T, needs: [\(place < 9_999 ? "i\(place + 1)" : "")], command: {argv: [x]}}\n"
    }
    let loaded = try Loaded("items:\n" + items.joined())
    let plan = try loaded.plan(selection: Selection(ids: ["i0"]))
    #expect(plan.items.count == 10_000)
  }

  @Test func deepIncludes() throws {
    var files = ["main.yaml": mainFile("include: [c0.yaml]\n")]
    for place in 0..<100 {
      files["c\(place).yaml"] = "checkctl: 1\nchecklist: c\(place)\ninclude: [c\(place + 1).yaml]\n"
    }
    let text = try Loaded(files).lint()
    #expect(
      text == """
        error[deep-include]: checklists include each other more than 64 deep here
         --> c63.yaml:2:12
          |
        2 | checklist: c63
          |            ^^^
          = help: include it nearer to the top

        """)
  }

  @Test func instancesThatMultiply() throws {
    var files = ["main.yaml": mainFile("include:\n  - {use: c0.yaml, as: a}\n  - {use: c0.yaml, as: b}\n")]
    for place in 0..<15 {
      let next = "c\(place + 1).yaml"
      files["c\(place).yaml"] =
        "checkctl: 1\nchecklist: c\(place)\ninclude:\n  - {use: \(next), as: a}\n  - {use: \(next), as: b}\n"
    }
    files["c15.yaml"] = "checkctl: 1\nchecklist: c15\n" + soundItem
    let text = try Loaded(files).lint()
    #expect(
      text == """
        error[too-many-items]: with all that it includes the checklist has more than 10000 instances
         --> c12.yaml:5:25
          |
        5 |   - {use: c13.yaml, as: b}
          |                         ^
          = help: split it

        """)
  }

  /// Instances count though there is no item in any, and items though all of them are broken.
  @Test func emptyInstancesThatMultiply() throws {
    var files = ["main.yaml": mainFile("include:\n  - {use: c0.yaml, as: a}\n  - {use: c0.yaml, as: b}\n")]
    for place in 0..<60 {
      let next = "c\(place + 1).yaml"
      files["c\(place).yaml"] =
        "checkctl: 1\nchecklist: c\(place)\ninclude:\n  - {use: \(next), as: a}\n  - {use: \(next), as: b}\n"
    }
    files["c60.yaml"] = "checkctl: 1\nchecklist: c60\nitems: [{}]\n"
    let text = try Loaded(files).lint()
    #expect(text.contains("with all that it includes the checklist has more than 10000 instances"))
    let broken = try Loaded("items:\n" + String(repeating: "  - {}\n", count: 200_001))
    _ = broken.project.checklist("main")
    #expect(
      broken.project.diagnostics.all.contains {
        $0.message == "with all that it includes the checklist has more than 200000 items"
      })
  }

  @Test func bytesThatAreNoText() throws {
    let loaded = try Loaded(soundItem)
    try loaded.folder.write("main.yaml", [0xFF, 0xFE, 0x00, 0x80] + Array(repeating: 0xC3, count: 5000))
    #expect(loaded.lint() != "")
    let huge = try Loaded(
      "items:\n  - {id: '\(String(repeating: "a", count: 300_000))', title: A, command: {argv: [x]}}\n")
    #expect(huge.lint().utf8.count < 2_000)
  }

  /// A secret in a file is in no text about the file, however broken that is.
  @Test(arguments: [
    "targets: {db: {postgres: 'postgres://u:hunter22@h/d', max_connections: x}}",
    "targets: {db: {postgres: {host: h, password: hunter22, port: 5}}}",
    "targets: {db: {postgres: 'host=h password=hunter22', wrong: 1}}",
    "targets: {db: {postgres: 'host=h', pasword: hunter22}}", "targets: {db: {pg: h, password: hunter22}}",
    "targets: {db: {password: hunter22, password: hunter22}}", "targets: {db: {password: hunter22",
    "inputs: {s: hunter22, x: 1}",
    "inputs: {ss: hunter22}\ntargets: {m: {prometheus: 'http://u:hunter22@p:x'}}",
    "targets: {m: {prometheus: 5, bearer: [hunter22]}}",
    "targets: {a: {http: x, headers: {X: hunter22, Y: 5}}}",
  ])
  func secretsAreNotShown(_ body: String) throws { try expectHidden(environment: body) }

  @Test(arguments: [
    "targets: {a: {http: 'http://a', haeders: {Authorization: Bearer hunter22}}}",
    "targets: {a: {http: 'http://a', hdrs: {X-Api-Key: hunter22}}}",
    "targets: {a: {http: 'http://a', headers: {Authorization: Bearer hunter22}",
    "targets: {a: {http: 'http://a', headers: {X-Api-Key: 'hunter22'}",
    "targets:\n  a:\n    headers: [Basic hunter22\n", "targets: {m: {prometheus: 5, bearer: 'hunter22$${x'}}",
    "targets: {m: {prometheus: 5, bearer: 'hunter22${env(\"X\")}'}}",
    "targets: {m: {prometheus: 5, bearer: 'hunter22${'}}",
    "inputs: {s: 'hunter22${env(\"X\")}', x: 1}", "targets: {db: {postgrse: 'postgres://u:hunter22@h/d'}}",
  ])
  func secretsInUnknownPlacesAreNotShown(_ body: String) throws { try expectHidden(environment: body) }

  @Test(arguments: [
    "  - {title: A, http: {url: 'https://u:hunter22@h/'}}",
    "  - {id: a, title: A, htpp: {url: 'https://u:hunter22@h/'}}",
    "  - {id: a, title: A, htpp: {url: 'https://h/?token=hunter22'}}",
    "  - {id: a, title: A, htpp: {headers: {Authorization: Bearer hunter22}}}",
    "  - {title: A, http: {url: 'https://h', auth: {user: u, password: hunter22}}}",
  ])
  func secretsOfUnreadableItemsAreNotShown(_ item: String) throws {
    let text = try Loaded("items:\n\(item)\n").lint()
    #expect(text.contains("error["))
    #expect(!text.contains("hunter22"), "\(text)")
  }

  /// What is no secret stays readable, whatever it is called.
  @Test func namesOfDataAreNoSecrets() throws {
    let loaded = try Loaded([
      "main.yaml": mainFile(
        """
        inputs: {token: {type: string, default: plain-1}, services: {type: map(string), default: {auth: plain-2}}}
        targets: {session: postgres}
        items:
          - {id: a, title: Basic plain-3, http: {url: 'http://a'}, expect: {json.token: plain-4}}
          - {id: b, title: B, for_each: {leader: plain-5}, command: {argv: [x], env: {AUTHOR: plain-6}}}

        """),
      "environments/e.yaml": environmentFile(
        "e",
        "inputs: {services: {auth: plain-7}}\n"
          + "targets: {session: {postgres: 'h', password: \"Token ${env('X')}\"}}\n"),
    ])
    #expect(loaded.lint("e") == "")
    let text = (1...7).map { "plain-\($0)" }.joined(separator: " ") + " Token string postgres"
    #expect(loaded.project.redactor.redact(text) == text)
  }

  /// A thousand lines below the name of a secret, in a file that cannot be parsed.
  @Test func manySecretsOfAFileThatIsBroken() throws {
    let lines = (0..<1_000).map { "    line-\($0)-of-a-secret\n" }.joined()
    let loaded = try Loaded([
      "main.yaml": mainFile(soundItem),
      "environments/e.yaml": environmentFile("e", "targets:\n  db:\n   password:\n\(lines)    x: {y\n"),
    ])
    #expect(loaded.lint("e").contains("error["))
  }

  private func expectHidden(environment body: String) throws {
    let loaded = try exercise([
      "main.yaml": Self.valid.replacing("default: hunter22", with: "default: zzz-other"),
      "sub.yaml": Self.sub,
      "environments/e.yaml": environmentFile("e", body + "\n"),
    ])
    let text = loaded.lint("e")
    #expect(text.contains("error["))
    #expect(!text.contains("hunter22"), "\(text)")
  }
}

/// A small repeatable source of random numbers (xorshift64*).
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
