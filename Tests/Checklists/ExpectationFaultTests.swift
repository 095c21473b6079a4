import Testing

/// Every fault of this kind with the whole text that its reader sees.
struct ExpectationFaultTests {
  @Test func nothingExpected() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          targets: {db: postgres}
          items:
            - {id: a, title: A, sql: {query: SHOW ssl}}
            - {id: b, title: B, sql: {query: SHOW ssl}, expect: {}}
            - {id: c, title: C, sql: {query: SHOW ssl}, expect: {value: {}}}

          """#,
      ],
      "")
  }

  @Test func unknownMatcher() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          targets: {db: postgres}
          items:
            - {id: a, title: A, sql: {query: SHOW ssl}, expect: {value: {greater: 1}, row_count: {leq: 1}}}

          """#,
      ],
      "")
  }

  @Test func unknownField() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          targets: {db: postgres}
          items:
            - id: a
              title: A
              sql: {query: SHOW ssl}
              expect:
                rowcount: 0
                rows.name: x

          """#,
      ],
      "")
  }

  @Test func invalidPath() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - id: a
              title: A
              http: {url: 'http://a'}
              expect:
                json.feature-flags: true
                headers["x: y

          """#,
      ],
      "")
  }

  @Test func invalidPath2() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - id: a
              title: A
              http: {url: 'http://a'}
              expect:
                json.feature-flags: true
                'json[*].x': 1

          """#,
      ],
      "")
  }

  @Test func invalidMatcher() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - id: a
              title: A
              http: {url: 'http://a'}
              expect:
                body: {matches: '(a'}
                latency: {lt: 500}
                status: {in: 200}

          """#,
      ],
      "")
  }

  @Test func typeMismatch() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - id: a
              title: A
              http: {url: 'http://a'}
              expect:
                status: "200"
                body: {gt: 5}
                latency: {matches: x}

          """#,
      ],
      "")
  }

  @Test func redactPath() throws {
    try expectFaults(
      [
        "main.yaml": #"""
          checkctl: 1
          checklist: main
          items:
            - id: a
              title: A
              http: {url: 'http://a'}
              redact: [json.token, bdoy, {x: 1}]

          """#,
      ],
      "")
  }
}
