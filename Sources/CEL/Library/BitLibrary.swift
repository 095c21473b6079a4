internal import Values

/// Operations on the bits of integers, in two's complement (cel-go, ext "Math").
let bitLibrary: [Function] = [
  combination("math.bitAnd", "The bits that are set in both", { $0 & $1 }),
  combination("math.bitOr", "The bits that are set in either", { $0 | $1 }),
  combination("math.bitXor", "The bits that are set in one of the two", { $0 ^ $1 }),
  Function(
    "math.bitNot", "The bits that are not set",
    [.function([.int], .int, not), .function([.uint], .uint, not)]),
  shift("math.bitShiftLeft", "The bits moved up; those beyond the 64th are lost", { $0 << $1 }),
  shift("math.bitShiftRight", "The bits moved down, zeros following, the sign of an int too", { $0 >> $1 }),
]

private func combination(
  _ name: String, _ summary: String, _ combine: @escaping @Sendable (UInt64, UInt64) -> UInt64
) -> Function {
  let body: Overload.Body = { arguments, _ throws(EvaluationError) in
    let result = combine(try arguments.bits(at: 0), try arguments.bits(at: 1))
    return Value(bits: result, like: arguments[0])
  }
  return Function(
    name, summary, [.function([.int, .int], .int, body), .function([.uint, .uint], .uint, body)])
}

private func shift(
  _ name: String, _ summary: String, _ move: @escaping @Sendable (UInt64, Int64) -> UInt64
) -> Function {
  let body: Overload.Body = { arguments, _ throws(EvaluationError) in
    let count = try arguments.int(at: 1)
    guard count >= 0 else {
      throw EvaluationError("bits cannot be shifted by a negative number of places: \(count)")
    }
    return Value(bits: move(try arguments.bits(at: 0), count), like: arguments[0])
  }
  return Function(
    name, summary, [.function([.int, .int], .int, body), .function([.uint, .int], .uint, body)])
}

private func not(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  Value(bits: ~(try arguments.bits(at: 0)), like: arguments[0])
}

extension [Value] {
  fileprivate func bits(at place: Int) throws(EvaluationError) -> UInt64 {
    switch self[place] {
    case .int(let number): return UInt64(bitPattern: number)
    case .uint(let number): return number
    default: throw .noOverload(for: self[place], where: "an int or a uint")
    }
  }
}

extension Value {
  /// The integer of these bits, signed as another is.
  fileprivate init(bits: UInt64, like other: Value) {
    if case .int = other { self = .int(Int64(bitPattern: bits)) } else { self = .uint(bits) }
  }
}
