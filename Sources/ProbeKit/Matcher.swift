public import RegularExpressions
public import Values

/// Something that must hold of one value.
public enum Matcher: Sendable {
  /// Equal to this.
  case eq(Value)
  /// Not equal to this.
  case ne(Value)
  /// Less than this.
  case lt(Value)
  /// At most this.
  case le(Value)
  /// More than this.
  case gt(Value)
  /// At least this.
  case ge(Value)
  /// One of these.
  case `in`([Value])
  /// None of these.
  case notIn([Value])
  /// A text with this part, a list with this element, or a map with this key.
  case contains(Value)
  /// Not such a text, list or map.
  case notContains(Value)
  /// A text that begins so.
  case startsWith(String)
  /// A text that ends so.
  case endsWith(String)
  /// A text in which this pattern is found.
  case matches(RegularExpression)
  /// A text in which this pattern is not found.
  case notMatches(RegularExpression)
  /// There at all, or not.
  case exists(Bool)
  /// An empty text, list or map, or not.
  case empty(Bool)
  /// Of a length (text in characters, list in elements, map in entries) of which these hold.
  case length([Matcher])
}
