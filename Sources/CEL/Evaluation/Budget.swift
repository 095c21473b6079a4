internal import Values

/// What an evaluation may still cost: about one unit for every node and element that is visited, and for every
/// hundred bytes that are made.
public struct Budget: Sendable {
  /// How many units are left; below zero when they were too few.
  private(set) var left: Int

  /// Makes a budget.
  public init(_ units: Int) { left = units }

  /// Spends units; throws when there are too few.
  @inline(__always)
  public mutating func spend(_ units: Int = 1) throws(EvaluationError) {
    left -= units
    if left < 0 { throw .tooExpensive }
  }

  /// Spends what a text or a list of this many bytes costs.
  public mutating func spend(bytes count: Int) throws(EvaluationError) { try spend(1 + count / 100) }

  /// Spends what it costs to look a key up.
  mutating func spend(on key: ValueKey) throws(EvaluationError) {
    if case .string(let text) = key { try spend(bytes: text.utf8.count) } else { try spend() }
  }
}
