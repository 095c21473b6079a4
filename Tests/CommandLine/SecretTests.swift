import TestEnvironment
import Testing
import Values

/// No secret reaches an output, wherever it comes from, however the systems that are asked repeat it.
@Suite struct SecretTests {
  private let bySet = PlantedSecret("input-by-set")
  private let byVariable = PlantedSecret("input-by-variable")
  private let byFile = PlantedSecret("input-by-file")
  private let byDefault = PlantedSecret("input-by-default", awkward: "/+&<é")
  private let uriPassword = PlantedSecret("uri-password")
  private let header = PlantedSecret("target-header", awkward: #"/+"&<"#)
  private let apiKey = PlantedSecret("target-api-key", awkward: #"/+"&<"#)
  private let basic = PlantedSecret("target-basic-password")
  private let bearer = PlantedSecret("target-bearer", awkward: "/+=")
  private let itemBearer = PlantedSecret("item-bearer", awkward: "/+=")
  private let redactedCell = PlantedSecret("redacted-cell", awkward: "/+&<é")
  private let redactedOutput = PlantedSecret("redacted-output", awkward: "/+&<é")

  /// All that is planted in one run, and where.
  private struct Plot {
    let workplace: Workplace
    let secrets: [PlantedSecret]
    let variables: [String: String]
    let settings: [String]
    let servers: [ScriptedServer]
  }

  @Test func noOutputShowsASecret() async throws {
    let plot = try await plot()
    let run = ["run", "main"] + plot.settings
    let pretty = try await output(of: run, in: plot)
    #expect(pretty.contains("canary"), "\(pretty)")
    let verbose = try await output(of: run + ["--verbose"], in: plot)
    for secret in plot.secrets where !secret.name.hasPrefix("redacted") {
      for (form, _) in secret.disguises {
        #expect(verbose.contains("canary \(secret.name) \(form) ["), "\(secret.name) \(form)")
      }
    }
    #expect(verbose.contains("canary input-by-set raw [********]"))
    _ = try await output(of: run + ["--report", "json"], in: plot)
    _ = try await output(of: run + ["--report", "junit"], in: plot)
    _ = try await output(
      of: run + ["--report", "json=r.json", "--report", "junit=r.xml", "--report", "pretty=r.txt"], in: plot)
    for name in ["r.json", "r.xml", "r.txt"] {
      let text = try plot.workplace.directory.read(name)
      #expect(text.contains("canary"))
      for secret in plot.secrets { secret.expectAbsent(in: text, of: name) }
    }
    _ = try await output(of: run + ["--record", "rec"], in: plot)
    let recorded = try await plot.workplace.shell("cat rec/recording.json rec/items/*").stdout
    #expect(recorded.contains("canary"))
    for secret in plot.secrets { secret.expectAbsent(in: recorded, of: "the recording") }
    let live = try RunReport(
      try await output(of: run + ["--report", "json"], in: plot), exitCode: nil)
    let replay = try RunReport(
      try await output(of: ["run", "main", "--replay", "rec", "--report", "json"], in: plot), exitCode: nil)
    for item in live.document["items"]?.list ?? [] {
      let id = item["id"]?.string ?? ""
      let again = try replay.item(id)
      #expect(again["outcome"]?.string == item["outcome"]?.string, "\(id): \(again["message"]?.json ?? "")")
    }
    let plan = try await output(of: ["plan", "main"] + plot.settings, in: plot)
    #expect(plan.contains("********"))
    for arguments in [
      ["lint"], ["list"], ["list", "main"], ["explain", "item-bearer"], ["explain", "by-default"],
    ] {
      _ = try await output(of: arguments, in: plot)
    }
    for server in plot.servers {
      #expect(server.acceptedConnections > 0)
      server.stop()
    }
  }

  /// A fault is shown with the line it stands on, whatever else stands there.
  @Test func aDiagnosticHidesTheSecretsOfItsLine() async throws {
    let secrets = (1...10).map { PlantedSecret("literal-\($0)", awkward: "-") }
    let text = secrets.map(\.text)
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: """
          - {id: bearer, title: T, http: {target: web, bearer: \(text[0]), odd: 1}}
          - {id: basic, title: T, http: {target: web, basic: {username: a, password: \(text[1]), odd: 1}}}
          - {id: header, title: T, http: {target: web, headers: {Authorization: Bearer \(text[2])}, odd: 1}}
          - {id: url, title: T, http: {url: "http://user:\(text[3])@example.com/", odd: 1}}
          """,
        preamble: """
          targets: {web: http}
          inputs: {pin: {type: string, secret: true, default: \(text[4]), odd: 1}}
          """),
      "checklists/environments/test.yaml": """
      checkctl: 1
      environment: test
      inputs: {pin: \(text[5]), odd: 1}
      targets:
        map: {postgres: {host: h, password: \(text[6]), odd: 1}}
        uri: {postgres: "postgresql://user:\(text[7])@h/d", odd: 1}
        pairs: {postgres: "host=h password=\(text[8])", odd: 1}
        web: {http: "http://h", bearer: \(text[9]), odd: 1}

      """,
    ])
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 65)
    #expect(lint.stderr.hasSuffix("\n10 errors\n"), "\(lint.stderr)")
    #expect(
      lint.stderr.contains(
        """
        error[unknown-key]: a target of type http has no key `odd`
         --> checklists/environments/test.yaml:8:62
          |
        8 |   web: {http: "http://h", bearer: ********, odd: 1}
          |                                             ^^^
        """), "\(lint.stderr)")
    var outputs = [("lint", lint.stdout + lint.stderr)]
    for arguments in [
      ["run", "main"], ["plan", "main"], ["list"], ["list", "main"], ["explain", "bearer"],
    ] {
      let result = try await workplace.run(arguments)
      outputs.append((arguments.joined(separator: " "), result.stdout + result.stderr))
    }
    for (source, output) in outputs {
      #expect(output.contains("********"), "\(source)")
      for secret in secrets { secret.expectAbsent(in: output, of: source) }
    }
  }

  /// A line that is too long to be shown is cut, and no part of a secret may be left at the cut.
  @Test func aLongLineIsCutWithoutASecretAtTheCut() async throws {
    let secrets = (0..<20).map { PlantedSecret("part-\($0)", awkward: "-") }
    let token = secrets.map(\.text).joined()
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: "- {id: a, title: T, http: {target: web, bearer: \(token), odd: 1}}",
        preamble: "targets: {web: http}")
    ])
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 65)
    #expect(
      lint.stderr.contains(
        """
        6 |   - {id: a, title: T, http: {target: web, bearer: ********, odd: 1}}
          |                                                             ^^^
        """), "\(lint.stderr)")
    for secret in secrets { secret.expectAbsent(in: lint.stderr, of: "lint") }
  }

  @Test(arguments: ["SECRET", "\"SECRET", "[SECRET", "${SECRET}", "12SECRET", "{a: SECRET}"])
  func aSettingThatIsRefusedIsNotShown(form: String) async throws {
    let secret = PlantedSecret("setting", awkward: "-")
    let workplace = try Workplace(
      items: "- {id: pin, title: T, command: {argv: [echo, \"=${inputs.pin}\"]}}",
      preamble: "inputs: {pin: {type: int, secret: true}}")
    let setting = "pin=" + form.replacing("SECRET", with: secret.text)
    let result = try await workplace.checkctl("run", "main", "--set", setting)
    #expect(result.exitCode == 64)
    #expect(result.stdout == "")
    #expect(result.stderr.contains("--> --set pin:1:"), "\(result.stderr)")
    secret.expectAbsent(in: result.stderr, of: "run --set")
  }

  /// All that a command writes, after a look for every secret.
  private func output(of arguments: [String], in plot: Plot) async throws -> String {
    let result = try await plot.workplace.run(arguments, variables: plot.variables)
    let output = result.stdout + result.stderr
    #expect(result.signal == nil)
    for secret in plot.secrets {
      secret.expectAbsent(in: output, of: "checkctl " + arguments.prefix(2).joined(separator: " "))
    }
    return output
  }

  private func plot() async throws -> Plot {
    let database = try await PostgresServer.start()
    let passwords = database.passwords
    let literal = PlantedSecret("literal-password", text: try #require(passwords[.eventcore]))
    let ambient = PlantedSecret("ambient-password", text: try #require(passwords[.checkctl]))
    let quoted = uriPassword.text.replacing("'", with: "''")
    try await database.run(
      """
      CREATE ROLE secretive LOGIN PASSWORD '\(quoted)';
      CREATE TABLE vault AS SELECT '\(redactedCell.text)' AS password;
      GRANT SELECT ON vault TO secretive;
      """)
    let known = [
      bySet, byVariable, byFile, byDefault, uriPassword, header, apiKey, basic, bearer, itemBearer, literal,
      ambient,
    ]
    let canaries = known.flatMap { secret in
      secret.disguises.map { "canary \(secret.name) \($0.name) [\($0.text)]\n" }
    }
    let web = try ScriptedServer(http: Self.response("500 Oops", "text/plain", canaries.joined()))
    let refusal =
      #"{"status":"error","errorType":"bad_data","error":\#(Value.string(canaries.joined()).json)}"#
    let metrics = try ScriptedServer(http: Self.response("400 Bad Request", "application/json", refusal))
    var files = [
      "checklists/main.yaml": checklist(echoing: known, web),
      "checklists/environments/test.yaml": environment(database, literal, web, metrics),
      "checklists/environments/token": byFile.text + "\n",
      "hidden": redactedOutput.text + "\n",
    ]
    for secret in known {
      files["leak-\(secret.name)"] = canaries.filter { $0.hasPrefix("canary \(secret.name) ") }.joined()
    }
    return Plot(
      workplace: try Workplace(files), secrets: known + [redactedCell, redactedOutput],
      variables: [
        "BY_VARIABLE": byVariable.text, "PGPASSWORD": ambient.text, "HEADER": header.text,
        "API_KEY": apiKey.text,
        "BASIC": basic.text, "BEARER": bearer.text,
        "DATABASE_URL": "postgresql://secretive:\(uriPassword.percentEncoded(uppercase: true))"
          + "@\(database.endpoint.host):\(database.endpoint.port)/eventcore",
      ], settings: ["--set", "by_set=\(bySet.text)"], servers: [web, metrics])
  }

  private static func response(_ status: String, _ type: String, _ body: String) -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
      + "Connection: close\r\n\r\n\(body)"
  }

  private func environment(
    _ database: PostgresServer, _ literal: PlantedSecret, _ web: ScriptedServer, _ metrics: ScriptedServer
  ) -> String {
    let server = "host: \(database.endpoint.host), port: \(database.endpoint.port), dbname: eventcore"
    let webURL = "http://\(web.endpoint.host):\(web.endpoint.port)"
    return """
      checkctl: 1
      environment: test
      inputs:
        by_variable: "${env('BY_VARIABLE')}"
        by_file: "${secret_file('token')}"
      targets:
        by-uri: {postgres: "${env('DATABASE_URL')}"}
        by-map: {postgres: {\(server), user: eventcore, password: \(literal.text)}}
        by-libpq: {postgres: {\(server), user: checkctl}}
        headed:
          http: \(webURL)
          headers: {Authorization: "Bearer ${env('HEADER')}", X-Api-Key: "${env('API_KEY')}"}
        basic: {http: \(webURL), basic: {username: checker, password: "${env('BASIC')}"}}
        metrics: {prometheus: "http://\(metrics.endpoint.host):\(metrics.endpoint.port)", bearer: "${env('BEARER')}"}

      """
  }

  private func checklist(echoing known: [PlantedSecret], _ web: ScriptedServer) -> String {
    let inputs = ["set", "variable", "file", "default"]
    var items = inputs.map { name in
      """
      - id: by-\(name)
        title: The title holds ${inputs.by_\(name)}
        remedy: The remedy holds ${inputs.by_\(name)}
        command: {argv: [echo, "${inputs.by_\(name)}"], env: {TOKEN: "${inputs.by_\(name)}"}, stdin: "${inputs.by_\(name)}"}
        expect: {stdout: "not ${inputs.by_\(name)}"}
      - id: cast-\(name)
        title: The database repeats the parameter
        sql: {target: by-uri, query: "SELECT $1::int", params: ["${inputs.by_\(name)}"]}
        expect: {value: 1}
      - id: no-program-\(name)
        title: A program of that name is not there
        command: {argv: ["/${inputs.by_\(name)}"]}
      """
    }
    items += ["by-uri", "by-map", "by-libpq"].map { target in
      """
      - id: variables-\(target)
        title: The program shows its variables
        command: {shell: "env; env >&2; exit 1", targets: [\(target)]}
      - id: asks-\(target)
        title: The database is asked
        sql: {target: \(target), query: "SELECT current_user"}
        expect: {value: nobody}
      """
    }
    items += known.map { secret in
      """
      - id: echo-\(secret.name)
        title: A program repeats the secret
        command: {shell: "cat leak-\(secret.name); cat leak-\(secret.name) >&2; exit 1"}
        expect: {exit_code: 0, stdout: nothing}
      """
    }
    return Workplace.checklist(
      items: items.joined(separator: "\n") + "\n" + fixedItems(web),
      preamble: """
        targets: {by-uri: postgres, by-map: postgres, by-libpq: postgres, headed: http, basic: http, metrics: prometheus}
        inputs:
          by_set: {type: string, secret: true}
          by_variable: {type: string, secret: true}
          by_file: {type: string, secret: true}
          by_default: {type: string, secret: true, default: "\(byDefault.text)"}
        """)
  }

  private func fixedItems(_ web: ScriptedServer) -> String {
    """
    - {id: headed, title: T, http: {target: headed}, expect: {status: 200, body: nothing}}
    - {id: basic, title: T, http: {target: basic}}
    - id: item-bearer
      title: T
      http: {url: "http://\(web.endpoint.host):\(web.endpoint.port)/", bearer: "\(itemBearer.text)"}
    - {id: metrics, title: T, promql: {target: metrics, query: up}, expect: {value: 1}}
    - {id: each, title: "For ${each}", for_each: ["${inputs.by_set}"], command: {argv: ["false"]}}
    - id: redacted-cell
      title: T
      redact: [row.password]
      sql: {target: by-uri, query: "SELECT password, 1 AS number FROM vault"}
      expect: {row.password: nothing, row.number: 2}
    - id: redacted-output
      title: T
      redact: [stdout]
      command: {shell: "cat hidden; cat hidden >&2; exit 1"}
      expect: {stdout: nothing}
    """
  }
}
