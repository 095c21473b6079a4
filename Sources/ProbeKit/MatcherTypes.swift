public import CEL
internal import Values

extension Matcher {
  /// Why this cannot hold of any value of a type, and what to write instead; nil where it may.
  public func typeFault(against type: Type) -> String? {
    if type == .dyn { return nil }
    switch self {
    case .eq(let value), .ne(let value): return Self.equalityFault(type, value)
    case .lt(let value), .le(let value), .gt(let value), .ge(let value):
      guard Shape(type).isOrdered else { return "is \(Shape(type).name), of which none is less than another" }
      return value == .null ? "nothing is less than null" : Self.equalityFault(type, value)
    case .in(let values), .notIn(let values):
      return values.lazy.compactMap { Self.equalityFault(type, $0) }.first
    case .contains(let value), .notContains(let value): return Self.partFault(type, value)
    case .startsWith, .endsWith: return Self.textFault(type, "how it begins or ends")
    case .matches, .notMatches: return Self.textFault(type, "a pattern")
    case .exists: return nil
    case .empty: return Shape(type).hasLength ? nil : "is \(Shape(type).name), which is never empty"
    case .length: return Shape(type).hasLength ? nil : "is \(Shape(type).name), which has no length"
    }
  }

  private static func equalityFault(_ type: Type, _ value: Value) -> String? {
    if case .list(let element) = type, case .list(let values) = value {
      return values.lazy.compactMap { equalityFault(element, $0) }.first.map { "an element \($0)" }
    }
    let (observed, expected) = (Shape(type), Shape(value))
    guard !observed.isComparable(with: expected) else { return nil }
    let advice = observed.advice(expecting: expected).map { "; \($0)" } ?? ""
    return "is \(observed.name), never \(expected.name) (\(value.excerpt()))\(advice)"
  }

  private static func partFault(_ type: Type, _ value: Value) -> String? {
    switch type {
    case .dyn: nil
    case .string: equalityFault(.string, value)
    case .list(let element): equalityFault(element, value).map { "an element \($0)" }
    case .map(let key, _): equalityFault(key, value).map { "a key \($0)" }
    case .object: equalityFault(.string, value).map { "a key \($0)" }
    case .null, .bool, .int, .uint, .double, .bytes, .duration, .timestamp, .optional, .opaque, .type,
      .parameter:
      "is \(Shape(type).name), which contains nothing"
    }
  }

  private static func textFault(_ type: Type, _ judged: String) -> String? {
    Shape(type) == .string ? nil : "is \(Shape(type).name); only a string can be judged by \(judged)"
  }
}
