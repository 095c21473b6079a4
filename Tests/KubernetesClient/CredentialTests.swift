import Glibc
import HTTPClient
import Processes
import TestEnvironment
import Testing
import Values

@testable import KubernetesClient

/// Tokens and credential plugins, by real files and real programs.
@Suite struct CredentialTests {
  private let directory: TemporaryDirectory
  private let redactor = Redactor()
  private let clock = Lock(Timestamp(seconds: 1_000_000_000))

  init() throws { directory = try TemporaryDirectory() }

  private func source(
    _ authentication: ClusterConnection.Authentication, cluster: Kubeconfig.Cluster = Kubeconfig.Cluster(),
    among programs: RunningPrograms = RunningPrograms()
  ) -> CredentialSource {
    var connection = ClusterConnection(name: "test", cluster: cluster)
    connection.authentication = authentication
    return CredentialSource(
      connection, environment: ["PATH": "/usr/bin:/bin", "OUTER": "seen"], programs: programs,
      redactor: redactor, now: { clock.withLock { $0 } })
  }

  /// A plugin that notes each of its runs in the file `runs`.
  private func plugin(_ script: String, change: (inout CredentialPlugin) -> Void = { _ in }) throws
    -> CredentialPlugin
  {
    var plugin = CredentialPlugin()
    plugin.command = try directory.write(
      "#!/bin/sh\necho run >>\(directory.path)/runs\n\(script)\n", to: "plugin", permissions: 0o755)
    plugin.apiVersion = "client.authentication.k8s.io/v1"
    plugin.interactiveMode = "Never"
    change(&plugin)
    return plugin
  }

  private var runs: Int { (try? directory.read("runs").split(separator: "\n").count) ?? 0 }

  private static func credential(_ status: String, version: String = "v1") -> String {
    """
    cat <<'END'
    {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/\(version)", "status": \(status)}
    END
    """
  }

