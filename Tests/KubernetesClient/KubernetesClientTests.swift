import HTTPClient
import Processes
import TestEnvironment
import Testing
import Values

@testable import KubernetesClient

/// Objects and lists, from what a real API server answered.
@Suite struct KubernetesClientTests {
  /// Serves `answers` by path, before what was recorded.
  private func withClient(
    aggregated: Bool = true, answers: [String: (Int, Value)] = [:], namespace: String = "eventcore",
    _ body: (KubernetesClient, ScriptedServer) async throws -> Void
  ) async throws {
    let api = try KubernetesAPI(aggregated: aggregated)
    let server = try ScriptedServer { request in
      guard let (status, answer) = answers[String(request.split(separator: " ")[1])] else {
        return api.steps(answering: request)
      }
      let text = answer.json
      return [.text("HTTP/1.1 \(status) X\r\ncontent-length: \(text.utf8.count)\r\n\r\n\(text)")]
    }
    var cluster = Kubeconfig.Cluster()
    cluster.server = server.url
    var connection = ClusterConnection(name: "test", cluster: cluster)
    connection.namespace = namespace
    connection.authentication = .token(api.tokens["admin"] ?? "")
    let http = HTTPClient()
    let transport = try ClusterTransport(
      connection, http: http, programs: RunningPrograms(), environment: [:], redactor: Redactor(),
      now: { Timestamp(seconds: 0) })
    try await body(KubernetesClient(transport), server)
    await http.close()
    server.stop()
  }

  private func names(_ answer: KubernetesClient.Answer) -> [String] {
    guard case .list(let items) = answer else { return [] }
    return items.map { "\($0["kind"]?.string ?? "") \($0["metadata"]?["name"]?.string ?? "")" }
  }

  private func paths(_ server: ScriptedServer) async -> [String] {
    server.stop()
    var paths: [String] = []
    for await request in server.requests { paths.append(String(request.split(separator: " ")[1])) }
    return paths
  }

  @Test func anObjectIsFoundByAnyNameOfItsType() async throws {
    try await withClient { client, server in
      for resource in ["deployment", "deploy", "deployments.v1.apps", "Deployment"] {
        let answer = try await client.answer(
          KubernetesClient.Query(resource: resource, name: "eventcore-app"), timeout: .seconds(300))
        guard case .object(let object) = answer else {
          Issue.record("\(resource) is no object")
          continue
        }
        #expect(object["spec"]?["replicas"] == 3)
      }
      let path = "/apis/apps/v1/namespaces/eventcore/deployments/eventcore-app"
      #expect(await paths(server) == ["/api", "/apis"] + Array(repeating: path, count: 4))
    }
  }

  @Test func listsAreSelectedAndTheirObjectsKnowTheirKind() async throws {
    try await withClient { client, server in
      var query = KubernetesClient.Query(resource: "po")
      let all = try await client.answer(query, timeout: .seconds(300))
      #expect(names(all).count == 3)
      #expect(names(all).allSatisfy { $0.hasPrefix("Pod eventcore-app-") })
      query.labelSelector = "app=eventcore"
      #expect(try await client.answer(query, timeout: .seconds(300)) == all)
      query.labelSelector = "app!=eventcore"
      #expect(try await client.answer(query, timeout: .seconds(300)) == .list([]))
      query.labelSelector = nil
      query.fieldSelector = "status.phase=Running"
      #expect(try await client.answer(query, timeout: .seconds(300)) == all)
      query.fieldSelector = nil
      query.allNamespaces = true
      #expect(try await client.answer(query, timeout: .seconds(300)) == all)
      let asked = await paths(server)
      #expect(asked.contains("/api/v1/namespaces/eventcore/pods?labelSelector=app%21%3Deventcore&limit=500"))
      #expect(asked.contains("/api/v1/pods?limit=500"))
    }
  }

  private static func page(_ names: [String], next: String = "") -> Value {
    [
      "kind": "PodList", "apiVersion": "v1", "metadata": ["continue": .string(next)],
      "items": .list(names.map { ["metadata": ["name": .string($0)]] }),
    ]
  }

  @Test func pagesAreJoined() async throws {
    let list = "/api/v1/namespaces/eventcore/pods?limit=500"
    let answers = [
      list: (200, Self.page(["a"], next: "t/1")),
      list + "&continue=t%2F1": (200, Self.page(["b"], next: "t2")),
      list + "&continue=t2": (200, Self.page(["c"])),
    ]
    try await withClient(answers: answers) { client, _ in
      let answer = try await client.answer(KubernetesClient.Query(resource: "pods"), timeout: .seconds(300))
      #expect(names(answer) == ["Pod a", "Pod b", "Pod c"])
    }
  }

