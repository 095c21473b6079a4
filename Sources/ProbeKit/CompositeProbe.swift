public import CheckModel
public import Values

/// A kind whose items stand for the items of another checklist: these are asked in its place, and it sees what came of
/// them.
public protocol CompositeProbe: Probe {
  /// The field that names the checklist.
  static var checklistField: String { get }

  /// What it sees once all of its members have ended.
  ///
  /// - Parameter judgingRefusal: Whether the item says itself what is to come of members that could not be decided.
  func observe(_ members: [Member], judgingRefusal: Bool) throws(ProbeError) -> Observation
}

/// An item that another one stands for.
public struct Member: Hashable, Sendable {
  /// Its name within the run.
  public let id: ItemID
  /// What came of it; of a blocked one, what came of the item at the root.
  public let outcome: Outcome
  /// Whether it counts.
  public let gates: Bool

  /// Makes one.
  public init(id: ItemID, outcome: Outcome, gates: Bool) {
    self.id = id
    self.outcome = outcome
    self.gates = gates
  }
}

extension CompositeProbe {
  /// Nothing by itself: its members answer for themselves.
  public func accesses(targets: [String: Target]) -> [Access] { [] }

  /// It is never asked itself.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    throw ProbeError(.internal, "internal fault: what stands for others is not asked")
  }
}
