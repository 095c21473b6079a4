public import CheckModel
public import Checklists
public import Diagnostics
public import Values

/// What came of a case.
public struct CaseResult: Sendable {
  /// Its name.
  public let name: String
  /// Where it stands, as `path:line:column`.
  public let place: String
  /// What it expects.
  public let expected: [ExpectedItem]
  /// What is otherwise than expected; empty where all came so.
  public internal(set) var differences: [Difference] = []
  /// What came of the items that it expects something of, by their names in the checklist.
  public internal(set) var outcomes: [(item: String, outcome: Outcome)] = []
  /// What is wrong with the case itself.
  public internal(set) var faults = Diagnostics()
  /// How long it took, in real time.
  public internal(set) var duration: Duration = .zero

  /// Whether all came as expected.
  public var isPassed: Bool { differences.isEmpty && !faults.hasErrors }

  /// The same for reports.
  var report: TestCaseResult {
    TestCaseResult(name: name, place: place, differences: differences.flatMap(\.parts), duration: duration)
  }
}

/// What came otherwise than expected, of one item.
public struct Difference: Sendable {
  /// What the case expects.
  public let expected: ExpectedItem
  /// What differs.
  public let parts: [TestDifference]
  /// What came of it; nil where there is nothing that the case could have instead.
  public let seen: Seen?

  /// What came of an item.
  public struct Seen: Sendable {
    /// Its outcome.
    public let outcome: Outcome
    /// Its message.
    public let message: String
    /// What does not hold, in one line each.
    public let findings: [String]
    /// What it passed on.
    public let outputs: ValueMap
    /// How many times it was asked.
    public let attempts: Int
  }
}
