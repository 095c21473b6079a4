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

/// A compiled node. Nodes are classes: a call is one jump, and the tree is shared by all evaluations.
class Node: @unchecked Sendable {
  /// As it was written.
  let text: String

  init(_ text: String) { self.text = text }

  func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    throw EvaluationError("`\(text)` has no value")
  }

  /// The truth of a condition; throws where it is no bool.
  final func truth(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Bool {
    let value = try value(&frame)
    guard case .bool(let truth) = value else {
      throw EvaluationError(.noOverload, "`\(text)` is \(value.kindName), not a boolean")
    }
    return truth
  }
}

final class LiteralNode: Node, @unchecked Sendable {
  let literal: Value

  init(_ text: String, _ literal: Value) {
    self.literal = literal
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value { literal }
}

/// A variable of the environment.
final class VariableNode: Node, @unchecked Sendable {
  let name: String
  let slot: Int

  init(_ text: String, _ name: String, slot: Int) {
    self.name = name
    self.slot = slot
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value {
    if let known = frame.variables[slot] { return known }
    if let fault = frame.faults[slot] { throw fault }
    do throws(EvaluationError) {
      guard let found = try frame.lookUp(name) else { throw EvaluationError(.absent, "\(text) is absent") }
      frame.variables[slot] = found
      return found
    } catch {
      frame.faults[slot] = error
      throw error
    }
  }
}

/// A variable of a macro.
final class LocalNode: Node, @unchecked Sendable {
  let slot: Int

  init(_ text: String, slot: Int) {
    self.slot = slot
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value { frame.locals[slot] }
}

/// What cannot be evaluated, such as a function that is not known: an error only if it is needed.
final class FaultNode: Node, @unchecked Sendable {
  let error: EvaluationError

  init(_ text: String, _ error: EvaluationError) {
    self.error = error
    super.init(text)
  }

  override func value(_ frame: inout EvaluationFrame) throws(EvaluationError) -> Value { throw error }
}
