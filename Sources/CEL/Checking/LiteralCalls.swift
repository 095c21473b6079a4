internal import Values

extension ParsedExpression {
  /// What is wrong with calls whose arguments are written out, such as `duration('90days')`: they are faults whatever the
  /// variables are, though the types fit.
  public func literalFaults(in environment: ExpressionEnvironment) -> [ExpressionFault] {
    root.literalFaults(source, environment)
  }
}

extension Expr {
  /// Whether there is such a call in it.
  public var hasLiteralCall: Bool { literalCall != nil || children.contains(where: \.hasLiteralCall) }

  fileprivate func literalFaults(_ source: String, _ environment: ExpressionEnvironment) -> [ExpressionFault]
  {
    let inner = children.flatMap { $0.literalFaults(source, environment) }
    guard inner.isEmpty, let call = literalCall else { return inner }
    do {
      _ = try Program(call, source: source, in: environment).evaluate { _ in nil }
      return []
    } catch {
      return error.kind == .invalid ? [ExpressionFault(error.message, range)] : []
    }
  }

  /// A call that has its value without any variable. Of patterns and time zones a target tells nothing.
  private var literalCall: Expr? {
    guard case .call(let name, let target, let arguments) = kind, !arguments.isEmpty,
      arguments.allSatisfy(\.isLiteral)
    else { return nil }
    if target?.isLiteral ?? true { return self }
    let sample: Value
    switch name {
    case "matches": sample = ""
    case _ where Self.partsOfTime.contains(name): sample = .timestamp(Timestamp(seconds: 0))
    default: return nil
    }
    return Expr(
      id: id, range: range,
      kind: .call(name, target: Expr(id: id, range: range, kind: .literal(sample)), arguments))
  }

  private static let partsOfTime: Set = [
    "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours", "getMilliseconds",
    "getMinutes", "getMonth", "getSeconds",
  ]

  private var isLiteral: Bool {
    if case .literal = kind { true } else { false }
  }
}
