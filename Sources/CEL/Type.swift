/// The type of an expression or of a field of an observation, by the Common Expression Language (cel-spec,
/// "Types"). An `object` is a map whose keys are known.
public indirect enum Type: Hashable, Sendable, CustomStringConvertible {
  /// Known only when it is seen.
  case dyn
  /// The type of `null`.
  case null
  /// True or false.
  case bool
  /// A signed integer.
  case int
  /// An unsigned integer.
  case uint
  /// A number with a fraction.
  case double
  /// Text.
  case string
  /// Bytes.
  case bytes
  /// A span of time.
  case duration
  /// A point in time.
  case timestamp
  /// A list of elements of one type.
  case list(Type)
  /// A map of one type of keys to one type of values.
  case map(key: Type, value: Type)
  /// A map with these fields.
  case object([Field])
  /// A value that may be absent.
  case optional(Type)
  /// A type as a value.
  case type(Type)
  /// A type of a library or an embedding program, such as `net.IP`.
  case opaque(String, [Type])
  /// A type that a call decides, in the signature of a function.
  case parameter(String)

  /// A field of an object.
  public struct Field: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Its type.
    public let type: Type
    /// What it says, in one sentence.
    public let summary: String

    /// Makes a field.
    public init(_ name: String, _ type: Type, _ summary: String) {
      self.name = name
      self.type = type
      self.summary = summary
    }
  }

  /// The type as messages name it.
  public var description: String {
    switch self {
    case .dyn: "dyn"
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .duration: "duration"
    case .timestamp: "timestamp"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .object: "object"
    case .optional(let type): "optional_type(\(type))"
    case .type(let type): "type(\(type))"
    case .opaque(let name, let parameters):
      parameters.isEmpty ? name : "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
    case .parameter(let name): name
    }
  }

  /// The type as an input declares it, and as messages to authors name it: `number` for a `double`.
  public var word: String {
    switch self {
    case .double: "number"
    case .list(let element): "list(\(element.word))"
    case .map(_, let value): "map(\(value.word))"
    default: description
    }
  }

  /// Whether it is a number, or may turn out to be one.
  public var mayBeNumber: Bool {
    switch self {
    case .dyn, .int, .uint, .double: true
    default: false
    }
  }
}
