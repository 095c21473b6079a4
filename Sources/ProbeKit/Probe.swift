public import CEL
public import Diagnostics
public import Values

/// A kind of question that can be asked of a running system. A probe observes and never judges.
public protocol Probe: Sendable {
  /// All there is to know about the kind.
  static var description: ProbeDescription { get }

  /// Finds what the types of the fields cannot say, such as two fields that exclude each other, before anything
  /// is known but the files.
  static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics)

  /// Makes the probe of fields that were checked against the description; throws what only the values show.
  init(_ fields: Fields, target: Target?) throws(ProbeError)

  /// What asking may do to the system.
  var effect: Effect { get }

  /// All that asking makes use of, as far as it is known before; what only asking shows, such as where a redirect leads, the
  /// probe demands of the context then. Looks at nothing but its fields.
  ///
  /// - Parameter targets: The targets that the item names, by role, for kinds that take several.
  func accesses(targets: [String: Target]) -> [Access]

  /// Asks once. Ends promptly when the task is cancelled. Whoever asks does so by `ask`, which looks at the policy first.
  func observe(in context: ProbeContext) async throws(ProbeError) -> Observation

  /// What the item takes of an answer that it may share with items whose `readingFields` differ. Asks nobody.
  func reading(_ observation: Observation) throws(ProbeError) -> Observation
}

extension Probe {
  /// All of it.
  public func reading(_ observation: Observation) throws(ProbeError) -> Observation { observation }
}

/// What asking may do to the system that is asked.
public enum Effect: Hashable, Sendable {
  /// Nothing: identical questions may be asked once.
  case read
  /// Unknown, as with a command: it is asked as often as items ask it.
  case unknown
  /// It may change something: only an item that says `action: true` may ask it.
  case write
}

/// A probe as its file says it, before inputs are known.
public struct ProbeDraft: Sendable {
  /// A field as far as it is known.
  public struct Field: Sendable {
    /// The value; nil where it depends on inputs.
    public let value: Value?
    /// Where it stands.
    public let span: Span
    /// Whether only the run gives it its value.
    public let isLate: Bool

    /// Makes a field.
    public init(value: Value?, span: Span, isLate: Bool = false) {
      self.value = value
      self.span = span
      self.isLate = isLate
    }
  }

  /// The fields that the file names, each once.
  public let fields: [(name: String, field: Field)]
  /// Where the probe's kind stands.
  public let span: Span
  /// Whether the item says that it is an action.
  public let isAction: Bool
  /// Whether the item asks a target.
  public let hasTarget: Bool
  /// The time that an attempt may take, where the item says one.
  public let timeout: Duration?
  /// Whether the item expects something of a field of the observation.
  public let judges: @Sendable (String) -> Bool

  /// Makes a draft.
  public init(
    fields: [(name: String, field: Field)], span: Span, isAction: Bool, hasTarget: Bool,
    timeout: Duration? = nil, judges: @escaping @Sendable (String) -> Bool = { _ in false }
  ) {
    self.fields = fields
    self.span = span
    self.isAction = isAction
    self.hasTarget = hasTarget
    self.timeout = timeout
    self.judges = judges
  }

  /// A field that the file names.
  public subscript(name: String) -> Field? { fields.firstIndex { $0.name == name }.map { fields[$0].field } }
}

/// Something that a probe talks to, as the environment describes it.
public struct Target: Sendable {
  /// The environment's name for it.
  public let name: String
  /// Its type, such as `postgres`.
  public let type: String
  /// What the value of the type's own key is: text, or a map of parts.
  public let address: Value
  /// What stands beside it.
  public let fields: Fields
  /// Everything about it as bytes that no other target has.
  public let exactBytes: ExactBytes

  /// Makes a target.
  public init(name: String, type: String, address: Value, fields: Fields) {
    self.name = name
    self.type = type
    self.address = address
    self.fields = fields
    var bytes = ExactBytes(.list([.string(name), .string(type), address]))
    bytes.append(unordered: fields.values)
    exactBytes = bytes
  }
}

extension Target: Hashable {
  /// Whether both are the same to the last byte.
  public static func == (left: Target, right: Target) -> Bool { left.exactBytes == right.exactBytes }

  /// Hashes what tells them apart.
  public func hash(into hasher: inout Hasher) { hasher.combine(exactBytes) }
}

/// What a probe saw.
public struct Observation: Hashable, Sendable {
  /// The fields of the kind's description that are present.
  public var fields: ValueMap
  /// Why there was nothing to judge, such as `the query returned no rows`; nil where there was something.
  public var noData: String?
  /// A part of it that helps a reader to understand a failure; may have several lines.
  public var excerpt: String?
  /// Why it is as it is, or what it speaks of, in a few words that stand behind what does not hold.
  public var cause: String?
  /// What else the system said, such as warnings.
  public var notes: [String]
  /// Fields of the description that are absent because the answer is ambiguous there, each with what to do about
  /// it: an expectation that begins with one is undecided, not failed.
  public var undecidable: [String: String]
  /// The fields that there may be and their types, where only the answer tells and not the description: an expectation
  /// that begins with another is undecided too.
  public var declared: [String: Type]?
  /// Whether asking again cannot change the answer by itself, as where HTTP answers 403.
  public var isFinal: Bool

  /// Makes an observation.
  public init(
    _ fields: ValueMap, noData: String? = nil, excerpt: String? = nil, cause: String? = nil,
    notes: [String] = [], undecidable: [String: String] = [:], declared: [String: Type]? = nil,
    isFinal: Bool = false
  ) {
    self.fields = fields
    self.noData = noData
    self.excerpt = excerpt
    self.cause = cause
    self.notes = notes
    self.undecidable = undecidable
    self.declared = declared
    self.isFinal = isFinal
  }
}

/// Why a question could not be asked, or its answer not be understood.
public struct ProbeError: Error, Hashable, Sendable {
  /// Kinds of reasons.
  public enum Kind: String, Hashable, Sendable {
    /// No answer in time.
    case timeout
    /// The system could not be reached.
    case unreachable
    /// The system does not know us.
    case authentication
    /// The system refused to answer.
    case refused
    /// The item may not make use of something: its policy does not grant it.
    case notGranted
    /// The question is wrong; asking again cannot help.
    case invalid
    /// The answer could not be understood, or is too large.
    case answer
    /// A person has not answered yet, or the answer goes no more: the item is pending.
    case unanswered
    /// A person says that the question does not apply: the item is skipped.
    case notApplicable
    /// The run ended first.
    case cancelled
    /// The probe itself broke.
    case `internal`
  }

  /// The kind of reason.
  public let kind: Kind
  /// One line that says what happened and to whom, without secrets.
  public let message: String
  /// Whether asking again may help.
  public let isTransient: Bool
  /// The refusal as an observation, for items that name a field that describes it.
  public let refusal: Observation?
  /// More of what the system said; may have several lines.
  public let excerpt: String?
  /// Of a probe that was told to stop: what had not come until then, such as `no answer from db:5432`. Who told it
  /// so knows within which time.
  public let awaited: String?

  /// Makes an error. By default it is transient unless the question is wrong or we are not known.
  public init(
    _ kind: Kind, _ message: String, isTransient: Bool? = nil, refusal: Observation? = nil,
    excerpt: String? = nil, awaited: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.isTransient =
      isTransient ?? ![.invalid, .notGranted, .authentication, .notApplicable, .cancelled, .internal]
      .contains(kind)
    self.refusal = refusal
    self.excerpt = excerpt
    self.awaited = awaited
  }
}
