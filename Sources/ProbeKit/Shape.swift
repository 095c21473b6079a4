internal import CEL
internal import Values

/// What can be compared with what: values of one shape have an equality, values of two have none. Numbers are
/// one shape, whatever their types.
enum Shape: Hashable, Sendable {
  /// Anything: known only when it is seen.
  case any
  case null
  case bool
  case number
  case string
  case bytes
  case duration
  case timestamp
  case list
  case map
  case opaque

  init(_ value: Value) {
    self =
      switch value {
      case .null: .null
      case .bool: .bool
      case .int, .uint, .double, .decimal: .number
      case .string: .string
      case .bytes: .bytes
      case .duration: .duration
      case .timestamp: .timestamp
      case .list: .list
      case .map: .map
      case .opaque: .opaque
      }
  }

  init(_ type: Type) {
    self =
      switch type {
      case .dyn: .any
      case .null: .null
      case .bool: .bool
      case .int, .uint, .double: .number
      case .string: .string
      case .bytes: .bytes
      case .duration: .duration
      case .timestamp: .timestamp
      case .list: .list
      case .map, .object: .map
      case .optional, .opaque, .type: .opaque
      case .parameter: .any
      }
  }

  /// The shape as messages name it.
  var name: String {
    switch self {
    case .any: "a value"
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .bytes: "bytes"
    case .duration: "a duration"
    case .timestamp: "a timestamp"
    case .list: "a list"
    case .map: "a map"
    case .opaque: "a value of its own type"
    }
  }

  /// Whether the two have an equality. Null may be compared with anything, and differs from all else.
  func isComparable(with other: Shape) -> Bool {
    self == other || [self, other].contains(.any) || [self, other].contains(.null)
  }

  /// Whether there is a smaller and a larger.
  var isOrdered: Bool { [.any, .number, .string, .duration, .timestamp].contains(self) }

  /// Whether it has a length, and may be empty.
  var hasLength: Bool { [.any, .string, .bytes, .list, .map].contains(self) }

  /// How to write what is expected so that it has the observed shape.
  func advice(expecting expected: Shape) -> String? {
    switch (self, expected) {
    case (.string, .number), (.string, .bool):
      "write it in quotes, or judge a number instead (in SQL, cast it)"
    case (.number, .string), (.bool, .string): "write it without quotes"
    case (.duration, _): "write a duration with units, such as 500ms, 5m or 90d"
    case (.timestamp, _): "write a timestamp, such as 2026-01-31T12:30:00Z"
    default: nil
    }
  }
}
