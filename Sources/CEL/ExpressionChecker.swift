internal import Diagnostics
internal import Values

/// What is in scope of an expression, by type.
public struct Declarations: Sendable {
  /// The inputs.
  public var inputs: [String: Type]
  /// What `each` is; nil where there is none.
  public var each: Each?
  /// Functions of one text that give a text.
  public var functions: Set<String>

  /// What `each` is.
  public enum Each: Sendable {
    /// An element of a list.
    case element(Type)
    /// An entry of a map, with `key` and `value`.
    case entry(value: Type)
    /// One or the other, which only the run shows.
    case either
  }

  /// Declares what is in scope.
  public init(inputs: [String: Type], each: Each? = nil, functions: Set<String> = []) {
    self.inputs = inputs
    self.each = each
    self.functions = functions
  }
}

extension Expression {
  /// The type of the value, or what is wrong with the expression.
  public func type(in declarations: Declarations) throws(ExpressionFault) -> Type {
    try declarations.type(of: root)
  }
}

extension Declarations {
  fileprivate func type(of term: Expression.Term) throws(ExpressionFault) -> Type {
    switch term {
    case .literal(let value, _): return Type(of: value)
    case .reference(let root, let steps, let range): return try reference(root, steps, range)
    case .call(let function, _, let range):
      guard functions.contains(function) else { throw unknownFunction(function, range) }
      return .string
    case .comparison(let comparison, let left, let right, let range):
      let types = (try type(of: left), try type(of: right))
      guard types.0.isComparable(with: types.1, ordered: comparison != .equal && comparison != .notEqual)
      else {
        throw ExpressionFault(
          "\(types.0.word) cannot be compared with \(types.1.word) by \(comparison.rawValue)", range,
          help: requoting(left, for: types.1) ?? requoting(right, for: types.0))
      }
      return .bool
    }
  }

  /// How to write a literal so that it has the other side's type, if quotes make the difference.
  private func requoting(_ term: Expression.Term, for type: Type) -> String? {
    guard case .literal(let value, _) = term else { return nil }
    switch (value, type) {
    case (.string(let text), .int), (.string(let text), .uint):
      return Int64(text).map { "write \($0) without quotes" }
    case (.string(let text), .double): return Double(text).map { _ in "write \(text) without quotes" }
    case (.string("true"), .bool), (.string("false"), .bool):
      return "write \(value.string ?? "") without quotes"
    case (.int, .string), (.double, .string), (.bool, .string): return "write \"\(value.json)\" in quotes"
    default: return nil
    }
  }

  private func reference(
    _ root: String, _ steps: [Expression.Step], _ range: Range<Int>
  ) throws(ExpressionFault) -> Type {
    switch root {
    case "inputs": return try input(steps, range)
    case "each": return try eachType(steps, range)
    default:
      let known = ["inputs"] + (each == nil ? [] : ["each"]) + functions.sorted().map { "\($0)(\"…\")" }
      let suggestion = closestMatch(to: root, among: ["inputs", "each"] + functions).map {
        "did you mean \($0)? "
      }
      throw ExpressionFault(
        "\"\(root)\" is not known here", range,
        help: (suggestion ?? "") + "in scope: " + known.joined(separator: ", "))
    }
  }

  private func input(_ steps: [Expression.Step], _ range: Range<Int>) throws(ExpressionFault) -> Type {
    guard case .member(let name)? = steps.first else {
      throw ExpressionFault("name the input that is meant", range, help: "write inputs.name")
    }
    guard let type = inputs[name] else {
      let help =
        closestMatch(to: name, among: inputs.keys.sorted()).map { "did you mean inputs.\($0)?" }
        ?? (inputs.isEmpty
          ? "no inputs are declared here" : "declared: " + inputs.keys.sorted().joined(separator: ", "))
      throw ExpressionFault("there is no input named \"\(name)\"", range, help: help)
    }
    return try descend(type, steps.dropFirst(), range)
  }

  private func eachType(_ steps: [Expression.Step], _ range: Range<Int>) throws(ExpressionFault) -> Type {
    switch each {
    case nil:
      throw ExpressionFault("\"each\" is known only in an item with for_each", range)
    case .either: return .dyn
    case .element(let type): return try descend(type, steps[...], range)
    case .entry(let value):
      switch steps.first {
      case .member("key"): return .string
      case .member("value"): return try descend(value, steps.dropFirst(), range)
      default:
        throw ExpressionFault(
          "for_each goes over a map here, so \"each\" has a key and a value", range,
          help: "write each.key or each.value")
      }
    }
  }

  private func descend(
    _ type: Type, _ steps: ArraySlice<Expression.Step>, _ range: Range<Int>
  ) throws(ExpressionFault) -> Type {
    guard let step = steps.first else { return type }
    switch (type, step) {
    case (.dyn, _): return .dyn
    case (.map(_, let value), .member): return try descend(value, steps.dropFirst(), range)
    case (.list(let element), .index): return try descend(element, steps.dropFirst(), range)
    default: throw ExpressionFault("there is nothing inside \(type) to refer to", range)
    }
  }

  private func unknownFunction(_ name: String, _ range: Range<Int>) -> ExpressionFault {
    let help: String
    if ["env", "secret_file"].contains(name) {
      help = "\(name)() exists only in environments: declare an input and let the environment set it"
    } else if functions.isEmpty {
      help = "there are no functions here"
    } else {
      help = "known here: " + functions.sorted().map { "\($0)(\"…\")" }.joined(separator: ", ")
    }
    return ExpressionFault("there is no function named \"\(name)\" here", range, help: help)
  }
}
