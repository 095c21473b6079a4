internal import Values

/// The arguments of a call as what its signature says they are. An argument is of another type only where a call was
/// not dispatched by its signature.
extension [Value] {
  /// The text at a place.
  func string(at place: Int) throws(EvaluationError) -> String {
    guard case .string(let text) = self[place] else { throw mismatch(place, "a string") }
    return text
  }

  /// The signed integer at a place.
  func int(at place: Int) throws(EvaluationError) -> Int64 {
    guard case .int(let number) = self[place] else { throw mismatch(place, "an int") }
    return number
  }

  /// The number at a place as a double, which a decimal counts as.
  func double(at place: Int) throws(EvaluationError) -> Double {
    switch self[place] {
    case .double(let number): return number
    case .decimal(let number): return number.double
    default: throw mismatch(place, "a double")
    }
  }

  /// The bytes at a place.
  func bytes(at place: Int) throws(EvaluationError) -> [UInt8] {
    guard case .bytes(let bytes) = self[place] else { throw mismatch(place, "bytes") }
    return bytes
  }

  /// The list at a place.
  func list(at place: Int) throws(EvaluationError) -> [Value] {
    guard case .list(let elements) = self[place] else { throw mismatch(place, "a list") }
    return elements
  }

  /// The timestamp at a place.
  func timestamp(at place: Int) throws(EvaluationError) -> Timestamp {
    guard case .timestamp(let time) = self[place] else {
      throw mismatch(place, "a timestamp")
    }
    return time
  }

  /// The duration at a place.
  func duration(at place: Int) throws(EvaluationError) -> Duration {
    guard case .duration(let span) = self[place] else {
      throw mismatch(place, "a duration")
    }
    return span
  }

  /// The value of an added type at a place.
  func opaque<T: Opaque>(at place: Int, _ expected: String) throws(EvaluationError) -> T {
    guard case .opaque(let value) = self[place], let base = value.base as? T else {
      throw mismatch(place, expected)
    }
    return base
  }

  private func mismatch(_ place: Int, _ expected: String) -> EvaluationError {
    .noOverload(for: self[place], where: expected)
  }
}

extension EvaluationError {
  /// A function takes something else.
  static func noOverload(for value: Value, where expected: String) -> EvaluationError {
    EvaluationError(.noOverload, "\(value.kindName) stands where \(expected) is needed")
  }
}
