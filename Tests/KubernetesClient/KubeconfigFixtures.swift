import Testing

/// Kubeconfig files, and which of them are read together: each is resolved by us and by a real kubectl.
struct KubeconfigCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// By their names, in the order of `KUBECONFIG`; names without a text are files that are not there.
  let files: KeyValuePairs<String, String?>

  var testDescription: String { name }

  static let all: [KubeconfigCase] = [
    KubeconfigCase(name: "one file", files: ["one/config": team]),
    KubeconfigCase(name: "the first file wins", files: ["one/config": team, "two/config": other]),
    KubeconfigCase(name: "the order counts", files: ["two/config": other, "one/config": team]),
    KubeconfigCase(
      name: "what is missing or empty is passed over",
      files: ["no/config": nil, "empty": "", "two/config": other]),
    KubeconfigCase(name: "JSON", files: ["config.json": json]),
    KubeconfigCase(
      name: "parts in several files", files: ["a": clusterOnly, "b": userOnly, "c": contextOnly]),
    KubeconfigCase(name: "nothing but what must be", files: ["config": minimal]),
    KubeconfigCase(name: "unknown keys and nulls", files: ["config": sparse]),
    KubeconfigCase(name: "an anchor", files: ["config": anchored]),
    KubeconfigCase(name: "a user who has a name only", files: ["config": user("{name: u}")]),
    KubeconfigCase(name: "a user who is null", files: ["config": user("{name: u, user: null}")]),
    KubeconfigCase(name: "words of YAML 1.1", files: ["config": words]),
  ]

  private static let team = """
    apiVersion: v1
    kind: Config
    preferences: {}
    current-context: team
    clusters:
      - name: one
        cluster: {server: "https://one.example.com:6443", certificate-authority: pki/ca.crt, tls-server-name: api}
      - name: two
        cluster: {server: https://two.example.com, proxy-url: "http://proxy:3128"}
    contexts:
      - {name: team, context: {cluster: one, user: alice, namespace: shop}}
      - {name: other, context: {cluster: two, user: bob}}
    users:
      - name: alice
        user: {client-certificate: pki/alice.crt, client-key: pki/alice.key}
      - {name: bob, user: {token: bob-token}}
    """
  private static let other = """
    apiVersion: v1
    kind: Config
    current-context: other
    clusters:
      - {name: one, cluster: {server: "https://elsewhere:6443", insecure-skip-tls-verify: true}}
    contexts:
      - {name: other, context: {cluster: one, user: carol, namespace: other-ns}}
      - {name: team, context: {cluster: one, user: carol}}
    users:
      - {name: alice, user: {username: u, password: p}}
      - name: carol
        user:
          as: dave
          as-uid: "7"
          as-groups: [dev, ops]
          as-user-extra: {reason: [audit, review]}
          exec:
            apiVersion: client.authentication.k8s.io/v1
            command: ./bin/credentials
            args: [--cluster, one]
            env: [{name: REGION, value: north}]
            interactiveMode: Never
            provideClusterInfo: true
            installHint: See the wiki.
    """
  private static let json = """
    {"apiVersion": "v1", "kind": "Config", "current-context": "c",
     "clusters": [{"name": "k", "cluster": {"server": "http://k:8080", "certificate-authority-data": "Y2E="}}],
     "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
     "users": [{"name": "u", "user": {"client-certificate-data": "Y2VydA==", "client-key-data": "a2V5"}}]}
    """
  private static let clusterOnly = """
    {apiVersion: v1, kind: Config, clusters: [{name: k, cluster: {server: "https://k", disable-compression: true}}]}
    """
  private static let userOnly = """
    {apiVersion: v1, kind: Config, users: [{name: u, user: {tokenFile: run/token}}]}
    """
  private static let contextOnly = """
    apiVersion: v1
    kind: Config
    contexts: [{name: c, context: {cluster: k, user: u}}]
    current-context: c
    """
  private static let minimal = """
    contexts: [{name: c, context: {cluster: k, user: ""}}]
    clusters: [{name: k, cluster: {server: https://k}}]
    current-context: c
    """
  private static let sparse = """
    apiVersion: v1
    kind: Config
    colour: blue
    contexts: [{name: c, context: {cluster: k, user: u, namespace: null}}]
    clusters: [{name: k, cluster: {server: https://k, extensions: [{name: x, extension: {a: 1}}]}}]
    users: [{name: u, user: {token: t, exec: null}}]
    current-context: c
    """
  private static let words = """
    contexts: [{name: c, context: {cluster: k}}]
    clusters: [{name: k, cluster: {server: https://k, insecure-skip-tls-verify: yes, disable-compression: off}}]
    current-context: c
    """
  private static func user(_ user: String) -> String {
    """
    contexts: [{name: c, context: {cluster: k, user: u}}]
    clusters: [{name: k, cluster: {server: https://k}}]
    users: [\(user)]
    current-context: c
    """
  }
  private static let anchored = """
    apiVersion: v1
    kind: Config
    clusters:
      - {name: a, cluster: &cluster {server: https://a}}
      - {name: b, cluster: *cluster}
    contexts: [{name: c, context: {cluster: b, user: u}}]
    users: [{name: u, user: {token: "0123"}}]
    current-context: c
    """
}
