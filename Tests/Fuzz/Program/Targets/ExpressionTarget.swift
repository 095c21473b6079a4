import CEL
import Values

/// An expression: parsed, checked, and evaluated where it passes.
struct ExpressionTarget: FuzzTarget {
  static let name = "expression"
  let samples: [Sample]
  let tokens: [[UInt8]]
  private let environment: ExpressionEnvironment
  private let values: [String: Value]

  init() throws {
    samples = try Corpus.samples("expressions").flatMap { sample in
      sample.bytes.split(separator: UInt8(ascii: "\n")).enumerated().map { number, line in
        Sample(name: "\(sample.name):\(number + 1)", bytes: Array(line))
      }
    }
    tokens = try Corpus.tokens("expression")
    values = [
      "rows": [["grantee": "app", "n": 1], ["grantee": "PUBLIC", "n": 2.5]], "name": "ab\u{0}é", "x": 5,
      "object": ["spec": ["replicas": 3], "status": [:]],
      "now": .timestamp(Timestamp(seconds: 1_800_000_000)),
    ]
    environment = ExpressionEnvironment(
      variables: ["rows": .list(.dyn), "name": .string, "x": .int, "object": .dyn, "now": .timestamp])
  }

  func feed(_ input: [UInt8]) throws {
    let source = String(decoding: input, as: UTF8.self)
    let parsed: ParsedExpression
    do throws(ExpressionFaults) {
      parsed = try ParsedExpression(parsing: source)
    } catch {
      return try check(error, in: source)
    }
    do throws(ExpressionFaults) {
      _ = try parsed.type(in: environment)
    } catch {
      try check(error, in: source)
    }
    let program = Program(parsed, in: environment, watching: ["rows"])
    let first = outcome(of: program)
    try expect(first == outcome(of: program), "the second evaluation differs")
    _ = parsed.operands(in: environment) { values[$0] }
  }

  private func check(_ faults: ExpressionFaults, in source: String) throws {
    let length = source.utf8.count
    try expect(!faults.faults.isEmpty, "refused without a fault")
    for fault in faults.faults {
      try expect(!fault.message.isEmpty, "a fault without a message")
      try expect(fault.range.upperBound <= length, "a fault at \(fault.range) of \(length)")
    }
  }

  private func outcome(of program: Program) -> String {
    do throws(EvaluationError) {
      return try program.evaluate { values[$0] }.value.json
    } catch {
      return error.message
    }
  }
}
