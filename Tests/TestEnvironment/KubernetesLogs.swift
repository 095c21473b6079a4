import Values

/// The logs of containers, as an API server hands them out (Kubernetes API reference, "Pod", "read log of the specified
/// Pod").
struct KubernetesLogs: Sendable {
  private var logs: [String: (text: String, age: Int)] = [:]

  /// Sets a log by NAMESPACE/POD/CONTAINER.
  mutating func set(_ text: String?, _ age: Int, _ key: String) { logs[key] = text.map { ($0, age) } }

  /// Plain text, or why there is none.
  func answer(
    _ request: StandInRequest, _ resource: KubernetesRequest, among objects: KubernetesObjects
  ) -> StandInResponse {
    guard let type = objects.type(of: resource),
      let pod = objects.list(type, in: resource.namespace).first(where: {
        $0["metadata"]?["name"]?.string == resource.name
      })
    else { return KubernetesStatus.notFound(resource).response }
    let name = resource.name ?? ""
    let containers = (pod["spec"]?["containers"]?.list ?? []).compactMap { $0["name"]?.string }
    guard let container = request.parameter("container") ?? (containers.count == 1 ? containers[0] : nil)
    else {
      return KubernetesStatus.badRequest(
        "a container name must be specified for pod \(name), choose one of: [\(containers.joined(separator: " "))]"
      ).response
    }
    guard containers.contains(container) else {
      return KubernetesStatus.badRequest("container \(container) is not valid for pod \(name)").response
    }
    guard let log = logs["\(resource.namespace ?? "")/\(name)/\(container)"] else {
      return KubernetesStatus.badRequest(
        #"container "\#(container)" in pod "\#(name)" is waiting to start: ContainerCreating"#
      ).response
    }
    if let seconds = request.parameter("sinceSeconds").flatMap({ Int($0) }), log.age > seconds {
      return StandInResponse(200, "text/plain", "")
    }
    return StandInResponse(200, "text/plain", Self.end(of: log.text, request.parameter("tailLines")))
  }

  private static func end(of text: String, _ count: String?) -> String {
    guard let count = count.flatMap({ Int($0) }) else { return text }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let isEnded = text.hasSuffix("\n")
    return lines.suffix(count + (isEnded ? 1 : 0)).joined(separator: "\n")
  }
}
