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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
  }

  @Test func endlessRetry() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - {id: a, title: A, command: {argv: [x]}, retry: {every: 5s}}

          """#,
      ],
      "")
  }

  @Test func invalidDuration() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - {id: a, title: A, command: {argv: [x]}, timeout: 10, delay: soon}

          """#,
      ],
      "")
  }

  @Test func invalidID() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - {id: 'A b', title: A, command: {argv: [x]}}

          """#,
      ],
      "")
  }

  @Test func noProbe() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - {id: a, title: A}

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
  }

  @Test func futureKey() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - id: a
              title: A
              command: {argv: [x]}
              assert: [exit_code == 0]
            - {id: b, title: B, kubectl: {resource: pods}}

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
  }

  @Test func unknownWords() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - {id: a, title: A, command: {argv: [x]}, severity: hihg, on_no_data: fial}

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
  }

  @Test func undeclaredAction() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - {id: a, title: A, http: {url: 'http://a', method: POST}}

          """#,
      ], planned: true,
      "")
  }
}
