import CheckModel
import Checklists
import Diagnostics
import FoundationEssentials
import ProbeKit
import Testing
import Values

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How inputs, environments and `for_each` become questions.
struct PlanTests {
  @Test(
    arguments: [
      ("string", "\"007\"", Value.string("007")), ("int", "5", 5), ("number", "0.5", 0.5),
      ("bool", "true", true),
      ("duration", "1m30s", .duration(.seconds(90))), ("size", "2Ki", 2048),
      ("url", "https://a/b", "https://a/b"),
      ("list(int)", "[1, 2]", [1, 2]), ("map(duration)", "{a: 1s}", ["a": .duration(.seconds(1))]),
      ("object", "{a: {b: [1]}}", ["a": ["b": [1]]]),
    ] as [(String, String, Value)])
  func inputTypes(_ type: String, _ text: String, _ value: Value) throws {
    let body =
      "inputs: {x: {type: \(type)}}\nitems:\n  - {id: a, title: A, http: {url: 'http://a', json: '${inputs.x}'}}\n"
    let byDefault = try Loaded(body.replacing("type: \(type)}", with: "type: \(type), default: \(text)}"))
    #expect(try field("json", of: "a", in: byDefault.plan()) == value)
    let bare = text.hasPrefix("\"") ? String(text.dropFirst().dropLast()) : text
    #expect(try field("json", of: "a", in: Loaded(body).plan(settings: ["x": bare])) == value)
    let environment = try Loaded([
      "main.yaml": mainFile(body), "environments/e.yaml": environmentFile("e", "inputs: {x: \(text)}\n"),
    ])
    #expect(try field("json", of: "a", in: environment.plan("e")) == value)
  }

  @Test func commandLineBeatsEnvironmentBeatsDefault() throws {
    let loaded = try Loaded([
      "main.yaml": mainFile(
        "inputs: {a: {type: int, default: 1}, b: {type: int, default: 1}, c: {type: int, default: 1}}\n"
          + "items:\n  - {id: x, title: '${inputs.a}${inputs.b}${inputs.c}', command: {argv: [x]}}\n"),
      "environments/e.yaml": environmentFile("e", "inputs: {b: 2, c: 2}\n"),
    ])
    #expect(try loaded.plan("e", settings: ["c": "3"]).items[0].summary.title == "123")
  }

  @Test func dataFilesAndLiterals() throws {
    let loaded = try Loaded([
      "main.yaml": mainFile(
        "inputs: {slo: {type: map(number), from: data/slo.yaml}}\nitems:\n"
          + "  - {id: x, title: 'costs $${x} $5 ${inputs.slo.a}', command: {argv: [x]}}\n"),
      "data/slo.yaml": "a: 0.25\nb: 1\n",
    ])
    #expect(try loaded.plan().items[0].summary.title == "costs ${x} $5 0.25")
  }

  @Test func environmentsExtendEachOther() throws {
    let loaded = try Loaded([
      "main.yaml": mainFile(
        "inputs: {o: {type: object}, l: {type: list(int)}, r: {type: string}}\ntargets: {db: postgres}\nitems:\n"
          + "  - {id: x, title: '${inputs.r}', sql: {query: q, params: ['${inputs.o}', '${inputs.l}']}, expect: {value: 1}}\n"
      ),
      "environments/base.yaml": environmentFile(
        "base",
        "inputs: {o: {a: 1, b: {c: 1}}, l: [1, 2], r: base}\ntargets: {db: {postgres: {host: h}, max_connections: 3}}\n"
      ),
      "environments/eu.yaml": environmentFile("eu", "inputs: {r: eu}\n"),
      "environments/prod.yaml": environmentFile(
        "prod",
        "extends: [base, eu]\ninputs: {o: {b: {d: 2}}, l: [3]}\ntargets: {db: {postgres: {password: pw123}}}\n"
      ),
    ])
    let plan = try loaded.plan("prod")
    #expect(loaded.show(plan.faults) == "")
    #expect(plan.items[0].summary.title == "eu")
    #expect(try field("params", of: "x", in: plan) == [["a": 1, "b": ["c": 1, "d": 2]], [3]])
    let target = try #require(plan.items[0].question.identity.target)
    #expect(target.address == ["host": "h", "password": "pw123"])
    #expect(target.fields.int("max_connections") == 3)
    #expect(loaded.project.redactor.redact("is pw123.") == "is ********.")
    #expect(loaded.project.environmentNames == ["base", "eu", "prod"])
  }

