import Glibc
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// Configurations of files and of a cluster.
@Suite struct ConfigProbeTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func seen(
    _ text: String, _ name: String, _ more: ValueMap = [:], redactor: Redactor = Redactor()
  ) async throws -> Observation {
    var fields = more
    fields["path"] = .string(try folder.write(text, to: name))
    return try await ask(ConfigProbe.self, fields, redactor: redactor)
  }

  @Test func aFileIsReadByItsEnding() async throws {
    for (name, text) in [
      ("a.yaml", "server: {force_https: true}"), ("a.json", #"{"server": {"force_https": true}}"#),
      ("a.toml", "server.force_https = true"),
    ] {
      let seen = try await seen(text, name)
      #expect(seen.fields["document"] == ["server": ["force_https": true]], "\(name)")
      #expect(seen.fields["format"]?.string == String(name.dropFirst(2)))
      #expect(seen.fields["exists"] == true && seen.noData == nil)
      #expect(seen.cause == folder.path(of: name) && seen.excerpt?.hasSuffix("with server") == true)
    }
    #expect(try await seen("A=1", ".env").fields["document"] == ["A": "1"])
    #expect(try await seen("A=1", "app.conf", ["format": "dotenv"]).fields["document"] == ["A": "1"])
  }

  @Test func whatIsNotThereOrEmptyIsNoData() async throws {
    let path = folder.path(of: "none.yaml")
    let none = try await ask(ConfigProbe.self, ["path": .string(path)])
    #expect(none.fields == ["exists": false] && none.noData == "there is no \(path)")
    for name in ["e.yaml", "e.json", "e.toml", "e.env"] {
      let empty = try await seen("\n", name)
      #expect(empty.noData == "\(folder.path(of: name)) holds nothing", "\(name)")
      #expect(empty.fields["exists"] == true && empty.fields["document"] == nil)
    }
  }

  @Test func whatCannotBeReadIsAnError() async throws {
    let broken = await #expect(throws: ProbeError.self) { try await seen("a: 1\na: 2", "b.yaml") }
    #expect(broken?.kind == .answer)
    #expect(broken?.message == "\(folder.path(of: "b.yaml")):2:1: The key `a` stands twice in this map")
    let large = folder.path(of: "large.json")
    try #require(truncate(try folder.write("", to: "large.json"), 9 << 20) == 0)
    let tooLarge = await #expect(throws: ProbeError.self) {
      try await ask(ConfigProbe.self, ["path": .string(large)])
    }
    #expect(tooLarge?.message == "\(large) cannot be read: larger than 8 MiB")
    let unknown = #expect(throws: ProbeError.self) { try makeProbe(ConfigProbe.self, ["path": "/a.conf"]) }
    #expect(unknown?.kind == .invalid)
    #expect(throws: ProbeError.self) { try makeProbe(ConfigProbe.self, ["path": "/a.yaml", "secret": "x"]) }
  }

  @Test func whatIsEndedWasNotReadToItsEnd() async throws {
    let asking = Task { () -> [String?] in
      withUnsafeCurrentTask { $0?.cancel() }
      let config = await refusal(ConfigProbe.self, ["path": "/etc/a.toml"])
      let logs = await refusal(LogsProbe.self, ["path": "/var/log/a.log"])
      return [config?.awaited, logs?.awaited]
    }
    let awaited = await asking.value
    #expect(awaited == ["reading /etc/a.toml was not finished", "reading /var/log/a.log was not finished"])
  }

  @Test func secretsOfAFileAreMasked() async throws {
    let redactor = Redactor()
    let seen = try await seen(
      "jwt: {secret_key: hush-hush}\nurl: https://u:pass-word@h\nname: open", "s.yaml", redactor: redactor)
    #expect(seen.fields["document"]?["jwt"]?["secret_key"] == "hush-hush")
    #expect(redactor.redact("hush-hush pass-word open") == "******** ******** open")
  }
}

/// ConfigMaps and Secrets, from what a real API server answered.
@Suite struct ConfigOfClusterTests {
  private let api: KubernetesAPI
  private let server: ScriptedServer
  private let directory: TemporaryDirectory

