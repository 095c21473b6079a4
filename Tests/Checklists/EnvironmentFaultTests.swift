import Testing

/// Every fault of this kind with the whole text that its reader sees.
struct EnvironmentFaultTests {
  @Test func unknownInput() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs: {region: {type: string}, key: {type: string, secret: true}}
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#,
        "environments/prod.yaml": #"""
        checkctl: 1
        environment: prod
        inputs: {regoin: eu, keys: hunter2}

        """#,
      ], environment: "prod",
      #"""
      error[unknown-input]: no checklist declares an input `regoin`
       --> environments/prod.yaml:3:10
        |
      3 | inputs: {regoin: eu, keys: ********}
        |          ^^^^^^
        = help: did you mean `region`?
      error[unknown-input]: no checklist declares an input `keys`
       --> environments/prod.yaml:3:22
        |
      3 | inputs: {regoin: eu, keys: ********}
        |                      ^^^^
        = help: did you mean `key`?

      """#)
  }

  @Test func wrongInputs() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        inputs: {n: {type: int}, d: {type: duration}, p: {type: string, pattern: '[a-z]+'}, e: {type: int}}
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#,
        "environments/prod.yaml": #"""
        checkctl: 1
        environment: prod
        inputs: {n: many, d: 5, p: A1, e: "${env('N')}"}

        """#,
      ], environment: "prod",
      #"""
      error[wrong-type]: the input `n` should be an integer, and is a string
       --> environments/prod.yaml:3:13
        |
      3 | inputs: {n: many, d: 5, p: A1, e: "${env('N')}"}
        |             ^^^^
      error[wrong-type]: the input `d` should be a duration such as 500ms, 5m or 90d, and is an integer
       --> environments/prod.yaml:3:22
        |
      3 | inputs: {n: many, d: 5, p: A1, e: "${env('N')}"}
        |                      ^
        = help: add a unit: 5s is seconds
      error[pattern-mismatch]: the input `p` does not match its pattern
       --> environments/prod.yaml:3:28
        |
      3 | inputs: {n: many, d: 5, p: A1, e: "${env('N')}"}
        |                            ^^
       --> main.yaml:3:47
        |
      3 | inputs: {n: {type: int}, d: {type: duration}, p: {type: string, pattern: '[a-z]+'}, e: {type: int}}
        |                                               - declared here
      error[wrong-type]: the input `e` should be an integer, and `${env('N')}` is string
       --> environments/prod.yaml:3:36
        |
      3 | inputs: {n: many, d: 5, p: A1, e: "${env('N')}"}
        |                                    ^^^^^^^^^^^
        = help: what env() and secret_file() give is text

      """#)
  }

  @Test func missingTarget() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        items:
          - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}

        """#,
        "environments/prod.yaml": #"""
        checkctl: 1
        environment: prod
        targets: {dbb: {postgres: 'host=a'}}

        """#,
      ], environment: "prod", planned: true,
      #"""
      error[missing-target]: the environment `prod` has no target `db`
       --> main.yaml:3:11
        |
      3 | targets: {db: postgres}
        |           ^^
        = help: did you mean `dbb`?