  @Test func secretFilesAndVariables() throws {
    setenv("CHECKCTL_TEST_DSN", "postgres://u:s3cretword@h/d", 1)
    let loaded = try Loaded([
      "main.yaml": mainFile(
        "inputs: {key: {type: string, secret: true}}\ntargets: {db: postgres, api: http}\nitems:\n"
          + "  - {id: x, title: X, sql: {query: q, params: ['${inputs.key}']}, expect: {value: 1}}\n"
          + "  - {id: y, title: Y, http: {target: api}}\n"),
      "environments/e.yaml": environmentFile(
        "e",
        """
        inputs: {key: "${secret_file('keys/key')}"}
        targets:
          db: {postgres: "${env('CHECKCTL_TEST_DSN')}", sslrootcert: ca.pem}
          api: {http: 'https://a', headers: {Authorization: "Bearer ${secret_file('keys/token')}"}}

        """),
      "environments/keys/key": "abcdefgh\n", "environments/keys/token": "tokentoken\r\n",
    ])
    let plan = try loaded.plan("e")
    #expect(loaded.show(plan.faults) == "")
    #expect(try field("params", of: "x", in: plan) == ["abcdefgh"])
    let targets = plan.items.compactMap(\.question.identity.target)
    #expect(targets[0].fields.string("sslrootcert") == loaded.folder.path + "/environments/ca.pem")
    #expect(targets[1].fields["headers"] == ["Authorization": "Bearer tokentoken"])
    for secret in ["abcdefgh", "tokentoken", "s3cretword"] {
      #expect(loaded.project.redactor.redact("<\(secret)>") == "<********>")
    }
  }

  @Test func dryPlansReadNoSecret() throws {
    let loaded = try Loaded([
      "main.yaml": mainFile(
        "inputs: {key: {type: string, secret: true}, base: {type: url}}\ntargets: {db: postgres}\nitems:\n"
          + "  - {id: x, title: X, sql: {query: q, params: ['${inputs.key}']}, expect: {value: 1}}\n"
          + "  - {id: y, title: Y, http: {url: '${inputs.base}'}}\n"),
      "environments/e.yaml": environmentFile(
        "e",
        "inputs: {base: \"${env('CHECKCTL_TEST_UNSET')}\"}\n"
          + "targets: {db: {postgres: \"${secret_file('none')}\", password: \"${env('CHECKCTL_TEST_UNSET')}\"}}\n"
      ),
    ])
    let plan = try loaded.plan("e", isDry: true)
    #expect(loaded.show(plan.faults) == "")
    #expect(try field("params", of: "x", in: plan) == ["${inputs.key}"])
    #expect(plan.items[0].question.identity.target?.address == "${secret_file(\"none\")}")
    #expect(try field("url", of: "y", in: plan) == "${env(\"CHECKCTL_TEST_UNSET\")}")
  }

  @Test func elements() throws {
    let loaded = try Loaded(
      """
      inputs: {none: {type: list(string), default: []}, m: {type: map(int), default: {"odd ]key[": 1, b: 2}}}
      items:
        - {id: l, title: 'L ${each}', for_each: [x, y z, ä], command: {argv: ['${each}']}, when: each != 'ä'}
        - {id: m, title: 'M ${each.key}=${each.value}', for_each: '${inputs.m}', command: {argv: [x]}}
        - {id: e, title: 'E ${each}', for_each: '${inputs.none}', command: {argv: ['${each}']}}
        - {id: n, title: N, needs: [l, 'm[odd ]key[]', e], command: {argv: [x]}}

      """)
    let plan = try loaded.plan()
    #expect(loaded.show(plan.faults) == "")
    #expect(plan.ids == ["l[x]", "l[y z]", "l[ä]", "m[odd ]key[]", "m[b]", "e", "n"])
    #expect(plan.items.map(\.summary.title).prefix(4) == ["L x", "L y z", "L ä", "M odd ]key[=1"])
    #expect(plan.items[2].skipReason == "when: each != 'ä' is false")
    #expect(plan.items[6].needs.map(\.rawValue) == ["l[x]", "l[y z]", "l[ä]", "m[odd ]key[]", "e"])
    #expect(plan.items[5].summary.title == "e")
  }

  @Test func anEmptyForEachHasNoData() async throws {
    let loaded = try Loaded(
      "inputs: {none: {type: list(string), default: []}}\nitems:\n"
        + "  - {id: e, title: E, for_each: '${inputs.none}', command: {argv: [x]}}\n")
    let probe = try loaded.plan().items[0].question.probe.get()
    let now = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
    let context = ProbeContext(timeout: nil, redactor: Redactor(), resources: RunResources(), now: { now })
    #expect(try await probe.observe(in: context).noData == "`for_each` is empty")
  }

