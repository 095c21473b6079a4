import Testing
import Values

@testable import ProbeKit

/// How types of resources are named, and which of them a word of a grant covers.
@Suite struct ResourcePatternTests {
  @Test(arguments: [
    ("deploy", ["deployments"]), ("Deployment", ["deployments"]), ("deployments.apps", ["deployments"]),
    ("deployments.v1.apps", ["deployments"]), ("deployments.ap", ["deployments"]), ("po", ["pods"]),
    ("secret", ["secrets"]), ("SECRETS", ["secrets"]), ("secrets.", ["secrets"]),
    ("secrets.v1.", ["secrets"]),
    ("Secret.v1.", ["secrets"]), ("secrets.v1", ["secrets.v1"]), ("pods,secrets", ["pods", "secrets"]),
    ("pods,", ["pods", ""]), ("secrets.apps", ["secrets.apps"]), ("sec", ["sec"]),
    ("pods.metrics.k8s.io", ["pods.metrics.k8s.io"]), ("ing", ["ingresses"]),
    ("events.events.k8s.io", ["events"]),
    ("certificates.v1.cert-manager.io", ["certificates.cert-manager.io"]),
    ("certificates.cert-manager.io", ["certificates.cert-manager.io"]), ("cert", ["cert"]), ("", [""]),
  ])
  func whatIsWrittenNamesATypeByItsPlural(text: String, words: [String]) {
    #expect(KubernetesResources.words(written: text) == words)
  }

  @Test func whatAClusterTellsIsNamedAlike() {
    #expect(KubernetesResources.word(plural: "deployments", group: "apps") == "deployments")
    #expect(KubernetesResources.word(plural: "pods", group: "", subresource: "log") == "pods/log")
    #expect(KubernetesResources.word(plural: "pods", group: "metrics.k8s.io") == "pods.metrics.k8s.io")
    #expect(KubernetesResources.word(plural: "secrets", group: "apps") == "secrets.apps")
  }

  @Test(arguments: [
    ("/readyz", "/readyz"), ("/readyz/", "/readyz"), ("/", "/"), ("/readyz?verbose=1", "/readyz"),
    ("/api/v1", "/api/v1"), ("/apis/apps/v1", "/apis/apps/v1"), ("/apis/apps", "/apis/apps"),
    ("/api/v1/pods", "pods"), ("/api/v1/secrets?limit=1", "secrets"),
    ("/api/v1/namespaces/x/secrets/y", "secrets"), ("/api/v1/namespaces/x/secrets/", "secrets"),
    ("/api/v1/watch/namespaces/x/secrets", "secrets"), ("/api/v1/watch/secrets", "secrets"),
    ("/api/v1/namespaces", "namespaces"), ("/api/v1/namespaces/x", "namespaces"),
    ("/api/v1/namespaces/x/status", "namespaces/status"), ("/api/v1/namespaces/status/secrets", "secrets"),
    ("/api/v1/namespaces/x/pods/y/log", "pods/log"),
    ("/api/v1/namespaces/x/services/y:80/proxy/api/v1/secrets", "services/proxy"),
    ("/api/v1/nodes/n/proxy/pods", "nodes/proxy"), ("/api/v1/proxy/nodes/n/pods", "nodes/proxy"),
    ("/apis/apps/v1/namespaces/x/deployments", "deployments"),
    ("/apis/apps/v1/namespaces/x/deployments/y/scale", "deployments/scale"),
    ("/apis/metrics.k8s.io/v1beta1/pods", "pods.metrics.k8s.io"),
    // What others may read in another way stays as it is, and no grant covers it.
    ("/api/v1/%73ecrets", "/api/v1/%73ecrets"), ("/api/v1//secrets", "/api/v1//secrets"),
    ("//api/v1/secrets", "//api/v1/secrets"), ("/readyz/../api/v1/secrets", "/readyz/../api/v1/secrets"),
    ("/api/v1/pods/%2e%2e/secrets", "/api/v1/pods/%2e%2e/secrets"),
    ("/api/v1/secrets#x", "/api/v1/secrets#x"),
    ("/api/v1/pods;x/secrets", "/api/v1/pods;x/secrets"), ("/api/v1\\secrets", "/api/v1\\secrets"),
  ])
  func aPathIsWhatItLeadsTo(path: String, word: String) {
    #expect(KubernetesResources.word(path: path) == word)
  }

