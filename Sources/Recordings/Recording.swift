public import CheckEngine
public import CheckModel
public import ProbeKit
public import Values

/// A run that was recorded: what was asked, what was answered, and what came of it. No secret is in it: surrogates of the
/// same length and kind stand in their places.
public struct Recording: Sendable {
  /// What is known of the run as a whole.
  public struct Run: Sendable {
    /// The checklist's name.
    public var checklist: String
    /// The environment's name; nil where there was none.
    public var environment: String?
    /// What the run was about, as `--subject` has it.
    public var subject: String?
    /// When it began.
    public var recorded: Timestamp
    /// The time that it was given.
    public var deadline: Duration?
    /// What it came to, in one word.
    public var verdict: String
    /// Why not everything was decided; nil where it was.
    public var incomplete: String?
    /// The inputs of the command line.
    public var settings: [String: String]
    /// The variables of the process that the environment read.
    public var variables: [String: String]
    /// The secret files that it read, by the paths that it names.
    public var secretFiles: [String: String]

    /// Makes one.
    public init(
      checklist: String, environment: String? = nil, subject: String? = nil, recorded: Timestamp,
      deadline: Duration? = nil, verdict: String = "", incomplete: String? = nil,
      settings: [String: String] = [:], variables: [String: String] = [:], secretFiles: [String: String] = [:]
    ) {
      self.checklist = checklist
      self.environment = environment
      self.subject = subject
      self.recorded = recorded
      self.deadline = deadline
      self.verdict = verdict
      self.incomplete = incomplete
      self.settings = settings
      self.variables = variables
      self.secretFiles = secretFiles
    }
  }

  /// What is known of the run as a whole.
  public let run: Run
  /// The items in the order of the checklist.
  public let items: [RecordedItem]
  /// What stands for secrets in it, which is masked in reports as they are.
  public let surrogates: [String]
  private let places: [ItemID: Int]

  /// Makes one.
  public init(run: Run, items: [RecordedItem], surrogates: [String] = []) {
    self.run = run
    self.items = items
    self.surrogates = surrogates
    places = Dictionary(items.indices.map { (items[$0].id, $0) }) { first, _ in first }
  }

  /// An item by its name within the run.
  public subscript(id: ItemID) -> RecordedItem? { places[id].map { items[$0] } }

  /// What was asked for an item and what was answered, in order; none where it was not asked, or another item's ask
  /// served it.
  public func answers(for id: ItemID) -> [RecordedAsk] { self[id]?.asks ?? [] }
}

/// One item of a recorded run.
public struct RecordedItem: Sendable {
  /// Its name within the run.
  public let id: ItemID
  /// Its title.
  public let title: String
  /// A digest of its text: of all that decides what is asked and what must hold.
  public let wording: String
  /// What came of it.
  public let outcome: Outcome
  /// Why.
  public let message: String
  /// How many times it was asked, by itself or by an item that asks the same.
  public let attempts: Int
  /// When it was first asked, since the run began; nil where it never was.
  public let firstAsked: Duration?
  /// What it asked itself, in order.
  public let asks: [RecordedAsk]
  /// What was decided of its answers, by the number of the attempt, where secrets had a part in that.
  public let decisions: [Int: Judged]

  /// Makes one.
  public init(
    id: ItemID, title: String, wording: String, outcome: Outcome, message: String = "", attempts: Int,
    firstAsked: Duration? = nil, asks: [RecordedAsk], decisions: [Int: Judged] = [:]
  ) {
    self.id = id
    self.title = title
    self.wording = wording
    self.outcome = outcome
    self.message = message
    self.attempts = attempts
    self.firstAsked = firstAsked
    self.asks = asks
    self.decisions = decisions
  }
}

/// A question and its answer.
public struct RecordedAsk: Sendable {
  /// What was asked.
  public let question: RecordedQuestion
  /// When, since the run began.
  public let asked: Duration
  /// When the answer came.
  public let answered: Duration
  /// Whether it only came when the question was given up, as after a timeout.
  public let wasStopped: Bool
  /// The answer, with surrogates for its secrets.
  public let answer: Result<Observation, ProbeError>

  /// Makes one.
  public init(
    question: RecordedQuestion, asked: Duration = .zero, answered: Duration = .zero, wasStopped: Bool = false,
    answer: Result<Observation, ProbeError>
  ) {
    self.question = question
    self.asked = asked
    self.answered = answered
    self.wasStopped = wasStopped
    self.answer = answer
  }
}
