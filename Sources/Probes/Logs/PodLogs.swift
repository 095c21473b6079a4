internal import KubernetesClient
internal import ProbeKit
internal import Values

/// The logs of the containers of some pods.
struct PodLogs: Sendable {
  let target: Target
  /// The one pod that is meant; nil for those that the labels select.
  let pod: String?
  let selector: String?
  let container: String?
  let namespace: String?
  /// How many lines are read of each container.
  let lines: Int
  let since: Duration?

  /// How many containers are read at once.
  private static let width = 4
  /// How many there may be.
  private static let mostContainers = 50

  private struct Container: Sendable {
    let pod: String
    let name: String
    let restarts: Int

    var notes: [String] {
      restarts > 0
        ? [
          "\(pod)/\(name) was restarted \(counted(restarts, "time")), and what it logged before was not read"
        ]
        : []
    }
  }

  /// The ends of the logs, in the order of the pods and of their containers. Where one cannot be read there are none.
  func read(in context: ProbeContext) async throws(ProbeError) -> [LogTail] {
    let client = try await context.resources.resource(for: target) { ClusterResource(target) }.client(
      in: context)
    let containers = try await containers(by: client, in: context)
    guard containers.count <= Self.mostContainers else {
      throw ProbeError(
        .invalid,
        "\(containers.count) containers are more than the \(Self.mostContainers) that are read at once; name the `container`, or select fewer pods"
      )
    }
    return try await withTaskGroup(of: (Int, Result<LogTail, ProbeError>).self) {
      group async -> Result<[LogTail], ProbeError> in
      var waiting = containers.enumerated().makeIterator()
      func begin() {
        guard let (place, container) = waiting.next() else { return }
        group.addTask { (place, await tail(of: container, by: client, within: context.timeout)) }
      }
      for _ in 0..<Self.width { begin() }
      var tails: [Int: LogTail] = [:]
      var total = 0
      for await (place, result) in group {
        switch result {
        case .success(let tail):
          total += tail.bytes.count
          tails[place] = tail
        case .failure(let error):
          group.cancelAll()
          return .failure(error)
        }
        guard total <= LogFiles.mostBytes else {
          group.cancelAll()
          return .failure(
            ProbeError(.answer, "the logs have more than 32 MiB; ask for fewer lines by `tail`"))
        }
        begin()
      }
      return .success(containers.indices.compactMap { tails[$0] })
    }.get()
  }

  private func containers(
    by client: KubernetesClient, in context: ProbeContext
  ) async throws(ProbeError) -> [Container] {
    var query = KubernetesClient.Query(resource: "pods", name: pod)
    query.namespace = namespace
    query.labelSelector = selector
    let pods: [Value]
    do throws(KubernetesError) {
      switch try await client.answer(
        query, timeout: context.timeout, refusing: context.refusal(of: query, to: target))
      {
      case .object(let pod): pods = [pod]
      case .list(let items): pods = items
      }
    } catch {
      throw ProbeError(error)
    }
    guard !pods.isEmpty else {
      let place = namespace.map { " in the namespace \($0)" } ?? ""
      throw ProbeError(.refused, "there are no pods with the labels \(selector ?? "")\(place), and so no log")
    }
    return pods.flatMap { pod in
      let name = pod["metadata"]?["name"]?.string ?? ""
      let names =
        container.map { [$0] } ?? (pod["spec"]?["containers"]?.list ?? []).compactMap { $0["name"]?.string }
      let statuses = ["containerStatuses", "initContainerStatuses"].flatMap {
        pod["status"]?.map?[.string($0)]?.list ?? []
      }
      return names.map { container in
        let status = statuses.first { $0["name"]?.string == container }
        return Container(pod: name, name: container, restarts: status?["restartCount"]?.int ?? 0)
      }
    }
  }

  private func tail(
    of container: Container, by client: KubernetesClient, within timeout: Duration?
  ) async -> Result<LogTail, ProbeError> {
    let name = "\(container.pod)/\(container.name)"
    var query = KubernetesClient.LogQuery(pod: container.pod, container: container.name)
    query.namespace = namespace
    // One more tells whether there are more.
    query.tailLines = lines + 1
    // The API counts whole seconds.
    query.sinceSeconds = since.map { max(1, Int($0.seconds.rounded(.up))) }
    do throws(KubernetesError) {
      let bytes = try await client.log(query, timeout: timeout, maxBodyBytes: LogFiles.mostBytesOfFile)
      let kept = lastLines(lines, of: bytes)
      let isCut = kept.count < bytes.count
      if isCut, since != nil {
        return .failure(ProbeError(.answer, LineAges.tooFewLines(of: name), isTransient: false))
      }
      return .success(LogTail(name: name, bytes: kept, isCut: isCut, notes: container.notes))
    } catch {
      let message = "the log of \(name) cannot be read: \(error.message)"
      // A container that is waiting is refused like a wrong question, and may start.
      return .failure(
        error.kind == .invalid
          ? ProbeError(.refused, message) : ProbeError(KubernetesError(error.kind, message)))
    }
  }
}
