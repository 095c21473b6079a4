import Testing
import Values

@testable import CEL

/// What nobody would write, and what several threads do at once.
struct RobustnessTests {
  /// Trees by chance nearly always have faults, which must be told by the checker or by the evaluator.
  @Test(arguments: 0..<20)
  func expressionsByChance(_ seed: Int) throws {
    let names = ["a", "b", "x1", "_", "c"]
    let environment = ExpressionEnvironment(
      variables: Dictionary(uniqueKeysWithValues: names.map { ($0, Type.dyn) }))
    let values: [String: Value] = [
      "a": [1, 2, ["f": 1]], "b": ["f": ["f": true], "g_1": [1]], "x1": true, "_": .optional(1),
    ]
    var trees = RandomTrees(seed: seed)
    for _ in 0..<100 {
      let source = Printer.text(of: trees.expression(depth: 6))
      let parsed = try ParsedExpression(parsing: source)
      let places = 0..<source.utf8.count
      do {
        _ = try parsed.type(in: environment)
      } catch {
        #expect(error.faults.allSatisfy { !$0.message.isEmpty && places.contains($0.range) }, "\(source)")
      }
      let program = Program(parsed, in: environment, watching: ["a"])
      let first = Self.outcome(of: program, values)
      #expect(Self.outcome(of: program, values) == first, "\(source)")
      _ = parsed.operands(in: environment) { values[$0] }
    }
  }

  @Test func severalThreadsShareAProgram() async throws {
    let source =
      "list.filter(x, x % 2 == n % 2).map(x, x + n).exists(x, x == 10) ? 'a' + string(n) : 'b' + string(n)"
    let environment = ExpressionEnvironment(variables: ["list": .list(.int), "n": .int])
    let program = Program(try ParsedExpression(parsing: source), in: environment)
    let found = try await withThrowingTaskGroup(of: (Int, Value).self) { group in
      for number in 0..<50 {
        group.addTask {
          let values: [String: Value] = ["list": [1, 2, 3, 4], "n": .int(Int64(number))]
          return (number, try program.evaluate { values[$0] }.value)
        }
      }
      return try await group.reduce(into: [Int: Value]()) { $0[$1.0] = $1.1 }
    }
    // Of the elements of the parity of n one more n is 10 for these.
    let matching = 6...9
    for number in 0..<50 {
      #expect(found[number] == .string((matching.contains(number) ? "a" : "b") + String(number)))
    }
  }

  private static func outcome(of program: Program, _ values: [String: Value]) -> String {
    do throws(EvaluationError) {
      return try program.evaluate { values[$0] }.value.json
    } catch {
      return error.message
    }
  }
}

extension Range<Int> {
  fileprivate func contains(_ other: Range<Int>) -> Bool {
    lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }
}
