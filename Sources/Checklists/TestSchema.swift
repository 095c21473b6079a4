internal import CheckModel
internal import ProbeKit
internal import Values

/// The schema of files of tests.
struct TestSchema {
  let registry: ProbeRegistry

  var schema: Value {
    var schema = whole.map ?? [:]
    schema["definitions"] = ["answer": answer, "answers": answers]
    return .map(schema)
  }

  private static let answerReference: Value = ["$ref": "#/definitions/answer"]
  private static let answersReference: Value = ["$ref": "#/definitions/answers"]

  private var whole: Value {
    Part.document(
      "checkctl test",
      Part.object(
        [
          ("checkctl", Part.version), ("test", Part.text("The checklist that is tested.")),
          ("description", Part.text("What the file is for.")),
        ] + shared + [
          (
            "cases",
            ["type": "array", "minItems": 1, "items": testCase, "description": "What is tried."]
          )
        ], required: ["checkctl", "test", "cases"]))
  }

  private var shared: [(String, Value)] {
    [
      ("now", Part.text("The time of day at which it begins, such as 2026-01-15T12:00:00Z.")),
      ("inputs", Part.map([:], "The inputs of the checklist.")),
      (
        "given",
        Part.map(
          Self.answersReference, "What items are answered, by their ids, by those of elements, or by globs.")
      ),
      ("recording", Part.text("A folder of a recorded run, for items that are given nothing else.")),
    ]
  }

  private var testCase: Value {
    Part.object(
      [
        ("name", Part.text("What it shows, in a few words; unique in the file.")),
        ("description", Part.text("More of that.")),
        (
          "isolated",
          Part.boolean("Whether every item is judged by itself, as if all that it needs had passed.")
        ),
      ] + shared + [("expect", expect)], required: ["name", "expect"])
  }

  private var expect: Value {
    [
      "anyOf": [
        Part.words(outcomes, "What every item comes to that the case gives an answer."),
        [
          "type": "object", "minProperties": 1,
          "additionalProperties": ["anyOf": [Part.words(outcomes, "What the item comes to."), result]],
        ],
      ],
      "description": "What items come to, by their ids or those of elements.",
    ]
  }

  private var outcomes: [String] { Outcome.allCases.map(\.word) + ["no data"] }

  private var result: Value {
    let matchers = Part.object(
      Matcher.keywords.map { ($0, [:]) }, description: "What must hold of the message.")
    let message: Value = ["anyOf": [["type": ["string", "null"]], matchers]]
    let short = outcomes.map { ($0, message) }
    return Part.object(
      short + [
        ("outcome", Part.words(outcomes, "What the item comes to.")), ("message", message),
        ("findings", Part.texts("Everything that does not hold, in one line each.")),
        ("outputs", Part.map([:], "What it passes on.")),
        ("attempts", ["type": "integer", "minimum": 0, "description": "How many times it is asked."]),
      ])
  }

  private var answers: Value {
    [
      "anyOf": [
        Part.words(StatementDecoder.settling, "What the item comes to, whatever it asks."),
        Self.answerReference,
        list,
      ]
    ]
  }

  private var list: Value {
    [
      "type": "array", "minItems": 1, "items": Self.answerReference,
      "description": "One answer for each time it is asked.",
    ]
  }

  private var answer: Value {
    let common = [
      Part.object(
        [
          ("outcome", Part.words(StatementDecoder.settling, "What the item comes to, whatever it asks.")),
          ("outputs", Part.map([:], "What it passes on.")),
        ], required: ["outcome"]),
      Part.object(
        [
          ("error", Part.text("Why nothing is seen.")),
          ("kind", Part.words(StatementDecoder.errorKinds.map(\.rawValue), "What kind of reason that is.")),
        ], required: ["error"]),
      Part.object([("no_data", Part.text("Why there is nothing to judge."))], required: ["no_data"]),
      Part.object(
        [
          ("observe", Part.map([:], "What the probe sees, by the fields of its observation.")),
          ("no_data", Part.text("Why there is nothing to judge.")),
        ], required: ["observe"]),
    ]
    let kinds = registry.kinds.compactMap { kind -> Value? in
      guard let rehearsed = kind as? any RehearsedProbe.Type else { return nil }
      var schema = rehearsed.cannedFields.literalJSONSchemaObject.map ?? [:]
      schema["description"] = .string("What a `\(kind.description.kind)` item is answered.")
      return .map(schema)
    }
    return ["anyOf": .list(common + kinds)]
  }
}
