private import CEL
internal import TestEnvironment
private import Values

/// How long expressions take that are compiled once: nanoseconds per evaluation, medians of five rounds.
enum Expressions {
  private static let rounds = 5

  /// Prints a line for each: its name and the nanoseconds.
  static func measure() throws {
    let rows = Value.list(
      (0..<20).map {
        ["grantee": .string("app\($0)"), "table_name": .string("t\($0)"), "privilege_type": "SELECT"]
      })
    try measure(
      "rows", "rows.all(r, r.grantee != 'PUBLIC') && size(rows) < 100", ["rows": rows], evaluations: 100_000)
    try measure(
      "plain", "inputs.a < 5 && name.startsWith('x')", ["inputs": ["a": 3], "name": "xylophone"],
      evaluations: 1_000_000)
  }

  private static func measure(
    _ name: String, _ source: String, _ variables: [String: Value], evaluations: Int
  ) throws {
    let environment = ExpressionEnvironment(variables: variables.mapValues { _ in .dyn })
    let program = Program(try ParsedExpression(parsing: source), in: environment)
    let clock = ContinuousClock()
    let times = try (0..<rounds).map { _ in
      try clock.measure {
        for _ in 0..<evaluations {
          guard try program.evaluate({ variables[$0] }).value == true else {
            throw TestEnvironmentError("\(source) is false")
          }
        }
      }
    }
    let median = times.sorted()[rounds / 2]
    print(name, Int(median / .nanoseconds(evaluations)))
  }
}
