import TestEnvironment
import Testing
import Values

@testable import KubernetesClient

/// A connection that was written as a kubeconfig is the same when it is read again.
@Suite struct KubeconfigEncoderTests {
  private static let connections: [ClusterConnection] = [
    connection("nothing") { _ in },
    connection("token") { $0.authentication = .token("0123\n\"é\\") },
    connection("token file") { $0.authentication = .tokenFile("/run/token", fallback: "spare") },
    connection("basic") { $0.authentication = .basic(user: "ann", password: "p: #w") },
    connection("certificate at hand") {
      $0.certificate.data = Array("certificate".utf8)
      $0.key.data = Array("key".utf8)
      $0.cluster.certificateAuthority.data = Array("authority".utf8)
    },
    connection("certificate by file") {
      $0.certificate.file = "/pki/ann.crt"
      $0.key.file = "/pki/ann.key"
      $0.cluster.certificateAuthority.file = "/pki/ca.crt"
      $0.cluster.serverName = "api"
    },
    connection("impersonation") {
      $0.authentication = .token("t")
      $0.impersonation.user = "dave"
      $0.impersonation.uid = "7"
      $0.impersonation.groups = ["dev", "ops"]
      $0.impersonation.extra = ["reason": ["audit", "review"], "scope": []]
    },
    connection("proxy") {
      $0.cluster.proxy = "http://user:secret@proxy:3128"
      $0.cluster.disablesCompression = true
    },
    connection("insecure") {
      $0.cluster.insecure = true
      $0.namespace = "shop"
    },
  ]

  private static func connection(
    _ name: String, _ change: (inout ClusterConnection) -> Void
  ) -> ClusterConnection {
    var cluster = Kubeconfig.Cluster()
    cluster.server = "https://\(name.count).example.com:6443"
    var connection = ClusterConnection(name: name, cluster: cluster)
    change(&connection)
    return connection
  }

  private func read(_ text: String) throws -> ClusterConnection {
    try ClusterConnection(Kubeconfig(path: "/elsewhere/config", bytes: Array(text.utf8)), context: nil)
  }

  @Test(arguments: connections)
  func whatWasWrittenIsReadAgain(_ connection: ClusterConnection) throws {
    #expect(try read(connection.kubeconfig.json) == connection)
  }

  @Test(.enabled("kubectl is installed") { await kubectlIsInstalled() }, arguments: connections)
  func aRealKubectlReadsIt(_ connection: ClusterConnection) async throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(connection.kubeconfig.json, to: "config")
    let view = try await runCommand(
      ["kubectl", "config", "view", "--minify", "--raw", "-o", "json"],
      environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "KUBECONFIG": path])
    #expect(view.exitCode == 0, "\(view.stderr)")
    #expect(try read(view.stdout) == connection)
  }

  @Test func aServiceAccountIsAUserWithATokenFile() throws {
    let directory = try TemporaryDirectory()
    try directory.write("pod-token", to: "token")
    try directory.write("shop", to: "namespace")
    var files = KubeconfigFiles(environment: [
      "HOME": "/nonexistent", "KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443",
    ])
    files.serviceAccount = directory.path
    let pod = try files.connection(context: nil)
    #expect(try read(pod.kubeconfig.json) == pod)
    #expect(
      pod.kubeconfig["users"]?.list?.first?["user"] == ["tokenFile": .string(directory.path(of: "token"))])
  }

  @Test func itsSecretsAreKnown() {
    let secrets = Self.connections.flatMap(\.secrets)
    #expect(Set(secrets) == ["0123\n\"é\\", "spare", "p: #w", "key", "t", "secret"])
  }

  /// `AWS_PROFILE=prod` must not make `production` unreadable.
  @Test func ofAPluginsVariablesThoseOfCredentialsAreSecrets() {
    var plugin = CredentialPlugin()
    plugin.environment = [
      .init(name: "AWS_PROFILE", value: "prod"), .init(name: "AWS_SECRET_ACCESS_KEY", value: "hush"),
      .init(name: "SESSION_TOKEN", value: "hush-hush"),
    ]
    let connection = Self.connection("plugin") { $0.authentication = .plugin(plugin) }
    #expect(connection.secrets == ["hush", "hush-hush"])
  }
}
