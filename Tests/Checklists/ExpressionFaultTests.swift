import Testing

/// Every fault of this kind with the whole text that its reader sees.
struct ExpressionFaultTests {
  @Test func inPlain() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          region: {type: string, default: eu}
          n: {type: int, default: 1}
          l: {type: list(string), default: [x]}
        targets: {db: postgres, metrics: prometheus}
        items:
          - {id: a, title: A, command: {argv: ['a ${inputs.regoin} b', "\t${inputs.nn}"]}}

        """#
      ],
      #"""
      error[invalid-expression]: there is no `inputs.regoin`
       --> main.yaml:9:52
        |
      9 |   - {id: a, title: A, command: {argv: ['a ${inputs.regoin} b', "\t${inputs.nn}"]}}
        |                                                    ^^^^^^
        = help: did you mean `region`?
      error[invalid-expression]: there is no `inputs.nn`
       --> main.yaml:9:76
        |
      9 |   - {id: a, title: A, command: {argv: ['a ${inputs.regoin} b', "\t${inputs.nn}"]}}
        |                                                                            ^^
        = help: did you mean `n`?

      """#)
  }

  @Test func inFolded() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          region: {type: string, default: eu}
          n: {type: int, default: 1}
          l: {type: list(string), default: [x]}
        targets: {db: postgres, metrics: prometheus}
        items:
          - id: a
            title: A
            remedy: >
              Look at the
              thing in ${inputs.regoin}
              and mend it.
            docs: |
              第一 ${inputs.nn}
            command: {argv: [x]}

        """#
      ],
      #"""
      error[invalid-expression]: there is no `inputs.regoin`
        --> main.yaml:13:25
         |
      13 |       thing in ${inputs.regoin}
         |                         ^^^^^^
         = help: did you mean `region`?
      error[invalid-expression]: there is no `inputs.nn`
        --> main.yaml:16:19
         |
      16 |       第一 ${inputs.nn}
         |                     ^^
         = help: did you mean `n`?

      """#)
  }

  @Test func afterTab() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          region: {type: string, default: eu}
          n: {type: int, default: 1}
          l: {type: list(string), default: [x]}
        targets: {db: postgres, metrics: prometheus}
        items:
          - id: a
            title:	"一\u4e8c ${ inputs.regoin }"
            command: {argv: [x]}

        """#
      ],
      #"""
      error[invalid-expression]: there is no `inputs.regoin`
        --> main.yaml:10:31
         |
      10 |     title:  "一\u4e8c ${ inputs.regoin }"
         |                                 ^^^^^^
         = help: did you mean `region`?

      """#)
  }

  @Test func syntax() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          region: {type: string, default: eu}
          n: {type: int, default: 1}
          l: {type: list(string), default: [x]}
        targets: {db: postgres, metrics: prometheus}
        items:
          - {id: a, title: '${}', remedy: '${inputs.n + 1}', docs: '${inputs.}', when: 'size(inputs.l) > 0', command: {argv: [x]}}

        """#
      ],
      #"""
      error[invalid-expression]: the expression is empty
       --> main.yaml:9:23
        |
      9 |   - {id: a, title: '${}', remedy: '${inputs.n + 1}', docs: '${inputs.}', when: 'size(inputs.l) > 0', command: {argv: [x]}}
        |                       ^
      error[invalid-expression]: a name should follow the point
       --> main.yaml:9:70
        |
      9 |   - {id: a, title: '${}', remedy: '${inputs.n + 1}', docs: '${inputs.}', when: 'size(inputs.l) > 0', command: {argv: [x]}}
        |                                                                      ^

      """#)
  }

  @Test func unclosed() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          region: {type: string, default: eu}
          n: {type: int, default: 1}
          l: {type: list(string), default: [x]}
        targets: {db: postgres, metrics: prometheus}
        items:
          - {id: a, title: 'A ${inputs.n', command: {argv: [x]}}

        """#
      ],
      #"""
      error[unclosed-interpolation]: `${` is not closed
       --> main.yaml:9:23
        |
      9 |   - {id: a, title: 'A ${inputs.n', command: {argv: [x]}}
        |                       ^^^^^^^^^^
        = help: close it with `}`, or write `$${` for a literal `${`; within { } of YAML, quote the whole text

      """#)
  }

  @Test func notAllowed() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          region: {type: string, default: eu}
          n: {type: int, default: 1}
          l: {type: list(string), default: [x]}
        targets: {db: postgres, metrics: prometheus}
        items:
          - {id: a, title: A, section: '${inputs.region}', sql: {query: 'SELECT ${inputs.n}'}, expect: {value: 1}}
          - {id: b, title: B, command: {shell: 'echo ${inputs.region}'}}

        """#
      ],
      #"""
      error[interpolation-not-allowed]: `${...}` has no place in `section`
       --> main.yaml:9:32
        |
      9 |   - {id: a, title: A, section: '${inputs.region}', sql: {query: 'SELECT ${inputs.n}'}, expect: {value: 1}}
        |                                ^^^^^^^^^^^^^^^^^^
        = help: it must be known before any input is: write it out
      error[interpolation-not-allowed]: `${inputs.n}` in `query` could become code
       --> main.yaml:9:73
        |
      9 |   - {id: a, title: A, section: '${inputs.region}', sql: {query: 'SELECT ${inputs.n}'}, expect: {value: 1}}
        |                                                                         ^^^^^^^^^^^
        = help: write $1 in the query and the value under `params:`
      error[interpolation-not-allowed]: `${inputs.region}` in `shell` could become code
        --> main.yaml:10:46
         |
      10 |   - {id: b, title: B, command: {shell: 'echo ${inputs.region}'}}
         |                                              ^^^^^^^^^^^^^^^^
         = help: pass it under `env:`

      """#)
  }

  @Test func promQL() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          region: {type: string, default: eu}
          n: {type: int, default: 1}
          l: {type: list(string), default: [x]}
        targets: {db: postgres, metrics: prometheus}
        items:
          - id: a
            title: A
            promql:
              query: |
                up{a="${inputs.region}", b="\${inputs.region}"} > ${inputs.n}
                # ${inputs.n}
                and ${inputs.region}
            expect: {value: 1}

        """#
      ],
      #"""
      error[interpolation-not-allowed]: `${inputs.region}` follows a backslash, which would escape its first character
        --> main.yaml:13:38
         |
      13 |         up{a="${inputs.region}", b="\${inputs.region}"} > ${inputs.n}
         |                                      ^^^^^^^^^^^^^^^^
         = help: write `\\` for a backslash
      error[interpolation-not-allowed]: `${inputs.n}` stands in a comment of the query
        --> main.yaml:14:11
         |
      14 |         # ${inputs.n}
         |           ^^^^^^^^^^^
         = help: take it out of the comment
      error[interpolation-not-allowed]: `${inputs.region}` outside quotes could become part of the query
        --> main.yaml:15:13
         |
      15 |         and ${inputs.region}
         |             ^^^^^^^^^^^^^^^^
         = help: put it inside a quoted label value, or declare the input with a `pattern`

      """#)
  }

  @Test func types() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          region: {type: string, default: eu}
          n: {type: int, default: 1}
          l: {type: list(string), default: [x]}
        targets: {db: postgres, metrics: prometheus}
        items:
          - {id: a, title: 'A ${inputs.l}', timeout: 5s, http: {url: 'http://a', redirects: '${inputs.region}', insecure: 'a ${inputs.n}'}, when: inputs.region}
          - {id: b, title: B, for_each: '${inputs.region}', command: {argv: [x]}}
          - {id: c, title: C, command: {argv: ['${each}']}}

        """#
      ],
      #"""
      error[wrong-type]: `${inputs.l}` is list(string), which cannot stand within a text
       --> main.yaml:9:23
        |
      9 |   - {id: a, title: 'A ${inputs.l}', timeout: 5s, http: {url: 'http://a', redirects: '${inputs.region}', insecure: 'a ${inputs.n}'}, when: inputs.region}
        |                       ^^^^^^^^^^^
        = help: alone in its scalar it keeps its type
      error[wrong-type]: `redirects` should be an integer from 0 to 20, and `${inputs.region}` is string
       --> main.yaml:9:86
        |
      9 |   - {id: a, title: 'A ${inputs.l}', timeout: 5s, http: {url: 'http://a', redirects: '${inputs.region}', insecure: 'a ${inputs.n}'}, when: inputs.region}
        |                                                                                      ^^^^^^^^^^^^^^^^
      error[wrong-type]: `insecure` should be true or false, and is a string with `${...}` in it
       --> main.yaml:9:115
        |
      9 |   - {id: a, title: 'A ${inputs.l}', timeout: 5s, http: {url: 'http://a', redirects: '${inputs.region}', insecure: 'a ${inputs.n}'}, when: inputs.region}
        |                                                                                                                   ^^^^^^^^^^^^^^^
      error[wrong-type]: `when` is true or false, this is string
       --> main.yaml:9:139
        |
      9 |   - {id: a, title: 'A ${inputs.l}', timeout: 5s, http: {url: 'http://a', redirects: '${inputs.region}', insecure: 'a ${inputs.n}'}, when: inputs.region}
        |                                                                                                                                           ^^^^^^^^^^^^^
        = help: compare it, as in `inputs.region == ...`
      error[wrong-type]: `for_each` goes over a list or a map
        --> main.yaml:10:33
         |
      10 |   - {id: b, title: B, for_each: '${inputs.region}', command: {argv: [x]}}
         |                                 ^^^^^^^^^^^^^^^^^^
         = help: write a list, a map, or one `${inputs.name}` that is a list or a map
      error[invalid-expression]: `each` is not known here
        --> main.yaml:11:43
         |
      11 |   - {id: c, title: C, command: {argv: ['${each}']}}
         |                                           ^^^^
         = help: `each` is known only in an item with for_each

      """#)
  }

  @Test func functions() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          region: {type: string, default: eu}
          n: {type: int, default: 1}
          l: {type: list(string), default: [x]}
        targets: {db: postgres, metrics: prometheus}
        items:
          - {id: a, title: A, command: {argv: ["${env('HOME')}", '${needs.b}']}}

        """#
      ],
      #"""
      error[invalid-expression]: there is no function `env`
       --> main.yaml:9:43
        |
      9 |   - {id: a, title: A, command: {argv: ["${env('HOME')}", '${needs.b}']}}
        |                                           ^^^^^^^^^^^
        = help: env() exists only in environments: declare an input and let the environment set it
      error[invalid-expression]: there is no `needs.b`
       --> main.yaml:9:67
        |
      9 |   - {id: a, title: A, command: {argv: ["${env('HOME')}", '${needs.b}']}}
        |                                                                   ^
        = help: it knows only items that this one names in `needs` or `after`

      """#)
  }

  @Test func nested() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs:
          region: {type: string, default: eu}
          n: {type: int, default: 1}
          l: {type: list(string), default: [x]}
        targets: {db: postgres, metrics: prometheus}
        items:
          - id: a
            title: A
            http:
              url: ftp://a
              auth: {usr: x, password: 5}
              headers: {a: 1}
              query: {a: {b: 1}, c: [1]}
              method: GTE
              max_body: 5 potatoes

        """#
      ],
      #"""
      error[wrong-type]: `url` should be an http or https URL
        --> main.yaml:12:12
         |
      12 |       url: ftp://a
         |            ^^^^^^^
         = help: write it with its scheme, as in https://example.com/health
      error[unknown-key]: `auth` has no key `usr`
        --> main.yaml:13:14
         |
      13 |       auth: {usr: x, password: ********}
         |              ^^^
         = help: did you mean `user`?
      error[wrong-type]: `auth.password` should be a string, and is an integer
        --> main.yaml:13:32
         |
      13 |       auth: {usr: x, password: ********}
         |                                ^
         = help: write it in quotes: "********"
      error[wrong-type]: `headers.a` should be a string, and is an integer
        --> main.yaml:14:20
         |
      14 |       headers: {a: ********}
         |                    ^
         = help: write it in quotes: "********"
      error[wrong-type]: `query.a` should be a string or a number or true or false or a list, each a string, and is a map
        --> main.yaml:15:18
         |
      15 |       query: {a: {b: ********}, c: [********]}
         |                  ^^^^^^
      error[wrong-type]: `query.c[0]` should be a string, and is an integer
        --> main.yaml:15:30
         |
      15 |       query: {a: {b: ********}, c: [********]}
         |                              ^
         = help: write it in quotes: "********"
      error[wrong-type]: `method` should be one of GET, POST, and is "GTE"
        --> main.yaml:16:15
         |
      16 |       method: GTE
         |               ^^^
         = help: did you mean `GET`?
      error[wrong-type]: `max_body` should be a size such as 64Ki or 512Mi, and is "******** potatoes"
        --> main.yaml:17:17
         |
      17 |       max_body: ******** potatoes
         |                 ^^^^^^^^^^
         = help: units are B, k, M, G, T and Ki, Mi, Gi, Ti

      """#)
  }
}
