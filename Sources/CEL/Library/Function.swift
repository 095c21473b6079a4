public import Values

/// A function of a library: its signatures, and what each does.
public struct Function: Sendable {
  /// Its name, such as `size` or `math.greatest`; an operator by cel-spec's name for it, such as `_+_`.
  public let name: String
  /// Its signatures.
  public let overloads: [Overload]
  /// What it does, in one line.
  public let summary: String

  /// Makes a function.
  public init(_ name: String, _ summary: String, _ overloads: [Overload]) {
    self.name = name
    self.summary = summary
    self.overloads = overloads
  }
}

/// A signature of a function (cel-spec, "Overloads").
public struct Overload: Sendable {
  /// What it computes. The arguments have the types of the parameters, the target first. Throws where there is no
  /// result; spends what large results cost.
  public typealias Body =
    @Sendable (_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError)
    -> Value

  /// Whether it is called as a method: `target.name(...)`.
  public let isMethod: Bool
  /// The types of the arguments, the target first.
  public let parameters: [Type]
  /// The type of the result.
  public let result: Type
  let body: Body

  /// A function: `name(arguments)`.
  public static func function(_ parameters: [Type], _ result: Type, _ body: @escaping Body) -> Overload {
    Overload(isMethod: false, parameters: parameters, result: result, body: body)
  }

  /// A method: `target.name(arguments)`.
  public static func method(
    _ target: Type, _ parameters: [Type] = [], _ result: Type, _ body: @escaping Body
  ) -> Overload {
    Overload(isMethod: true, parameters: [target] + parameters, result: result, body: body)
  }
}
