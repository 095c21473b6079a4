extension Matcher {
  /// The keys of a map of matchers.
  public enum Keyword: String, Hashable, Sendable, CaseIterable {
    /// Equal.
    case eq
    /// Not equal.
    case ne
    /// Less.
    case lt
    /// At most.
    case le
    /// More.
    case gt
    /// At least.
    case ge
    /// One of several.
    case `in`
    /// None of several.
    case notIn = "not_in"
    /// With a part, an element or a key.
    case contains
    /// Without it.
    case notContains = "not_contains"
    /// Begins so.
    case startsWith = "starts_with"
    /// Ends so.
    case endsWith = "ends_with"
    /// Has a match of a pattern.
    case matches
    /// Has none.
    case notMatches = "not_matches"
    /// Is there, or is not.
    case exists
    /// Is empty, or is not.
    case empty
    /// Has a length.
    case length

    /// What it asks for, in one sentence.
    public var summary: String {
      switch self {
      case .eq: "Equal to this value, of the same type."
      case .ne: "Not equal to this value, of the same type."
      case .lt: "Less than this number, string, duration or timestamp."
      case .le: "At most this number, string, duration or timestamp."
      case .gt: "More than this number, string, duration or timestamp."
      case .ge: "At least this number, string, duration or timestamp."
      case .in: "One of these values."
      case .notIn: "None of these values."
      case .contains: "A string with this part, a list with this element, or a map with this key."
      case .notContains: "A string without this part, a list without this element, or a map without this key."
      case .startsWith: "A string that begins so."
      case .endsWith: "A string that ends so."
      case .matches: "A string in which this regular expression (RE2) is found."
      case .notMatches: "A string in which this regular expression (RE2) is not found."
      case .exists: "There (true) or absent (false); null is there."
      case .empty: "An empty string, list or map (true), or one that is not (false)."
      case .length:
        "The length of a string in characters, of a list in elements, or of a map in entries: a number, or matchers."
      }
    }
  }

  /// The keys of a map of matchers, as files write them.
  public static let keywords: [String] = Keyword.allCases.map(\.rawValue)
}
