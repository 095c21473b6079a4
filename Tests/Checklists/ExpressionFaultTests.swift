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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
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

          """#,
      ],
      "")
  }
}
