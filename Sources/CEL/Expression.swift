internal import Values

/// An expression, parsed: a reference, a literal, a call of one text, or a comparison of two of these.
public struct Expression: Hashable, Sendable {
  /// As it was written.
  public let source: String
  let root: Term

  /// A comparison.
  enum Operator: String, Hashable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// A step from a value to one inside it.
  enum Step: Hashable, Sendable {
    case member(String)
    case index(Int)
  }

  /// A node of the tree; ranges are UTF-8 offsets in the source.
  indirect enum Term: Hashable, Sendable {
    case literal(Value, range: Range<Int>)
    case reference(root: String, steps: [Step], range: Range<Int>)
    case call(function: String, argument: String, range: Range<Int>)
    case comparison(Operator, Term, Term, range: Range<Int>)

    var range: Range<Int> {
      switch self {
      case .literal(_, let range), .reference(_, _, let range), .call(_, _, let range),
        .comparison(_, _, _, let range):
        range
      }
    }
  }

  /// Parses an expression.
  public init(parsing source: String) throws(ExpressionFault) {
    self.source = source
    var parser = ExpressionParser(source: source)
    root = try parser.expression()
  }

  /// Whether the value comes from `each` or an input alone, without being put together.
  public var singleReference: (root: String, member: String?)? {
    guard case .reference(let root, let steps, _) = self.root else { return nil }
    guard case .member(let name)? = steps.first else { return (root, nil) }
    return (root, name)
  }

  /// The inputs that it reads.
  public var inputs: Set<String> { root.inputs }

  /// Whether it reads `each`.
  public var usesEach: Bool { root.usesEach }
}

extension Expression.Term {
  fileprivate var inputs: Set<String> {
    switch self {
    case .reference("inputs", let steps, _):
      if case .member(let name)? = steps.first { [name] } else { [] }
    case .comparison(_, let left, let right, _): left.inputs.union(right.inputs)
    case .literal, .reference, .call: []
    }
  }

  fileprivate var usesEach: Bool {
    switch self {
    case .reference(let root, _, _): root == "each"
    case .comparison(_, let left, let right, _): left.usesEach || right.usesEach
    case .literal, .call: false
    }
  }
}

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
