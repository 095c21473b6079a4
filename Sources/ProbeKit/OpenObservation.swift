internal import CEL
internal import Diagnostics
internal import Values

/// What is known of an observation's fields only when there is one.
extension Observation {
  /// Why it cannot be told whether a field is as expected, though it is absent; nil where absence says enough.
  public func doubt(about field: String) -> String? {
    if let reason = undecidable[field] { return reason }
    guard let declared, declared[field] == nil else { return nil }
    let names = declared.keys.sorted()
    let help = closestMatch(to: field, among: names).map { "did you mean \($0)?" }
    return "there is no such field; "
      + (help ?? "there are \(names.joined(separator: ", ").shortened(to: 400))")
  }

  /// The expectation as it would have been read had the type of its field been known: text is the duration or the
  /// timestamp that stands there.
  public func fitting(_ expectation: Expectation) -> Expectation {
    guard expectation.path.steps.count == 1, let type = declared?[expectation.path.field] else {
      return expectation
    }
    return Expectation(path: expectation.path, matchers: expectation.matchers.map { $0.reading(texts: type) })
  }
}

extension Matcher {
  /// The same, of what its texts are as values of a type; those that are none stay.
  fileprivate func reading(texts type: Type) -> Matcher {
    func read(_ value: Value) -> Value { (try? Self.converted(value, for: type)) ?? value }
    return switch self {
    case .eq(let value): .eq(read(value))
    case .ne(let value): .ne(read(value))
    case .lt(let value): .lt(read(value))
    case .le(let value): .le(read(value))
    case .gt(let value): .gt(read(value))
    case .ge(let value): .ge(read(value))
    case .in(let values): .in(values.map(read))
    case .notIn(let values): .notIn(values.map(read))
    case .contains, .notContains, .startsWith, .endsWith, .matches, .notMatches, .exists, .empty, .length:
      self
    }
  }
}
