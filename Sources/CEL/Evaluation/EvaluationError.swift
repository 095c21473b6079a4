/// Why an expression has no value.
public struct EvaluationError: Error, Hashable, Sendable {
  /// What kind of fault it is.
  public enum Kind: Hashable, Sendable {
    /// A key, an index or a variable is not there.
    case absent
    /// A function does not take such values.
    case noOverload
    /// Too large, too small, divided by zero, or otherwise not computable.
    case invalid
    /// The expression costs more than it may.
    case tooExpensive
  }

  /// What kind of fault it is.
  public let kind: Kind
  /// One line.
  public let message: String
  /// Of what is absent: the variable in which it was looked for, where there is one.
  public let variable: String?

  /// Makes an error.
  public init(_ message: String) { self.init(.invalid, message) }

  /// Makes an error of a kind.
  public init(_ kind: Kind, _ message: String, in variable: String? = nil) {
    self.kind = kind
    self.message = message
    self.variable = variable
  }

  /// Lists in lists, or the like, that no stack has room for.
  static let tooDeep = EvaluationError(
    .tooExpensive, "the expression nests values more than \(SyntaxLimits.depth) levels deep")

  /// The evaluation has spent what it may.
  static let tooExpensive = EvaluationError(.tooExpensive, "the expression costs more than it may")
}
