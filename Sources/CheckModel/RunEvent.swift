public import Values

/// Something that happened in a run. Reporters see all of them, in order; secrets are masked already.
public enum RunEvent: Sendable {
  /// The run begins.
  case runStarted(RunHeader)
  /// An item is asked for the first time.
  case itemStarted(ItemID, title: String)
  /// An item is going to be asked again after a pause.
  case itemRetrying(ItemID, attempt: Int, message: String, pause: Duration)
  /// An item has its outcome, or one for each of the elements that its answer has.
  case itemFinished(ItemID, [ItemResult])
  /// The run is over; nothing follows.
  case runFinished(RunSummary)
}

/// What is known of a run when it begins.
public struct RunHeader: Hashable, Sendable {
  /// The checklist's name.
  public let checklist: String
  /// The checklist's title.
  public let title: String
  /// The environment's name; nil where there is none.
  public let environment: String?
  /// How many items there are to decide.
  public let itemCount: Int
  /// Items that the consumer of a checklist disabled, with the reason.
  public let disabled: [DisabledItem]
  /// When it began.
  public let started: Timestamp
  /// The recorded run that is replayed; nil where systems were asked.
  public let replay: ReplayedRun?

  /// Makes a header.
  public init(
    checklist: String, title: String, environment: String?, itemCount: Int, disabled: [DisabledItem] = [],
    started: Timestamp, replay: ReplayedRun? = nil
  ) {
    self.checklist = checklist
    self.title = title
    self.environment = environment
    self.itemCount = itemCount
    self.disabled = disabled
    self.started = started
    self.replay = replay
  }
}

/// A run that was recorded, and is judged again by what was answered then.
public struct ReplayedRun: Hashable, Sendable {
  /// Where the recording is.
  public let recording: String
  /// When that run began.
  public let recorded: Timestamp
  /// Why not all of that run is in it, such as `interrupted`; nil where all is.
  public let incomplete: String?

  /// Makes one.
  public init(recording: String, recorded: Timestamp, incomplete: String? = nil) {
    self.recording = recording
    self.recorded = recorded
    self.incomplete = incomplete
  }

  /// In words, such as `replayed from rec, recorded at 2026-01-31T12:00:00Z`.
  public var summary: String {
    "replayed from \(recording), recorded at \(recorded)" + (incomplete.map { ", incomplete: \($0)" } ?? "")
  }
}

/// An item that the consumer of a checklist disabled.
public struct DisabledItem: Hashable, Sendable {
  /// Its name.
  public let id: ItemID
  /// Its title.
  public let title: String
  /// Why.
  public let reason: String

  /// Makes a disabled item.
  public init(id: ItemID, title: String, reason: String) {
    self.id = id
    self.title = title
    self.reason = reason
  }
}

/// What a run came to.
public struct RunSummary: Hashable, Sendable {
  /// What it says.
  public let verdict: Verdict
  /// How many items had each outcome.
  public let counts: [Outcome: Int]
  /// How long it took.
  public let duration: Duration
  /// Why it ended before everything was decided, such as `the deadline of 30s passed`; nil if it did not.
  public let cutShort: String?

  /// Makes a summary.
  public init(verdict: Verdict, counts: [Outcome: Int], duration: Duration, cutShort: String? = nil) {
    self.verdict = verdict
    self.counts = counts
    self.duration = duration
    self.cutShort = cutShort
  }
}