  @Test func aListWhoseRestIsGoneIsBegunAnewAndAtLastReadInOnePiece() async throws {
    let list = "/api/v1/namespaces/eventcore/pods"
    let gone: Value = ["kind": "Status", "message": "the continue parameter is too old"]
    let answers = [
      list + "?limit=500": (200, Self.page(["a"], next: "t")), list + "?limit=500&continue=t": (410, gone),
      list: (200, Self.page(["a", "b"])),
    ]
    try await withClient(answers: answers) { client, server in
      let answer = try await client.answer(KubernetesClient.Query(resource: "pods"), timeout: .seconds(300))
      #expect(names(answer) == ["Pod a", "Pod b"])
      #expect(
        await paths(server).suffix(5).map { $0.contains("continue") } == [false, true, false, true, false])
    }
  }

  /// A server that always knows of a next page is not followed for as long as there is time.
  @Test func aListWithoutAnEndIsRefused() async throws {
    let list = "/api/v1/namespaces/eventcore/pods"
    let gone: Value = ["kind": "Status", "message": "the continue parameter is too old"]
    let round = [
      list + "?limit=500": (200, Self.page(["a"], next: "t")),
      list + "?limit=500&continue=t": (200, Self.page([], next: "u")),
      list + "?limit=500&continue=u": (200, Self.page([], next: "t")),
    ]
    let vanishing = [
      list + "?limit=500": (200, Self.page(["a"], next: "t")), list + "?limit=500&continue=t": (410, gone),
      list: (200, Self.page(["a"], next: "t")), list + "?continue=t": (410, gone),
    ]
    for (answers, kind) in [(round, KubernetesError.Kind.answer), (vanishing, .gone)] {
      try await withClient(answers: answers) { client, _ in
        let error = await #expect(throws: KubernetesError.self) {
          try await client.answer(KubernetesClient.Query(resource: "pods"), timeout: .seconds(300))
        }
        #expect(error?.kind == kind)
      }
    }
  }

  @Test func whatIsNotThereIsToldApart() async throws {
    try await withClient { client, server in
      func fault(_ resource: String, _ name: String?) async -> KubernetesError? {
        await #expect(throws: KubernetesError.self) {
          try await client.answer(
            KubernetesClient.Query(resource: resource, name: name), timeout: .seconds(300))
        }
      }
      let object = await fault("deployment", "absent")
      #expect(object?.kind == .notFound)
      #expect(
        object?.message
          == #"\#(server.endpoint): deployments.apps "absent" not found in the namespace eventcore"#)
      let type = await fault("deploymnet", nil)
      #expect(type?.kind == .unknownResource)
      #expect(
        type?.message
          == "\(server.endpoint) has no resource type `deploymnet`; did you mean `deployment`?")
    }
  }

  @Test func whatATypeDoesNotHaveIsSaid() async throws {
    try await withClient { client, server in
      func fault(_ query: KubernetesClient.Query) async -> KubernetesError? {
        await #expect(throws: KubernetesError.self) {
          try await client.answer(query, timeout: .seconds(300))
        }
      }
      var scale = KubernetesClient.Query(resource: "deploy", name: "eventcore-app")
      scale.subresource = "scales"
      #expect(
        await fault(scale)?.message
          == "\(server.endpoint) has no subresource `scales` of deployments.apps; did you mean `scale`?")
      let reviews = "tokenreviews.authentication.k8s.io"
      for (verb, name) in [("list", nil), ("get", "a")] {
        let error = await fault(KubernetesClient.Query(resource: "tokenreviews", name: name))
        #expect(error?.kind == .invalid)
        #expect(
          error?.message
            == "\(server.endpoint) does not \(verb) \(reviews): of that type it only knows create")
      }
      #expect(await paths(server) == ["/api", "/apis"])
    }
  }

  @Test func anOlderServerIsAskedGroupByGroup() async throws {
    try await withClient(aggregated: false) { client, server in
      let answer = try await client.answer(
        KubernetesClient.Query(resource: "pdb", name: "eventcore-pdb"), timeout: .seconds(300))
      guard case .object(let object) = answer else {
        Issue.record("no object")
        return
      }
      #expect(object["kind"] == "PodDisruptionBudget")
    }
  }

  @Test(
    arguments: [
      ("pods", "..", nil, nil, "`..` cannot be a name"), ("pods", ".", nil, nil, "`.` cannot be a name"),
      ("pods", "a/../b", nil, nil, "`a/../b` cannot be a name"),
      ("pods", "", nil, nil, "`` cannot be a name"),
      ("pods", "%2e%2e", nil, nil, "`%2e%2e` cannot be a name"),
      ("pods", "a", "..", nil, "`..` cannot be a namespace"),
      ("pods", nil, "a/b", nil, "`a/b` cannot be a namespace"),
      ("deploy", "a", nil, "..", "`..` cannot be a subresource"),
    ] as [(String, String?, String?, String?, String)])
  func noNameLeadsElsewhere(
    resource: String, name: String?, namespace: String?, subresource: String?, message: String
  ) async throws {
    try await withClient { client, server in
      var query = KubernetesClient.Query(resource: resource, name: name)
      query.namespace = namespace
      query.subresource = subresource
      let error = await #expect(throws: KubernetesError.self) {
        try await client.answer(query, timeout: .seconds(300))
      }
      #expect(error == KubernetesError(.invalid, message))
      #expect(server.acceptedConnections == 0)
    }
  }

  @Test(arguments: [("eventcore", "eventcore"), ("", "default")])
  func anEmptyNamespaceIsNone(connection: String, asked: String) async throws {
    try await withClient(namespace: connection) { client, server in
      var query = KubernetesClient.Query(resource: "pods")
      query.namespace = ""
      _ = try await client.answer(query, timeout: .seconds(300))
      #expect(await paths(server).contains("/api/v1/namespaces/\(asked)/pods?limit=500"))
    }
  }

  private static let foreign: [(name: String?, answer: Value, message: String?)] = [
    ("a", [:], "Pod `a`, but with a map without a kind"), ("a", [], "Pod `a`, but with a list"),
    ("a", ["kind": "Pod"], "Pod `a`, but with Pod"),
    ("a", ["kind": "Pod", "metadata": ["name": "b"]], "Pod `a`, but with Pod `b`"),
    ("a", ["kind": "Namespace", "metadata": ["name": "a"]], "Pod `a`, but with Namespace `a`"),
    ("a", ["kind": "Pod", "metadata": ["name": "a"]], nil),
    (nil, [:], "a list of pods, but with a map without a kind"),
    (nil, ["kind": "PodList"], "a list of pods, but with PodList"),
    (nil, ["kind": "PodList", "items": "nope"], "a list of pods, but with PodList"),
    (nil, ["kind": "Pod", "items": []], "a list of pods, but with Pod"),
    (nil, ["kind": "PodList", "items": .null], nil),
  ]

  @Test(arguments: foreign.indices)
  func anAnswerIsWhatWasAskedFor(index: Int) async throws {
    let (name, answer, message) = Self.foreign[index]
    let paths = ["/api/v1/namespaces/eventcore/pods/a", "/api/v1/namespaces/eventcore/pods?limit=500"]
    let answers = Dictionary(uniqueKeysWithValues: paths.map { ($0, (200, answer)) })
    try await withClient(answers: answers) { client, server in
      let query = KubernetesClient.Query(resource: "pods", name: name)
      guard let message else {
        let seen = try await client.answer(query, timeout: .seconds(300))
        #expect(seen == (name == nil ? .list([]) : .object(answer)))
        return
      }
      let expected = KubernetesError(.answer, "\(server.endpoint) did not answer with \(message)")
      await #expect(throws: expected) { try await client.answer(query, timeout: .seconds(300)) }
    }
  }

  @Test func aPartOfAnObjectMayBeOfAnotherKind() async throws {
    let path = "/apis/apps/v1/namespaces/eventcore/deployments/a/scale"
    try await withClient(answers: [path: (200, ["kind": "Scale"])]) { client, _ in
      var query = KubernetesClient.Query(resource: "deploy", name: "a")
      query.subresource = "scale"
      let seen = try await client.answer(query, timeout: .seconds(300))
      #expect(seen == .object(["kind": "Scale"]))
    }
  }

  /// As a server answers for a type that has just gone.
  @Test func aListThatIsNotThereIsNoObjectThatIsNotThere() async throws {
    let gone: Value = ["kind": "Status", "message": "gone", "details": ["name": "pods"]]
    let path = "/api/v1/namespaces/eventcore/pods?limit=500"
    try await withClient(answers: [path: (404, gone)]) { client, server in
      let expected = KubernetesError(.unknownResource, "\(server.endpoint): gone")
      await #expect(throws: expected) {
        try await client.answer(KubernetesClient.Query(resource: "pods"), timeout: .seconds(300))
      }
    }
  }

  @Test func anyPathCanBeRead() async throws {
    try await withClient { client, _ in
      let answer = try await client.raw("/readyz", timeout: .seconds(300))
      #expect(String(decoding: answer, as: UTF8.self) == "ok")
    }
  }
}
