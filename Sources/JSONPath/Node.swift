/// A step of a template.
indirect enum Node: Sendable {
  /// Text to print as it is.
  case text(String)
  case int(Int)
  case float(Double)
  case bool(Bool)
  /// `range`, `end`, or a word that means nothing.
  case identifier(String)
  /// `.name`
  case field(String)
  /// `[1]`, `[1:3]`, `[::2]`
  case slice(Slice)
  /// `.*`
  case wildcard
  /// `..`
  case recursive
  /// `['a','b']`
  case union([[Node]])
  /// `[?(@.a == 1)]`
  case filter(Filter)
  /// `{...}`: steps, one after the other.
  case action([Node])
}

/// A range of the elements of a list.
struct Slice: Sendable {
  /// The first element; negative ones count from the end.
  var start: Int?
  /// The one behind the last.
  var end: Int?
  /// Whether `end` was not written, but follows from an index.
  var isIndex: Bool
  var step: Int?
}

/// Keeps the elements of a list for which something holds.
struct Filter: Sendable {
  var left: [Node]
  /// The operator as written; nil asks whether the left side matches anything.
  var comparison: String?
  var right: [Node] = []
}
