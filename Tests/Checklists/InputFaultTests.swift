import Testing

/// Every fault of this kind with the whole text that its reader sees.
struct InputFaultTests {
  @Test func conflictingKeys() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          inputs:
            n: {type: int, default: 1, from: n.yaml}
          items:
            - {id: a, title: A, command: {argv: [x]}}

          """#,
        "n.yaml": #"""
          5

          """#,
      ],
      "")
  }

  @Test func unknownType() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          inputs:
            n: {type: strnig}
            m: {type: set(int)}
          items:
            - {id: a, title: A, command: {argv: ['${inputs.n}']}}

          """#,
      ],
      "")
  }

  @Test func defaults() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          inputs:
            n: {type: int, default: x}
            d: {type: duration, default: 5}
            l: {type: map(number), from: l.yaml}
            p: {type: string, pattern: '[a-z]+', default: A1}
            e: {type: string, default: '${env("X")}'}
          items:
            - {id: a, title: A, command: {argv: [x]}}

          """#,
        "l.yaml": #"""
          orders: fast

          """#,
      ],
      "")
  }

  @Test func invalidPattern() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          inputs:
            p: {type: string, pattern: '(a'}
            q: {type: int, pattern: '[0-9]'}
          items:
            - {id: a, title: A, command: {argv: [x]}}

          """#,
      ],
      "")
  }

  @Test func invalidName() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          inputs:
            9lives: {type: int}
          targets: {'a b': postgres}
          items:
            - {id: a, title: A, command: {argv: [x]}}

          """#,
      ],
      "")
  }

  @Test func unknownTargetType() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          targets: {db: postgress}
          items:
            - {id: a, title: A, sql: {target: db, query: SELECT 1}, expect: {value: 1}}

          """#,
      ],
      "")
  }

  @Test func noTarget() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          targets: {one: postgres, two: postgres}
          items:
            - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}
            - {id: b, title: B, sql: {target: three, query: SELECT 1}, expect: {value: 1}}
            - {id: c, title: C, promql: {query: up}, expect: {value: 1}}
            - {id: d, title: D, promql: {target: one, query: up}, expect: {value: 1}}
            - {id: e, title: E, http: {}}
            - {id: f, title: F, command: {argv: [x], targets: [oen]}}

          """#,
      ],
      "")
  }

  @Test func missingInput() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          inputs:
            region: {type: string}
          items:
            - {id: a, title: 'A in ${inputs.region}', command: {argv: ['${inputs.region}']}}

          """#,
      ], planned: true,
      "")
  }

  @Test func settings() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          inputs:
            n: {type: int}
            l: {type: list(int)}
            b: {type: bool}
            p: {type: string, pattern: '[a-z]+'}
            s: {type: string}
            i: {type: object}
            open: {type: list(int)}
          items:
            - {id: a, title: A, when: inputs.b, command: {argv: ['${inputs.n} ${inputs.p} ${inputs.s}']}}
            - {id: b, title: A, for_each: '${inputs.l}', command: {argv: [x]}}
            - {id: c, title: A, for_each: '${inputs.i}', command: {argv: [x]}}
            - {id: d, title: A, for_each: '${inputs.open}', command: {argv: [x]}}

          """#,
      ], settings: ["n": #"five"#, "l": #"[1, x]"#, "b": #"yes"#, "p": #"A1"#, "reigon": #"eu"#, "i": #"{a: '${x}'}"#, "open": #"[1"#], planned: true,
      "")
  }

  @Test func unresolved() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          inputs:
            o: {type: object, default: {a: 1}}
            l: {type: list(string), default: [x, x]}
            t: {type: object, default: {w: 1}}
          items:
            - {id: a, title: A, command: {argv: ['${inputs.o.b}']}}
            - {id: b, title: A, for_each: '${inputs.l}', command: {argv: [x]}}
            - {id: c, title: A, for_each: '${inputs.o.a}', command: {argv: [x]}}
            - {id: d, title: A, when: inputs.t.w, command: {argv: [x]}}
            - {id: e, title: A, needs: ['f[z]'], command: {argv: [x]}}
            - {id: f, title: A, for_each: '${inputs.t}', command: {argv: [x]}}
            - {id: g, title: A, http: {url: 'http://a'}, expect: {latency: {lt: '${inputs.o.a}'}}}

          """#,
      ], planned: true,
      "")
  }
}
