import Testing

/// Every fault of this kind with the whole text that its reader sees.
struct ItemFaultTests {
  @Test func bareExpression() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs: {n: {type: int, default: 1}}
        items:
          - {id: a, title: A, command: {argv: [x]}, when: '${inputs.n > 0}'}

        """#
      ],
      #"""
      error[bare-expression]: `when` is an expression itself, without `${...}`
       --> main.yaml:5:51
        |
      5 |   - {id: a, title: A, command: {argv: [x]}, when: '${inputs.n > 0}'}
        |                                                   ^^^^^^^^^^^^^^^^^
        = help: write `when: inputs.n > 0`

      """#)
  }

  @Test func duplicateID() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A, command: {argv: [x]}}
          - {id: a, title: B, command: {argv: [y]}}

        """#
      ],
      #"""
      error[duplicate-id]: there are two items `a`
       --> main.yaml:5:10
        |
      5 |   - {id: a, title: B, command: {argv: [y]}}
        |          ^
       --> main.yaml:4:10
        |
      4 |   - {id: a, title: A, command: {argv: [x]}}
        |          - the first

      """#)
  }

  @Test func duplicateElement() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - id: a
            title: A
            for_each: [x, 1, 'x']
            command: {argv: ['${each}']}

        """#
      ],
      #"""
      error[duplicate-element]: `for_each` has the element `x` twice
       --> main.yaml:6:22
        |
      6 |     for_each: [x, 1, 'x']
        |                      ^^^
       --> main.yaml:6:16
        |
      6 |     for_each: [x, 1, 'x']
        |                - the first
        = help: each makes an item of its own: take one out

      """#)
  }

  @Test func elementOfAList() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - id: a
            title: A
            for_each: [x, [y]]
            command: {argv: [x]}

        """#
      ],
      #"""
      error[wrong-type]: an element of `for_each` becomes part of an id: text, a number, or true or false
       --> main.yaml:6:19
        |
      6 |     for_each: [x, [y]]
        |                   ^^^
        = help: for more than that write a map: its keys stand in the ids, its values are `each.value`

      """#)
  }

  @Test func endlessRetry() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A, command: {argv: [x]}, retry: {every: 5s}}

        """#
      ],
      #"""
      error[endless-retry]: `retry` needs an end
       --> main.yaml:4:52
        |
      4 |   - {id: a, title: A, command: {argv: [x]}, retry: {every: 5s}}
        |                                                    ^^^^^^^^^^^
        = help: add `for: 5m` or `attempts: 10`

      """#)
  }

  @Test func invalidDuration() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A, command: {argv: [x]}, timeout: 10, delay: soon}

        """#
      ],
      #"""
      error[invalid-duration]: `timeout` is a duration above zero, with a unit
       --> main.yaml:4:54
        |
      4 |   - {id: a, title: A, command: {argv: [x]}, timeout: 10, delay: soon}
        |                                                      ^^
        = help: write `10s` for seconds
      error[invalid-duration]: `delay` is a duration above zero, with a unit
       --> main.yaml:4:65
        |
      4 |   - {id: a, title: A, command: {argv: [x]}, timeout: 10, delay: soon}
        |                                                                 ^^^^
        = help: such as 500ms, 30s, 5m or 90d

      """#)
  }

  @Test func invalidID() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: 'A b', title: A, command: {argv: [x]}}

        """#
      ],
      #"""
      error[invalid-id]: `A b` cannot be the id of an item
       --> main.yaml:4:10
        |
      4 |   - {id: 'A b', title: A, command: {argv: [x]}}
        |          ^^^^^
        = help: an id begins with a letter or a digit and has letters, digits, `-`, `_` and `.`, 200 at most

      """#)
  }

  @Test func noProbe() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A}

        """#
      ],
      #"""
      error[no-probe]: the item `a` asks nothing
       --> main.yaml:4:10
        |
      4 |   - {id: a, title: A}
        |          ^
        = help: add one of `http:`, `sql:`, `promql:`, `command:`

      """#)
  }

  @Test func misspelledProbe() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        items:
          - {id: a, title: A, slq: {query: SELECT 1}, expect: {value: 1}}
          - {id: b, title: B, needs: [a], command: {argv: [x]}}

        """#
      ],
      #"""
      error[unknown-key]: an item has no key `slq`
       --> main.yaml:5:23
        |
      5 |   - {id: a, title: A, slq: {query: SELECT 1}, expect: {value: 1}}
        |                       ^^^
        = help: did you mean `sql`?

      """#)
  }

  @Test func severalProbes() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - id: a
            title: A
            command: {argv: [x]}
            http: {url: 'http://a'}

        """#
      ],
      #"""
      error[several-probes]: an item asks one thing, `a` asks 2
       --> main.yaml:7:5
        |
      7 |     http: {url: 'http://a'}
        |     ^^^^
       --> main.yaml:6:5
        |
      6 |     command: {argv: [x]}
        |     ------- the first
        = help: make an item of each

      """#)
  }

  @Test func repeatedAction() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - id: a
            title: A
            command: {argv: [x]}
            action: true
            retry: {every: 1s, for: 5s}
            stable: {passes: 2, every: 1s}

        """#
      ],
      #"""
      error[repeated-action]: an action is never done twice, so `retry` has no place here
       --> main.yaml:8:5
        |
      8 |     retry: {every: 1s, for: 5s}
        |     ^^^^^
        = help: observe its effect in an item of its own that needs this one, with `retry` there
      error[repeated-action]: an action is never done twice, so `stable` has no place here
       --> main.yaml:9:5
        |
      9 |     stable: {passes: 2, every: 1s}
        |     ^^^^^^
        = help: observe its effect in an item of its own that needs this one, with `stable` there

      """#)
  }

  @Test func missingKeys() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {title: A, command: {argv: [x]}}
          - {id: b, command: {}}
          - {id: c, title: C, command: {argv: [x]}, stable: {passes: 2}}

        """#
      ],
      #"""
      error[missing-key]: an item needs the key `id`
       --> main.yaml:4:5
        |
      4 |   - {title: A, command: {argv: [x]}}
        |     ^
      error[missing-key]: the item `b` needs the key `title`
       --> main.yaml:5:10
        |
      5 |   - {id: b, command: {}}
        |          ^
      error[missing-key]: a command needs `argv` or `shell`
       --> main.yaml:5:13
        |
      5 |   - {id: b, command: {}}
        |             ^^^^^^^
      error[missing-key]: `stable` needs the key `every`
       --> main.yaml:6:53
        |
      6 |   - {id: c, title: C, command: {argv: [x]}, stable: {passes: 2}}
        |                                                     ^

      """#)
  }

  @Test func unknownWords() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A, command: {argv: [x]}, severity: hihg, on_no_data: fial}

        """#
      ],
      #"""
      error[unknown-word]: `severity` is one of info, low, medium, high, critical, not `hihg`
       --> main.yaml:4:55
        |
      4 |   - {id: a, title: A, command: {argv: [x]}, severity: hihg, on_no_data: fial}
        |                                                       ^^^^
        = help: did you mean `high`?
      error[unknown-word]: `on_no_data` is fail or error, not `fial`
       --> main.yaml:4:73
        |
      4 |   - {id: a, title: A, command: {argv: [x]}, severity: hihg, on_no_data: fial}
        |                                                                         ^^^^
        = help: did you mean `fail`?

      """#)
  }

  @Test func unknownKeys() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        itmes: []
        items:
          - id: a
            tilte: A
            title: A
            command: {argvs: [x], argv: [x]}

        """#
      ],
      #"""
      error[unknown-key]: a checklist has no key `itmes`
       --> main.yaml:3:1
        |
      3 | itmes: []
        | ^^^^^
        = help: did you mean `items`?
      error[unknown-key]: an item has no key `tilte`
       --> main.yaml:6:5
        |
      6 |     tilte: A
        |     ^^^^^
        = help: did you mean `title`?
      error[unknown-key]: `command` has no key `argvs`
       --> main.yaml:8:15
        |
      8 |     command: {argvs: [x], argv: [x]}
        |               ^^^^^
        = help: did you mean `argv`?

      """#)
  }

  @Test func wrongTypes() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - id: a
            title: 5
            tags: health
            needs:
            gate: yes
            owner:
            command: {argv: x}

        """#
      ],
      #"""
      error[wrong-type]: `title` should be a string, and is an integer
       --> main.yaml:5:12
        |
      5 |     title: 5
        |            ^
        = help: write it in quotes: "5"
      error[wrong-type]: `tags` is a list, this is a string
       --> main.yaml:6:11
        |
      6 |     tags: health
        |           ^^^^^^
        = help: write `tags: [health]`
      error[wrong-type]: `needs` is a list, this is null
       --> main.yaml:7:11
        |
      7 |     needs:
        |           ^
        = help: write `needs: []`
      error[wrong-type]: `gate` is true or false, this is a string
       --> main.yaml:8:11
        |
      8 |     gate: yes
        |           ^^^
        = help: YAML 1.2 reads yes, no, on and off as text: write true or false
      error[wrong-type]: `owner` is text, this is null
       --> main.yaml:9:11
        |
      9 |     owner:
        |           ^
        = help: write the text behind the colon
      error[wrong-type]: `argv` should be a list, each a string, and is a string
        --> main.yaml:10:21
         |
      10 |     command: {argv: x}
         |                     ^
         = help: put it in brackets: [...]

      """#)
  }

  @Test func policies() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - id: a
            title: A
            command: {argv: [x]}
            retry: {every: 1s, attempts: 1, backoff: 99}
            stable: often

        """#
      ],
      #"""
      error[wrong-type]: `attempts` is an integer of at least 2
       --> main.yaml:7:34
        |
      7 |     retry: {every: 1s, attempts: 1, backoff: 99}
        |                                  ^
      error[wrong-type]: `backoff` is a number from 1 to 10: what each pause is multiplied by
       --> main.yaml:7:46
        |
      7 |     retry: {every: 1s, attempts: 1, backoff: 99}
        |                                              ^^
      error[wrong-type]: `stable` is a map, this is a string
       --> main.yaml:8:13
        |
      8 |     stable: often
        |             ^^^^^

      """#)
  }

  @Test func undeclaredAction() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A, http: {url: 'http://a', method: POST}}

        """#
      ], planned: true,
      #"""
      error[undeclared-action]: this may change something, and the item does not say so
       --> main.yaml:4:23
        |
      4 |   - {id: a, title: A, http: {url: 'http://a', method: POST}}
        |                       ^^^^
        = help: add `action: true`; such an item runs only with --allow-actions

      """#)
  }
}
