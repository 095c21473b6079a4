internal import CEL
internal import ProbeKit
internal import RegularExpressions
public import Values

/// What whoever records a run wants to know of an item.
extension PlannedItem {
  /// The fields of its question that depend on the time at which it is asked.
  public var timedFields: Set<String> {
    Set(
      (late?.question?.late ?? []).filter {
        $0.value.expressions.contains { $0.expression.variables.contains("now") }
      }
      .map(\.field.name))
  }

  /// Whether what it expects of an answer, or takes from it, holds something that is secret.
  public func judgesBySecrets(known redactor: Redactor) -> Bool {
    guard !redactor.isIdle else { return false }
    return expectations.contains { $0.matchers.contains { $0.operands.contains(where: redactor.masks) } }
      || assertions.contains { $0.holdsSecret(redactor) } || outputs.contains { $0.holdsSecret(redactor) }
      || split?.holdsSecret(redactor) == true
  }
}

extension Redactor {
  /// Whether something of the value is masked.
  func masks(_ value: Value) -> Bool { redact(value) != value || knows(value) }
}

extension Matcher {
  /// The values that it compares with.
  fileprivate var operands: [Value] {
    switch self {
    case .eq(let value), .ne(let value), .lt(let value), .le(let value), .gt(let value), .ge(let value),
      .contains(let value), .notContains(let value):
      [value]
    case .in(let values), .notIn(let values): values
    case .startsWith(let text), .endsWith(let text): [.string(text)]
    case .matches(let pattern), .notMatches(let pattern): [.string(pattern.pattern)]
    case .length(let matchers): matchers.flatMap(\.operands)
    case .exists, .empty: []
    }
  }
}