      """#)
  }

  @Test func noEnvironment() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        items:
          - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}

        """#
      ], planned: true,
      #"""
      error[missing-target]: there is no environment, and the target `db` is needed
       --> main.yaml:3:11
        |
      3 | targets: {db: postgres}
        |           ^^
        = help: add `targets: {db: {postgres: ...}}` to an environment

      """#)
  }

  @Test func wrongTargetType() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        items:
          - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}

        """#,
        "environments/prod.yaml": #"""
        checkctl: 1
        environment: prod
        targets: {db: {prometheus: 'http://a'}}

        """#,
      ], environment: "prod", planned: true,
      #"""
      error[wrong-target-type]: the target `db` is prometheus in the environment, and postgres in the checklist
       --> environments/prod.yaml:3:11
        |
      3 | targets: {db: {prometheus: 'http://a'}}
        |           ^^
       --> main.yaml:3:11
        |
      3 | targets: {db: postgres}
        |           -- declared here

      """#)
  }

  @Test func targetFaults() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        items:
          - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}

        """#,
        "environments/prod.yaml": #"""
        checkctl: 1
        environment: prod
        targets:
          db: {postgress: 'host=a', pasword: hunter2}
          two: {postgres: a, prometheus: 'http://b'}
          three: {postgres: {port: 1}, max_connections: 0}
          four: {http: api.example.com}
          five: [x]

        """#,
      ], environment: "prod",
      #"""
      error[unknown-target-type]: the target `db` does not say what it is
       --> environments/prod.yaml:4:3
        |
      4 |   db: {postgress: 'host=a', pasword: ********}
        |   ^^
        = help: did you mean `postgres`?
      error[conflicting-keys]: a target is one thing, `two` is postgres and prometheus
       --> environments/prod.yaml:5:34
        |
      5 |   two: {postgres: a, prometheus: 'http://b'}
        |                                  ^^^^^^^^^^
       --> environments/prod.yaml:5:19
        |
      5 |   two: {postgres: a, prometheus: 'http://b'}
        |                   - the first
        = help: make a target of each
      error[missing-key]: the target `three`: `postgres` needs the key `host`
       --> environments/prod.yaml:6:21
        |
      6 |   three: {postgres: {port: 1}, max_connections: 0}
        |                     ^
      error[unknown-key]: the target `three`: `postgres` has no key `port`
       --> environments/prod.yaml:6:22
        |
      6 |   three: {postgres: {port: 1}, max_connections: 0}
        |                      ^^^^
        = help: known here: host, password
      error[wrong-type]: the target `three`: `max_connections` should be an integer from 1 to 100, and is 0
       --> environments/prod.yaml:6:49
        |
      6 |   three: {postgres: {port: 1}, max_connections: 0}
        |                                                 ^
      error[wrong-type]: the target `four`: `http` should be an http or https URL
       --> environments/prod.yaml:7:16
        |
      7 |   four: {http: api.example.com}
        |                ^^^^^^^^^^^^^^^
        = help: write it with its scheme, as in https://example.com/health
      error[wrong-type]: the target `five` is a map, this is a list
       --> environments/prod.yaml:8:9
        |
      8 |   five: [x]
        |         ^^^

      """#)
  }

  @Test func extendsCycle() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#,
        "environments/prod.yaml": #"""
        checkctl: 1
        environment: prod
        extends: [base]

        """#,
        "environments/base.yaml": #"""
        checkctl: 1
        environment: base
        extends: [prod]

        """#,
      ], environment: "prod",
      #"""
      error[extends-cycle]: an environment extends itself: prod → base → prod
       --> environments/base.yaml:3:11
        |
      3 | extends: [prod]
        |           ^^^^
        = help: take one of these out

      """#)
  }

  @Test func extendsUnknown() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#,
        "environments/prod.yaml": #"""
        checkctl: 1
        environment: prod
        extends: [bsae]

        """#,
        "environments/base.yaml": #"""
        checkctl: 1
        environment: base

        """#,
      ], environment: "prod",
      #"""
      error[unreadable-file]: environments/bsae.yaml cannot be read: No such file or directory
       --> environments/prod.yaml:3:11
        |
      3 | extends: [bsae]
        |           ^^^^
        = help: did you mean `base.yaml`?

      """#)
  }

  @Test func environmentName() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        items:
          - {id: a, title: A, command: {argv: [x]}}

        """#,
        "environments/prod.yaml": #"""
        checkctl: 1
        environment: production

        """#,
      ], environment: "prod",
      #"""
      error[name-mismatch]: the file is named `prod`, its environment `production`
       --> environments/prod.yaml:2:14
        |
      2 | environment: production
        |              ^^^^^^^^^^
        = help: rename one of them

      """#)
  }

  @Test func secrets() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        items:
          - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}

        """#,
        "environments/prod.yaml": #"""
        checkctl: 1
        environment: prod
        targets:
          db: {postgres: "${secret_file('nowhere')}", password: "${env('CHECKCTL_TEST_UNSET')}"}

        """#,
      ], environment: "prod", planned: true,
      #"""
      error[unresolved]: the secret file environments/nowhere cannot be read: No such file or directory
       --> environments/prod.yaml:4:18
        |
      4 |   db: {postgres: "${secret_file('nowhere')}", password: "${env('CHECKCTL_TEST_UNSET')}"}
        |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      error[unresolved]: the environment variable CHECKCTL_TEST_UNSET is not set
       --> environments/prod.yaml:4:57
        |
      4 |   db: {postgres: "${secret_file('nowhere')}", password: "${env('CHECKCTL_TEST_UNSET')}"}
        |                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

      """#)
  }

  @Test func brokenEnvironment() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        items:
          - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}

        """#,
        "environments/prod.yaml": #"""
        checkctl: 1
        environment: prod
        targets:
          db: {postgres: 'postgres://u:hunter2@h/d', password: 'correct horse'

        """#,
      ], environment: "prod",
      #"""
      error[yaml-syntax]: This `{` is never closed
       --> environments/prod.yaml:4:7
        |
      4 |   db: {postgres: 'postgres://u:********@h/d', password: '********'
        |       ^
        = help: add `}`

      """#)
  }
}
