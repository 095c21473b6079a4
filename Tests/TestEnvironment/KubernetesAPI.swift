public import Values

/// What an API server answers to GETs, from what a real one was recorded to answer: discovery, objects, lists with
/// selectors and pages, and its refusals.
public final class KubernetesAPI: Sendable {
  /// The bearer token of each identity.
  public let tokens: [String: String]
  private let recording: KubernetesRecording
  private let isAggregated: Bool
  private let discovery: KubernetesDiscovery
  let objects: Lock<KubernetesObjects>
  private let logs = Lock(KubernetesLogs())
  private let faults = Lock<[Fault]>([])

  private struct Fault {
    let path: String
    let status: Int
    let user: String?
  }

  /// Who may show a token: `admin` may read everything, `operator` that too and change deployments, `viewer` read
  /// everything but secrets, `podreader` the pods of `default`, `nobody` nothing but what the server has.
  public static let identities = ["admin", "operator", "viewer", "podreader", "nobody"]

  /// Reads the recording.
  ///
  /// - Parameters:
  ///   - aggregated: whether the server knows aggregated discovery, as all do since Kubernetes 1.26.
  ///   - types: what it serves beside what was recorded.
  public init(aggregated: Bool = true, types: [KubernetesCustomType] = []) throws {
    recording = try KubernetesRecording()
    discovery = KubernetesDiscovery(recording, types)
    isAggregated = aggregated
    objects = Lock(KubernetesObjects(recording, discovery))
    tokens = Dictionary(uniqueKeysWithValues: Self.identities.map { ($0, randomSecret()) })
  }

  /// Changes the objects of a type, such as `deployments`.
  public func change(_ resource: String, _ change: ([Value]) -> [Value]) {
    objects.withLock { $0.change(resource, change) }
  }

  /// Sets a field of every object of a type, by its path such as `status.updatedReplicas`.
  public func set(_ path: String, of resource: String, to value: Value) {
    change(resource) { $0.map { $0.setting(path, to: value) } }
  }

  /// Gives a container a log, or takes it away with nil: a container without one is waiting to start.
  ///
  /// - Parameter age: how many seconds ago its lines were written.
  public func setLog(
    _ text: String?, of pod: String, container: String, namespace: String = "eventcore", age: Int = 0
  ) {
    logs.withLock { $0.set(text, age, "\(namespace)/\(pod)/\(container)") }
  }

  /// Answers a path, such as `/apis/metrics.k8s.io/v1beta1`, with a refusal of this status from now on: to one
  /// identity, or to all.
  public func fail(_ path: String, _ status: Int, for user: String? = nil) {
    faults.withLock { $0.append(Fault(path: path, status: status, user: user)) }
  }

  /// Nothing fails any more.
  public func mend() { faults.withLock { $0 = [] } }

  /// The answer to a request as it came.
  public func steps(answering text: String) -> [ScriptedServer.Step] {
    let request = StandInRequest(text)
    guard request.parameter("watch") == "true" else { return [.text(answer(request).text())] }
    // Nothing ever changes. An empty line is no event, and makes a proxy pass on the head.
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    return [.text(head + "1\r\n\n\r\n"), .stall]
  }

  func answer(_ request: StandInRequest) -> StandInResponse {
    guard let user = user(request) else { return KubernetesStatus.unauthorized.response }
    if request.method == "PATCH" { return patched(request, by: user) }
    guard request.method == "GET" else { return KubernetesStatus.methodNotAllowed.response }
    let fault = faults.withLock { $0.first { $0.path == request.path && [nil, user].contains($0.user) } }
    if let fault { return KubernetesStatus.failure(fault.status).response }
    // A path with an empty part is that of nothing.
    if request.path.contains("//") { return Self.unknownPath }
    guard let resource = KubernetesRequest(path: request.path) else { return document(request, for: user) }
    guard Self.allows(user, resource) else { return KubernetesStatus.forbidden(user, resource).response }
    let objects = objects.withLock { $0 }
    if resource.qualifiedResource == "pods", resource.subresource == "log" {
      return logs.withLock { $0 }.answer(request, resource, among: objects)
    }
    guard let type = objects.type(of: resource) else {
      return objects.hasVersion(resource.apiVersion)
        ? KubernetesStatus.unknownResource.response : Self.unknownPath
    }
    guard resource.name != nil else {
      return KubernetesList(objects, type, resource.namespace).answer(request)
    }
    return object(resource, type, among: objects)
  }

  // MARK: - Who asks

  /// The name of who asks; nil where the token is not known.
  private func user(_ request: StandInRequest) -> String? {
    guard let authorization = request.headers["authorization"] else { return "system:anonymous" }
    return tokens.first { authorization == "Bearer \($0.value)" }?.key
  }

  private static func allows(_ user: String, _ request: KubernetesRequest) -> Bool {
    switch user {
    case "admin", "operator": true
    case "viewer": request.resource != "secrets"
    case "podreader": request.resource == "pods" && request.namespace == "default"
    default: false
    }
  }

  // MARK: - What is asked for

  func object(
    _ request: KubernetesRequest, _ type: KubernetesObjects.ObjectType, among objects: KubernetesObjects
  ) -> StandInResponse {
    if let part = request.subresource, !(type.subresources.contains(part) && part == "status") {
      return KubernetesStatus.unknownResource.response
    }
    let found = objects.list(type, in: request.namespace).first {
      $0["metadata"]?["name"]?.string == request.name
    }
    guard let found = found?.map else { return KubernetesStatus.notFound(request).response }
    let head: [(ValueKey, Value)] = [("kind", .string(type.kind)), ("apiVersion", .string(type.apiVersion))]
    return StandInResponse(
      200, "application/json", Value.map(ValueMap(head + found.map { ($0.key, $0.value) })).json)
  }

  /// What was recorded of a path that is no resource. Whoever is known may learn what the server has.
  private func document(_ request: StandInRequest, for user: String) -> StandInResponse {
    let isPublic = ["/healthz", "/readyz", "/livez", "/version"].contains(request.path)
    guard isPublic || user != "system:anonymous" else {
      return KubernetesStatus.forbidden(user, path: request.path).response
    }
    let wantsAggregated = isAggregated && request.headers["accept"]?.contains("apidiscovery") == true
    let candidates = recording.exchanges.filter { $0.path == request.path && $0.status == 200 }
    let found = candidates.first { $0.accept.contains("apidiscovery") == wantsAggregated } ?? candidates.first
    guard let found else {
      return discovery.resources(request.path).map { StandInResponse(200, "application/json", $0.json) }
        ?? Self.unknownPath
    }
    return StandInResponse(200, found.contentType, found.body.string ?? discovery.completed(found.body).json)
  }

  private static let unknownPath = StandInResponse(
    404, "text/plain; charset=utf-8", "404 page not found\n")
}
