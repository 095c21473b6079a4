internal import CEL
internal import ProbeKit
internal import Values

/// The types of the plugin protocol, and how their values stand in JSON: a duration as a number of seconds, a size as a
/// number of bytes, a timestamp as RFC 3339 writes it.
enum PluginType: String, Hashable, Sendable, CaseIterable {
  case string
  case int
  case number
  case bool
  case duration
  case size
  case timestamp
  case list
  case map
  case any

  /// What an item has to say where a field is of this type.
  var fieldType: FieldType {
    switch self {
    case .string, .timestamp: .string
    case .int: .int(Int.min...Int.max)
    case .number: .number
    case .bool: .bool
    case .duration: .duration
    case .size: .size
    case .list: .list(.any)
    case .map: .map(.any)
    case .any: .any
    }
  }

  /// What expressions know it as.
  var type: Type {
    switch self {
    case .string: .string
    case .int, .size: .int
    case .number: .double
    case .bool: .bool
    case .duration: .duration
    case .timestamp: .timestamp
    case .list: .list(.dyn)
    case .map: .map(key: .string, value: .dyn)
    case .any: .dyn
    }
  }

  /// What messages call a value of it.
  var word: String {
    switch self {
    case .duration: "a number of seconds"
    case .size: "a number of bytes"
    case .timestamp: "a time as RFC 3339 writes it"
    case .string, .int, .number, .bool, .list, .map, .any: fieldType.name
    }
  }

  /// The value that a plugin answered; nil where it is of another type.
  func value(answered value: Value) -> Value? {
    switch (self, value) {
    case (.any, _), (.string, .string), (.bool, .bool), (.list, .list), (.map, .map): value
    case (.int, .int), (.int, .uint): value
    case (.number, _): value.isNumber ? value : nil
    case (.size, _): (value.int ?? -1) >= 0 ? value : nil
    case (.duration, _): Self.duration(seconds: value).map(Value.duration)
    case (.timestamp, .string(let text)): Timestamp(rfc3339: text).map(Value.timestamp)
    default: nil
    }
  }

  /// Up to 290 years.
  private static func duration(seconds value: Value) -> Duration? {
    guard let seconds = value.double, abs(seconds) < 9.2e9 else { return nil }
    return .seconds(seconds)
  }
}

extension Value {
  /// The value as a plugin is given it.
  var forPlugin: Value {
    if case .duration(let duration) = self { .double(duration.seconds) } else { self }
  }
}
