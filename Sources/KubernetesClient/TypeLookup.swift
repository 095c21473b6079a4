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

  /// The type of that name; throws `unknownResource` with what may have been meant, and `unknownTypes` where the name
  /// may mean a type that could not be learnt.
  func resource(named name: String, within budget: TimeBudget) async throws(KubernetesError) -> APIResource {
    if let found = state.withLock({ $0.catalog })?.match(name), found.doubts.isEmpty { return found.resource }
    let catalog = try await learn(within: budget)
    guard let found = catalog.match(name) else { throw unknown(name, in: catalog) }
    guard found.doubts.isEmpty else {
      throw KubernetesError(
        .unknownTypes,
        "which type `\(name)` means cannot be told: \(transport.name) did not say the types of "
          + Self.list(found.doubts))
    }
    return found.resource
  }

  private func unknown(_ name: String, in catalog: APICatalog) -> KubernetesError {
    let near = closestMatch(to: name.lowercased(), among: catalog.names).map { "; did you mean `\($0)`?" }
    let message = "\(transport.name) has no resource type `\(name)`\(near ?? "")"
    guard !catalog.unknown.isEmpty else { return KubernetesError(.unknownResource, message) }
    return KubernetesError(
      .unknownTypes, message + "; the types of \(Self.list(catalog.unknown.map(\.version))) are not known")
  }

  private static func list(_ versions: [Discovery.GroupVersion]) -> String {
    versions.map(\.description).joined(separator: ", ")
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
      if Task.isCancelled { throw KubernetesError(.cancelled, "no answer from \(transport.name)") }
      // The time of whoever began it says nothing about ours.
      if case .failure(let error)? = result, !isOwn, [.timeout, .cancelled].contains(error.kind) { continue }
      if let result { return try result.get() }
    }
  }

  private func outcome(within budget: TimeBudget) async -> Outcome {
    do throws(KubernetesError) {
      var catalog = APICatalog()
      for path in ["/api", "/apis"] {
        catalog.append(try await types(behind: path, within: budget))
      }
      // Whoever is cancelled may have learnt a part.
      guard !Task.isCancelled else { throw KubernetesError(.cancelled, "the types were not learnt") }
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
    case .legacy(let versions): return try await types(of: versions, within: budget)
    case nil: throw transport.foreign("its API groups")
    }
  }

  /// Asks about each version. The server behind one may be down: then its types are not known.
  private func types(
    of versions: [Discovery.GroupVersion], within budget: TimeBudget
  ) async throws(KubernetesError) -> APICatalog {
    let answers = await withTaskGroup(of: (Int, Result<[APIResource]?, KubernetesError>).self) { group in
      for (place, version) in versions.enumerated() {
        group.addTask { [transport] in
          do throws(KubernetesError) {
            let answer = try await transport.json(version.path, within: budget)
            return (place, .success(Discovery.resources(answer, of: version)))
          } catch {
            return (place, .failure(error))
          }
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    var catalog = APICatalog()
    for (place, version) in versions.enumerated() {
      switch answers[place] {
      case .success(let resources?)?: catalog.resources += resources
      // These say nothing of the one version.
      case .failure(let error)? where [.cancelled, .unauthorized, .timeout].contains(error.kind): throw error
      default: catalog.addUnknown(version)
      }
    }
    return catalog
  }
}
