public import Values

/// What a file may say under one key. An object, since every field of every item looks at it.
public final class FieldDescription: Sendable {
  /// The key.
  public let name: String
  /// What stands there.
  public let type: FieldType
  /// What it is for, in one sentence.
  public let summary: String
  /// Whether it must be there.
  public let isRequired: Bool
  /// What holds where it is left out, as a file would say it.
  public let defaultValue: Value?
  /// The same, converted to the type; or why it cannot be.
  public let convertedDefault: Result<Value, FieldFault>?
  /// Where `${...}` may stand in it.
  public let interpolation: InterpolationRule
  /// Whether its value is a secret, never to be shown.
  public let isSecret: Bool
  /// Whether it is a secret, or there may be one within.
  public let mayHoldSecret: Bool
  /// Whether it is a path, or there may be one within.
  public let mayHoldPath: Bool
  /// What its value names that outputs of other items must not choose in a rule pack; nil for nothing of the kind.
  public let names: NamedThing?
  /// Whether it names such a thing, or there may be one within.
  public let mayNameThing: Bool

  /// Makes a description.
  public init(
    _ name: String, _ type: FieldType, _ summary: String, isRequired: Bool = false,
    defaultValue: Value? = nil, interpolation: InterpolationRule = .anywhere, isSecret: Bool = false,
    names: NamedThing? = nil
  ) {
    self.name = name
    self.type = type
    self.summary = summary
    self.isRequired = isRequired
    self.defaultValue = defaultValue
    self.interpolation = interpolation
    self.isSecret = isSecret
    convertedDefault = defaultValue.map { value in
      Result { () throws(FieldFault) in try conform(value, to: type) }
    }
    mayHoldSecret = isSecret || type.holds(field: \.mayHoldSecret)
    self.names = names
    mayNameThing = names != nil || type.holds(field: \.mayNameThing)
    mayHoldPath = type.holds(field: \.mayHoldPath) { if case .path = $0 { true } else { false } }
  }
}

/// What a value names that is not for an output of another item to choose.
public enum NamedThing: Hashable, Sendable {
  /// A host, by its name, its address or a URL.
  case host
  /// A name that DNS is asked about.
  case name
  /// Header fields, of which `Host` names a host.
  case hostHeader
}

/// What a value in a file must look like.
public indirect enum FieldType: Sendable {
  /// Anything.
  case any
  /// Text.
  case string
  /// An integer within these bounds.
  case int(ClosedRange<Int>)
  /// A number.
  case number
  /// True or false.
  case bool
  /// A duration with units; the value is a `duration`.
  case duration
  /// A size with units; the value is a number of bytes.
  case size
  /// An absolute http or https URL.
  case url
  /// A path to a file, relative to the file it is written in; the value is the path to open.
  case path
  /// One of these words.
  case oneOf([String])
  /// A list of such values.
  case list(FieldType)
  /// A map of text to such values.
  case map(FieldType)
  /// A map with these keys.
  case object([FieldDescription])
  /// Any one of several forms.
  case either([FieldType])

  /// The type as messages name it.
  public var name: String {
    switch self {
    case .any: "anything"
    case .string: "a string"
    case .int(let range):
      range == 0...Int.max
        ? "an integer of at least 0"
        : range == 1...Int.max
          ? "an integer of at least 1"
          : range == Int.min...Int.max
            ? "an integer" : "an integer from \(range.lowerBound) to \(range.upperBound)"
    case .number: "a number"
    case .bool: "true or false"
    case .duration: "a duration such as 500ms, 5m or 90d"
    case .size: "a size such as 64Ki or 512Mi"
    case .url: "an http or https URL"
    case .path: "a path"
    case .oneOf(let words): "one of " + words.joined(separator: ", ")
    case .list(let element): "a list, each \(element.name)"
    case .map(let value): "a map, each value \(value.name)"
    case .object(let fields): "a map with " + fields.map(\.name).joined(separator: ", ")
    case .either(let types): types.map(\.name).joined(separator: " or ")
    }
  }
}

extension FieldType {
  /// Whether a field within it is such a one, or a part of it such a type.
  fileprivate func holds(
    field isSuch: (FieldDescription) -> Bool, _ part: (FieldType) -> Bool = { _ in false }
  ) -> Bool {
    switch self {
    case .object(let fields): fields.contains(where: isSuch)
    case .list(let inner), .map(let inner): inner.holds(field: isSuch, part)
    case .either(let types): types.contains { $0.holds(field: isSuch, part) }
    default: part(self)
    }
  }
}

/// Where `${...}` may stand in a field, so that a value can never become code.
public enum InterpolationRule: Sendable {
  /// Anywhere.
  case anywhere
  /// Nowhere; the text says what to do instead.
  case never(instead: String)
  /// In PromQL: inside a quoted string, where it is escaped, or from `each` or an input with a `pattern`.
  case promQL
  /// In kubectl's JSONPath: values that hold nothing that has a meaning there.
  case jsonPath
}

/// Values by the names of their fields; each has the type that its description says.
public struct Fields: Hashable, Sendable {
  /// All of them, defaults included.
  public let values: ValueMap

  /// Makes fields of values that were checked against their descriptions.
  public init(_ values: ValueMap) { self.values = values }

  /// The value of a field.
  public subscript(name: String) -> Value? {
    let value = values[.string(name)]
    if case .null? = value { return nil }
    return value
  }

  /// Text.
  public func string(_ name: String) -> String? { self[name]?.string }
  /// A whole number, or a size in bytes.
  public func int(_ name: String) -> Int? { self[name]?.int }
  /// True or false; a field that is left out and has no default is false.
  public func bool(_ name: String) -> Bool { self[name]?.bool ?? false }
  /// A duration.
  public func duration(_ name: String) -> Duration? {
    if case .duration(let value)? = self[name] { value } else { nil }
  }
  /// A list of text.
  public func strings(_ name: String) -> [String] { self[name]?.list?.compactMap(\.string) ?? [] }
  /// A list.
  public func list(_ name: String) -> [Value] { self[name]?.list ?? [] }
  /// A map of text to text, in order.
  public func stringMap(_ name: String) -> [(name: String, value: String)] {
    self[name]?.map?.compactMap { entry in entry.value.string.map { (entry.key.description, $0) } } ?? []
  }
  /// The fields of an object.
  public func object(_ name: String) -> Fields? { self[name]?.map.map(Fields.init) }
}
