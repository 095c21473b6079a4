import Testing

/// Every fault of this kind with the whole text that its reader sees.
struct CompositionFaultTests {
  @Test func conflictingInput() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          n: {type: int, default: 1}
        include: [other.yaml]
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#,
        "other.yaml": #"""
        checkctl: 1
        checklist: other
        inputs:
          n: {type: string, default: x}
        items:
          - {id: b, title: B, command: {argv: [x]}}

        """#,
      ],
      #"""
      error[conflicting-input]: the input `n` is declared twice, differently
       --> other.yaml:4:3
        |
      4 |   n: {type: string, default: x}
        |   ^
       --> main.yaml:4:3
        |
      4 |   n: {type: int, default: 1}
        |   - the other declaration
        = help: checklists that include each other plainly share their inputs: make both the same, rename one, or include by `use:` and `as:`

      """#)
  }

  @Test func conflictingTarget() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        include: [other.yaml]
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#,
        "other.yaml": #"""
        checkctl: 1
        checklist: other
        targets: {db: prometheus}
        items:
          - {id: b, title: B, command: {argv: [x]}}

        """#,
      ],
      #"""
      error[conflicting-target]: the target `db` is declared as prometheus and as postgres
       --> other.yaml:3:11
        |
      3 | targets: {db: prometheus}
        |           ^^
       --> main.yaml:3:11
        |
      3 | targets: {db: postgres}
        |           -- the other declaration
        = help: checklists that include each other plainly share their targets: rename one, or include by `use:` and `as:`

