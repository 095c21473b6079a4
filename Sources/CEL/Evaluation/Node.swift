internal import Values

/// What an evaluation carries: the values of variables as they are asked for, those of macros, and what is left to
/// spend.
struct EvaluationFrame {
  /// Looks a variable up.
  let lookUp: (String) throws(EvaluationError) -> Value?
  /// The variables that were looked up, by their slots.
  var variables: [Value?]
  /// Why variables that were looked up have no value, by their slots.
  var faults: [Int: EvaluationError] = [:]
  /// The variables of the macros around, by their slots.
  var locals: [Value] = []
  var budget: Budget
  /// The ranges, as they were written, over which an `all` held because there was nothing in them.
  var emptyRanges: [String] = []
}

/// A compiled node. The tree is shared by all evaluations.
protocol Node: Sendable {
  /// As it was written.
  var text: String { get }

  /// The variable of the environment of which it is a part, where it is.
  var variable: String? { get }

  /// Its value.
  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value
}

extension Node {
  var variable: String? { nil }

  /// The truth of a condition; throws where it is no bool.
  func truth(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Bool {
    let value = try value(&frame)
    guard case .bool(let truth) = value else {
      throw EvaluationError(.noOverload, "`\(text)` is \(value.kindName), not a boolean")
    }
    return truth
  }
}

struct LiteralNode: Node {
  let text: String
  let literal: Value

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value { literal }
}

/// A variable of the environment.
struct VariableNode: Node {
  let text: String
  let name: String
  let slot: Int

  var variable: String? { name }

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    if let known = frame.variables[slot] { return known }
    if let fault = frame.faults[slot] { throw fault }
    do throws(EvaluationError) {
      guard let found = try frame.lookUp(name) else {
        throw EvaluationError(.absent, "\(text) is absent", in: name)
      }
      frame.variables[slot] = found
      return found
    } catch {
      frame.faults[slot] = error
      throw error
    }
  }
}

/// A variable of a macro.
struct LocalNode: Node {
  let text: String
  let slot: Int

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value { frame.locals[slot] }
}

/// What cannot be evaluated, such as a function that is not known: an error only if it is needed.
struct FaultNode: Node {
  let text: String
  let error: EvaluationError

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value { throw error }
}
