internal import Testing
internal import Values

@testable internal import CEL

/// Calls a function of a library, or a method with its target first, as an evaluator would: by the first signature that
/// takes values of these types.
func call(_ library: [Function], _ name: String, _ arguments: Value...) throws -> Value {
  try call(library, name, arguments, budget: 1_000_000)
}

/// Calls a function that may spend so many units.
func call(_ library: [Function], _ name: String, _ arguments: [Value], budget: Int) throws -> Value {
  let function = try #require(library.first { $0.name == name }, "there is no function \(name)")
  guard let overload = function.overloads.first(where: { $0.accepts(arguments) }) else {
    throw EvaluationError(.noOverload, "\(name) does not take \(arguments)")
  }
  var budget = Budget(budget)
  return try overload.body(arguments, &budget)
}

/// The kind of fault of a call; nil where it has a value.
func fault(_ library: [Function], _ name: String, _ arguments: Value...) throws -> EvaluationError.Kind? {
  do {
    _ = try call(library, name, arguments, budget: 1_000_000)
    return nil
  } catch let error as EvaluationError {
    return error.kind
  }
}

extension Overload {
  fileprivate func accepts(_ arguments: [Value]) -> Bool {
    parameters.count == arguments.count && zip(parameters, arguments).allSatisfy { $0.accepts($1) }
  }
}

extension Type {
  /// Whether a value is of the type as far as it can be seen: elements are not looked at.
  fileprivate func accepts(_ value: Value) -> Bool {
    switch (self, value) {
    case (.dyn, _), (.parameter, _), (.list, .list), (.map, .map): true
    case (.optional, _): value.asOptional != nil
    default: self == Type(of: value)
    }
  }
}

/// A value of a type that is in no library.
struct OtherValue: Opaque {
  let typeName = "test.Other"
  let description = "other"
}
