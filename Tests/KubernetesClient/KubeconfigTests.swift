import TestEnvironment
import Testing
import Values

@testable import KubernetesClient

/// Configuration is read and merged as kubectl does it.
@Suite struct KubeconfigTests {
  private func folder(_ files: KeyValuePairs<String, String?>) throws -> (TemporaryDirectory, list: String) {
    let directory = try TemporaryDirectory()
    for (name, text) in files { if let text { try directory.write(text, to: name) } }
    return (directory, files.map { directory.path(of: $0.key) }.joined(separator: ":"))
  }

  private func connection(
    _ files: KeyValuePairs<String, String?>, context: String? = nil
  ) throws -> ClusterConnection {
    let (directory, list) = try folder(files)
    return try withExtendedLifetime(directory) {
      try KubeconfigFiles(environment: ["KUBECONFIG": list]).connection(context: context)
    }
  }

  @Test(
    .enabled("kubectl is installed") { await kubectlIsInstalled() }, arguments: KubeconfigCase.all)
  func aRealKubectlSeesTheSame(_ example: KubeconfigCase) async throws {
    let (directory, list) = try folder(example.files)
    let view = try await runCommand(
      ["kubectl", "config", "view", "--minify", "--raw", "-o", "json"],
      environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "KUBECONFIG": list], in: directory.path)
    #expect(view.exitCode == 0, "\(view.stderr)")
    let kubectl = try parseJSON(view.stdout)
    let ours = try KubeconfigFiles(environment: ["KUBECONFIG": list]).connection(context: nil)
    #expect(ours.name == kubectl["current-context"]?.string)
    #expect(ours.described == KubectlView(kubectl).described)
  }

  @Test func aContextMayBeNamed() throws {
    let files = KubeconfigCase.all[0].files
    let named = try connection(files, context: "other")
    #expect(named.cluster.server == "https://two.example.com")
    #expect(named.authentication == .token("bob-token"))
    #expect(named.namespace == "default")
    #expect(try connection(files).namespace == "shop")
  }

  @Test func pathsAreRelativeToTheirFile() throws {
    let (directory, list) = try folder(KubeconfigCase.all[1].files)
    let files = KubeconfigFiles(environment: ["KUBECONFIG": list])
    #expect(try files.connection(context: nil).certificate.file == directory.path(of: "one/pki/alice.crt"))
    let (otherDirectory, otherList) = try folder(KubeconfigCase.all[2].files)
    let other = try KubeconfigFiles(environment: ["KUBECONFIG": otherList]).connection(context: "other")
    guard case .plugin(let plugin) = other.authentication else {
      Issue.record("carol has a plugin")
      return
    }
    #expect(plugin.command == otherDirectory.path(of: "two/./bin/credentials"))
  }

  @Test func pathsBeginAtTheRoot() throws {
    let text = "users: [{name: u, user: {tokenFile: run/token}}]"
    let user = try Kubeconfig(path: "folder/config", bytes: Array(text.utf8)).users["u"]
    #expect(user?.tokenFile == absolutePath("folder/run/token"))
    #expect(user?.tokenFile.hasPrefix("/") == true)
    #expect(try Kubeconfig(path: "/config", bytes: Array(text.utf8)).users["u"]?.tokenFile == "/run/token")
  }

  @Test(
    .enabled("kubectl is installed") { await kubectlIsInstalled() },
    arguments: [
      ("clusters: [{name: k}, {name: k}]", "/config:1:23: clusters has two entries named `k`"),
      ("users: [{name: u}, {name: u}]", "/config:1:20: users has two entries named `u`"),
      ("contexts: [{name: c}, {name: c}]", "/config:1:23: contexts has two entries named `c`"),
      (
        "clusters: [{name: k, cluster: {insecure-skip-tls-verify: 'yes'}}]",
        "/config:1:58: clusters[0].cluster.insecure-skip-tls-verify should be true or false"
      ),
    ])
  func aRealKubectlRefusesItToo(text: String, message: String) async throws {
    let (directory, list) = try folder(["config": text])
    let view = try await runCommand(
      ["kubectl", "config", "view"],
      environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "KUBECONFIG": list], in: directory.path)
    #expect(view.exitCode == 1)
    let error = #expect(throws: KubernetesError.self) { try connection(["config": text]) }
    #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
  }

  private static let faults: [(text: String, message: String)] = [
    ("clusters: [", "/config:1:11: the kubeconfig is not valid YAML (yaml-syntax)"),
    ("clusters: 1", "/config:1:11: clusters should be a list of maps"),
    (
      "users: [{name: u, user: {token: 12345}}]", "/config:1:33: users[0].user.token should be a string"
    ),
    (
      "clusters: [{name: k, cluster: {certificate-authority-data: '!!'}}]",
      "/config:1:60: clusters[0].cluster.certificate-authority-data should be base64"
    ),
    ("current-context: x", "the kubeconfig has no context `x`; there is none"),
    ("contexts: [{name: c, context: {}}]", "the kubeconfig names no current context; there are c"),
    (
      "contexts: [{name: c, context: {cluster: k}}]\ncurrent-context: c",
      "the kubeconfig has no cluster `k`; there is none"
    ),
    (context("{token: a, username: b}"), "the user `u` has a token and a password: one must go"),
    (
      context("{client-certificate: a}"), "the user `u` has a client-certificate without its client-key"
    ),
    (
      context("{client-certificate: a, client-key: b, client-key-data: Yg==}"),
      "the user `u` has both client-key and client-key-data: one must go"
    ),
    (context("{as-groups: [a]}"), "the user `u` has as-uid, as-groups or as-user-extra without as"),
    (
      context("{auth-provider: {name: gcp}}"),
      "the user `u` has the auth provider `gcp`, which kubectl no longer knows: use exec instead"
    ),
    (context("{exec: {command: ''}}"), "the user `u` has an exec without command"),
    (
      context("{exec: {command: p, apiVersion: v2}}"),
      "the exec of the user `u` needs an apiVersion of client.authentication.k8s.io/v1"
        + " or client.authentication.k8s.io/v1beta1"
    ),
    (
      context("{exec: {command: p, apiVersion: client.authentication.k8s.io/v1}}"),
      "the exec of the user `u` needs an interactiveMode of Never or IfAvailable"
    ),
    (
      context("{exec: {command: p, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}}"),
      "the exec of the user `u` asks its user, and nobody would answer it here"
    ),
    (context("{}", cluster: "{}"), "the cluster `k` has no server"),
    (
      context("{}", cluster: "{server: s, certificate-authority: a, insecure-skip-tls-verify: true}"),
      "the cluster `k` has a certificate authority, and insecure-skip-tls-verify: one must go"
    ),
  ]

  private static func context(_ user: String, cluster: String = "{server: https://k}") -> String {
    """
    clusters: [{name: k, cluster: \(cluster)}]
    users: [{name: u, user: \(user)}]
    contexts: [{name: c, context: {cluster: k, user: u}}]
    current-context: c
    """
  }

  @Test(arguments: faults.indices)
  func whatCannotBeUsedIsSaid(index: Int) throws {
    let (text, message) = Self.faults[index]
    let error = #expect(throws: KubernetesError.self) { try connection(["config": text]) }
    #expect(error?.kind == .configuration)
    #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
  }

  @Test func noFileAtAllIsSaid() throws {
    let files = KubeconfigFiles(environment: ["HOME": "/nonexistent"])
    let error = #expect(throws: KubernetesError.self) { try files.connection(context: nil) }
    #expect(error?.message == "there is no kubeconfig: /nonexistent/.kube/config does not exist")
  }

  @Test func aPodIsItsServiceAccount() throws {
    let directory = try TemporaryDirectory()
    try directory.write("pod-token", to: "token")
    try directory.write("shop\n", to: "namespace")
    var files = KubeconfigFiles(environment: [
      "HOME": "/nonexistent", "KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443",
    ])
    files.serviceAccount = directory.path
    let pod = try files.connection(context: nil)
    #expect(pod.name == "in-cluster")
    #expect(pod.cluster.server == "https://10.0.0.1:443")
    #expect(pod.cluster.certificateAuthority.file == directory.path(of: "ca.crt"))
    #expect(pod.authentication == .tokenFile(directory.path(of: "token"), fallback: ""))
    #expect(pod.namespace == "shop")
    files.environment["POD_NAMESPACE"] = "other"
    files.environment["KUBERNETES_SERVICE_HOST"] = "fd00::1"
    #expect(try files.connection(context: nil).namespace == "other")
    #expect(try files.connection(context: nil).cluster.server == "https://[fd00::1]:443")
    #expect(throws: KubernetesError.self) { try files.connection(context: "named") }
  }
}

