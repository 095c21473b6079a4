internal import Values

/// `text.replace(part, other)` and `text.replace(part, other, limit)`. A negative limit is none. A part that is empty is
/// found before every code point and at the end, as Go finds it.
func replace(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let bytes = Array(try arguments.string(at: 0).utf8)
  let (part, other) = (Array(try arguments.string(at: 1).utf8), Array(try arguments.string(at: 2).utf8))
  try budget.spend(bytes: bytes.count + part.count)
  // Every place costs, so that more than can be paid for need not be found.
  let limit = min(try arguments.limit(at: 3), budget.left + 1)
  let places =
    part.isEmpty
    ? codePointStarts(in: bytes, limit: limit) : ByteSearch(part).all(in: bytes, limit: limit)
  var result: [UInt8] = []
  var copied = 0
  for place in places {
    try budget.spend(bytes: place - copied + other.count)
    result += bytes[copied..<place]
    result += other
    copied = place + part.count
  }
  try budget.spend(bytes: bytes.count - copied)
  result += bytes[copied...]
  return .string(String(decoding: result, as: UTF8.self))
}

/// `text.split(separator)` and `text.split(separator, limit)`. A negative limit is none. An empty separator splits
/// between all code points.
func split(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let bytes = Array(try arguments.string(at: 0).utf8)
  let separator = Array(try arguments.string(at: 1).utf8)
  let limit = try arguments.limit(at: 2)
  if limit == 0 { return [] }
  try budget.spend(bytes: bytes.count + separator.count)
  let places = min(limit - 1, budget.left + 1)
  let separators =
    separator.isEmpty
    ? boundaries(in: bytes, limit: places) : ByteSearch(separator).all(in: bytes, limit: places)
  if separator.isEmpty, bytes.isEmpty { return [] }
  var parts: [Value] = []
  var start = 0
  for place in separators {
    try budget.spend(bytes: place - start)
    parts.append(.string(String(decoding: bytes[start..<place], as: UTF8.self)))
    start = place + separator.count
  }
  parts.append(.string(String(decoding: bytes[start...], as: UTF8.self)))
  return .list(parts)
}

/// Where code points begin and the text ends.
private func codePointStarts(in bytes: [UInt8], limit: Int) -> [Int] {
  Array((bytes.indices.lazy.filter { !isContinuation(bytes[$0]) } + [bytes.count]).prefix(limit))
}

/// Where one code point ends and another begins.
private func boundaries(in bytes: [UInt8], limit: Int) -> [Int] {
  Array(bytes.indices.dropFirst().lazy.filter { !isContinuation(bytes[$0]) }.prefix(limit))
}

/// Whether a byte of UTF-8 goes on with the code point before it.
func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

extension [Value] {
  /// The limit at a place, where there is one; without one, and where it is negative, all.
  fileprivate func limit(at place: Int) throws(EvaluationError) -> Int {
    guard count > place else { return .max }
    let limit = try int(at: place)
    return limit < 0 ? .max : Int(limit)
  }
}
