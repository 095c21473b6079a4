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
      "")
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
      "")
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
      "")
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

          """#,
      ], planned: true,
      "")
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
      "")
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
      "")
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
      "")
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
      "")
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
      "")
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
      "")
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
      "")
  }
}
