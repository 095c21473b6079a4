internal import CheckModel
internal import RegularExpressions
internal import Values

/// Judges the value at one place.
struct Judge {
  /// The path to it.
  let place: String
  /// Masks what is shown.
  let redactor: Redactor?

  func judgement(of matcher: Matcher, on value: Value) -> Judgement {
    switch matcher {
    case .exists(true): .holds
    case .exists(false): fails(matcher, value)
    case .eq(let expected): undecided(value, expected) ?? equality(value, expected)
    case .ne(let other):
      undecided(value, differingFrom: [other]) ?? undecided(value, other)
        ?? hold(!value.isEqual(to: other), matcher, value)
    case .lt(let bound): ordered(matcher, value, bound) { $0 == .less }
    case .le(let bound): ordered(matcher, value, bound) { $0 != .greater }
    case .gt(let bound): ordered(matcher, value, bound) { $0 == .greater }
    case .ge(let bound): ordered(matcher, value, bound) { $0 != .less }
    case .in(let choices):
      undecided(value, among: choices) ?? hold(choices.contains { value.isEqual(to: $0) }, matcher, value)
    case .notIn(let choices):
      choices.contains { value.isEqual(to: $0) }
        ? fails(matcher, value)
        : undecided(value, differingFrom: choices) ?? choices.lazy.compactMap { undecided(value, $0) }.first
          ?? .holds
    case .contains(let part): containment(matcher, value, part, wanted: true)
    case .notContains(let part): containment(matcher, value, part, wanted: false)
    case .startsWith(let start): textual(matcher, value) { $0.utf8.starts(with: start.utf8) }
    case .endsWith(let end): textual(matcher, value) { $0.utf8.reversed().starts(with: end.utf8.reversed()) }
    case .matches(let pattern): textual(matcher, value) { pattern.matches($0) }
    case .notMatches(let pattern): textual(matcher, value) { !pattern.matches($0) }
    case .empty(let wanted): measured(value) { hold(($0 == 0) == wanted, matcher, value) }
    case .length(let matchers): measured(value) { lengths(Int64($0), matchers) }
    }
  }

  // MARK: - Equality

  private func equality(_ value: Value, _ expected: Value) -> Judgement {
    guard let difference = firstDifference(value, expected, at: place) else { return .holds }
    return .fails(
      Finding(
        path: difference.place, expected: difference.expected.map(shown) ?? "to be absent",
        observed: difference.observed.map(shown)))
  }

  /// Why two values cannot be compared, if they cannot.
  private func undecided(_ value: Value, _ expected: Value) -> Judgement? {
    let (observed, wanted) = (Shape(value), Shape(expected))
    guard observed.isComparable(with: wanted) else {
      let advice = observed.advice(expecting: wanted).map { "; \($0)" } ?? ""
      return undecided("is \(named(value)), compared with \(named(expected))\(advice)")
    }
    guard observed == wanted, [.number, .list, .map].contains(observed),
      let difference = firstDifference(value, expected, at: place),
      difference.observed?.isNaN == true || difference.expected?.isNaN == true
    else { return nil }
    return .undecided("\(difference.place): NaN is neither equal to a number nor different from it")
  }

  /// Null says that nothing was observed, which is not the same as something else.
  private func undecided(_ value: Value, differingFrom others: [Value]) -> Judgement? {
    guard value == .null, !others.isEmpty, !others.contains(.null) else { return nil }
    return undecided(
      "null (NULL in SQL) was observed, which does not differ from a value; expect `eq: null` or `ne: null`,"
        + " or make a value of it, as with coalesce(...)")
  }

  private func undecided(_ value: Value, among choices: [Value]) -> Judgement? {
    if value.isNaN { return undecided("NaN is neither equal to a number nor different from it") }
    guard let first = choices.first, choices.allSatisfy({ undecided(value, $0) != nil }) else { return nil }
    return undecided(value, first)
  }

  // MARK: - Order