/// What `kubectl config view --minify --raw -o json` says, in words that can be compared.
struct KubectlView {
  let described: [String: String]

  init(_ view: Value) {
    let cluster = view["clusters"]?.list?.first?["cluster"]
    let user = view["users"]?.list?.first?["user"]
    let context = view["contexts"]?.list?.first?["context"]
    var described: [String: String] = [:]
    for (prefix, value) in [("cluster", cluster), ("user", user)] {
      for (key, value) in value?.map ?? [:] where key != "extensions" {
        described["\(prefix).\(key)"] = value.json
      }
    }
    described["namespace"] = context?["namespace"]?.string ?? "default"
    self.described = described
  }
}

extension ClusterConnection {
  /// The same words of ours; paths are cut to what the files say.
  fileprivate var described: [String: String] {
    var described = ["namespace": namespace, "cluster.server": jsonQuoted(cluster.server)]
    func add(_ key: String, _ text: String) { if !text.isEmpty { described[key] = jsonQuoted(text) } }
    func add(_ key: String, _ pem: Kubeconfig.PEM) {
      add(key, written(pem.file))
      add("\(key)-data", base64(pem.data))
    }
    add("cluster.certificate-authority", cluster.certificateAuthority)
    add("cluster.tls-server-name", cluster.serverName)
    add("cluster.proxy-url", cluster.proxy)
    if cluster.insecure { described["cluster.insecure-skip-tls-verify"] = "true" }
    if cluster.disablesCompression { described["cluster.disable-compression"] = "true" }
    add("user.client-certificate", certificate)
    add("user.client-key", key)
    add("user.as", impersonation.user)
    add("user.as-uid", impersonation.uid)
    if !impersonation.groups.isEmpty { described["user.as-groups"] = list(impersonation.groups).json }
    if !impersonation.extra.isEmpty {
      described["user.as-user-extra"] =
        Value.map(ValueMap(impersonation.extra.map { (.string($0.key), list($0.value)) })).json
    }
    switch authentication {
    case .none: break
    case .token(let token): add("user.token", token)
    case .tokenFile(let path, let token):
      add("user.tokenFile", written(path))
      add("user.token", token)
    case .basic(let user, let password):
      add("user.username", user)
      add("user.password", password)
    case .plugin(let plugin): described["user.exec"] = json(plugin)
    }
    return described
  }

  private func list(_ texts: [String]) -> Value { .list(texts.map { .string($0) }) }

  /// The end of a path, as the files of these tests write it.
  private func written(_ path: String) -> String {
    path.split(separator: "/").suffix(2).joined(separator: "/")
  }

  private func json(_ plugin: CredentialPlugin) -> String {
    Value.map([
      "command": .string("./" + written(plugin.command)), "args": list(plugin.arguments),
      "env": .list(
        plugin.environment.map { .map(["name": .string($0.name), "value": .string($0.value)]) }),
      "apiVersion": .string(plugin.apiVersion), "installHint": .string(plugin.installHint),
      "provideClusterInfo": .bool(plugin.providesClusterInfo),
      "interactiveMode": .string(plugin.interactiveMode),
    ]).json
  }
}
