public import CEL

/// All there is to know about a kind of probe, stated once: it yields decoding, the JSON Schema, the reference
/// text, the types of expressions and the contract test. An object, since every item of a checklist looks at it.
public final class ProbeDescription: Sendable {
  /// The key in a checklist, such as `sql`.
  public let kind: String
  /// What it asks, in one sentence.
  public let summary: String
  /// The type of target it talks to; nil for kinds that need none.
  public let target: TargetDescription?
  /// The fields of which one takes the place of a target where an item names it, as `url` does for `http`.
  public let targetAlternatives: [String]
  /// What a checklist may say of it.
  public let fields: [FieldDescription]
  /// The fields by name.
  public let fieldsByName: [String: FieldDescription]
  /// The fields that must be there.
  public let requiredFields: [FieldDescription]
  /// Every key that a checklist may give it: the fields, and `target` where it talks to one.
  public let keys: [String]
  /// The same, to look one up.
  public let keySet: Set<String>
  /// What it sees.
  public let observation: [Type.Field]
  /// Whether only the run shows which fields there are: an item may then name any, of any type.
  public let isOpen: Bool
  /// What holds of every observation unless the item names that field.
  public let naturalExpectation: NaturalExpectation?
  /// Fields of the observation that speak of presence: where an item names one, an empty answer is judged
  /// rather than *no data*.
  public let presenceFields: [String]
  /// Fields that describe a refusal: where an item names one, a refusal is an observation, not an error.
  public let refusalFields: [String]
  /// Fields that say what an item takes of an answer, not what is asked: questions that differ in nothing else are
  /// asked once.
  public let readingFields: [String]
  /// The time an attempt may take where the item does not say; nil for no limit.
  public let defaultTimeout: Duration?
  /// The secrets among its fields that are not fields of their own, such as a password within a URL.
  public let secrets: @Sendable (Fields) -> [String]
  /// Whether there may be such secrets.
  public let embedsSecrets: Bool
  /// Items that show its use: they are checked by tests and stand in the reference.
  public let examples: [Example]
  /// What else a reader of the reference must know, in paragraphs; nil where there is nothing.
  public let details: String?

  /// What holds of an observation unless the item names the field.
  public struct NaturalExpectation: Sendable {
    /// The field.
    public let field: String
    /// What must hold of it.
    public let matchers: [Matcher]
    /// In words, such as `a status of 2xx`.
    public let summary: String

    /// Makes a natural expectation.
    public init(field: String, matchers: [Matcher], summary: String) {
      self.field = field
      self.matchers = matchers
      self.summary = summary
    }
  }

  /// An item as it would stand in a checklist.
  public struct Example: Sendable {
    /// What it shows.
    public let title: String
    /// The item's probe and expectation, in YAML.
    public let yaml: String

    /// Makes an example.
    public init(_ title: String, yaml: String) {
      self.title = title
      self.yaml = yaml
    }
  }

  /// The fields that take the place of a target, as messages name them; nil where there is none.
  public var alternativesText: String? {
    targetAlternatives.isEmpty ? nil : targetAlternatives.map { "`\($0)`" }.joined(separator: " or ")
  }

  /// Makes a description.
  public init(
    kind: String, summary: String, target: TargetDescription? = nil, targetAlternatives: [String] = [],
    fields: [FieldDescription], observation: [Type.Field], isOpen: Bool = false,
    naturalExpectation: NaturalExpectation? = nil,
    presenceFields: [String] = [], refusalFields: [String] = [], readingFields: [String] = [],
    defaultTimeout: Duration? = .seconds(10),
    secrets: (@Sendable (Fields) -> [String])? = nil, examples: [Example], details: String? = nil
  ) {
    self.kind = kind
    self.summary = summary
    self.target = target
    self.targetAlternatives = targetAlternatives
    self.fields = fields
    fieldsByName = Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
    requiredFields = fields.filter(\.isRequired)
    keys = fields.map(\.name) + (target == nil ? [] : ["target"])
    keySet = Set(keys)
    self.observation = observation
    self.isOpen = isOpen
    self.naturalExpectation = naturalExpectation
    self.presenceFields = presenceFields
    self.refusalFields = refusalFields
    self.readingFields = readingFields
    self.defaultTimeout = defaultTimeout
    self.secrets = secrets ?? { _ in [] }
    embedsSecrets = secrets != nil
    self.examples = examples
    self.details = details
  }

  /// What it sees, as far as an item that names these fields may know.
  public func observation(naming names: Set<String>) -> [Type.Field] {
    guard isOpen else { return observation }
    let others = names.subtracting(observation.map(\.name))
    return observation + others.sorted().map { Type.Field($0, .dyn, "") }
  }
}

/// A type of target: something that probes talk to.
public struct TargetDescription: Sendable {
  /// The key in an environment, such as `postgres`.
  public let type: String
  /// What it is, in one sentence.
  public let summary: String
  /// What the value of that key itself is, such as a connection string.
  public let address: FieldDescription
  /// What may stand beside it.
  public let fields: [FieldDescription]
  /// How many questions it is asked at once where its `max_connections` does not say; nil for no limit.
  public let defaultLimit: Int?
  /// The secrets in such a target that are not fields of their own, such as a password within a URL.
  public let secrets: @Sendable (Target) -> [String]

  /// Makes a description.
  public init(
    type: String, summary: String, address: FieldDescription, fields: [FieldDescription],
    defaultLimit: Int? = nil, secrets: @escaping @Sendable (Target) -> [String] = { _ in [] }
  ) {
    self.type = type
    self.summary = summary
    self.address = address
    self.fields = fields
    self.defaultLimit = defaultLimit
    self.secrets = secrets
  }
}
