internal import CEL

extension Type {
  /// What a value of the type is, for people; nil for what is not one simple thing.
  var inWords: String? {
    switch self {
    case .string: "a string"
    case .int, .uint, .double: "a number"
    case .bool: "true or false"
    case .duration: "a duration"
    default: nil
    }
  }

  /// The type that an input with such values is declared with.
  var declarable: String? {
    switch self {
    case .string: "string"
    case .int, .uint, .double: "number"
    case .bool: "bool"
    case .duration: "duration"
    default: nil
    }
  }
}
