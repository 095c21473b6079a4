public import Values

/// A value that may be absent (cel-go, "Optional Types").
public struct OptionalValue: Opaque {
  /// The value, if there is one.
  public let wrapped: Value?

  /// The name of its type.
  public var typeName: String { "optional_type" }

  /// How messages show it.
  public var description: String { wrapped.map { "optional(\($0.json))" } ?? "optional.none()" }

  /// Whether both are absent, or both are there and equal as expressions see it, so that 1 equals 1.0.
  public static func == (left: OptionalValue, right: OptionalValue) -> Bool {
    switch (left.wrapped, right.wrapped) {
    case (nil, nil): true
    case (let left?, let right?): left.isEqual(to: right)
    default: false
    }
  }

  /// Hashes only whether there is a value: equal numbers may differ in type.
  public func hash(into hasher: inout Hasher) { hasher.combine(wrapped == nil) }
}

extension Value {
  /// A value that is there.
  public static func optional(_ value: Value) -> Value {
    .opaque(OpaqueValue(OptionalValue(wrapped: value)))
  }

  /// A value that is absent.
  public static var optionalNone: Value { .opaque(OpaqueValue(OptionalValue(wrapped: nil))) }

  /// The value as one that may be absent, if it is of that type.
  public var asOptional: OptionalValue? {
    if case .opaque(let value) = self { value.base as? OptionalValue } else { nil }
  }
}