  init() throws {
    let api = try KubernetesAPI()
    self.api = api
    server = try ScriptedServer(answering: { api.steps(answering: $0) })
    directory = try TemporaryDirectory()
    try directory.write(api.kubeconfig(server: server.url), to: "config")
    let metadata: Value = ["name": "app", "namespace": "eventcore"]
    let toml = "[jwt]\nsecret_key = \"deep-hush\"\nttl = 3600\n"
    api.change("secrets") { _ in
      [
        [
          "metadata": metadata, "type": "Opaque",
          "data": [
            "password": .string(base64(Array("hush-hush".utf8))),
            "app.toml": .string(base64(Array(toml.utf8))),
            "raw": .string(base64([0xFF, 0x00])),
          ],
        ]
      ]
    }
    api.change("configmaps") { _ in
      [
        ["metadata": metadata, "data": ["app.json": #"{"cors": ["*"]}"#, "MODE": "production"]],
        ["metadata": ["name": "empty", "namespace": "eventcore"]],
      ]
    }
  }

  private func seen(_ fields: ValueMap, redactor: Redactor = Redactor()) async throws -> Observation {
    let target = Target(
      name: "cluster", type: "kubernetes",
      address: ["kubeconfig": .string(directory.path(of: "config")), "context": "admin"],
      fields: try Fields.make(from: [:], fields: TargetDescription.kubernetes.fields))
    return try await ask(ConfigProbe.self, fields, target: target, redactor: redactor)
  }

  @Test func aConfigMapIsItsDataOrOneEntry() async throws {
    let whole = try await seen(["config_map": "app"])
    #expect(whole.fields["document"] == ["app.json": #"{"cors": ["*"]}"#, "MODE": "production"])
    #expect(whole.fields["format"] == "data" && whole.cause == "ConfigMap app")
    let entry = try await seen(["config_map": "app", "key": "app.json", "namespace": "eventcore"])
    #expect(entry.fields["document"] == ["cors": ["*"]] && entry.fields["format"] == "json")
    #expect(try await seen(["config_map": "empty"]).noData == "ConfigMap empty holds nothing")
  }

  @Test func secretsInTheDocumentsOfAConfigMapAreMasked() async throws {
    api.change("configmaps") { _ in
      [
        [
          "metadata": ["name": "app", "namespace": "eventcore"],
          "data": [
            "app.yaml": "jwt_secret: leak-1234\nport: 8080", "broken.json": "{\n\"a\": \"leak-5678\"",
            "notes": "first\nleak-9012", "MODE": "production",
          ],
        ]
      ]
    }
    let redactor = Redactor()
    let whole = try await seen(["config_map": "app"], redactor: redactor)
    let shown = redactor.redact(Value.map(whole.fields)).json
    #expect(
      !shown.contains("leak-") && shown.contains("production") && shown.contains("port: 8080"), "\(shown)")
  }

  @Test func aSecretIsDecodedAndMasked() async throws {
    let redactor = Redactor()
    let whole = try await seen(["secret": "app"], redactor: redactor)
    #expect(whole.fields["document"]?["password"] == "hush-hush")
    #expect(whole.fields["document"]?["raw"] == .bytes([0xFF, 0x00]))
    let entry = try await seen(["secret": "app", "key": "app.toml"], redactor: redactor)
    #expect(entry.fields["document"] == ["jwt": ["secret_key": "deep-hush", "ttl": 3600]])
    #expect(
      redactor.redact("hush-hush \(base64(Array("hush-hush".utf8))) deep-hush 3600")
        == "******** ******** ******** ********")
  }

  @Test func whatIsMissingIsARefusal() async throws {
    let absent = await #expect(throws: ProbeError.self) { try await seen(["secret": "none"]) }
    #expect(absent?.refusal?.fields == ["exists": false])
    let key = await #expect(throws: ProbeError.self) {
      try await seen(["config_map": "app", "key": "app.jsn", "format": "json"])
    }
    #expect(key?.message == "ConfigMap app has no key `app.jsn`; did you mean `app.json`?")
    #expect(key?.refusal?.fields == ["exists": false])
    #expect(throws: ProbeError.self) { try makeProbe(ConfigProbe.self, ["config_map": "app"]) }
  }
}
