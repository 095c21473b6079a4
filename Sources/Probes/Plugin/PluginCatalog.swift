internal import ProbeKit
internal import Values

/// What the plugins of a run say of themselves, each asked once, when the first item needs it.
final class PluginCatalog: RunResource {
  typealias Answer = Result<PluginDescription, ProbeError>

  private let works = Lock<[String: SharedWork<Answer>]>([:])

  func close() async {}

  /// What a plugin says of itself; the same for all, errors included.
  func description(
    of plugin: String, in context: ProbeContext, ask: @escaping @Sendable () async -> Answer
  ) async throws(ProbeError) -> PluginDescription {
    let member = works.withLock { works -> SharedWork<Answer>.Member? in
      if let member = works[plugin]?.join() { return member }
      let work = SharedWork(ask)
      works[plugin] = work
      return work.join()
    }
    guard let answer = await member?.result() else {
      throw ProbeError(
        .cancelled, "\(plugin) was not asked: the item ended first",
        awaited: "\(plugin) did not say what it is (--describe)")
    }
    return try answer.get()
  }
}
