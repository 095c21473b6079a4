import ProbeKit
import TestEnvironment
import Testing
import Values

@testable import Probes

/// Clusters of which items may not ask everything, and names that mean something else than they seem to.
@Suite(.timeLimit(.minutes(2))) struct ClusterGrantTests {
  private let server: ScriptedServer
  private let directory: TemporaryDirectory
  private let target: Target

  init() throws {
    let api = try KubernetesAPI(types: KubernetesCustomType.clashing)
    let server = try ScriptedServer(answering: { api.steps(answering: $0) })
    self.server = server
    directory = try TemporaryDirectory()
    let config = try directory.write(api.kubeconfig(server: server.url), to: "config")
    target = Target(
      name: "cluster", type: "kubernetes", address: ["kubeconfig": .string(config)], fields: Fields([:]))
  }

  private func policy(_ words: String...) throws -> TestPolicy {
    TestPolicy(resources: try words.map(ResourcePattern.init))
  }

  private func ask(_ fields: ValueMap, _ policy: TestPolicy) async throws -> Result<Observation, ProbeError> {
    try await ProbesTests.ask(KubectlProbe.self, fields, target: target, granting: policy)
  }

  @Test(arguments: ["deploy", "Deployment", "deployments.apps", "deployments.v1.apps", "deployment"])
  func aTypeIsGrantedByWhateverName(name: String) async throws {
    let fields: ValueMap = ["resource": .string("\(name)/eventcore-app")]
    let seen = try await ask(fields, try policy("deployments"))
    #expect(try seen.get().fields["count"] == 1)
    #expect(try await ask(["resource": .string(name)], try policy("pods")).notGranted != nil)
  }

  @Test(arguments: [
    "secret", "secrets", "Secret", "secrets.", "secrets.v1.", "secret/eventcore-secrets", "pods,secrets",
    "SECRETS", "sec",
  ])
  func secretsAreNeverAskedForBySomeOtherWord(name: String) async throws {
    for policy in [try policy("*"), try policy("pods", "deployments", "*/status", "/**")] {
      let answer = try await ask(["resource": .string(name)], policy)
      if case .failure(let error) = answer {
        #expect(error.kind == .notGranted || error.kind == .invalid, "\(error)")
      } else {
        Issue.record("\(name) was answered")
      }
    }
    let requests = await seenRequests()
    #expect(!requests.contains { $0.contains("/secrets") })
  }

  @Test(arguments: [
    "/api/v1/secrets", "/api/v1/namespaces/eventcore/secrets/x",
    "/api/v1/namespaces/eventcore/secrets?limit=1",
    "/api/v1/watch/secrets", "/api/v1//secrets", "//api/v1/secrets", "/api/v1/%73ecrets",
    "/readyz/../api/v1/secrets", "/readyz/%2e%2e/api/v1/secrets", "/api/v1/pods/../secrets",
    "/api/v1/namespaces/eventcore/secrets/", "/api/v1/secrets;x", "/api/v1/secrets#x",
    "/api/v1/namespaces/eventcore/services/x/proxy/api/v1/secrets", "/api/v1/nodes/x/proxy/pods",
  ])
  func noPathLeadsToWhatIsNotGranted(path: String) async throws {
    let answer = try await ask(["raw": .string(path)], try policy("*", "*/log", "/readyz", "/**"))
    #expect(answer.notGranted != nil, "\(answer)")
    let requests = await seenRequests()
    #expect(requests.isEmpty)
  }

  @Test func aPathIsGranted() async throws {
    #expect(try await ask(["raw": "/readyz"], try policy("/readyz")).get().fields["value"] == "ok")
    let pods = try await ask(["raw": "/api/v1/namespaces/eventcore/pods"], try policy("pods"))
    #expect(try pods.get().fields["exists"] == true)
  }

  /// Only the cluster knows that `foos.a.example` goes by the short name `widgets` and `widgets.b.example` by that plural.
  @Test func whatTheClusterSaysIsDemandedToo() async throws {
    let answer = try await ask(["resource": "widgets"], try policy("widgets"))
    #expect(
      answer.notGranted == "the pack team/db was not granted `widgets.b.example` of the target `cluster`")
    let granted = try await ask(["resource": "widgets.b.example"], try policy("*.b.example"))
    #expect(try granted.get().fields["count"] == 0)
    let requests = await seenRequests()
    #expect(requests.count { $0.contains("/widgets") } == 1)
  }

  @Test func configurationsAndLogsAreOfTheirTypes() async throws {
    func ask(_ kind: any Probe.Type, _ fields: ValueMap, _ words: String...) async throws -> String? {
      try await ProbesTests.ask(
        kind, fields, target: target, granting: TestPolicy(resources: words.map(ResourcePattern.init))
      ).notGranted
    }
    #expect(try await ask(ConfigProbe.self, ["secret": "x"], "*", "configmaps") != nil)
    #expect(try await ask(ConfigProbe.self, ["secret": "x"], "secrets") == nil)
    #expect(try await ask(ConfigProbe.self, ["config_map": "x"], "configmaps") == nil)
    #expect(try await ask(LogsProbe.self, ["pod": "x"], "pods") != nil)
    #expect(try await ask(LogsProbe.self, ["pod": "x"], "pods/log") != nil)
    #expect(try await ask(LogsProbe.self, ["pod": "x"], "pods", "pods/log") == nil)
  }

  /// The first lines of what the server was asked.
  private func seenRequests() async -> [String] {
    server.stop()
    return await server.requests.reduce(into: []) { lines, request in
      lines.append(String(request.prefix { $0 != "\r\n" }))
    }
  }
}
