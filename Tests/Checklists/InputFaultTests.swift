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
      #"""
      error[conflicting-keys]: `from` and `default` exclude each other
       --> main.yaml:4:30
        |
      4 |   n: {type: int, default: 1, from: n.yaml}
        |                              ^^^^
       --> main.yaml:4:18
        |
      4 |   n: {type: int, default: 1, from: n.yaml}
        |                  ------- the default

      """#)
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

        """#
      ],
      #"""
      error[unknown-type]: `strnig` is not a type of input
       --> main.yaml:4:13
        |
      4 |   n: {type: strnig}
        |             ^^^^^^
        = help: did you mean `string`?
      error[unknown-type]: `set(int)` is not a type of input
       --> main.yaml:5:13
        |
      5 |   m: {type: set(int)}
        |             ^^^^^^^^
        = help: types are string, int, number, bool, duration, size, url, list(T), map(T) and object

      """#)
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
      #"""
      error[wrong-type]: the default of the input `n` should be an integer, and is a string
       --> main.yaml:4:27
        |
      4 |   n: {type: int, default: x}
        |                           ^
      error[wrong-type]: the default of the input `d` should be a duration such as 500ms, 5m or 90d, and is an integer
       --> main.yaml:5:32
        |
      5 |   d: {type: duration, default: 5}
        |                                ^
        = help: add a unit: 5s is seconds
      error[pattern-mismatch]: the default of the input `p` does not match its pattern
       --> main.yaml:7:49
        |
      7 |   p: {type: string, pattern: '[a-z]+', default: A1}
        |                                                 ^^
      error[interpolation-not-allowed]: `${...}` has no place in the value of an input's declaration
       --> main.yaml:8:30
        |
      8 |   e: {type: string, default: '${env("X")}'}
        |                              ^^^^^^^^^^^^^
        = help: let the environment set the input
      error[wrong-type]: the default of the input `l.orders` should be a number, and is a string
       --> l.yaml:1:9
        |
      1 | orders: fast
        |         ^^^^

      """#)
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

        """#
      ],
      #"""
      error[invalid-pattern]: this is not a regular expression: missing ): (a
       --> main.yaml:4:30
        |
      4 |   p: {type: string, pattern: '(a'}
        |                              ^^^^
        = help: patterns are in RE2 syntax: no look-around and no back-references
      error[wrong-type]: only a text has a `pattern`, this input is int
       --> main.yaml:5:27
        |
      5 |   q: {type: int, pattern: '[0-9]'}
        |                           ^^^^^^^

      """#)
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

        """#
      ],
      #"""
      error[invalid-name]: `9lives` is not a name for an input
       --> main.yaml:4:3
        |
      4 |   9lives: {type: int}
        |   ^^^^^^
        = help: a name begins with a letter and has letters, digits, `_` and `-`, 200 at most
      error[invalid-name]: `a b` is not a name for a target
       --> main.yaml:5:11
        |
      5 | targets: {'a b': postgres}
        |           ^^^^^
        = help: a name begins with a letter and has letters, digits, `_` and `-`, 200 at most

      """#)
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

        """#
      ],
      #"""
      error[unknown-target-type]: `postgress` is not a type of target
       --> main.yaml:3:15
        |
      3 | targets: {db: postgress}
        |               ^^^^^^^^^
        = help: did you mean `postgres`?

      """#)
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

        """#
      ],
      #"""
      error[no-target]: several targets are of type postgres, and the item does not say which it asks
       --> main.yaml:5:23
        |
      5 |   - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}
        |                       ^^^
        = help: add `target:` to `sql`: one of one, two
      error[no-target]: there is no target `three`
       --> main.yaml:6:37
        |
      6 |   - {id: b, title: B, sql: {target: three, query: SELECT 1}, expect: {value: 1}}
        |                                     ^^^^^
        = help: declare it under `targets:` with its type
      error[no-target]: no target of type prometheus is declared for `promql` to ask
       --> main.yaml:7:23
        |
      7 |   - {id: c, title: C, promql: {query: up}, expect: {value: 1}}
        |                       ^^^^^^
        = help: add `targets: {NAME: prometheus}` to the checklist
      error[no-target]: `one` is postgres, `promql` asks a target of type prometheus
       --> main.yaml:8:40
        |
      8 |   - {id: d, title: D, promql: {target: one, query: up}, expect: {value: 1}}
        |                                        ^^^
        = help: name a target of that type
      error[no-target]: no target of type http is declared for `http` to ask
       --> main.yaml:9:23
        |
      9 |   - {id: e, title: E, http: {}}
        |                       ^^^^
        = help: add `targets: {NAME: http}` to the checklist, or give the item a `url`
      error[unknown-target]: there is no target `oen`
        --> main.yaml:10:54
         |
      10 |   - {id: f, title: F, command: {argv: [x], targets: [oen]}}
         |                                                      ^^^
         = help: did you mean `one`?

      """#)
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

        """#
      ], planned: true,
      #"""
      error[missing-input]: the input `region` is not set
       --> main.yaml:4:3
        |
      4 |   region: {type: string}
        |   ^^^^^^
        = help: set it in an environment or by --set region=VALUE

      """#)
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

        """#
      ],
      settings: [
        "n": #"five"#, "l": #"[1, x]"#, "b": #"yes"#, "p": #"A1"#, "i": #"{a: '${x}'}"#,
        "open": #"[1"#,
      ], planned: true,
      #"""
      error[wrong-type]: the input `b` should be true or false, and is a string
       --> --set b:1:1
        |
      1 | yes
        | ^^^
       --> main.yaml:6:3
        |
      6 |   b: {type: bool}
        |   - declared here
        = help: write true, without quotes
      error[wrong-type]: the input `l[1]` should be an integer, and is a string
       --> --set l:1:5
        |
      1 | [1, x]
        |     ^
       --> main.yaml:5:3
        |
      5 |   l: {type: list(int)}
        |   - declared here
      error[wrong-type]: the input `n` should be an integer, and is a string
       --> --set n:1:1
        |
      1 | five
        | ^^^^
       --> main.yaml:4:3
        |
      4 |   n: {type: int}
        |   - declared here
      error[yaml-syntax]: This `[` is never closed
       --> --set open:1:1
        |
      1 | [1
        | ^
        = help: add `]`
      error[pattern-mismatch]: the input `p` does not match its pattern
       --> --set p:1:1
        |
      1 | A1
        | ^^
       --> main.yaml:7:3
        |
      7 |   p: {type: string, pattern: '[a-z]+'}
        |   - declared here

      """#)
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

        """#
      ], planned: true,
      #"""
      error[unresolved]: inputs.o.b is absent
       --> main.yaml:8:39
        |
      8 |   - {id: a, title: A, command: {argv: ['${inputs.o.b}']}}
        |                                       ^^^^^^^^^^^^^^^^^
      error[duplicate-element]: `for_each` has the element `x` twice
       --> main.yaml:9:33
        |
      9 |   - {id: b, title: A, for_each: '${inputs.l}', command: {argv: [x]}}
        |                                 ^^^^^^^^^^^^^
        = help: each makes an item of its own: take one out
      error[wrong-type]: `for_each` goes over a list or a map, this is an integer
        --> main.yaml:10:33
         |
      10 |   - {id: c, title: A, for_each: '${inputs.o.a}', command: {argv: [x]}}
         |                                 ^^^^^^^^^^^^^^^
      error[wrong-type]: `when` is true or false, this is an integer
        --> main.yaml:11:29
         |
      11 |   - {id: d, title: A, when: inputs.t.w, command: {argv: [x]}}
         |                             ^^^^^^^^^^
      error[unknown-item]: `f` has no element `z`
        --> main.yaml:12:31
         |
      12 |   - {id: e, title: A, needs: ['f[z]'], command: {argv: [x]}}
         |                               ^^^^^^
      error[invalid-matcher]: a duration needs units
        --> main.yaml:14:71
         |
      14 |   - {id: g, title: A, http: {url: 'http://a'}, expect: {latency: {lt: '${inputs.o.a}'}}}
         |                                                                       ^^^^^^^^^^^^^^^
         = help: write 1ms for milliseconds or 1s for seconds

      """#)
  }
}
