internal import Values

/// `text.format([value, ...])`. Values that are left over are ignored; those that are missing are an error.
func format(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let text = try arguments.string(at: 0)
  let values = try arguments.list(at: 1)
  try budget.spend(bytes: text.utf8.count)
  var result = ""
  var next = 0
  var rest = text.unicodeScalars[...]
  while let percent = rest.firstIndex(of: "%") {
    result += String(rest[..<percent])
    rest = rest[percent...].dropFirst()
    if rest.first == "%" {
      result += "%"
      rest.removeFirst()
      continue
    }
    let clause = try FormatClause(taking: &rest)
    guard next < values.count else {
      throw EvaluationError(
        "the format has more places than the \(counted(values.count, "value")) of the list")
    }
    result += try clause.text(of: values[next], &budget)
    next += 1
  }
  return .string(result + String(rest))
}

/// What a `%` begins in a format: `%[.precision]verb`.
private struct FormatClause {
  private let verb: Unicode.Scalar
  private let precision: Int

  /// Takes a clause from the beginning of what follows a `%`.
  init(taking rest: inout Substring.UnicodeScalarView) throws(EvaluationError) {
    precision = try Self.takePrecision(from: &rest) ?? 6
    guard let verb = rest.popFirst() else {
      throw EvaluationError("the format ends within a place for a value")
    }
    guard "sdfebxXo".unicodeScalars.contains(verb) else {
      throw EvaluationError("\"%\(verb)\" is no place for a value; a percent sign itself is \"%%\"")
    }
    self.verb = verb
  }

  private static func takePrecision(
    from rest: inout Substring.UnicodeScalarView
  ) throws(EvaluationError) -> Int? {
    guard rest.first == "." else { return nil }
    rest.removeFirst()
    let digits = rest.prefix { ("0"..."9").contains($0) }
    rest = rest[digits.endIndex...]
    guard let precision = Int(String(digits)), precision <= 1000 else {
      throw EvaluationError("the precision of a place for a value is not a number up to 1000")
    }
    return precision
  }

  /// The value as the verb writes it.
  func text(of value: Value, _ budget: inout Budget) throws(EvaluationError) -> String {
    switch verb {
    case "s":
      var writer = PlainWriter()
      try writer.write(value, &budget)
      return writer.text
    case "d": return try decimal(value)
    case "f": return try rounded(value, "%.*f", &budget)
    case "e": return try rounded(value, "%.*e", &budget)
    case "b":
      if case .bool(let truth) = value { return truth ? "1" : "0" }
      return try integer(value, radix: 2, or: "a bool")
    case "o": return try integer(value, radix: 8, or: nil)
    case "x": return try hexadecimal(value, uppercase: false, &budget)
    default: return try hexadecimal(value, uppercase: true, &budget)
    }
  }

  private func decimal(_ value: Value) throws(EvaluationError) -> String {
    switch value {
    case .int(let number): return String(number)
    case .uint(let number): return String(number)
    case .double(let number): return plainText(number)
    case .decimal(let number): return number.description
    default: throw mismatch(value, "a number")
    }
  }

  private func rounded(
    _ value: Value, _ conversion: String, _ budget: inout Budget
  ) throws(EvaluationError) -> String {
    // The largest double has 309 digits before the point.
    try budget.spend(bytes: 309 + precision)
    switch value {
    case .int(let number): return printed(Double(number), conversion, precision: precision)
    case .uint(let number): return printed(Double(number), conversion, precision: precision)
    case .decimal(let number): return printed(number.double, conversion, precision: precision)
    case .double(let number): return printed(number, conversion, precision: precision)
    default: throw mismatch(value, "a number")
    }
  }

  private func integer(_ value: Value, radix: Int, or other: String?) throws(EvaluationError) -> String {
    switch value {
    case .int(let number): return String(number, radix: radix)
    case .uint(let number): return String(number, radix: radix)
    default: throw mismatch(value, "an integer" + (other.map { " or \($0)" } ?? ""))
    }
  }

  private func hexadecimal(
    _ value: Value, uppercase: Bool, _ budget: inout Budget
  ) throws(EvaluationError) -> String {
    switch value {
    case .int(let number): return String(number, radix: 16, uppercase: uppercase)
    case .uint(let number): return String(number, radix: 16, uppercase: uppercase)
    case .string(let text):
      try budget.spend(bytes: text.utf8.count * 2)
      return hexDigits(Array(text.utf8), uppercase: uppercase)
    case .bytes(let bytes):
      try budget.spend(bytes: bytes.count * 2)
      return hexDigits(bytes, uppercase: uppercase)
    default: throw mismatch(value, "an integer, a string or bytes")
    }
  }

  private func mismatch(_ value: Value, _ expected: String) -> EvaluationError {
    EvaluationError(.noOverload, "\"%\(verb)\" writes \(expected), not \(value.kindName)")
  }
}

private func hexDigits(_ bytes: [UInt8], uppercase: Bool) -> String {
  let digits = Array((uppercase ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
