import ProbeKit
import Testing

@testable import Checklists

/// What grants allow, and what they cover of what a pack asks for.
struct GrantTests {
  private func listed(_ grants: Grant...) -> Grants { .listed(Set(grants)) }

  @Test(arguments: [
    ("sql", "read"), ("promql", "read"), ("http", "GET"), ("http", "HEAD"), ("http", "OPTIONS"),
    ("kubectl", "pods"), ("kubectl", "pods/log"), ("kubectl", "deployments/scale"),
    ("kubectl", "pods/status"), ("kubectl", "/readyz"), ("kubectl", "/"), ("kubectl", "/healthz/"),
    ("kubectl", "certificates.cert-manager.io"),
    ("logs", "pods/log"),
  ])
  func withoutAWordAPackMayRead(kind: String, way: String) {
    #expect(Grants.standard.allows(role: "any", kind: kind, way: way))
    #expect(!listed().allows(role: "any", kind: kind, way: way))
  }

  @Test(arguments: [
    ("sql", "write"), ("http", "POST"), ("http", "DELETE"), ("http", "get"), ("http", "PROPFIND"),
    ("kubectl", "secrets"), ("kubectl", "secrets/status"), ("kubectl", "pods/proxy"),
    ("kubectl", "pods/exec"),
    ("kubectl", "services/proxy"), ("kubectl", "nodes/proxy"), ("kubectl", "pods/log/x"),
    ("kubectl", "serviceaccounts/token"), ("load", "GET"), ("config", "configmaps"), ("config", "secrets"),
    ("command", "environment"), ("plugin", "environment"), ("file", "read"),
    ("kubectl", "/api/v1/%73ecrets"), ("kubectl", "//api/v1/secrets"), ("kubectl", "/api//v1/secrets"),
    ("kubectl", "/healthz/../api/v1/secrets"), ("kubectl", "/api/v1/secrets;x"), ("kubectl", "/readyz/**"),
  ])
  func andNothingElse(kind: String, way: String) {
    #expect(!Grants.standard.allows(role: "any", kind: kind, way: way))
  }