      """#)
  }

  @Test func cycle() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A, needs: [b], command: {argv: [x]}}
          - {id: b, title: B, after: [c], command: {argv: [x]}}
          - {id: c, title: C, needs: ['a'], command: {argv: [x]}}

        """#
      ],
      #"""
      error[cycle]: items wait for each other: a → b → c → a
       --> main.yaml:6:31
        |
      6 |   - {id: c, title: C, needs: ['a'], command: {argv: [x]}}
        |                               ^^^
       --> main.yaml:4:31
        |
      4 |   - {id: a, title: A, needs: [b], command: {argv: [x]}}
        |                               - `a` waits for `b`
       --> main.yaml:5:31
        |
      5 |   - {id: b, title: B, after: [c], command: {argv: [x]}}
        |                               - `b` waits for `c`
        = help: take one of these out

      """#)
  }

  @Test func selfNeed() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A, needs: [a], command: {argv: [x]}}

        """#
      ],
      #"""
      error[cycle]: `a` waits for itself
       --> main.yaml:4:31
        |
      4 |   - {id: a, title: A, needs: [a], command: {argv: [x]}}
        |                               ^
        = help: take it out

      """#)
  }

  @Test func unknownNeeds() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: first, title: A, command: {argv: [x]}}
          - {id: each, title: A, for_each: [red, green], command: {argv: [x]}}
          - {id: b, title: B, needs: [frist, 'first[x]', 'each[rde]', 'each[red]'], command: {argv: [x]}}

        """#
      ],
      #"""
      error[unknown-item]: there is no item `frist`
       --> main.yaml:6:31
        |
      6 |   - {id: b, title: B, needs: [frist, 'first[x]', 'each[rde]', 'each[red]'], command: {argv: [x]}}
        |                               ^^^^^
        = help: did you mean `first`?
      error[unknown-item]: `first` has no `for_each`, and so no element `x`
       --> main.yaml:6:38
        |
      6 |   - {id: b, title: B, needs: [frist, 'first[x]', 'each[rde]', 'each[red]'], command: {argv: [x]}}
        |                                      ^^^^^^^^^^
        = help: write `first`
      error[unknown-item]: `each` has no element `rde`
       --> main.yaml:6:50
        |
      6 |   - {id: b, title: B, needs: [frist, 'first[x]', 'each[rde]', 'each[red]'], command: {argv: [x]}}
        |                                                  ^^^^^^^^^^^
       --> main.yaml:5:36
        |
      5 |   - {id: each, title: A, for_each: [red, green], command: {argv: [x]}}
        |                                    ------------ its elements
        = help: did you mean `red`?

      """#)
  }

  @Test func disabledNeed() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {main-db: postgres, metrics: prometheus}
        include:
          - use: sub.yaml
            as: one
            targets: {db: main-db}
            inputs: {region: eu}
            disable: {up: {reason: not here}}
        items:
          - {id: b, title: B, needs: [one/up], command: {argv: [x]}}

        """#,
        "sub.yaml": #"""
        checkctl: 1
        checklist: sub
        inputs:
          region: {type: string}
          token: {type: string, secret: true, default: none}
        targets: {db: postgres}
        items:
          - {id: up, title: Up, sql: {query: SELECT 1}, expect: {value: 1}}

        """#,
      ],
      #"""
      error[disabled-need]: `b` needs `one/up`, which is disabled
        --> main.yaml:11:31
         |
      11 |   - {id: b, title: B, needs: [one/up], command: {argv: [x]}}
         |                               ^^^^^^
         = help: disable this item too, or take the other one out of `needs`

      """#)
  }

  @Test func duplicateInstance() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        include:
          - {use: sub.yaml, as: one, targets: {db: x}, inputs: {region: eu}}
          - {use: sub.yaml, as: one, targets: {db: y}, inputs: {region: eu}}

        """#,
        "sub.yaml": #"""
        checkctl: 1
        checklist: sub
        inputs:
          region: {type: string}
          token: {type: string, secret: true, default: none}
        targets: {db: postgres}
        items:
          - {id: up, title: Up, sql: {query: SELECT 1}, expect: {value: 1}}

        """#,
      ],
      #"""
      error[duplicate-instance]: there are two instances named `one`
       --> main.yaml:5:25
        |
      5 |   - {use: sub.yaml, as: one, targets: {db: y}, inputs: {region: eu}}
        |                         ^^^
        = help: the ids of its items begin with that name: give each another `as:`

      """#)
  }

  @Test func includeCycle() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        include: [b.yaml]

        """#,
        "b.yaml": #"""
        checkctl: 1
        checklist: b
        include:
          - use: main.yaml
            as: again

        """#,
      ],
      #"""
      error[include-cycle]: this file includes itself: main.yaml → main.yaml
       --> b.yaml:4:10
        |
      4 |   - use: main.yaml
        |          ^^^^^^^^^

      """#)
  }

  @Test func plainIncludeCycle() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        include: [b.yaml]
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#,
        "b.yaml": #"""
        checkctl: 1
        checklist: b
        include: [main.yaml]

        """#,
      ],
      #"""
      error[include-cycle]: this file includes itself: main.yaml → b.yaml → main.yaml
       --> b.yaml:3:11
        |
      3 | include: [main.yaml]
        |           ^^^^^^^^^

      """#)
  }

  @Test func emptyChecklist() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        title: Nothing

        """#
      ],
      #"""
      error[empty-checklist]: the checklist has no items and includes none
       --> main.yaml:2:12
        |
      2 | checklist: main
        |            ^^^^
        = help: add `items:` or `include:`

      """#)
  }

  @Test func nameMismatch() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: mian
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#
      ],
      #"""
      error[name-mismatch]: the file is named `main`, its checklist `mian`
       --> main.yaml:2:12
        |
      2 | checklist: mian
        |            ^^^^
        = help: a checklist is run by its name: rename one of them

      """#)
  }

  @Test func unknownVersion() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 2
        checklist: main
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#
      ],
      #"""
      error[unknown-version]: this program reads version 1 of the file format
       --> main.yaml:1:11
        |
      1 | checkctl: 2
        |           ^
        = help: write `checkctl: 1`

      """#)
  }

  @Test func unreadableFile() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        include: [othr.yaml]
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#,
        "other.yaml": #"""
        checkctl: 1
        checklist: other
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#,
      ],
      #"""
      error[unreadable-file]: othr.yaml cannot be read: No such file or directory
       --> main.yaml:3:11
        |
      3 | include: [othr.yaml]
        |           ^^^^^^^^^
        = help: did you mean `other.yaml`?

      """#)
  }

  @Test func unbound() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {main-db: postgres, metrics: prometheus}
        include:
          - use: sub.yaml
            as: one
            targets: {dbb: main-db}
            inputs: {regoin: eu}

        """#,
        "sub.yaml": #"""
        checkctl: 1
        checklist: sub
        inputs:
          region: {type: string}
          token: {type: string, secret: true, default: none}
        targets: {db: postgres}
        items:
          - {id: up, title: Up, sql: {query: SELECT 1}, expect: {value: 1}}

        """#,
      ],
      #"""
      error[unbound-target]: the target `db` of `sub` is not bound
       --> main.yaml:6:9
        |
      6 |     as: one
        |         ^^^
       --> sub.yaml:6:11
        |
      6 | targets: {db: postgres}
        |           -- declared here
        = help: add `targets: {db: NAME}`, where NAME is a target of this checklist or of the environment
      error[unbound-input]: the input `region` of `sub` is not set and has no default
       --> main.yaml:6:9
        |
      6 |     as: one
        |         ^^^
       --> sub.yaml:4:3
        |
      4 |   region: {type: string}
        |   ------ declared here
        = help: add `inputs: {region: VALUE}`
      error[unknown-target]: `sub` has no target `dbb`
       --> main.yaml:7:15
        |
      7 |     targets: {dbb: main-db}
        |               ^^^
        = help: did you mean `db`?
      error[unknown-input]: `sub` has no input `regoin`
       --> main.yaml:8:14
        |
      8 |     inputs: {regoin: eu}
        |              ^^^^^^
        = help: did you mean `region`?

      """#)
  }

  @Test func instanceFaults() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {main-db: postgres, metrics: prometheus}
        include:
          - use: sub.yaml
            as: one
            targets: {db: metrics}
            inputs: {region: 5}
            override: {upp: {severity: high}, up: {sql: {query: x}}}
            disable: {up: {}}

        """#,
        "sub.yaml": #"""
        checkctl: 1
        checklist: sub
        inputs:
          region: {type: string}
          token: {type: string, secret: true, default: none}
        targets: {db: postgres}
        items:
          - {id: up, title: Up, sql: {query: SELECT 1}, expect: {value: 1}}

        """#,
      ],
      #"""
      error[wrong-target-type]: `metrics` is prometheus, and the target `db` of `sub` is postgres
       --> main.yaml:7:19
        |
      7 |     targets: {db: metrics}
        |                   ^^^^^^^
       --> main.yaml:3:30
        |
      3 | targets: {main-db: postgres, metrics: prometheus}
        |                              ------- declared here
      error[wrong-type]: the input `region` should be a string, and is an integer
       --> main.yaml:8:22
        |
      8 |     inputs: {region: 5}
        |                      ^
        = help: write it in quotes: "5"
      error[unknown-item]: the checklist `sub` has no item `upp`
       --> main.yaml:9:16
        |
      9 |     override: {upp: {severity: high}, up: {sql: {query: x}}}
        |                ^^^
        = help: did you mean `up`?
      error[unknown-key]: an override has no key `sql`
       --> main.yaml:9:44
        |
      9 |     override: {upp: {severity: high}, up: {sql: {query: x}}}
        |                                            ^^^
        = help: `sql` is not for a consumer to change; what is: title, severity, section, tags, owner, remedy, docs, when, expect, assert, timeout, retry, stable, delay, locks, gate, on_no_data
      error[missing-key]: the disabling of an item needs the key `reason`
        --> main.yaml:10:19
         |
      10 |     disable: {up: {}}
         |                   ^

      """#)
  }
}
