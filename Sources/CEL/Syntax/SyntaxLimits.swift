/// How large an expression may be, and how much is said about one. cel-spec asks for 32 levels and repetitions at
/// least; the limits keep what walks a tree far from the end of the stack.
enum SyntaxLimits {
  /// The length of the text.
  static let codePoints = 100_000
  /// Brackets, conditions and signs inside each other.
  static let nesting = 250
  /// Nodes inside each other, the operands of a long sum included.
  static let depth = 500
  /// Faults that are reported.
  static let faults = 20
}
