public import Values

/// What a report needs to know of an item.
public struct ItemSummary: Hashable, Sendable {
  /// Its name within the run.
  public var id: ItemID
  /// What it makes sure of, in one line.
  public var title: String
  /// How much it matters.
  public var severity: Severity
  /// The heading it stands under, such as `Security / Database`; may be empty.
  public var section: String
  /// Words to select by.
  public var tags: [String]
  /// Who looks after it.
  public var owner: String?
  /// The kind of its probe, such as `sql`.
  public var kind: String
  /// The target it asks, by the name that the environment gives it.
  public var target: String?
  /// Whether its outcome counts towards the verdict.
  public var gates: Bool
  /// The item that stands for it and through which it counts; nil where it counts by itself.
  public var partOf: ItemID?
  /// Whether it changes something.
  public var isAction: Bool
  /// What to do if it fails.
  public var remedy: String?
  /// Where to read more.
  public var docs: String?
  /// Where it stands, as `path:line:column`.
  public var place: String
  /// The pack that it comes from, and its version; nil where it is of the project itself.
  public var pack: String?
  /// What a consumer of the checklist changed about the item, such as `severity: high`.
  public var overrides: [String]

  /// Makes a summary.
  public init(
    id: ItemID, title: String, severity: Severity = .medium, section: String = "", tags: [String] = [],
    owner: String? = nil, kind: String, target: String? = nil, gates: Bool = true, partOf: ItemID? = nil,
    isAction: Bool = false,
    remedy: String? = nil, docs: String? = nil, place: String = "", overrides: [String] = [],
    pack: String? = nil
  ) {
    self.id = id
    self.title = title
    self.severity = severity
    self.section = section
    self.tags = tags
    self.owner = owner
    self.kind = kind
    self.target = target
    self.gates = gates
    self.partOf = partOf
    self.isAction = isAction
    self.remedy = remedy
    self.docs = docs
    self.place = place
    self.overrides = overrides
    self.pack = pack
  }
}

/// Something that was expected and does not hold, or could not be decided.
public struct Finding: Hashable, Sendable {
  /// Where in the observation, such as `rows[2].grantee`.
  public let path: String
  /// What was expected, in words: `to be at least 1`.
  public let expected: String
  /// What was seen, as JSON; nil where there was nothing.
  public let observed: String?

  /// Makes a finding.
  public init(path: String, expected: String, observed: String?) {
    self.path = path
    self.expected = expected
    self.observed = observed
  }

  /// One line: `status: expected 200, observed 503`.
  public var message: String {
    "\(path): expected \(expected), \(observed.map { "observed \($0)" } ?? "absent")"
  }
}

/// What came of one item, with all that a reader needs to act on it. Secrets are masked already.
public struct ItemResult: Hashable, Sendable {
  /// The item.
  public var item: ItemSummary
  /// What came of it.
  public var outcome: Outcome
  /// One line that says why; empty where it passed and there is nothing to say.
  public var message: String
  /// Every expectation that does not hold.
  public var findings: [Finding]
  /// A part of what was seen that helps to understand the outcome; may have several lines.
  public var excerpt: String?
  /// Other things its reader probably wants to know, such as a server's warnings.
  public var notes: [String]
  /// What it passed on to the items that wait for it.
  public var outputs: ValueMap
  /// Of a blocked item: the item at the root of it, and that one's outcome.
  public var root: Root?
  /// When it was first asked; nil if it never was.
  public var started: Timestamp?
  /// From the first asking to the outcome.
  public var duration: Duration
  /// How many times it was asked; 0 if never.
  public var attempts: Int

  /// The item that a blocked one waits for in the end.
  public struct Root: Hashable, Sendable {
    /// Which one.
    public let id: ItemID
    /// What came of it.
    public let outcome: Outcome

    /// Makes a root.
    public init(id: ItemID, outcome: Outcome) {
      self.id = id
      self.outcome = outcome
    }
  }

  /// Makes a result.
  public init(
    item: ItemSummary, outcome: Outcome, message: String = "", findings: [Finding] = [],
    excerpt: String? = nil, notes: [String] = [], outputs: ValueMap = [:], root: Root? = nil,
    started: Timestamp? = nil, duration: Duration = .zero, attempts: Int = 0
  ) {
    self.item = item
    self.outcome = outcome
    self.message = message
    self.findings = findings
    self.excerpt = excerpt
    self.notes = notes
    self.outputs = outputs
    self.root = root
    self.started = started
    self.duration = duration
    self.attempts = attempts
  }
}

extension ItemResult {
  /// One line that says why, also where the engine left it to the root.
  public var reason: String {
    guard outcome == .blocked, let root else { return message }
    return "blocked by \(root.id), which \(root.outcome.clause)"
  }
}

extension Outcome {
  /// What an item did, after `which`.
  fileprivate var clause: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .error: "could not be decided"
    case .noData: "had no data"
    case .blocked: "is blocked"
    case .skipped: "was skipped"
    case .waived: "is waived"
    case .pending: "is pending"
    }
  }
}
