public import CheckModel
public import ProbeKit
public import Values

/// An item ready to run: inputs resolved, `for_each` expanded, the probe made.
public struct PlannedItem: Sendable {
  /// What reports say of it.
  public var summary: ItemSummary
  /// Items that must have passed before it is asked; ids of this run.
  public var needs: [ItemID] = []
  /// Items that must have ended before it is asked, whatever came of them.
  public var after: [ItemID] = []
  /// The items that it stands for, among `after`: they are asked in its place.
  public var members: [ItemID] = []
  /// The item that stands for it, if there is one.
  public var membership: Membership?
  /// What is asked.
  public var question: Question
  /// What must hold of the answer; the kind's natural expectation is among them where it applies.
  public var expectations: [Expectation] = []
  /// What must hold of the answer beyond that, or of each element of it.
  public var assertions: [Assertion] = []
  /// How the answer is judged element by element; nil where it is judged as a whole.
  public var split: ElementSplit?
  /// What it takes from the answer for the items that wait for it.
  public var outputs: [Output] = []
  /// Why it is skipped, such as `when: inputs.replicated is false`; nil if it is to be asked.
  public var skipReason: String?
  /// The time an attempt may take; nil for no limit.
  public var timeout: Duration?
  /// How to ask again while it does not pass.
  public var retry: RetryPolicy?
  /// How often in a row it must pass.
  public var stable: StablePolicy?
  /// The time to wait before it is first asked, once its needs are met.
  public var delay: Duration?
  /// Names of which no two items that share one are asked at the same time.
  public var locks: Set<String> = []
  /// Whether *no data* is *failed*.
  public var failsOnNoData = false
  /// Whether it runs also after a deadline or an interrupt.
  public var isCleanup = false
  /// Leave for it to fail, whether it goes or not.
  public var waivers: [ItemWaiver] = []
  /// Places in the observation that hold secrets.
  public var redactedPaths: [ObservationPath] = []
  /// What the run decides of whether it is wanted: by those that stand for it, the outmost first, and by itself where
  /// it stands for others.
  public var conditions: [RunCondition] = []
  /// What of it only the run can give a value.
  var late: LateParts?
  /// Where it comes from; nil where it comes from no file.
  var source: ComposedItem?

  /// How an item belongs to the one that stands for it.
  public struct Membership: Sendable {
    /// That one.
    public let parent: ItemID
    /// Whether it counts towards that one's outcome.
    public let gates: Bool

    /// Makes one.
    public init(parent: ItemID, gates: Bool) {
      self.parent = parent
      self.gates = gates
    }
  }

  /// Makes an item that is asked once and expects nothing.
  public init(summary: ItemSummary, question: Question) {
    self.summary = summary
    self.question = question
  }
}

/// Leave for an item, or for one element of its answer, to fail.
public struct ItemWaiver: Hashable, Sendable {
  /// The waiver.
  public let waiver: Waiver
  /// The key of the element; nil where it goes for all.
  public let element: String?

  /// Makes one.
  public init(waiver: Waiver, element: String?) {
    self.waiver = waiver
    self.element = element
  }
}

/// What is asked of whom: two questions are the same where every byte of what they ask is.
public final class Question: Sendable {
  /// The probe that asks it, or why it could not be made.
  public let probe: Result<any Probe, ProbeError>
  /// The kind and all its fields, resolved.
  public let identity: Identity
  /// The other targets it uses, by role.
  public let targets: [String: Target]
  /// Whether the item names a field that speaks of presence, so that an empty answer is judged.
  public let judgesAbsence: Bool
  /// Whether the item names a field that speaks of a refusal, so that a refusal is judged.
  public let judgesRefusal: Bool
  /// What it may make use of; nil where that is not limited.
  public let policy: (any AccessPolicy)?

  /// What makes two questions the same.
  public struct Identity: Sendable {
    /// The kind of probe.
    public let kind: String
    /// Whom it asks.
    public let target: Target?
    /// What it asks.
    public let fields: Fields

    /// Makes an identity.
    public init(kind: String, target: Target?, fields: Fields) {
      self.kind = kind
      self.target = target
      self.fields = fields
    }
  }

  /// Makes a question.
  public init(
    probe: Result<any Probe, ProbeError>, identity: Identity, targets: [String: Target] = [:],
    judgesAbsence: Bool = false, judgesRefusal: Bool = false, policy: (any AccessPolicy)? = nil
  ) {
    self.probe = probe
    self.identity = identity
    self.targets = targets
    self.judgesAbsence = judgesAbsence
    self.judgesRefusal = judgesRefusal
    self.policy = policy
  }
}

extension Question {
  /// All that it makes use of, as far as that is known: nothing of a question that only the run knows.
  public var accesses: [Access] {
    if case .success(let probe) = probe { probe.accesses(targets: targets) } else { [] }
  }

  /// The kind, the fields, the targets and the policy as bytes that no other question has: texts that merely look alike and
  /// numbers that merely are equal ask something else. The order of fields and of targets does not count.
  public var exactBytes: ExactBytes {
    let reading: [String] =
      if case .success(let probe) = probe { type(of: probe).description.readingFields } else { [] }
    var bytes = ExactBytes(.string(identity.kind))
    bytes.append(unordered: identity.fields.values, without: reading)
    if let target = identity.target { bytes.append(target.exactBytes) } else { bytes.append(.null) }
    for (role, target) in targets.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      bytes.append(.string(role))
      bytes.append(target.exactBytes)
    }
    if let policy { bytes.append(.list([.string(policy.identity)])) }
    return bytes
  }
}

/// How to ask again while an item does not pass.
public struct RetryPolicy: Hashable, Sendable {
  /// The pause between two attempts.
  public var every: Duration
  /// How long to go on, from the first attempt; nil for no limit of time.
  public var limit: Duration?
  /// How many attempts in all; nil for no limit of number.
  public var attempts: Int?
  /// What each pause is multiplied by to get the next; 1 keeps them equal.
  public var backoff: Double

  /// Makes a policy.
  public init(every: Duration, limit: Duration? = nil, attempts: Int? = nil, backoff: Double = 1) {
    self.every = every
    self.limit = limit
    self.attempts = attempts
    self.backoff = backoff
  }
}

/// How often in a row an item must pass.
public struct StablePolicy: Hashable, Sendable {
  /// How many times, at least 2.
  public var passes: Int
  /// The pause between two of them.
  public var every: Duration

  /// Makes a policy.
  public init(passes: Int, every: Duration) {
    self.passes = passes
    self.every = every
  }
}
