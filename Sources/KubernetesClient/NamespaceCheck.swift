internal import Values

/// Tells a namespace that is empty from one that is not there: the API server answers to both alike, and a misspelt
/// name must not pass for an empty namespace.
final class NamespaceCheck: Sendable {
  private let confirmed = Lock<Set<String>>([])

  /// Throws `unknownNamespace` where there is no such namespace. Whoever may not ask for namespaces is not told, and
  /// sees an empty one.
  func confirm(
    _ name: String, by transport: ClusterTransport, within budget: TimeBudget
  ) async throws(KubernetesError) {
    guard !confirmed.withLock({ $0.contains(name) }) else { return }
    do {
      _ = try await transport.json("/api/v1/namespaces/\(percentEncodedSegment(name))", within: budget)
    } catch {
      if error.kind == .notFound {
        throw KubernetesError(.unknownNamespace, "\(transport.name) has no namespace `\(name)`")
      }
      guard error.kind == .forbidden else { throw error }
    }
    _ = confirmed.withLock { $0.insert(name) }
  }
}