  @Test func whatStandsThereIsShown() async throws {
    #expect(try await source(.none).credentials().authorization == nil)
    #expect(try await source(.token("t")).credentials().authorization == "Bearer t")
    #expect(
      try await source(.basic(user: "ann", password: "pw")).credentials().authorization
        == "Basic YW5uOnB3")
  }

  @Test func aTokenFileIsReadAgainWhenItWasRefused() async throws {
    let path = try directory.write("first-token\n", to: "token")
    let source = source(.tokenFile(path, fallback: ""))
    let first = try await source.credentials()
    #expect(first.authorization == "Bearer first-token")
    try directory.write("second-token\n", to: "token")
    #expect(try await source.credentials() == first)
    source.forget(first)
    #expect(try await source.credentials().authorization == "Bearer second-token")
    #expect(redactor.redact("a second-token b") == "a ******** b")
  }

  @Test func aTokenFileThatIsNotThereIsSaidOrReplaced() async throws {
    let spare = source(.tokenFile("/nonexistent/token", fallback: "spare"))
    #expect(try await spare.credentials().authorization == "Bearer spare")
    let error = await #expect(throws: KubernetesError.self) {
      try await source(.tokenFile("/nonexistent/token", fallback: "")).credentials()
    }
    #expect(error?.message == "the token file /nonexistent/token cannot be read: No such file or directory")
  }

  @Test func aPluginRunsOnceUntilItsCredentialsEnd() async throws {
    let script = Self.credential(#"{"token": "plugin-token", "expirationTimestamp": "2001-09-09T02:00:00Z"}"#)
    let source = source(.plugin(try plugin(script)))
    try await withThrowingTaskGroup { group in
      for _ in 0..<8 { group.addTask { try await source.credentials() } }
      for try await credentials in group { #expect(credentials.authorization == "Bearer plugin-token") }
    }
    #expect(runs == 1)
    // Ten seconds before the end they are no longer used.
    clock.withLock { $0 = Timestamp(seconds: 1_000_000_800 - 5) }
    _ = try await source.credentials()
    #expect(runs == 2)
    #expect(redactor.redact("plugin-token") == "********")
  }

  @Test func aPluginIsToldOfTheCluster() async throws {
    var cluster = Kubeconfig.Cluster()
    cluster.server = "https://k:6443"
    cluster.serverName = "api"
    cluster.certificateAuthority.data = Array("ca".utf8)
    cluster.pluginConfiguration = #"{"audience": "a"}"#
    let script = """
      printf '%s' "$KUBERNETES_EXEC_INFO" >\(directory.path)/info
      printf '%s %s %s' "$REGION" "$OUTER" "$1" >\(directory.path)/seen
      \(Self.credential(#"{"token": "t"}"#, version: "v1beta1"))
      """
    let plugin = try plugin(script) {
      $0.apiVersion = "client.authentication.k8s.io/v1beta1"
      $0.arguments = ["argument"]
      $0.environment = [CredentialPlugin.Variable(name: "REGION", value: "north")]
      $0.providesClusterInfo = true
    }
    _ = try await source(.plugin(plugin), cluster: cluster).credentials()
    #expect(try directory.read("seen") == "north seen argument")
    #expect(
      try parseJSON(directory.read("info"))
        == [
          "kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1",
          "spec": [
            "interactive": false,
            "cluster": [
              "server": "https://k:6443", "tls-server-name": "api", "certificate-authority-data": "Y2E=",
              "config": ["audience": "a"],
            ],
          ],
        ])
  }

  private static let faults: [(script: String, message: String)] = [
    ("echo no luck >&2; exit 3", "ended with exit code 3: no luck"),
    ("echo hush; exit 3", "ended with exit code 3"),
    (
      #"echo '{"status": {"token": "hush-hush", "clientKeyData": "key-key"}}'; echo no hush-hush, key-key >&2; exit 3"#,
      "ended with exit code 3: no ********, ********"
    ),
    ("echo text", "did not write an ExecCredential in JSON"),
    (
      credential(#"{"token": "t"}"#, version: "v1beta1"),
      "did not write an ExecCredential of client.authentication.k8s.io/v1, which the kubeconfig names"
    ),
    (credential("null"), "wrote no status"),
    (credential("{}"), "wrote neither a token nor a certificate"),
    (
      credential(#"{"clientCertificateData": "c"}"#),
      "wrote only one of clientCertificateData and clientKeyData"
    ),
    (
      credential(#"{"token": "t", "expirationTimestamp": "soon"}"#),
      "wrote an expirationTimestamp that is no time"
    ),
    ("yes", "wrote more than 1Mi"),
  ]

  @Test(arguments: faults.indices)
  func aPluginThatFailsIsSaid(index: Int) async throws {
    let (script, message) = Self.faults[index]
    let plugin = try plugin(script)
    let error = await #expect(throws: KubernetesError.self) {
      try await source(.plugin(plugin)).credentials()
    }
    #expect(error == KubernetesError(.credentials, "the credential plugin \(plugin.command): \(message)"))
  }

  @Test func aPluginThatIsNotThereIsSaidWithItsHint() async throws {
    let plugin = try plugin("") {
      $0.command = "no-such-plugin"
      $0.installHint = "See the wiki."
    }
    let error = await #expect(throws: KubernetesError.self) {
      try await source(.plugin(plugin)).credentials()
    }
    #expect(
      error?.message
        == "the credential plugin no-such-plugin: there is no program 'no-such-plugin' on PATH; See the wiki."
    )
  }

  @Test func whoeverWaitsForAPluginCanLeaveIt() async throws {
    let path = directory.path
    let plugin = try plugin("echo $$ >\(path)/new; mv \(path)/new \(path)/process; exec sleep 600")
    let source = source(.plugin(plugin))
    let waiting = Task { try await source.credentials() }
    try await waitUntil("the plugin started") { (try? directory.read("process")) != nil }
    let process = try #require(
      try directory.read("process").split(separator: "\n").first.flatMap { pid_t($0) })
    #expect(kill(process, 0) == 0)
    waiting.cancel()
    let error = await #expect(throws: KubernetesError.self) { try await waiting.value }
    #expect(error?.kind == .cancelled)
    try await waitUntil("the plugin is gone") { kill(process, 0) != 0 }
  }

  private func kubeconfigUser(_ status: String) async throws -> Value? {
    let plugin = try plugin(Self.credential(status)) {
      $0.environment = [CredentialPlugin.Variable(name: "REGION", value: "north")]
      $0.providesClusterInfo = true
    }
    var connection = ClusterConnection(name: "test", cluster: Kubeconfig.Cluster())
    connection.cluster.server = "https://k"
    connection.cluster.pluginConfiguration = #"{"audience": "a"}"#
    connection.authentication = .plugin(plugin)
    (connection.certificate.file, connection.key.file) = ("/pki/own.crt", "/pki/own.key")
    let http = HTTPClient()
    let transport = try ClusterTransport(
      connection, http: http, programs: RunningPrograms(), environment: ["PATH": "/usr/bin:/bin"],
      redactor: redactor, now: { clock.withLock { $0 } })
    let kubeconfig = try parseJSON(try await transport.kubeconfig())
    await http.close()
    #expect(kubeconfig["clusters"]?.list?.first?["cluster"] == ["server": "https://k"])
    return kubeconfig["users"]?.list?.first?["user"]
  }

  @Test func aKubeconfigForAProgramHasWhatThePluginSaid() async throws {
    #expect(
      try await kubeconfigUser(#"{"token": "plugin-token"}"#)
        == [
          "client-certificate": "/pki/own.crt", "client-key": "/pki/own.key", "token": "plugin-token",
        ])
    #expect(
      try await kubeconfigUser(#"{"clientCertificateData": "crt", "clientKeyData": "my-key"}"#)
        == ["client-certificate-data": "Y3J0", "client-key-data": "bXkta2V5"])
    #expect(redactor.redact("plugin-token bXkta2V5") == "******** ********")
  }
}
