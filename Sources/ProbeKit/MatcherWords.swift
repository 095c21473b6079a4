internal import RegularExpressions
internal import Values

extension Judge {
  /// What a matcher expects, as it reads after "expected".
  func words(for matcher: Matcher) -> String {
    switch matcher {
    case .eq(let value): shown(value)
    case .ne(let value): "anything but \(shown(value))"
    case .lt(let value): "to be less than \(shown(value))"
    case .le(let value): "to be at most \(shown(value))"
    case .gt(let value): "to be more than \(shown(value))"
    case .ge(let value): "to be at least \(shown(value))"
    case .in(let values): "one of \(listed(values))"
    case .notIn(let values): "none of \(listed(values))"
    case .contains(let value): "to contain \(shown(value))"
    case .notContains(let value): "not to contain \(shown(value))"
    case .startsWith(let text): "to start with \(shown(.string(text)))"
    case .endsWith(let text): "to end with \(shown(.string(text)))"
    case .matches(let pattern): "to match /\(redacted(pattern.pattern))/"
    case .notMatches(let pattern): "not to match /\(redacted(pattern.pattern))/"
    case .exists(let wanted): wanted ? "to exist" : "to be absent"
    case .empty(let wanted): wanted ? "to be empty" : "not to be empty"
    case .length(let matchers): "length " + matchers.map(clause).joined(separator: " and ")
    }
  }

  /// What a matcher expects, as it reads after the name of something.
  func clause(for matcher: Matcher) -> String {
    switch matcher {
    case .eq, .ne, .in, .notIn: "to be \(words(for: matcher))"
    case .length(let matchers): "to have a length that is " + matchers.map(measure).joined(separator: " and ")
    default: words(for: matcher)
    }
  }

  /// What a matcher of a length expects, as it reads after "that is".
  private func measure(for matcher: Matcher) -> String {
    String(clause(for: matcher).dropFirst("to be ".count))
  }

  private func listed(_ values: [Value]) -> String { values.map(shown).joined(separator: ", ") }

  private func redacted(_ text: String) -> String { redactor?.redact(text) ?? text }
}
