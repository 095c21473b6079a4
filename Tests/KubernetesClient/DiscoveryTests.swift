import TestEnvironment
import Testing
import Values

@testable import KubernetesClient

/// The types of resources, from what a real API server answered.
@Suite struct DiscoveryTests {
  private let recording: KubernetesRecording

  init() throws { recording = try KubernetesRecording() }

  private func aggregated() throws -> APICatalog {
    var catalog = APICatalog()
    for path in ["/api", "/apis"] {
      let answer = try #require(recording.answer(path, aggregated: true))
      guard case .aggregated(let part) = Discovery.read(answer) else {
        Issue.record("\(path) is no aggregated answer")
        continue
      }
      catalog.append(part)
    }
    return catalog
  }

  private static let names: [(text: String, found: String?)] = [
    ("pods", "v1 pods Pod"), ("pod", "v1 pods Pod"), ("po", "v1 pods Pod"), ("Pod", "v1 pods Pod"),
    ("PODS", "v1 pods Pod"),
    ("deploy", "apps/v1 deployments Deployment"), ("deployment", "apps/v1 deployments Deployment"),
    ("deployments.apps", "apps/v1 deployments Deployment"),
    ("deployments.v1.apps", "apps/v1 deployments Deployment"),
    ("deploy.apps", "apps/v1 deployments Deployment"),
    ("deployments.ap", "apps/v1 deployments Deployment"), ("deployments.v2.apps", nil),
    ("hpa", "autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler"),
    // A short name has the preferred version, whichever stands there.
    ("hpa.v1.autoscaling", "autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler"),
    ("deploy.v1.apps", "apps/v1 deployments Deployment"),
    ("deploy.v2.apps", "apps/v1 deployments Deployment"),
    ("Deployment.v1.apps", "apps/v1 deployments Deployment"), ("po.v1.", "v1 pods Pod"), ("po.v1", nil),
    (
      "horizontalpodautoscalers.v1.autoscaling",
      "autoscaling/v1 horizontalpodautoscalers HorizontalPodAutoscaler"
    ),
    ("pdb", "policy/v1 poddisruptionbudgets PodDisruptionBudget"), ("ns", "v1 namespaces Namespace"),
    ("netpol", "networking.k8s.io/v1 networkpolicies NetworkPolicy"),
    ("ingresses.networking", "networking.k8s.io/v1 ingresses Ingress"),
    // Core comes before the group of the same name.
    ("events", "v1 events Event"), ("events.events.k8s.io", "events.k8s.io/v1 events Event"),
    ("quota", "v1 resourcequotas ResourceQuota"), ("limits", "v1 limitranges LimitRange"),
    ("widgets", nil), ("", nil), (".", nil), ("pods.", "v1 pods Pod"),
  ]

  @Test(arguments: names.indices)
  func aTypeGoesByManyNames(index: Int) throws {
    let (text, found) = Self.names[index]
    let resource = try aggregated().match(text)?.resource
    #expect(resource.map { "\($0.apiVersion) \($0.name) \($0.kind)" } == found, "\(text)")
  }

  @Test func bothFormsSayTheSame() throws {
    let aggregated = try aggregated()
    let index = try #require(recording.answer("/apis"))
    guard case .legacy(let versions) = Discovery.read(index) else {
      Issue.record("/apis is no list of groups")
      return
    }
    #expect(versions.contains(Discovery.GroupVersion(group: "apps", version: "v1")))
    #expect(
      versions.filter { $0.group == "autoscaling" }.map(\.version) == ["v2", "v1"], "the preferred one first")
    for version in [Discovery.GroupVersion(group: "", version: "v1")] + versions {
      guard let answer = recording.answer(version.path) else { continue }
      let legacy = try #require(Discovery.resources(answer, of: version))
      let same = aggregated.resources.filter { $0.group == version.group && $0.version == version.version }
      #expect(Set(legacy.map(\.comparable)) == Set(same.map(\.comparable)), "\(version.description)")
    }
  }

  @Test func pathsLeadToObjectsOfANamespaceOrOfTheCluster() throws {
    let catalog = try aggregated()
    let deployments = try #require(catalog.match("deploy")?.resource)
    #expect(deployments.path(inNamespace: "shop") == "/apis/apps/v1/namespaces/shop/deployments")
    #expect(deployments.path(inNamespace: nil) == "/apis/apps/v1/deployments")
    #expect(deployments.path(inNamespace: "") == "/apis/apps/v1/deployments")
    #expect(
      deployments.path(inNamespace: "a/../b?c") == "/apis/apps/v1/namespaces/a%2F..%2Fb%3Fc/deployments")
    #expect(deployments.qualifiedName == "deployments.apps")
    let nodes = try #require(catalog.match("no")?.resource)
    #expect(nodes.path(inNamespace: "shop") == "/api/v1/nodes")
    #expect(nodes.qualifiedName == "nodes")
  }

  @Test func whatIsNoDiscoveryIsNotTakenForOne() {
    #expect(Discovery.read(["kind": "Status"]) == nil)
    #expect(Discovery.read([]) == nil)
    #expect(
      Discovery.resources(["kind": "Status"], of: Discovery.GroupVersion(group: "", version: "v1")) == nil)
  }

  @Test func aGroupThatIsDownIsRemembered() {
    let answer: Value = [
      "kind": "APIGroupDiscoveryList",
      "items": [
        [
          "metadata": ["name": "metrics.k8s.io"],
          "versions": [
            ["version": "v1beta1", "freshness": "Stale", "resources": [["resource": "nodes"]]]
          ],
        ]
      ],
    ]
    guard case .aggregated(let catalog) = Discovery.read(answer) else {
      Issue.record("no aggregated answer")
      return
    }
    #expect(catalog.unknown.map(\.version.description) == ["metrics.k8s.io/v1beta1"])
    #expect(catalog.resources == [], "what is stale may be wrong")
  }
}

extension APIResource {
  /// What both forms of discovery say, in one order.
  fileprivate var comparable: String {
    "\(apiVersion) \(name) \(singular) \(kind) \(shortNames.sorted()) \(isNamespaced) \(verbs.sorted()) \(subresources.sorted())"
  }
}