  private func ordered(
    _ matcher: Matcher, _ value: Value, _ bound: Value, holds: (Value.Ordering) -> Bool
  ) -> Judgement {
    if let ordering = value.ordering(relativeTo: bound) { return hold(holds(ordering), matcher, value) }
    if case .string = value, bound.isNumber {
      return undecided(
        "is \(named(value)), compared with \(named(bound)); judge a number instead (in SQL, cast it: `::int`)"
      )
    }
    if value != .null, bound != .null, let reason = undecided(value, bound) { return reason }
    return undecided("is \(named(value)), which is neither less nor more than \(named(bound))")
  }

  // MARK: - Parts

  private func containment(_ matcher: Matcher, _ value: Value, _ part: Value, wanted: Bool) -> Judgement {
    switch (value, part) {
    case (.string(let text), .string(let part)):
      return hold(containsUTF8(text, part) == wanted, matcher, value)
    case (.list(let elements), _):
      if let place = elements.firstIndex(where: { $0.isEqual(to: part) }) {
        return wanted ? .holds : fails(matcher, elements[place], at: "\(self.place)[\(place)]")
      }
      if let reason = undecided(part, among: elements, wanted: wanted) { return reason }
      return hold(!wanted, matcher, value)
    case (.map(let entries), .string(let key)):
      let isThere = entries[.string(key)] != nil
      return hold(isThere == wanted, matcher, .list(entries.keys.map { .string($0.description) }))
    case (.string, _): return undecided(value, part) ?? undecided("a string does not contain null")
    case (.map, _): return undecided("is a map, whose keys are strings, asked for \(named(part))")
    default: return undecided("is \(named(value)), which contains nothing")
    }
  }

  /// One element of another type leaves open whether the part is absent, all of them whether it could be there.
  private func undecided(_ part: Value, among elements: [Value], wanted: Bool) -> Judgement? {
    let others = elements.filter { undecided($0, part) != nil }
    guard let first = others.first, !wanted || others.count == elements.count else { return nil }
    return undecided("has elements such as \(named(first)), and is asked for \(named(part))")
  }

  private func textual(_ matcher: Matcher, _ value: Value, holds: (String) -> Bool) -> Judgement {
    guard let text = value.string else {
      return undecided("is \(named(value)), not a string that could be judged by its text")
    }
    return hold(holds(text), matcher, value)
  }

  // MARK: - Length

  private func measured(_ value: Value, judge: (Int) -> Judgement) -> Judgement {
    switch value {
    case .string(let text): judge(text.unicodeScalars.count)
    case .bytes(let bytes): judge(bytes.count)
    case .list(let elements): judge(elements.count)
    case .map(let entries): judge(entries.count)
    default: undecided("is \(named(value)), which has no length")
    }
  }

  private func lengths(_ length: Int64, _ matchers: [Matcher]) -> Judgement {
    for matcher in matchers {
      switch judgement(of: matcher, on: .int(length)) {
      case .holds: continue
      case .undecided(let reason): return .undecided(reason)
      case .fails:
        return .fails(
          Finding(path: place, expected: words(for: .length([matcher])), observed: String(length)))
      }
    }
    return .holds
  }

  // MARK: - Saying it

  private func hold(_ holds: Bool, _ matcher: Matcher, _ value: Value) -> Judgement {
    holds ? .holds : fails(matcher, value)
  }

  private func fails(_ matcher: Matcher, _ value: Value, at place: String? = nil) -> Judgement {
    .fails(Finding(path: place ?? self.place, expected: words(for: matcher), observed: shown(value)))
  }

  private func undecided(_ reason: String) -> Judgement { .undecided("\(place): \(reason)") }

  private func named(_ value: Value) -> String {
    value == .null || value.isNaN ? (value.isNaN ? "NaN" : "null") : "\(Shape(value).name) (\(shown(value)))"
  }

  func shown(_ value: Value) -> String { (redactor?.redact(value) ?? value).excerpt() }
}

extension Value {
  /// Whether it is a double that is not a number.
  var isNaN: Bool {
    if case .double(let number) = self { number.isNaN } else { false }
  }
}
