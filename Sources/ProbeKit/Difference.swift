internal import Values

/// The first place at which two values differ.
struct Difference {
  /// The path to it.
  let place: String
  /// What should be there; nil where nothing should.
  let expected: Value?
  /// What is there; nil where nothing is.
  let observed: Value?
}

/// The first place at which a value differs from what is expected; nil where the two are equal. Numbers are
/// compared by value whatever their types.
func firstDifference(_ observed: Value, _ expected: Value, at place: String) -> Difference? {
  switch (observed, expected) {
  case (.list(let left), .list(let right)):
    for index in 0..<max(left.count, right.count) {
      // A list may have a million elements: places are named only where something differs.
      if index < left.count, index < right.count, left[index].isEqual(to: right[index]) { continue }
      let inner = "\(place)[\(index)]"
      guard index < left.count, index < right.count else {
        return Difference(
          place: inner, expected: index < right.count ? right[index] : nil,
          observed: index < left.count ? left[index] : nil)
      }
      if let difference = firstDifference(left[index], right[index], at: inner) { return difference }
    }
    return nil
  case (.map(let left), .map(let right)):
    for (key, value) in right {
      let inner = place + step(to: key)
      guard let counterpart = left[key] else {
        return Difference(place: inner, expected: value, observed: nil)
      }
      if let difference = firstDifference(counterpart, value, at: inner) { return difference }
    }
    return left.first { right[$0.key] == nil }.map { key, value in
      Difference(place: place + step(to: key), expected: nil, observed: value)
    }
  default:
    return observed.isEqual(to: expected)
      ? nil : Difference(place: place, expected: expected, observed: observed)
  }
}

private func step(to key: ValueKey) -> String {
  if case .string(let name) = key { ObservationPath.Step.key(name).text } else { "[\(key)]" }
}
