internal import CEL
internal import Testing
internal import Values

/// The value of an expression with these variables, of whose types nothing is known.
func value(of source: String, _ variables: [String: Value] = [:], container: String = "") throws -> Value {
  try result(of: source, variables, container: container).value
}

/// What comes of an expression with these variables.
func result(
  of source: String, _ variables: [String: Value] = [:], container: String = "", watching: Set<String> = []
) throws -> Program.Result {
  let environment = ExpressionEnvironment(variables: variables.mapValues { _ in .dyn }, container: container)
  let program = Program(try ParsedExpression(parsing: source), in: environment, watching: watching)
  return try program.evaluate { variables[$0] }
}

/// Why an expression has no value.
func error(of source: String, _ variables: [String: Value] = [:]) throws -> EvaluationError? {
  do {
    let value = try value(of: source, variables)
    Issue.record("\(source) is \(value.json)")
    return nil
  } catch let error as EvaluationError {
    return error
  }
}
