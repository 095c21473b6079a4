import CheckModel
import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// What a test grants; remembers what was asked for.
struct TestPolicy: AccessPolicy {
  var words = GrantWords()
  /// What targets may be asked for; of a Kubernetes cluster types of resources.
  var ways: [String] = []
  var resources: [ResourcePattern] = []
  let identity = "test"
  let seen = Lock([Access]())

  func refusal(of access: Access) -> String? {
    seen.withLock { $0.append(access) }
    if case .target(_, let way) = access {
      if ways.contains(way) || resources.contains(where: { $0.covers(way) }) { return nil }
    } else if words.covers(access) {
      return nil
    }
    return "the pack team/db was not granted \(access)"
  }
}

/// Asks once under a policy, as an engine does; the answer, or the error.
func ask<Kind: Probe>(
  _ kind: Kind.Type, _ fields: ValueMap, target: Target? = nil, targets: [String: Target] = [:],
  granting policy: TestPolicy
) async throws -> Result<Observation, ProbeError> {
  let probe = try makeProbe(kind, fields, target: target)
  let resources = RunResources()
  let context = ProbeContext(
    timeout: .seconds(60), redactor: Redactor(), resources: resources, targets: targets, policy: policy
  ) { testNow }
  let result: Result<Observation, ProbeError>
  do {
    result = .success(try await probe.ask(in: context))
  } catch {
    result = .failure(error)
  }
  await resources.close()
  return result
}

extension Result where Success == Observation, Failure == ProbeError {
  /// The message of an error for want of a grant; nil for anything else.
  var notGranted: String? {
    guard case .failure(let error) = self, error.kind == .notGranted, !error.isTransient else { return nil }
    return error.message
  }
}

