public import CheckModel
public import Values

/// What one answer means for one item.
public struct Judged: Sendable {
  /// What it comes to.
  public var outcome: Outcome
  /// Why, in one line.
  public var message = ""
  /// Every expectation that does not hold.
  public var findings: [Finding] = []
  /// A part of what was seen.
  public var excerpt: String?
  /// What else there is to know.
  public var notes: [String] = []
  /// Whether asking again may bring something else.
  public var isTransient = true
  /// What the item passes on to those that wait for it.
  public var outputs = ValueMap()
  /// The same for reports, without what is secret.
  public var shownOutputs = ValueMap()
  /// Where the answer was judged element by element: what each of them means. Reports show them in place of the whole.
  public var elements: [Element] = []

  /// What one element of an answer means; without a key, what the answer as a whole does.
  public struct Element: Sendable {
    /// What stands in its id.
    public let key: String?
    /// What it means.
    public var judged: Judged

    /// Makes one.
    public init(key: String?, judged: Judged) {
      self.key = key
      self.judged = judged
    }
  }

  /// Makes one.
  public init(
    outcome: Outcome, message: String = "", findings: [Finding] = [], excerpt: String? = nil,
    notes: [String] = [], isTransient: Bool = true
  ) {
    self.outcome = outcome
    self.message = message
    self.findings = findings
    self.excerpt = excerpt
    self.notes = notes
    self.isTransient = isTransient
  }

  /// An *error* of the engine's own.
  static func error(_ message: String, isTransient: Bool = false) -> Judged {
    Judged(outcome: .error, message: message, isTransient: isTransient)
  }
}
