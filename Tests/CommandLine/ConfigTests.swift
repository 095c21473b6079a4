import TestEnvironment
import Testing
import Values

/// The chapter's audit of a configuration: the secret of tokens, CORS, HTTPS and the rate limit, whatever the
/// configuration is written in, with secrets that reach no output.
@Suite(.timeLimit(.minutes(5))) struct ConfigTests {
  /// A configuration to audit.
  private struct Configuration {
    let secret: String
    let origin: String
    let forcesHTTPS: Bool
    let limit: Int

    static func sound(_ secret: String) -> Configuration {
      Configuration(secret: secret, origin: "https://shop.example", forcesHTTPS: true, limit: 60)
    }

    /// Has each finding where the secret is too short.
    static func unsound(_ secret: String) -> Configuration {
      Configuration(secret: secret, origin: "*", forcesHTTPS: false, limit: 0)
    }

    var yaml: String {
      """
      jwt: {secret_key: "\(secret)"}
      cors: {allowed_origins: ["\(origin)"]}
      server: {force_https: \(forcesHTTPS)}
      rate_limiting: {requests_per_minute: \(limit)}
      """
    }

    var json: String {
      #"{"jwt": {"secret_key": "\#(secret)"}, "cors": {"allowed_origins": ["\#(origin)"]}, "#
        + #""server": {"force_https": \#(forcesHTTPS)}, "rate_limiting": {"requests_per_minute": \#(limit)}}"#
    }

    var toml: String {
      """
      jwt.secret_key = "\(secret)"
      cors.allowed_origins = ["\(origin)"]
      server.force_https = \(forcesHTTPS)
      rate_limiting.requests_per_minute = \(limit)
      """
    }

    var data: [String: String] {
      [
        "JWT_SECRET_KEY": secret, "CORS_ALLOWED_ORIGINS": "https://a.example,\(origin)",
        "FORCE_HTTPS": String(forcesHTTPS), "REQUESTS_PER_MINUTE": String(limit),
      ]
    }

    var dotenv: String { data.sorted { $0.key < $1.key }.map { "\($0.key)='\($0.value)'\n" }.joined() }
  }

  private static func items(_ name: String, _ source: String) -> String {
    """
    - {id: \(name)-jwt, title: J, severity: critical, config: \(source), assert: size(bytes(document.jwt.secret_key)) >= 32}
    - {id: \(name)-length, title: L, config: \(source), expect: {document.jwt.secret_key: {length: {ge: 32}}}}
    - {id: \(name)-shown, title: S, config: \(source), expect: {document.jwt.secret_key: {matches: '^[^ ]{32}'}}}
    - {id: \(name)-cors, title: C, severity: high, config: \(source), expect: {document.cors.allowed_origins: {not_contains: '*', empty: false}}}
    - {id: \(name)-https, title: H, severity: high, config: \(source), expect: {document.server.force_https: true}}
    - {id: \(name)-rate, title: R, config: \(source), expect: {document.rate_limiting.requests_per_minute: {gt: 0}}}
    """
  }

  private static func flatItems(_ name: String, _ source: String) -> String {
    """
    - {id: \(name)-jwt, title: J, severity: critical, config: \(source), assert: size(bytes(document.JWT_SECRET_KEY)) >= 32}
    - {id: \(name)-length, title: L, config: \(source), expect: {document.JWT_SECRET_KEY: {length: {ge: 32}}}}
    - {id: \(name)-shown, title: S, config: \(source), expect: {document.JWT_SECRET_KEY: {matches: '^[^ ]{32}'}}}
    - {id: \(name)-cors, title: C, severity: high, config: \(source), assert: "!('*' in document.CORS_ALLOWED_ORIGINS.split(','))"}
    - {id: \(name)-https, title: H, severity: high, config: \(source), expect: {document.FORCE_HTTPS: 'true'}}
    - {id: \(name)-rate, title: R, config: \(source), assert: int(document.REQUESTS_PER_MINUTE) > 0}
    """
  }

  private static let names = ["yaml", "json", "toml", "dotenv", "map", "mapdata", "secret", "secretdata"]

  private static let checklist = Workplace.checklist(
    items: [
      items("yaml", "{path: ../app.yaml}"), items("json", "{path: ../app.json}"),
      items("toml", "{path: ../app.toml}"), flatItems("dotenv", "{path: ../.env.production}"),
      items("map", "{config_map: app, key: app.yaml}"), flatItems("mapdata", "{config_map: app-data}"),
      items("secret", "{secret: app, key: config, format: toml}"),
      flatItems("secretdata", "{secret: app-data}"),
    ].joined(separator: "\n"), preamble: "targets: {cluster: kubernetes}")

  private func workplace(_ configuration: Configuration, on server: KubernetesServer) throws -> Workplace {
    func object(_ name: String, _ data: [String: String], encoded: Bool) -> Value {
      let entries = data.map { key, value -> (ValueKey, Value) in
        (.string(key), .string(encoded ? base64(Array(value.utf8)) : value))
      }
      return [
        "metadata": ["name": .string(name), "namespace": "eventcore"], "data": .map(ValueMap(entries)),
      ]
    }
    server.api.change("configmaps") { _ in
      [
        object("app", ["app.yaml": configuration.yaml], encoded: false),
        object("app-data", configuration.data, encoded: false),
      ]
    }
    server.api.change("secrets") { _ in
      [
        object("app", ["config": configuration.toml], encoded: true),
        object("app-data", configuration.data, encoded: true),
      ]
    }
    return try Workplace([
      "checklists/main.yaml": Self.checklist, "app.yaml": configuration.yaml, "app.json": configuration.json,
      "app.toml": configuration.toml, ".env.production": configuration.dotenv,
      "checklists/environments/e.yaml":
        "checkctl: 1\nenvironment: e\ntargets: {cluster: {kubernetes: {kubeconfig: \(server.kubeconfig)}}}\n",
    ])
  }

  private static func secret(ofBytes count: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    return String((0..<count).map { _ in letters[Int.random(in: 0..<letters.count)] })
  }

  @Test func whatIsSoundPasses() async throws {
    let server = try await KubernetesServer.start()
    let report = try await workplace(.sound(Self.secret(ofBytes: 32)), on: server).report()
    await server.stop()
    #expect(report.exitCode == 0)
    for item in report.document["items"]?.list ?? [] {
      #expect(item["outcome"]?.string == "passed", "\(item.json)")
    }
  }

  @Test func eachFindingFailsAndShowsNoSecret() async throws {
    let server = try await KubernetesServer.start()
    let secret = PlantedSecret("signing key", text: Self.secret(ofBytes: 31))
    let workplace = try workplace(.unsound(secret.text), on: server)
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    for name in Self.names {
      for finding in ["jwt", "length", "shown", "cors", "https", "rate"] {
        #expect(try report.outcome("\(name)-\(finding)") == "failed", "\(name)-\(finding)")
      }
      let length = try report.message("\(name)-length")
      #expect(length.contains("observed 31"), "\(length)")
      let bytes = try report.message("\(name)-jwt")
      #expect(bytes.contains("31"), "\(bytes)")
      #expect(try report.message("\(name)-shown").contains("********"))
    }
    let message = try report.message("yaml-rate")
    #expect(
      message.contains("expected to be more than 0, observed 0: ") && message.hasSuffix("app.yaml"),
      "\(message)")
    for format in [["pretty"], ["pretty", "--verbose"], ["json"], ["junit"]] {
      let result = try await workplace.run(["run", "main", "--report"] + format)
      let output = result.stdout + result.stderr
      #expect(output.contains("********"))
      secret.expectAbsent(in: output, of: format.joined(separator: " "))
    }
    await server.stop()
  }

  @Test func whatCannotBeReadIsNotPassed() async throws {
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: """
          - {id: none, title: N, config: {path: none.yaml}, expect: {document.a: 1}}
          - {id: gone, title: G, config: {path: none.yaml}, expect: {exists: false}}
          - {id: broken, title: B, config: {path: ../broken.yaml}, expect: {document.a: 1}}
          - {id: absent, title: A, config: {path: ../sound.toml}, expect: {document.b.c: 1}}
          - {id: empty, title: E, config: {path: ../empty.env}, expect: {document.a: '1'}}
          """),
      "broken.yaml": "a: hush-hush\na: hush-hush\n", "sound.toml": "a = 1\n", "empty.env": "# nothing\n",
    ])
    let report = try await workplace.report()
    #expect(report.exitCode == 1)
    let outcomes = [
      "none": "no_data", "gone": "passed", "broken": "error", "absent": "failed", "empty": "no_data",
    ]
    for (id, outcome) in outcomes { #expect(try report.outcome(id) == outcome, "\(id)") }
    #expect(try report.message("broken").hasSuffix("broken.yaml:2:1: The key `a` stands twice in this map"))
    #expect(!report.document.json.contains("hush-hush"))
  }

  @Test func lintFindsWhatCannotBe() async throws {
    let workplace = try Workplace(
      items: """
        - {id: a, title: A, config: {}, expect: {exists: true}}
        - {id: b, title: B, config: {path: a.yaml, secret: x}, expect: {exists: true}}
        - {id: c, title: C, config: {path: a.conf}, expect: {exists: true}}
        - {id: d, title: D, config: {config_map: x, format: json}, expect: {exists: true}}
        - {id: e, title: E, config: {path: '*.yaml'}, expect: {exists: true}}
        - {id: f, title: F, config: {path: a.yaml}}
        """, preamble: "targets: {cluster: kubernetes}")
    let lint = try await workplace.checkctl("lint", "main")
    #expect(lint.exitCode == 65)
    for code in ["config-without-source", "conflicting-fields", "config-format", "file-path-pattern"] {
      #expect(lint.stderr.contains("error[\(code)]: "), "\(code): \(lint.stderr)")
    }
  }
}
