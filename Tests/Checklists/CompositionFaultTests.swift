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
      "")
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
      "")
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

          """#,
      ],
      "")
  }

  @Test func selfNeed() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - {id: a, title: A, needs: [a], command: {argv: [x]}}

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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
      "")
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
      "")
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
      "")
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
      "")
  }

  @Test func emptyChecklist() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          title: Nothing

          """#,
      ],
      "")
  }

  @Test func nameMismatch() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: mian
          items:
            - {id: a, title: A, command: {argv: [x]}}

          """#,
      ],
      "")
  }

  @Test func unknownVersion() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 2
          checklist: main
          items:
            - {id: a, title: A, command: {argv: [x]}}

          """#,
      ],
      "")
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
      "")
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
      "")
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
      "")
  }
}
