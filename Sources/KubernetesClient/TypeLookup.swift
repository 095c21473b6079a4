internal import Diagnostics
internal import Values

/// Knows the types of one cluster: learnt once for all who ask, and once more where a name is not among them, since a
/// type may have come meanwhile.
final class TypeLookup: Sendable {
  private typealias Outcome = Result<APICatalog, KubernetesError>

  private struct State {
    var catalog: APICatalog?
    var running: SharedWork<Outcome>?
  }

  private let transport: ClusterTransport
  private let state = Lock(State())

  init(_ transport: ClusterTransport) { self.transport = transport }

  /// The type of that name; throws `unknownResource` with what may have been meant.
  func resource(named name: String, within budget: TimeBudget) async throws(KubernetesError) -> APIResource {
    if let found = state.withLock({ $0.catalog })?.resource(named: name) { return found }
    let catalog = try await learn(within: budget)
    if let found = catalog.resource(named: name) { return found }
    let near = closestMatch(to: name.lowercased(), among: catalog.names).map { "; did you mean `\($0)`?" }
    let unknown =
      catalog.unknown.isEmpty ? "" : "; the types of \(catalog.unknown.joined(separator: ", ")) are not known"
    throw KubernetesError(
      .unknownResource, "\(transport.name) has no resource type `\(name)`\(near ?? "")\(unknown)")
  }

  private func learn(within budget: TimeBudget) async throws(KubernetesError) -> APICatalog {
    while true {
      let (work, isOwn) = state.withLock { state -> (SharedWork<Outcome>, Bool) in
        if let running = state.running { return (running, false) }
        let work = SharedWork { await self.outcome(within: budget) }
        state.running = work
        return (work, true)
      }
      let result = await work.join()?.result()
      state.withLock { if $0.running === work { $0.running = nil } }
      if Task.isCancelled { throw KubernetesError(.cancelled, "nobody waits for \(transport.name) any more") }
      // The time of whoever began it says nothing about ours.
      if case .failure(let error)? = result, !isOwn, [.timeout, .cancelled].contains(error.kind) { continue }
      if let result { return try result.get() }
    }
  }

  private func outcome(within budget: TimeBudget) async -> Outcome {
    do throws(KubernetesError) {
      var catalog = APICatalog()
      for path in ["/api", "/apis"] {
        let part = try await types(behind: path, within: budget)
        catalog.resources += part.resources
        catalog.unknown += part.unknown
      }
      state.withLock { [catalog] in $0.catalog = catalog }
      return .success(catalog)
    } catch {
      return .failure(error)
    }
  }

  private func types(behind path: String, within budget: TimeBudget) async throws(KubernetesError)
    -> APICatalog
  {
    switch Discovery.read(try await transport.json(path, accept: Discovery.accept, within: budget)) {
    case .aggregated(let catalog): return catalog
    case .legacy(let versions): return await types(of: versions, within: budget)
    case nil: throw transport.foreign("its API groups")
    }
  }

  /// Asks about each version. The server behind one may be down: then its types are not known.
  private func types(of versions: [Discovery.GroupVersion], within budget: TimeBudget) async -> APICatalog {
    let parts = await withTaskGroup(of: (Int, [APIResource]?).self) { group in
      for (place, version) in versions.enumerated() {
        group.addTask { [transport] in
          let answer = try? await transport.json(version.path, within: budget)
          return (place, answer.flatMap { Discovery.resources($0, of: version) })
        }
      }
      return await group.reduce(into: [Int: [APIResource]]()) { $0[$1.0] = $1.1 }
    }
    var catalog = APICatalog()
    for (place, version) in versions.enumerated() {
      if let resources = parts[place] {
        catalog.resources += resources
      } else {
        catalog.unknown.append(version.description)
      }
    }
    return catalog
  }
}
