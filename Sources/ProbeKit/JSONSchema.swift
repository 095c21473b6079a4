public import Values

extension FieldType {
  /// What a file may say, as JSON Schema (draft-07). Text with `${...}` may stand wherever the value may be
  /// computed.
  public var jsonSchema: Value { jsonSchema(interpolates: true) }

  /// What a file may say, as JSON Schema (draft-07), with or without `${...}`.
  public func jsonSchema(interpolates: Bool) -> Value {
    let plain = plainSchema(interpolates: interpolates)
    guard interpolates, !acceptsAnyText else { return .map(plain) }
    return ["anyOf": [.map(plain), Self.interpolation]]
  }

  /// A text that holds `${...}`.
  private static let interpolation: Value = ["type": "string", "pattern": #"\$\{"#]

  private var acceptsAnyText: Bool {
    switch self {
    case .any, .string, .path: true
    case .either(let types): types.contains(where: \.acceptsAnyText)
    default: false
    }
  }

  private func plainSchema(interpolates: Bool) -> ValueMap {
    switch self {
    case .any: return [:]
    case .string: return ["type": "string"]
    case .path: return ["type": "string", "minLength": 1]
    case .bool: return ["type": "boolean"]
    case .number: return ["type": "number"]
    case .int(let range):
      var schema: ValueMap = ["type": "integer"]
      if range.lowerBound != .min { schema["minimum"] = .int(Int64(range.lowerBound)) }
      if range.upperBound != .max { schema["maximum"] = .int(Int64(range.upperBound)) }
      return schema
    case .duration:
      return ["type": "string", "pattern": #"^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h|d|w))+$"#]
    case .size:
      return [
        "anyOf": [
          ["type": "string", "pattern": #"^[0-9]+(\.[0-9]+)?(B|[kKMGT]B?|[KMGT]iB?)$"#],
          ["type": "integer", "minimum": 0],
        ]
      ]
    case .url: return ["type": "string", "pattern": #"^[hH][tT][tT][pP][sS]?://[^\s/?#]"#]
    case .oneOf(let words): return ["type": "string", "enum": .list(words.map(Value.string))]
    case .list(let element):
      return ["type": "array", "items": element.jsonSchema(interpolates: interpolates)]
    case .map(let value):
      return ["type": "object", "additionalProperties": value.jsonSchema(interpolates: interpolates)]
    case .object(let fields): return fields.objectSchema(interpolates: interpolates)
    case .either(let types):
      return ["anyOf": .list(types.map { .map($0.plainSchema(interpolates: interpolates)) })]
    }
  }
}

extension [FieldDescription] {
  /// A map with these keys, as JSON Schema (draft-07).
  public var jsonSchemaObject: Value { .map(objectSchema(interpolates: true)) }

  /// The same where no `${...}` may stand in any value.
  public var literalJSONSchemaObject: Value { .map(objectSchema(interpolates: false)) }

  fileprivate func objectSchema(interpolates: Bool) -> ValueMap {
    var properties = ValueMap()
    for field in self { properties[.string(field.name)] = field.schema(interpolates: interpolates) }
    var schema: ValueMap = ["type": "object", "properties": .map(properties)]
    let required = filter(\.isRequired).map { Value.string($0.name) }
    if !required.isEmpty { schema["required"] = .list(required) }
    schema["additionalProperties"] = false
    return schema
  }
}

extension FieldDescription {
  fileprivate func schema(interpolates: Bool) -> Value {
    var schema: ValueMap = ["description": .string(summary)]
    let rules = type.jsonSchema(interpolates: interpolates && interpolation.allowsSome)
    for (key, value) in rules.map ?? [:] { schema[key] = value }
    if let defaultValue, !isSecret { schema["default"] = defaultValue }
    return .map(schema)
  }
}

extension InterpolationRule {
  /// Whether `${...}` may stand anywhere in the field.
  fileprivate var allowsSome: Bool {
    if case .never = self { false } else { true }
  }
}