  @Test func promQLStaysData() throws {
    let body =
      "inputs: {r: {type: string}, n: {type: number}, p: {type: string, pattern: '[a-z_]+'}}\ntargets: {m: prometheus}\n"
      + "items:\n  - id: q\n    title: Q\n    promql:\n      query: '${inputs.p}{a=\"${inputs.r}\", b=''${inputs.r}''} > ${inputs.n}'\n"
      + "    expect: {value: 1}\n"
    let loaded = try Loaded([
      "main.yaml": mainFile(body),
      "environments/e.yaml": environmentFile("e", "targets: {m: {prometheus: 'http://p'}}\n"),
    ])
    let plan = try loaded.plan("e", settings: ["r": "x\"'\\\n}", "n": "0.5", "p": "up"])
    #expect(
      try field("query", of: "q", in: plan) == #"up{a="x\"'\\\n}", b='x"\'\\\n}'} > 0.5"#)
  }

  /// U+0600 is one character with the sign behind it.
  @Test func promQLStaysDataBehindMarks() throws {
    let body =
      "inputs: {r: {type: string}}\ntargets: {m: prometheus}\nitems:\n  - id: q\n    title: Q\n"
      + "    promql: {query: 'up{a=\"${inputs.r}\"}'}\n    expect: {value: 1}\n"
    let loaded = try Loaded([
      "main.yaml": mainFile(body),
      "environments/e.yaml": environmentFile("e", "targets: {m: {prometheus: 'http://p'}}\n"),
    ])
    let forged = try loaded.plan("e", settings: ["r": "x\u{600}\"} or vector(1) #\u{600}\\\r\n"])
    #expect(
      try field("query", of: "q", in: forged)
        == .string("up{a=\"x\u{600}\\\"} or vector(1) #\u{600}\\\\\r\\n\"}"))
  }

  @Test func settingsAreDataAsTheyStand() throws {
    let loaded = try Loaded(
      "inputs: {l: {type: list(string)}}\nitems:\n"
        + "  - {id: a, title: A, for_each: '${inputs.l}', command: {argv: ['${each}']}}\n")
    let plan = try loaded.plan(settings: ["l": #"["x${", "a${b c}d", "$${e}"]"#], isDry: true)
    #expect(loaded.show(plan.faults) == "")
    #expect(plan.ids == ["a[x${]", "a[a${b c}d]", "a[$${e}]"])
  }

  @Test func dryPlansGoOnWithoutSecretsOfAnyType() throws {
    let loaded = try Loaded(
      """
      inputs:
        min: {type: int, secret: true}
        hosts: {type: list(string), secret: true}
        m: {type: map(string), secret: true}
      items:
        - {id: a, title: A, when: inputs.min > 3, command: {argv: ['${inputs.m.a}']}}
        - {id: b, title: 'B ${each}', for_each: '${inputs.hosts}', command: {argv: ['${each}']}}

      """)
    let plan = try loaded.plan(isDry: true)
    #expect(loaded.show(plan.faults) + loaded.show(plan.checklistFaults) == "")
    #expect(plan.ids == ["a", "b[${inputs.hosts}]"])
    #expect(plan.items[0].skipReason == nil)
    #expect(try field("argv", of: "a", in: plan) == ["${inputs.m.a}"])
  }

  @Test func literalsKeepEveryDigit() throws {
    let loaded = try Loaded(
      "items:\n  - {id: a, title: A, http: {url: 'http://a', json: [9007199254740993.0, 0.1, +.5, 1e2, .inf]}}\n"
    )
    let json = try #require(try field("json", of: "a", in: loaded.plan())?.list)
    #expect(json[0] != .double(9_007_199_254_740_992))
    #expect(json[0].json == "9007199254740993.0")
    #expect(json[1...].elementsEqual([0.1, 0.5, 100.0, .double(.infinity)]))
  }

  @Test func unselectedItemsNeedNothing() throws {
    let loaded = try Loaded(
      """
      inputs: {region: {type: string}, names: {type: list(string)}}
      targets: {db: postgres}
      items:
        - {id: a, title: A, command: {argv: [x]}}
        - {id: b, title: B, command: {argv: ['${inputs.region}']}}
        - {id: c, title: C, for_each: '${inputs.names}', command: {argv: [x]}}
        - {id: d, title: D, sql: {query: q}, expect: {value: 1}}
        - {id: e, title: E, needs: [b], command: {argv: [x]}}

      """)
    let plan = try loaded.plan(selection: Selection(ids: ["a"]))
    #expect(plan.ids == ["a"] && loaded.show(plan.faults) == "")
    // What is missing is told once, and nothing vanishes without a word.
    let all = try loaded.plan()
    #expect(all.ids == ["a", "e"])
    #expect(all.faults.all.map(\.code.rawValue) == ["missing-input", "missing-input", "missing-target"])
  }

  @Test func selection() throws {
    let loaded = try Loaded(
      """
      items:
        - {id: base, title: A, command: {argv: [x]}}
        - {id: one, title: A, section: Security / Database, tags: [x], severity: high, needs: [base], command: {argv: [x]}}
        - {id: two, title: A, section: Metrics, tags: [x, y], severity: low, command: {argv: [x]}}
        - {id: all, title: A, for_each: [p, q], after: [one], command: {argv: [x]}}

      """)
    func ids(_ selection: Selection) throws -> [String] { try loaded.plan(selection: selection).ids }
    #expect(try ids(Selection()) == ["base", "one", "two", "all[p]", "all[q]"])
    #expect(try ids(Selection(ids: ["o*"])) == ["base", "one"])
    #expect(try ids(Selection(ids: ["all[?]"])) == ["all[p]", "all[q]"])
    #expect(try ids(Selection(ids: ["all[q]", "tw?"])) == ["two", "all[q]"])
    #expect(try ids(Selection(tags: ["y", "z"])) == ["two"])
    #expect(try ids(Selection(sections: ["database"])) == ["base", "one"])
    #expect(try ids(Selection(sections: ["Security*"])) == ["base", "one"])
    #expect(try ids(Selection(tags: ["x"], severity: .medium)) == ["base", "one"])
    #expect(try ids(Selection(ids: ["none"])) == [])
    #expect(try loaded.plan(selection: Selection(ids: ["all*"])).items.allSatisfy { $0.after.isEmpty })
  }

  @Test func actionsBringTheirCleanup() throws {
    let loaded = try Loaded(
      """
      items:
        - {id: base, title: A, command: {argv: [x]}}
        - {id: create, title: A, action: true, command: {argv: [x]}}
        - {id: look, title: A, needs: [create], command: {argv: [x]}}
        - {id: key, title: A, command: {argv: [x]}}
        - {id: remove, title: A, action: true, cleanup: true, after: [create], needs: [key], command: {argv: [x]}}
        - {id: tidy, title: A, cleanup: true, needs: [base], command: {argv: [x]}}
        - {id: report, title: A, needs: [create], command: {argv: [x]}}

      """)
    func ids(_ id: String) throws -> [String] { try loaded.plan(selection: Selection(ids: [id])).ids }
    #expect(try ids("create") == ["create", "key", "remove"])
    #expect(try ids("look") == ["create", "look", "key", "remove"])
    #expect(try ids("base") == ["base"])
  }

  @Test func settingsAreCheckedWhateverIsSelected() throws {
    let loaded = try Loaded(
      """
      inputs: {count: {type: int, default: 1}}
      items:
        - {id: a, title: A, command: {argv: [x]}}
        - {id: b, title: B, http: {url: 'http://a', redirects: '${inputs.count}'}}

      """)
    let plan = try loaded.plan(settings: ["count": "x"], selection: Selection(ids: ["a"]))
    #expect(plan.settingFaults.all.map(\.code.rawValue) == ["wrong-type"])
    #expect(plan.faults.all.isEmpty && plan.checklistFaults.all.isEmpty)
  }

  /// A value of the checklist's own that does not fit is not laid on the environment.
  @Test func blame() throws {
    let loaded = try Loaded(
      """
      inputs: {count: {type: int, default: 50}}
      items:
        - {id: b, title: B, http: {url: 'http://a', redirects: '${inputs.count}'}}

      """)
    let own = try loaded.plan()
    #expect(own.checklistFaults.all.map(\.code.rawValue) == ["wrong-type"])
    #expect(own.faults.all.isEmpty)
    let given = try loaded.plan(settings: ["count": "60"])
    #expect(given.faults.all.map(\.code.rawValue) == ["wrong-type"])
    #expect(given.checklistFaults.all.isEmpty)
    let change = try Loaded("items:\n  - {id: b, title: B, http: {url: 'http://a', method: POST}}\n").plan()
    #expect(change.checklistFaults.all.map(\.code.rawValue) == ["undeclared-action"])
  }

  /// Elements that the checklist itself gives are not for the environment to mend.
  @Test func blameForElements() throws {
    let loaded = try Loaded(
      """
      inputs: {names: {type: list(string), default: [a, b]}}
      items:
        - {id: a, title: A, for_each: '${inputs.names}', command: {argv: [x]}}
        - {id: b, title: B, needs: ['a[nope]'], command: {argv: [x]}}

      """)
    let own = try loaded.plan()
    #expect(own.checklistFaults.all.map(\.code.rawValue) == ["unknown-item"])
    #expect(own.faults.all.isEmpty)
    let given = try loaded.plan(settings: ["names": "[a]"])
    #expect(given.faults.all.map(\.code.rawValue) == ["unknown-item"])
    #expect(given.checklistFaults.all.isEmpty)
  }
}
