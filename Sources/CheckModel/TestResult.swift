public import Values

/// What came of a file of tests.
public struct TestFileResult: Hashable, Sendable {
  /// The file.
  public let path: String
  /// The checklist that it tests.
  public let checklist: String
  /// What came of its cases, in their order.
  public let cases: [TestCaseResult]

  /// Makes one.
  public init(path: String, checklist: String, cases: [TestCaseResult]) {
    self.path = path
    self.checklist = checklist
    self.cases = cases
  }
}

/// What came of one case. Secrets are masked already.
public struct TestCaseResult: Hashable, Sendable {
  /// What it shows.
  public let name: String
  /// Where it stands, as `path:line:column`.
  public let place: String
  /// What is otherwise than expected; empty where it passed.
  public let differences: [TestDifference]
  /// How long it took.
  public let duration: Duration

  /// Makes one.
  public init(name: String, place: String, differences: [TestDifference], duration: Duration) {
    self.name = name
    self.place = place
    self.differences = differences
    self.duration = duration
  }
}

/// What of an item is otherwise than a case expects.
public struct TestDifference: Hashable, Sendable {
  /// The item, as the case names it.
  public let item: String
  /// What it is: `outcome`, `message`, ...
  public let part: String
  /// What was expected, in words; nil where nothing was, and what was seen explains the rest.
  public let expected: String?
  /// What was seen.
  public let got: String

  /// Makes one.
  public init(item: String, part: String, expected: String?, got: String) {
    self.item = item
    self.part = part
    self.expected = expected
    self.got = got
  }
}
