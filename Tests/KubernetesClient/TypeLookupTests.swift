import HTTPClient
import Processes
import TestEnvironment
import Testing
import Values

@testable import KubernetesClient

/// Types by their names, where the answer depends on what else the cluster serves or cannot say.
@Suite struct TypeLookupTests {
  private func withTypes(
    of connection: ClusterConnection, _ body: (TypeLookup) async throws -> Void
  ) async throws {
    let http = HTTPClient()
    let transport = try ClusterTransport(
      connection, http: http, programs: RunningPrograms(), environment: [:], redactor: Redactor(),
      now: { Timestamp(seconds: 0) })
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(TypeLookup(transport)))
    } catch {
      result = .failure(error)
    }
    await http.close()
    try result.get()
  }

  /// Asks a server that has no aggregated discovery.
  private func withTypes(of api: KubernetesAPI, _ body: (TypeLookup) async throws -> Void) async throws {
    let server = try ScriptedServer(answering: { api.steps(answering: $0) })
    var cluster = Kubeconfig.Cluster()
    cluster.server = server.url
    var connection = ClusterConnection(name: "test", cluster: cluster)
    connection.authentication = .token(api.tokens["admin"] ?? "")
    try await withTypes(of: connection, body)
    server.stop()
  }

  private func find(_ name: String, in types: TypeLookup) async throws -> APIResource {
    try await types.resource(named: name, within: TimeBudget(.seconds(300)))
  }

  private static let names = [
    "pods", "po", "Pod", "PODS", "pods.", "po.v1.", "po.v1", "pods.v1", "deploy", "Deployment", "deploy.ap",
    "deployments.apps", "deployments.v1.apps", "deployments.v2.apps", "deploy.v1.apps", "deploy.v2.apps",
    "Deployment.v1.apps", "hpa", "hpa.v1.autoscaling", "hpa.v3.autoscaling",
    "horizontalpodautoscalers.v1.autoscaling", "ingresses.networking", "Ingress.networking", "events",
    "events.v1.", "events.v1.events.k8s.io", "quota", "nothing", "widget", "Widget", "widgets", "wid", "gad",
    "giz", "foo", "bar", "widgets.a", "widget.a.example", "Widget.a.example", "widget.v1.a.example",
    "widgets.v1.b.example", "gizmo.b", "wid.b.example",
  ]

  @Test(.enabled("kubectl is installed") { await kubectlIsInstalled() })
  func namesMeanWhatTheyMeanToKubectl() async throws {
    let server = try await KubernetesServer.start(types: KubernetesCustomType.clashing)
    let home = try TemporaryDirectory()
    let connection = try KubeconfigFiles(file: server.kubeconfig, environment: [:])
      .connection(context: "admin")
    try await withTypes(of: connection) { types in
      for name in Self.names {
        let ours = try? await find(name, in: types).path(inNamespace: "eventcore")
        let result = try await runCommand(
          ["kubectl", "--kubeconfig", server.kubeconfig, "get", name, "-v=6"], adding: ["HOME": home.path])
        let asked = result.stderr.split(separator: " ").filter { $0.hasPrefix("https://") }
          .compactMap { $0.dropFirst(server.url.utf8.count).split(separator: "?").first.map(String.init) }
        #expect(asked.last { $0.contains("/namespaces/") } == ours, "\(name): \(result.stderr)")
      }
    }
    await server.stop()
  }

  /// kubectl finds a kind only with its group.
  @Test func aKindIsFoundWhereNothingElseGoesByThatName() async throws {
    try await withTypes(of: try KubernetesAPI(aggregated: false, types: KubernetesCustomType.clashing)) {
      let found = try await [find("gizmo", in: $0), find("widget", in: $0)]
      #expect(found.map(\.qualifiedName) == ["widgets.b.example", "widgets.b.example"])
    }
  }

  @Test func aNameMayMeanATypeThatIsNotKnown() async throws {
    let api = try KubernetesAPI(
      aggregated: false, types: [KubernetesCustomType("metrics.example", "pods", "", "PodMetrics")])
    api.fail("/api/v1", 503)
    try await withTypes(of: api) { types in
      let error = await #expect(throws: KubernetesError.self) { try await find("pods", in: types) }
      #expect(error?.kind == .unknownTypes)
      #expect(error?.message.hasPrefix("which type `pods` means cannot be told: 127.") == true)
      #expect(error?.message.hasSuffix(" did not say the types of v1") == true)
      let metrics = try await find("pods.metrics.example", in: types)
      #expect(metrics.kind == "PodMetrics")
      api.mend()
      let pods = try await find("pods", in: types)
      #expect(pods.kind == "Pod", "it is asked again")
    }
  }

  @Test func whatComesLaterRaisesNoDoubt() async throws {
    let api = try KubernetesAPI(aggregated: false)
    api.fail("/apis/node.k8s.io/v1", 503)
    api.fail("/apis/discovery.k8s.io/v1", 403)
    try await withTypes(of: api) { types in
      let found = try await [find("po", in: types), find("deploy.apps", in: types)]
      #expect(found.map(\.kind) == ["Pod", "Deployment"])
      let error = await #expect(throws: KubernetesError.self) { try await find("widgets", in: types) }
      #expect(error?.kind == .unknownTypes)
      #expect(
        error?.message.hasSuffix("; the types of node.k8s.io/v1, discovery.k8s.io/v1 are not known") == true)
    }
  }

  @Test(arguments: [("/apis/node.k8s.io/v1", 401), ("/api", 503), ("/apis", 403)])
  func aFaultOfTheWholeServerIsSaid(path: String, status: Int) async throws {
    let api = try KubernetesAPI(aggregated: false)
    api.fail(path, status, for: "admin")
    try await withTypes(of: api) { types in
      let error = await #expect(throws: KubernetesError.self) { try await find("pods", in: types) }
      let kinds: [Int: KubernetesError.Kind] = [401: .unauthorized, 403: .forbidden, 503: .server]
      #expect(error?.kind == kinds[status])
    }
  }
}
