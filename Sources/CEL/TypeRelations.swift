public import Values

extension Type {
  /// The type of a value.
  public init(of value: Value) {
    self =
      switch value {
      case .null: .null
      case .bool: .bool
      case .int: .int
      case .uint: .uint
      case .double, .decimal: .double
      case .string: .string
      case .bytes: .bytes
      case .duration: .duration
      case .timestamp: .timestamp
      case .list: .list(.dyn)
      case .map: .map(key: .dyn, value: .dyn)
      case .opaque(let value): .opaque(value.base.typeName, [])
      }
  }

  /// Whether values of both types can be compared.
  func isComparable(with other: Type, ordered: Bool) -> Bool {
    if self == .dyn || other == .dyn || mayBeNumber && other.mayBeNumber { return true }
    if !ordered, self == .null || other == .null { return true }
    switch (self, other) {
    case (.string, .string), (.bytes, .bytes), (.duration, .duration), (.timestamp, .timestamp),
      (.bool, .bool):
      return true
    case (.list, .list), (.map, .map), (.object, .map), (.map, .object), (.object, .object): return !ordered
    default: return false
    }
  }
}
