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

        """#
      ],
      #"""
      error[nothing-expected]: `sql` has no expectation of its own, and the item states none
       --> main.yaml:5:23
        |
      5 |   - {id: a, title: A, sql: {query: SHOW ssl}}
        |                       ^^^
        = help: add `expect:` for what it sees: value, row, rows, row_count
      error[nothing-expected]: `expect` is empty
       --> main.yaml:6:55
        |
      6 |   - {id: b, title: B, sql: {query: SHOW ssl}, expect: {}}
        |                                                       ^^
      error[nothing-expected]: there is no matcher here
       --> main.yaml:7:63
        |
      7 |   - {id: c, title: C, sql: {query: SHOW ssl}, expect: {value: {}}}
        |                                                               ^^

      """#)
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

        """#
      ],
      #"""
      error[unknown-matcher]: there is no matcher `greater`
       --> main.yaml:5:64
        |
      5 |   - {id: a, title: A, sql: {query: SHOW ssl}, expect: {value: {greater: 1}, row_count: {leq: 1}}}
        |                                                                ^^^^^^^
        = help: matchers are eq, ne, lt, le, gt, ge, in, not_in, contains, not_contains, starts_with, ends_with, matches, not_matches, exists, empty, length; for equality with a map write `eq: {...}`
      error[unknown-matcher]: there is no matcher `leq`
       --> main.yaml:5:89
        |
      5 |   - {id: a, title: A, sql: {query: SHOW ssl}, expect: {value: {greater: 1}, row_count: {leq: 1}}}
        |                                                                                         ^^^
        = help: did you mean `eq`?

      """#)
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

        """#
      ],
      #"""
      error[unknown-field]: the observation has no field `rowcount`
       --> main.yaml:9:7
        |
      9 |       rowcount: 0
        |       ^^^^^^^^
        = help: did you mean `row_count`? its fields are value, row, rows, row_count
      error[unknown-field]: `rows` is a list, which has places, not keys
        --> main.yaml:10:11
         |
      10 |       rows.name: x
         |           ^^^^^
         = help: write rows[0].name for its first element

      """#)
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

        """#
      ],
      #"""
      error[invalid-path]: a name has letters, digits and "_"
       --> main.yaml:8:12
        |
      8 |       json.feature-flags: true
        |            ^^^^^^^^^^^^^
        = help: write ["feature-flags"] instead of .feature-flags
      error[invalid-path]: the quote is never closed
       --> main.yaml:9:15
        |
      9 |       headers["x: y
        |               ^^

      """#)
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

        """#
      ],
      #"""
      error[invalid-path]: a name has letters, digits and "_"
       --> main.yaml:8:12
        |
      8 |       json.feature-flags: true
        |            ^^^^^^^^^^^^^
        = help: write ["feature-flags"] instead of .feature-flags
      error[invalid-path]: between brackets stands a number or a key in quotes
       --> main.yaml:9:13
        |
      9 |       'json[*].x': 1
        |             ^
        = help: to judge every element, use `assert` with all(), as in rows.all(row, row.size > 0)

      """#)
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
              body: {matches: '(a', lt: "20"}
              latency: {lt: 500}
              status: {in: 200}

        """#
      ],
      #"""
      error[invalid-matcher]: `matches` is not a regular expression: missing ): (a
       --> main.yaml:8:23
        |
      8 |       body: {matches: '(a', lt: "20"}
        |                       ^^^^
        = help: patterns are in RE2 syntax: no look-around and no back-references; see https://github.com/google/re2/wiki/Syntax
      error[invalid-matcher]: `lt` compares texts by their characters, by which "100" is less than "20"
       --> main.yaml:8:33
        |
      8 |       body: {matches: '(a', lt: "20"}
        |                                 ^^^^
        = help: write the number without quotes, and judge a number (in SQL, cast it: `::int`)
      error[invalid-matcher]: a duration needs units
       --> main.yaml:9:21
        |
      9 |       latency: {lt: 500}
        |                     ^^^
        = help: write 500ms for milliseconds or 500s for seconds
      error[invalid-matcher]: `in` needs a list, not an integer
        --> main.yaml:10:20
         |
      10 |       status: {in: 200}
         |                    ^^^
         = help: write `in: [200]`

      """#)
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

        """#
      ],
      #"""
      error[type-mismatch]: `status` is a number, never a string ("200"); write it without quotes
       --> main.yaml:8:15
        |
      8 |       status: "200"
        |               ^^^^^
      error[type-mismatch]: `body` is a string, never a number (5); write it in quotes, or judge a number instead (in SQL, cast it)
       --> main.yaml:9:18
        |
      9 |       body: {gt: 5}
        |                  ^
      error[type-mismatch]: `latency` is a duration; only a string can be judged by a pattern
        --> main.yaml:10:26
         |
      10 |       latency: {matches: x}
         |                          ^

      """#)
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

        """#
      ],
      #"""
      error[unknown-field]: the observation has no field `bdoy`
       --> main.yaml:7:26
        |
      7 |     redact: [json.token, bdoy, {x: 1}]
        |                          ^^^^
        = help: did you mean `body`? its fields are status, headers, json, latency, body
      error[wrong-type]: a path into the observation is text, this is a map
       --> main.yaml:7:32
        |
      7 |     redact: [json.token, bdoy, {x: 1}]
        |                                ^^^^^^

      """#)
  }
}
