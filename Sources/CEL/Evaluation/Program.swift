public import Values

/// An expression, compiled: evaluated as often as one likes, by several threads at once.
public struct Program: Sendable {
  /// The variables that it reads.
  public let variables: [String]
  private let root: any Node

  /// What an expression comes to.
  public struct Result: Sendable {
    /// Its value.
    public let value: Value
    /// The ranges, each once as it was written, over which an `all` held because there was nothing in them; only those
    /// that come from watched variables.
    public let emptyRanges: [String]
  }

  /// What one evaluation may cost where nobody says otherwise: some tenths of a second.
  public static let usualBudget = Budget(1_000_000)

  /// Compiles an expression. What cannot be resolved is an error of the evaluation that needs it; who checks the types
  /// first learns of it before.
  ///
  /// - Parameter watched: The variables whose emptiness an `all` must not silently take for a pass.
  public init(
    _ expression: ParsedExpression, in environment: ExpressionEnvironment, watching watched: Set<String> = []
  ) {
    self.init(expression.root, source: expression.source, in: environment, watching: watched)
  }

  /// Compiles a part of an expression.
  init(
    _ node: Expr, source: String, in environment: ExpressionEnvironment, watching watched: Set<String> = []
  ) {
    var compiler = Compiler(environment, source: source, watched: watched)
    let compiled = compiler.node(node)
    // What nests no deeper than its text may is what the parser let through.
    root =
      NestingBound(node).deepest <= SyntaxLimits.depth
      ? compiled : FaultNode(text: compiled.text, error: .tooDeep)
    variables = compiler.variables
  }

  /// As it was written.
  var text: String { root.text }

  /// The value with these variables, each looked up when it is first needed.
  public func evaluate(
    budget: Budget = usualBudget, _ lookUp: (String) throws(EvaluationError) -> Value?
  ) throws(EvaluationError) -> Result {
    try withoutActuallyEscaping(lookUp) { (lookUp) throws(EvaluationError) in
      var frame = EvaluationFrame(
        lookUp: lookUp, variables: Array(repeating: nil, count: variables.count), budget: budget)
      let value = try root.value(&frame)
      try frame.budget.spend(on: value)
      return Result(value: value, emptyRanges: frame.emptyRanges)
    }
  }
}

extension ParsedExpression {
  /// The type of the value; throws everything that is wrong with the expression.
  public func type(in environment: ExpressionEnvironment) throws(ExpressionFaults) -> Type {
    var checker = TypeChecker(environment, source: source)
    let type = checker.finalType(of: root)
    guard checker.faults.isEmpty else { throw ExpressionFaults(checker.sortedFaults) }
    return type
  }
}
