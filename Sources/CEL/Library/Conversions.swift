internal import Values

/// Conversions from type to type (cel-spec, "Type Conversions"). What does not fit is an error, never cut or rounded
/// to something that does.
let conversions: [Function] = [
  conversion(
    "int", "The signed integer of a number, a text, or the seconds of a timestamp since 1970", int,
    from: [.int, .uint, .double, .string, .timestamp], to: .int),
  conversion(
    "uint", "The unsigned integer of a number or a text", uint,
    from: [.uint, .int, .double, .string], to: .uint),
  conversion(
    "double", "The double of a number or a text", double,
    from: [.double, .int, .uint, .string], to: .double),
  conversion(
    "string", "The text of a value", string,
    from: [.string, .bool, .int, .uint, .double, .bytes, .timestamp, .duration], to: .string),
  conversion("bytes", "The UTF-8 of a text", bytes, from: [.bytes, .string], to: .bytes),
  conversion("bool", "The truth that a text names", bool, from: [.bool, .string], to: .bool),
  Function(
    "dyn", "The value, whose type is not checked before it is seen",
    [.function([.parameter("A")], .dyn) { arguments, _ in arguments[0] }]),
  Function(
    "type", "The type of a value",
    [
      .function([.parameter("A")], .type(.parameter("A"))) { arguments, _ in
        .opaque(OpaqueValue(TypeValue(of: arguments[0])))
      }
    ]),
]

private func conversion(
  _ name: String, _ summary: String, _ body: @escaping Overload.Body, from types: [Type], to result: Type
) -> Function {
  Function(
    name, summary,
    types.map { type in
      .function([type], result) { arguments, budget throws(EvaluationError) in
        if case .string(let text) = arguments[0] { try budget.spend(bytes: text.utf8.count) }
        return try body(arguments, &budget)
      }
    })
}

private func int(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let number: Int64? =
    switch arguments[0] {
    case .int(let number): number
    case .uint(let number): Int64(exactly: number)
    // The smallest integer is refused as cel-go refuses it: as a double it may stand for any of hundreds.
    case .double(let number): number > -0x1p63 && number < 0x1p63 ? Int64(number) : nil
    case .decimal(let number): wholePart(number).flatMap { Int64($0) }
    case .string(let text): Int64(text)
    case .timestamp(let time): time.seconds
    default: throw .noOverload(for: arguments[0], where: "a number, a string or a timestamp")
    }
  guard let number else { throw .notConvertible(arguments[0], "an int") }
  return .int(number)
}

private func uint(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let number: UInt64? =
    switch arguments[0] {
    case .uint(let number): number
    case .int(let number): UInt64(exactly: number)
    case .double(let number): number >= 0 && number < 0x1p64 ? UInt64(number) : nil
    case .decimal(let number): number < Decimal(0) ? nil : wholePart(number).flatMap { UInt64($0) }
    // Swift would read a sign.
    case .string(let text): text.utf8.allSatisfy { (48...57).contains($0) } ? UInt64(text) : nil
    default: throw .noOverload(for: arguments[0], where: "a number or a string")
    }
  guard let number else { throw .notConvertible(arguments[0], "a uint") }
  return .uint(number)
}

/// The digits before the point and their sign. A number with an exponent is taken as a double; nil where that has no
/// such digits.
private func wholePart(_ number: Decimal) -> Substring? {
  var text = number.description
  if text.contains(where: { $0 == "e" || $0 == "E" }) {
    guard number.double.isFinite else { return nil }
    text = DoubleText(number.double).fixed
  }
  let whole = text.prefix { $0 != "." }
  return ["", "-", "+"].contains(whole) ? "0" : whole
}

private func double(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let number: Double? =
    switch arguments[0] {
    case .double, .int, .uint: arguments[0].double
    case .decimal(let number): number.double.isFinite ? number.double : nil
    case .string(let text): double(reading: text)
    default: throw .noOverload(for: arguments[0], where: "a number or a string")
    }
  guard let number else { throw .notConvertible(arguments[0], "a double") }
  return .double(number)
}

/// Decimal notation with or without an exponent, `NaN`, and the infinities in Go's spellings. Swift alone would read
/// hexadecimal notation, and numbers that are too large as infinities.
private func double(reading text: String) -> Double? {
  let lowercase = asciiLowercase(text)
  let unsigned = lowercase.hasPrefix("-") || lowercase.hasPrefix("+") ? lowercase.dropFirst() : lowercase[...]
  if lowercase == "nan" { return .nan }
  if unsigned == "inf" || unsigned == "infinity" { return lowercase.hasPrefix("-") ? -.infinity : .infinity }
  let isDecimal = lowercase.utf8.allSatisfy { (48...57).contains($0) || "+-.e".utf8.contains($0) }
  guard isDecimal, let number = Double(lowercase), number.isFinite else { return nil }
  return number
}

private func string(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  switch arguments[0] {
  case .string: return arguments[0]
  case .bool(let value): return .string(value ? "true" : "false")
  case .int(let number): return .string(String(number))
  case .uint(let number): return .string(String(number))
  case .decimal(let number): return .string(number.description)
  case .timestamp(let time): return .string(time.description)
  case .duration(let duration): return .string(duration.secondsText)
  case .double(let number):
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number > 0 ? "+Inf" : "-Inf" }
    return .string(DoubleText(number).general)
  case .bytes(let bytes):
    try budget.spend(bytes: bytes.count)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw EvaluationError("the bytes are not UTF-8")
    }
    return .string(text)
  default: throw .noOverload(for: arguments[0], where: "a value that has a text")
  }
}

private func bytes(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  if case .bytes = arguments[0] { return arguments[0] }
  return .bytes(Array(try arguments.string(at: 0).utf8))
}

private func bool(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  if case .bool = arguments[0] { return arguments[0] }
  switch try arguments.string(at: 0) {
  case "1", "t", "T", "true", "True", "TRUE": return true
  case "0", "f", "F", "false", "False", "FALSE": return false
  default: throw .notConvertible(arguments[0], "a bool")
  }
}

extension EvaluationError {
  /// Values are not shown: one may be a secret.
  fileprivate static func notConvertible(_ value: Value, _ type: String) -> EvaluationError {
    EvaluationError(
      value.isNumber ? "the number does not fit into \(type)" : "\(value.kindName) that is not \(type)")
  }
}
