/// What is wrong with an expression, and where in its text.
public struct ExpressionFault: Error, Hashable, Sendable {
  /// What is wrong.
  public let message: String
  /// Where, as UTF-8 offsets in the text of the expression.
  public let range: Range<Int>
  /// How to mend it.
  public let help: String?

  init(_ message: String, _ range: Range<Int>, help: String? = nil) {
    self.message = message
    self.range = range
    self.help = help
  }
}

/// All that is wrong with an expression.
public struct ExpressionFaults: Error, Hashable, Sendable {
  /// What is wrong, in the order of the text; never empty.
  public let faults: [ExpressionFault]

  init(_ faults: [ExpressionFault]) { self.faults = faults }
}
