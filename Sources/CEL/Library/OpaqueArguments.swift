internal import Values

/// Arguments of the types of time and of those that libraries add.
extension [Value] {
  /// The timestamp at a place.
  func timestamp(at place: Int) throws(EvaluationError) -> Timestamp {
    guard case .timestamp(let time) = self[place] else {
      throw .noOverload(for: self[place], where: "a timestamp")
    }
    return time
  }

  /// The duration at a place.
  func duration(at place: Int) throws(EvaluationError) -> Duration {
    guard case .duration(let span) = self[place] else {
      throw .noOverload(for: self[place], where: "a duration")
    }
    return span
  }

  /// The value of an added type at a place.
  func opaque<T: Opaque>(at place: Int, _ expected: String) throws(EvaluationError) -> T {
    guard case .opaque(let value) = self[place], let base = value.base as? T else {
      throw .noOverload(for: self[place], where: expected)
    }
    return base
  }
}
