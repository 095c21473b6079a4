public import CheckModel
public import Diagnostics
public import Values

/// What came of a case.
public struct CaseResult: Sendable {
  /// Its name.
  public let name: String
  /// Where it stands, as `path:line:column`.
  public let place: String
  /// What is otherwise than expected; empty where the case passed.
  public internal(set) var differences: [Difference] = []
  /// What came of the items that it expects something of, by their names in the checklist.
  public internal(set) var outcomes: [(item: String, outcome: Outcome)] = []
  /// What is wrong with the case itself.
  public internal(set) var faults = Diagnostics()
  /// How long it took, in real time.
  public internal(set) var duration: Duration = .zero

  /// Whether all came as expected.
  public var isPassed: Bool { differences.isEmpty && !faults.hasErrors }
}

/// What is otherwise than expected, of one item.
public struct Difference: Sendable {
  /// The item, as the case names it.
  public let item: String
  /// Where the case names it.
  public let span: Span
  /// Where the case says what it is to come to.
  public let valueSpan: Span
  /// What differs, such as the outcome or the message.
  public let parts: [Part]
  /// What came of it; nil where there is nothing that the case could have instead.
  public let seen: Seen?

  /// One thing that differs.
  public struct Part: Sendable {
    /// What it is: `outcome`, `message`, ...
    public let name: String
    /// What was expected, in words.
    public let expected: String
    /// What was seen.
    public let got: String
  }

  /// What came of the item.
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
