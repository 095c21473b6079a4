public import ProbeKit
public import Values

/// The JSON Schemas (draft-07, which editors know) of the files that people write.
public enum FileSchema: String, CaseIterable, Sendable {
  /// A checklist.
  case checklist
  /// An environment.
  case environment
  /// The file of waivers.
  case waivers
  /// What a pack says of itself: `pack.yaml`.
  case pack
  /// What a project says of its packs: `checkctl.yaml`.
  case project
  /// A file of tests.
  case test

  /// The schema for these kinds of probe.
  public func schema(_ registry: ProbeRegistry) -> Value {
    switch self {
    case .checklist: ChecklistSchema(registry).schema
    case .environment: environmentSchema(registry)
    case .waivers: waiversSchema
    case .pack: packSchema(registry)
    case .project: projectSchema(registry)
    case .test: TestSchema(registry: registry).schema
    }
  }
}

private func disabling(_ description: String) -> Value {
  Part.map(Part.object([("reason", Part.text("Why."))], required: ["reason"]), description)
}

struct ChecklistSchema {
  private let registry: ProbeRegistry

  init(_ registry: ProbeRegistry) { self.registry = registry }

  var schema: Value {
    Part.document(
      "checkctl checklist",
      Part.object(
        [
          ("checkctl", Part.version),
          ("checklist", Part.text("The checklist's name: that of its file without .yaml.")),
          ("title", Part.text("The checklist's title.")),
          ("description", Part.text("What the checklist is for.")),
          ("inputs", Part.map(input, "What the environment may or must set.")),
          (
            "targets",
            Part.map(
              Part.words(registry.targets.map(\.type), "The type of target."),
              "What the checklist talks to, by role; the environment binds each role.")
          ),
          (
            "defaults",
            Part.object(defaults, description: "What holds for every item that does not say otherwise.")
          ),
          ("include", ["type": "array", "items": include, "description": "Other checklists to take in."]),
          ("items", ["type": "array", "items": item, "description": "The items."]),
        ], required: ["checkctl", "checklist"]))
  }

  private var input: Value {
    Part.object(
      [
        (
          "type",
          Part.text(
            "string, int, number, bool, duration, size, url, list(T), map(T) or object.",
            pattern: "^(list\\(|map\\()*(string|int|number|bool|duration|size|url|object)\\)*$")
        ),
        ("default", ["description": "What holds where nobody sets it."]),
        ("description", Part.text("What it is for.")),
        ("from", Part.text("A YAML file beside the checklist whose content is the value.")),
        ("secret", Part.boolean("Whether the value is never to be shown.")),
        ("pattern", Part.text("What a text must match as a whole, in RE2 syntax.")),
      ], required: ["type"])
  }

  private var include: Value {
    let instance = Part.object(
      [
        ("use", Part.text("The file of the checklist.")),
        ("as", Part.text("The name of the instance; the ids of its items begin with it.")),
        ("targets", Part.map(["type": "string"], "Which target each of its roles is.")),
        ("inputs", Part.map([:], "Its inputs.")),
        ("override", Part.map(Part.object(overridable), "What is different about its items, by id.")),
        ("disable", disabling("Its items that are left out, by id.")),
      ], required: ["use", "as"])
    return ["anyOf": [["type": "string"], instance]]
  }

  private var defaults: [(String, Value)] {
    itemProperties.filter { Decoding.defaultKeys.contains($0.0) }
  }

  private var overridable: [(String, Value)] {
    itemProperties.filter { Decoding.overridableKeys.contains($0.0) }
  }

  private var item: Value {
    let probes = registry.kinds.map { kind in (kind.description.kind, probe(kind.description)) }
    var schema = Part.object(itemProperties + probes, required: ["id", "title"]).map ?? [:]
    schema["oneOf"] = .list(probes.map { ["required": .list([.string($0.0)])] })
    return .map(schema)
  }

  private func probe(_ description: ProbeDescription) -> Value {
    var schema = description.fields.jsonSchemaObject.map ?? [:]
    schema["description"] = .string(description.summary)
    if description.target != nil, var properties = schema["properties"]?.map {
      properties["target"] = Part.text(
        "The role to ask; may be left out where it is the only one of its type.")
      schema["properties"] = .map(properties)
    }
    return .map(schema)
  }