  @Test(arguments: [
    ("deployments", "deployments", true), ("deploy", "deployments", true),
    ("deployments.apps", "deployments", true),
    ("deployments", "deployments/scale", false), ("deployments/scale", "deployments/scale", true),
    ("secrets", "secrets", true), ("secret", "secrets", true), ("*", "secrets", false),
    ("*", "secrets/x", false), ("*", "deployments", true), ("*", "certificates.cert-manager.io", true),
    ("*", "pods/log", false), ("*", "/readyz", false), ("*/log", "pods/log", true),
    ("*/x", "secrets/x", false),
    ("*/scale", "scale", false), ("*", "pods,secrets", false), ("*", "", false), ("*", "../secrets", false),
    ("*.cert-manager.io", "certificates.cert-manager.io", true),
    ("*.cert-manager.io", "cert-manager.io", false),
    ("*.cert-manager.io", "x.y.cert-manager.io", false), ("*.io", "certificates.cert-manager.io", false),
    ("pods", "secrets", false), ("pods", "pods.metrics.k8s.io", false),
    ("/readyz", "/readyz", true), ("/readyz", "/readyz/x", false), ("/healthz/**", "/healthz/etcd", true),
    ("/healthz/**", "/healthz", false), ("/**", "/api/v1/%73ecrets", false), ("/**", "/readyz", true),
    ("/**", "secrets", false), ("/**", "//api/v1/secrets", false), ("/**", "/x/../api/v1/secrets", false),
    ("/", "/", true),
  ])
  func aWordCoversItsTypesOnly(word: String, way: String, isCovered: Bool) throws {
    #expect(try ResourcePattern(word).covers(way) == isCovered)
  }

  @Test(arguments: [
    "", "pods,secrets", "pods/", "/api/v1/secrets", "/a//b", "/a/../b", "/%61", "*.*", "*x", "pods/log/x",
    "po ds",
    "secrets*",
  ])
  func noOtherWordIsOne(word: String) {
    #expect(throws: GrantWordFault.self, "\(word)") { try ResourcePattern(word) }
  }

  @Test func allWordsOfAGrantAreAsked() throws {
    let words = GrantWords(
      hosts: [try HostPattern("*.example.com")], names: [try NamePattern("example.org")],
      files: [try FilePattern("/srv/**", in: "/")], commands: ["psql"], plugins: ["disk"])
    let target = Target(name: "t", type: "http", address: "", fields: Fields([:]))
    let covered: [Access] = [
      .host("a.example.com:443"), .name("a.example.com"), .name("example.org"), .file("/srv/x"),
      .command("psql"), .plugin("disk"),
    ]
    #expect(covered.allSatisfy(words.covers))
    let others: [Access] = [
      .host("example.org"), .name("a.example.org"), .file("/srv"), .command("/usr/bin/psql"),
      .plugin("Disk"), .target(target, way: "GET"), .file(at: "/srv/../etc/passwd"),
    ]
    #expect(!others.contains(where: words.covers))
  }

  @Test func accessesAreNamedInMessages() {
    let target = Target(name: "cluster", type: "kubernetes", address: "", fields: Fields([:]))
    #expect(Access.target(target, way: "pods").description == "`pods` of the target `cluster`")
    #expect(Access.host("::1", port: 80) == .host("[::1]:80"))
    #expect(Access.file(at: "/a/./b//../c/").description == "the file `/a/b/../c`")
  }
}
