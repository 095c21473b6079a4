internal import Values

/// The parts that the schemas of all files are made of.
enum Part {
  static let version: Value = ["const": 1, "description": "The version of the file format."]

  /// A map with these keys and no others.
  static func object(
    _ properties: [(String, Value)], required: [String] = [], description: String? = nil
  ) -> Value {
    var schema: ValueMap = [
      "type": "object", "additionalProperties": false,
      "properties": .map(ValueMap(properties.map { (.string($0.0), $0.1) })),
    ]
    if !required.isEmpty { schema["required"] = .list(required.map { .string($0) }) }
    if let description { schema["description"] = .string(description) }
    return .map(schema)
  }

  static func text(_ description: String, pattern: String? = nil) -> Value {
    var schema: ValueMap = ["type": "string", "description": .string(description)]
    if let pattern { schema["pattern"] = .string(pattern) }
    return .map(schema)
  }

  static func boolean(_ description: String) -> Value {
    ["type": "boolean", "description": .string(description)]
  }

  static func words(_ words: [String], _ description: String) -> Value {
    ["enum": .list(words.map { .string($0) }), "description": .string(description)]
  }

  static func texts(_ description: String) -> Value {
    ["type": "array", "items": ["type": "string"], "description": .string(description)]
  }

  static func map(_ value: Value, _ description: String) -> Value {
    ["type": "object", "additionalProperties": value, "description": .string(description)]
  }

  static func duration(_ description: String) -> Value {
    text(description, pattern: "^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h|d|w))+$")
  }

  static func document(_ title: String, _ schema: Value) -> Value {
    var result: ValueMap = ["$schema": "http://json-schema.org/draft-07/schema#", "title": .string(title)]
    for (key, value) in schema.map ?? [:] { result[key] = value }
    return .map(result)
  }
}
