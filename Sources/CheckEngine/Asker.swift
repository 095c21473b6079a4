public import Checklists
public import ProbeKit

/// Whom the engine has answer its questions: the systems themselves, or somebody who knows what they answered.
public protocol Asker: Sendable {
  /// The answer to the question of an item, of which every value is known. Ends promptly when the task is cancelled.
  func answer(_ item: PlannedItem, in context: ProbeContext) async -> Result<Observation, ProbeError>
}

/// Asks the systems themselves.
public struct SystemAsker: Asker {
  /// Makes an asker.
  public init() {}

  /// What the item's probe sees, where the policy of its question grants all that it makes use of.
  public func answer(_ item: PlannedItem, in context: ProbeContext) async -> Result<Observation, ProbeError> {
    do throws(ProbeError) {
      return .success(try await item.question.probe.get().ask(in: context))
    } catch {
      return .failure(error)
    }
  }
}
