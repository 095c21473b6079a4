public import Values

/// A value of an added type that `<`, `<=`, `>` and `>=` can compare.
public protocol OrderedOpaque: Opaque {
  /// How it stands to another value; nil where there is no order, as with a value of another type.
  func ordering(relativeTo other: any Opaque) -> Value.Ordering?
}
