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
    document(
      "checkctl test",
      object(
        [
          ("checkctl", version), ("test", text("The checklist that is tested.")),
          ("description", text("What the file is for.")),
        ] + shared + [
          (
            "cases",
            ["type": "array", "minItems": 1, "items": testCase, "description": "What is tried."]
          )
        ], required: ["checkctl", "test", "cases"]))
  }

  private var shared: [(String, Value)] {
    [
      ("now", text("The time of day at which it begins, such as 2026-01-15T12:00:00Z.")),
      ("inputs", map([:], "The inputs of the checklist.")),
      (
        "given",
        map(
          Self.answersReference, "What items are answered, by their ids, by those of elements, or by globs.")
      ),
      ("recording", text("A folder of a recorded run, for items that are given nothing else.")),
    ]
  }

  private var testCase: Value {
    object(
      [
        ("name", text("What it shows, in a few words; unique in the file.")),
        ("description", text("More of that.")),
        (
          "isolated",
          boolean("Whether every item is judged by itself, as if all that it needs had passed.")
        ),
      ] + shared + [("expect", expect)], required: ["name", "expect"])
  }

  private var expect: Value {
    [
      "anyOf": [
        words(outcomes, "What every item comes to that the case gives an answer."),
        [
          "type": "object", "minProperties": 1,
          "additionalProperties": ["anyOf": [words(outcomes, "What the item comes to."), result]],
        ],
      ],
      "description": "What items come to, by their ids or those of elements.",
    ]
  }

  private var outcomes: [String] { Outcome.allCases.map(\.word) + ["no data"] }

  private var result: Value {
    let matchers = object(Matcher.keywords.map { ($0, [:]) }, description: "What must hold of the message.")
    let message: Value = ["anyOf": [["type": ["string", "null"]], matchers]]
    let short = outcomes.map { ($0, message) }
    return object(
      short + [
        ("outcome", words(outcomes, "What the item comes to.")), ("message", message),
        ("findings", texts("Everything that does not hold, in one line each.")),
        ("outputs", map([:], "What it passes on.")),
        ("attempts", ["type": "integer", "minimum": 0, "description": "How many times it is asked."]),
      ])
  }

  private var answers: Value {
    [
      "anyOf": [
        words(StatementDecoder.settling, "What the item comes to, whatever it asks."), Self.answerReference,
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
      object(
        [
          ("outcome", words(StatementDecoder.settling, "What the item comes to, whatever it asks.")),
          ("outputs", map([:], "What it passes on.")),
        ], required: ["outcome"]),
      object(
        [
          ("error", text("Why nothing is seen.")),
          ("kind", words(StatementDecoder.errorKinds.map(\.rawValue), "What kind of reason that is.")),
        ], required: ["error"]),
      object([("no_data", text("Why there is nothing to judge."))], required: ["no_data"]),
      object(
        [
          ("observe", map([:], "What the probe sees, by the fields of its observation.")),
          ("no_data", text("Why there is nothing to judge.")),
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