  @Test func whatIsListedIsAllThereIs() {
    let grants = listed(
      .target(role: "db", kind: "sql", way: "read"), .target(role: "api", kind: "http", way: "POST"))
    #expect(grants.allows(role: "db", kind: "sql", way: "read"))
    #expect(grants.allows(role: "api", kind: "http", way: "POST"))
    for (role, kind, way) in [
      ("db", "sql", "write"), ("db", "promql", "read"), ("other", "sql", "read"), ("api", "http", "GET"),
      ("api", "load", "POST"), ("DB", "sql", "read"),
    ] { #expect(!grants.allows(role: role, kind: kind, way: way), "\(role) \(kind) \(way)") }
  }

  @Test(arguments: [
    ("*", ["pods", "deployments", "certificates.cert-manager.io"], ["secrets", "pods/log", "/readyz"]),
    ("*/log", ["pods/log"], ["secrets/log", "pods", "pods/exec"]),
    ("*.cert-manager.io", ["certificates.cert-manager.io"], ["secrets", "pods", "x.other.io"]),
    ("secrets", ["secrets"], ["pods", "secrets/status"]), ("pods", ["pods"], ["pods/log", "pods/proxy"]),
    ("po", ["pods"], ["deployments"]), ("pods/proxy", ["pods/proxy"], ["pods", "services/proxy"]),
    ("/readyz", ["/readyz"], ["/readyz/x", "/healthz"]),
    ("/healthz/**", ["/healthz/etcd"], ["/healthz", "/healthz/../api", "/readyz"]),
  ])
  func typesOfResources(word: String, inside: [String], outside: [String]) {
    for kind in ["kubectl", "logs", "config"] {
      let grants = listed(.target(role: "c", kind: kind, way: word))
      for way in inside { #expect(grants.allows(role: "c", kind: kind, way: way), "\(kind) \(way)") }
      for way in outside { #expect(!grants.allows(role: "c", kind: kind, way: way), "\(kind) \(way)") }
    }
  }

  @Test func whatIsNotKnownYetMayBeAllowed() {
    #expect(Grants.standard.mayAllow(role: "db", kind: "sql"))
    for kind in ["load", "config", "command", "plugin", "file"] {
      #expect(!Grants.standard.mayAllow(role: "db", kind: kind), "\(kind)")
    }
    let some = listed(
      .target(role: "db", kind: "sql", way: "write"), .target(role: "api", kind: "load", way: "GET"))
    #expect(some.mayAllow(role: "db", kind: "sql") && !some.mayAllow(role: "db", kind: "promql"))
    #expect(!some.mayAllow(role: "other", kind: "sql"))
    for (kind, grant) in [
      ("command", Grant.command("df")), ("plugin", .plugin("x")), ("file", .file("/x")),
      ("load", .target(role: "api", kind: "load", way: "GET")),
    ] {
      #expect(!Grants.standard.mayAllow(kind: kind) && !listed().mayAllow(kind: kind), "\(kind)")
      #expect(listed(grant).mayAllow(kind: kind), "\(kind)")
    }
    #expect(Grants.standard.mayAllow(kind: "http") && Grants.standard.mayAllow(kind: "dns"))
  }

  @Test(arguments: [
    ("restart", ["restart"], ["restart-2", "a/restart", "Restart"]),
    ("restart-*", ["restart-", "restart-a"], ["restart", "x-restart-a"]),
    ("re?tart", ["restart"], ["retart"]), ("*", ["anything"], []),
  ])
  func actionsGoByPatterns(pattern: String, inside: [String], outside: [String]) {
    let grants = listed(.action(pattern))
    for id in inside { #expect(grants.allowsAction(id), "\(id)") }
    for id in outside { #expect(!grants.allowsAction(id), "\(id)") }
    #expect(!Grants.standard.allowsAction("restart"))
  }

  /// What a pack asks for, and grants that cover it or do not.
  @Test(arguments: [
    (
      Grant.target(role: "db", kind: "sql", way: "read"), Grant.target(role: "db", kind: "sql", way: "read"),
      true
    ),
    (.target(role: "db", kind: "sql", way: "write"), .target(role: "db", kind: "sql", way: "read"), false),
    (.target(role: "c", kind: "kubectl", way: "pods"), .target(role: "c", kind: "kubectl", way: "*"), true),
    (
      .target(role: "c", kind: "kubectl", way: "secrets"), .target(role: "c", kind: "kubectl", way: "*"),
      false
    ),
    (.target(role: "c", kind: "kubectl", way: "*"), .target(role: "c", kind: "kubectl", way: "pods"), false),
    (.target(role: "c", kind: "kubectl", way: "*"), .target(role: "c", kind: "kubectl", way: "*"), true),
    (.command("df"), .command("df"), true), (.command("df"), .command("d*"), false),
    (.command("df"), .plugin("df"), false), (.plugin("x"), .plugin("x"), true),
    (.host("db.example.com:5432"), .host("*.example.com"), true),
    (.host("db.example.com"), .host("db.example.com:5432"), false),
    (.host("*.example.com"), .host("*.example.com"), true),
    (.host("*.example.com"), .host("a.example.com"), false),
    (.name("a.example.com"), .name("*.example.com"), true),
    (.name("a.example.com"), .host("a.example.com"), true),
    (.name("a.example.org"), .name("*.example.com"), false),
    (.file("/var/log/a.log"), .file("/var/log/*.log"), true),
    (.file("/var/log/x/a.log"), .file("/var/log/*.log"), false),
    (.file("/var/log/*.log"), .file("/var/log/**"), true),
    (.file("/var/log/**"), .file("/var/log/*.log"), false),
    (.file("logs/a.log"), .file("logs/*"), true), (.file("./logs/a.log"), .file("logs/a.log"), true),
    (.file("logs/a.log"), .file("other/*"), false),
    (.action("restart"), .action("re*"), true), (.action("re*"), .action("restart"), false),
  ])
  func needsAreCovered(need: Grant, grant: Grant, isCovered: Bool) {
    #expect(Grants.listed([grant]).covers(need) == isCovered)
    #expect(!Grants.listed([]).covers(need))
  }

  @Test func withoutAWordNeedsToReadAreCovered() {
    for need in [
      Grant.target(role: "db", kind: "sql", way: "read"), .target(role: "c", kind: "kubectl", way: "*"),
      .target(role: "c", kind: "kubectl", way: "/healthz/**"),
      .target(role: "c", kind: "kubectl", way: "/**"),
      .target(role: "api", kind: "http", way: "GET"),
    ] { #expect(Grants.standard.covers(need), "\(need)") }
    for need in [
      Grant.target(role: "db", kind: "sql", way: "write"),
      .target(role: "c", kind: "kubectl", way: "secrets"),
      .command("df"), .plugin("x"), .file("/x"), .host("a"), .name("a"), .action("a"),
      .target(role: "api", kind: "load", way: "GET"),
    ] { #expect(!Grants.standard.covers(need), "\(need)") }
  }

  @Test func grantsAreNamedForPeople() {
    let grants: [Grant] = [
      .target(role: "db", kind: "sql", way: "read"), .command("df"), .plugin("p"), .file("/x"), .host("h"),
      .name("n"),
      .action("a"),
    ]
    #expect(
      grants.sorted().map(\.description) == [
        "action a", "command df", "file /x", "host h", "name n", "plugin p", "target db: sql read",
      ])
  }
}