/// Every kind says what it makes use of, and asks nobody where that is not granted.
@Suite(.timeLimit(.minutes(2))) struct AccessTests {
  static let http = Target(
    name: "api", type: "http", address: "http://api.example.com/", fields: Fields(["proxy": "http://p:1"]))
  static let database = Target(
    name: "db", type: "postgres", address: "host=db.example.com", fields: Fields([:]))
  static let metrics = Target(
    name: "metrics", type: "prometheus", address: "http://prometheus.example.com", fields: Fields([:]))
  static let cluster = Target(name: "cluster", type: "kubernetes", address: [:], fields: Fields([:]))
  static let targets = ["api": http, "db": database]

  struct Use: Sendable, CustomTestStringConvertible {
    let kind: any Probe.Type
    let fields: ValueMap
    var target: Target?
    let accesses: [Access]

    var testDescription: String { "\(kind.description.kind) \(Value.map(fields).json)" }
  }

  static let uses: [Use] = [
    Use(kind: HTTPProbe.self, fields: ["path": "/x"], target: http, accesses: [.target(http, way: "GET")]),
    Use(
      kind: HTTPProbe.self, fields: ["path": "/x", "method": "POST", "body": ""], target: http,
      accesses: [.target(http, way: "POST")]),
    Use(
      kind: HTTPProbe.self, fields: ["url": "https://user:pw@API.example.com/x"],
      accesses: [.host("api.example.com:443")]),
    Use(
      kind: HTTPProbe.self, fields: ["url": "http://%41.example.com/", "proxy": "https://[2001:db8::1]"],
      accesses: [.host("a.example.com:80"), .host("[2001:db8::1]:443")]),
    Use(kind: HTTPProbe.self, fields: ["url": "http://0x7f.1/"], accesses: [.host("127.0.0.1:80")]),
    Use(
      kind: HTTPProbe.self,
      fields: [
        "url": "https://a.example.com:8443/", "headers": ["host": "b.example.com"], "ca_file": "/c/./ca.pem",
        "client_certificate": "/c/c.pem", "client_key": "/c/../k.pem",
        "proxy": "http://u:p@proxy.example.com:3128",
        "resolve": ["a.example.com:8443:192.0.2.1", "c.example.com:443:[2001:db8::1]"],
      ],
      accesses: [
        .host("a.example.com:8443"), .host("b.example.com"), .host("192.0.2.1:8443"),
        .host("[2001:db8::1]:443"), .host("proxy.example.com:3128"), .file("/c/ca.pem"), .file("/c/c.pem"),
        .file("/c/../k.pem"),
      ]),
    Use(
      kind: LoadProbe.self, fields: ["path": "/x", "max_requests": 1], target: http,
      accesses: [.target(http, way: "GET")]),
    Use(
      kind: LoadProbe.self, fields: ["url": "http://a.example.com", "max_requests": 1],
      accesses: [.host("a.example.com:80")]),
    Use(
      kind: PromQLProbe.self, fields: ["query": "up"], target: metrics,
      accesses: [.target(metrics, way: "read")]),
    Use(
      kind: SQLProbe.self, fields: ["query": "SELECT 1"], target: database,
      accesses: [.target(database, way: "read")]),
    Use(
      kind: SQLProbe.self, fields: ["query": "DELETE FROM t"], target: database,
      accesses: [.target(database, way: "write")]),
    Use(
      kind: SQLProbe.self, fields: ["query": "SELECT f()", "may_write": true], target: database,
      accesses: [.target(database, way: "write")]),
    Use(
      kind: KubectlProbe.self, fields: ["resource": "deploy/x", "subresource": "scale"], target: cluster,
      accesses: [.target(cluster, way: "deployments/scale")]),
    Use(
      kind: KubectlProbe.self, fields: ["resource": "pods,secrets"], target: cluster,
      accesses: [.target(cluster, way: "pods"), .target(cluster, way: "secrets")]),
    Use(
      kind: KubectlProbe.self, fields: ["raw": "/api/v1/namespaces/x/secrets/y?pretty"], target: cluster,
      accesses: [.target(cluster, way: "secrets")]),
    Use(
      kind: CommandProbe.self, fields: ["argv": ["psql", "-c", "x"], "targets": ["db"]],
      accesses: [.command("psql"), .target(database, way: "environment")]),
    Use(
      kind: CommandProbe.self,
      fields: ["argv": ["bin/x"], "cwd": "/srv/", "env": ["LD_PRELOAD": "/x.so", "LAG": "1", "PATH": "."]],
      accesses: [
        .command("/srv/bin/x"), .file("/srv/bin/x"), .file("/srv"), .command("LD_PRELOAD="),
        .command("PATH="),
      ]),
    Use(kind: CommandProbe.self, fields: ["shell": "true"], accesses: [.command("sh")]),
    Use(
      kind: TCPProbe.self, fields: ["host": "2001:db8::1", "port": 5432],
      accesses: [.host("[2001:db8::1]:5432")]),
    Use(
      kind: TLSProbe.self,
      fields: ["host": "192.0.2.1", "server_name": "a.example.com", "ca_file": "/ca.pem"],
      accesses: [.host("192.0.2.1:443"), .host("a.example.com:443"), .file("/ca.pem")]),
    Use(kind: DNSProbe.self, fields: ["name": "a.example.com."], accesses: [.name("a.example.com")]),
    Use(
      kind: DNSProbe.self, fields: ["name": "a.example.com", "server": "192.0.2.53"],
      accesses: [.name("a.example.com"), .host("192.0.2.53:53")]),
    Use(kind: FileProbe.self, fields: ["path": "/a/../b"], accesses: [.file("/a/../b")]),
    Use(kind: FileProbe.self, fields: ["glob": "/a/*.log"], accesses: [.file("/a/*.log")]),
    Use(kind: ConfigProbe.self, fields: ["path": "/a.yaml"], accesses: [.file("/a.yaml")]),
    Use(
      kind: ConfigProbe.self, fields: ["config_map": "x"], target: cluster,
      accesses: [.target(cluster, way: "configmaps")]),
    Use(
      kind: ConfigProbe.self, fields: ["secret": "x"], target: cluster,
      accesses: [.target(cluster, way: "secrets")]),
    Use(
      kind: LogsProbe.self, fields: ["glob": "/a/*", "baseline": "/known.txt"],
      accesses: [.file("/a/*"), .file("/known.txt")]),
    Use(
      kind: LogsProbe.self, fields: ["pod": "x"], target: cluster,
      accesses: [.target(cluster, way: "pods"), .target(cluster, way: "pods/log")]),
    Use(
      kind: PluginProbe.self, fields: ["name": "disk", "targets": ["api"], "env": ["PYTHONPATH": "/x"]],
      accesses: [.plugin("disk"), .target(http, way: "environment"), .command("PYTHONPATH=")]),
    Use(kind: ManualProbe.self, fields: ["question": "Is it so?"], accesses: []),
    Use(kind: ChecklistProbe.self, fields: ["name": "other"], accesses: []),
  ]

  @Test func noKindIsForgotten() {
    let kinds = Set(Self.uses.map { $0.kind.description.kind })
    for kind in BuiltInProbes.all { #expect(kinds.contains(kind.description.kind), "\(kind)") }
  }

  @Test(arguments: uses)
  func aKindSaysWhatItMakesUseOf(use: Use) throws {
    let probe = try makeProbe(use.kind, use.fields, target: use.target)
    #expect(probe.accesses(targets: Self.targets) == use.accesses)
  }

  @Test(arguments: uses.filter { !$0.accesses.isEmpty })
  func whatIsNotGrantedIsNotAsked(use: Use) async throws {
    let policy = TestPolicy()
    let answer = try await ask(
      use.kind, use.fields, target: use.target, targets: Self.targets, granting: policy)
    #expect(answer.notGranted == "the pack team/db was not granted \(use.accesses[0])")
    #expect(policy.seen.withLock { $0 } == [use.accesses[0]])
  }
}