  var itemProperties: [(String, Value)] {
    [
      ("id", Part.text("The item's name, unique in the checklist.", pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$")),
      ("title", Part.text("What the item makes sure of, in one line.")),
      (
        "severity",
        Part.words(["info", "low", "medium", "high", "critical"], "How much it matters; medium by default.")
      ),
      ("section", Part.text("The heading it stands under, its levels separated by /.")),
      ("tags", Part.texts("Words to select by.")),
      ("owner", Part.text("Who looks after it.")),
      ("remedy", Part.text("What to do if it fails.")),
      ("docs", Part.text("Where to read more.")),
      ("needs", Part.texts("Items that must have passed before this one is asked.")),
      ("after", Part.texts("Items that must have ended before this one is asked, whatever came of them.")),
      ("when", Part.text("An expression; where it is false the item is skipped.")),
      (
        "for_each",
        [
          "anyOf": [["type": "array"], ["type": "object"], ["type": "string"]],
          "description": "A list or a map: one item for each element, which is ${each}.",
        ]
      ),
      ("expect", expect),
      (
        "assert",
        [
          "anyOf": [["type": "string"], ["type": "array", "items": ["type": "string"]]],
          "description": "Expressions over the observation, or over each `element` of it, that must be true.",
        ]
      ),
      ("per", per),
      (
        "outputs",
        Part.map(
          ["anyOf": [["type": "string"], output]],
          "Values from the observation for the items that wait for this one, by name: expressions.")
      ),
      (
        "timeout",
        Part.duration(
          "The time an attempt may take: opening a connection counts, waiting for its turn does not.")
      ),
      ("retry", retry),
      (
        "stable",
        Part.object(
          [
            ("passes", ["type": "integer", "minimum": 2, "description": "How many times in a row."]),
            ("every", Part.duration("The pause between two of them.")),
          ], required: ["passes", "every"], description: "How often in a row it must pass.")
      ),
      ("delay", Part.duration("The time to wait before it is first asked.")),
      ("locks", Part.texts("Names of which no two items that share one are asked at the same time.")),
      ("gate", Part.boolean("Whether the outcome counts towards the verdict; false by default for info.")),
      ("redact", Part.texts("Places in the observation that hold secrets.")),
      ("on_no_data", Part.words(["error", "fail"], "What an answer with nothing to judge counts as.")),
      ("action", Part.boolean("Whether it changes something; then it runs only with --allow-actions.")),
      ("cleanup", Part.boolean("Whether it runs also after a deadline or an interrupt.")),
    ]
  }

  private var per: Value {
    Part.object(
      [
        ("list", Part.text("An expression: the elements, each with an outcome of its own.")),
        (
          "key",
          Part.text("An expression over `element`: what tells it from the others, and stands in its id.")
        ),
        (
          "expected",
          Part.text("An expression: the keys that must be there, as a list, or a map that has them.")
        ),
      ], required: ["list"],
      description: "Judges the answer element by element: asked once, one outcome each.")
  }

  private var output: Value {
    Part.object(
      [
        ("value", Part.text("An expression over the observation.")),
        ("secret", Part.boolean("Whether the value is never to be shown.")),
      ], required: ["value"])
  }

  private var retry: Value {
    Part.object(
      [
        ("every", Part.duration("The pause between two attempts.")),
        ("for", Part.duration("How long to go on.")),
        ("attempts", ["type": "integer", "minimum": 2, "description": "How many attempts in all."]),
        (
          "backoff",
          [
            "type": "number", "minimum": 1, "maximum": 10,
            "description": "What each pause is multiplied by to get the next.",
          ]
        ),
      ], required: ["every"], description: "How to ask again while it does not pass.")
  }

  private var expect: Value {
    let matchers = Part.object(Matcher.keywords.map { ($0, [:]) }, description: "What must hold there.")
    return [
      "type": "object", "minProperties": 1,
      "additionalProperties": [
        "anyOf": [matchers, ["type": ["string", "number", "boolean", "null", "array"]]]
      ],
      "description": "Paths into the observation, and what must hold there.",
    ]
  }
}

private let waiversSchema = Part.document(
  "checkctl waivers",
  Part.object(
    [
      ("checkctl", Part.version),
      (
        "waivers",
        [
          "type": ["array", "null"],
          "items": Part.object(
            [
              ("item", Part.text("The item by its id, or one element of it as id[key].")),
              ("environments", Part.texts("The environments that it goes for.")),
              ("reason", Part.text("Why.")),
              ("by", Part.text("Who gives leave.")),
              ("until", Part.text("The last day, in UTC.", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
              ("digest", Part.text("What the item was; `checkctl waive` writes it.")),
            ], required: ["item", "reason", "by", "until", "digest"]),
          "description": "Leave for items to fail for a while.",
        ]
      ),
    ], required: ["checkctl", "waivers"]))

private func environmentSchema(_ registry: ProbeRegistry) -> Value {
  let targets = registry.targets.map { type -> Value in
    let fields = [type.address.required] + type.fields
    var schema = fields.jsonSchemaObject.map ?? [:]
    schema["description"] = .string(type.summary)
    return .map(schema)
  }
  return Part.document(
    "checkctl environment",
    Part.object(
      [
        ("checkctl", Part.version),
        ("environment", Part.text("The environment's name: that of its file without .yaml.")),
        ("description", Part.text("What it is.")),
        ("extends", Part.texts("Environments that this one adds to; later ones win.")),
        ("inputs", Part.map([:], "The inputs of checklists.")),
        ("targets", Part.map(["anyOf": .list(targets)], "What checklists talk to, by name.")),
        ("disable", disabling("Items that are left out, by id.")),
      ], required: ["checkctl", "environment"]))
}

extension FieldDescription {
  /// The same field, as one that must be there.
  fileprivate var required: FieldDescription {
    FieldDescription(
      name, type, summary, isRequired: true, defaultValue: defaultValue, interpolation: interpolation,
      isSecret: isSecret)
  }
}
