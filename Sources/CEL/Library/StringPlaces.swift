internal import Values

/// `text.charAt(place)`
func charAt(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let text = CodePoints(try arguments.string(at: 0))
  let place = try arguments.int(at: 1)
  try budget.spend(bytes: text.bytes.count)
  let start = try text.offset(of: place)
  if start == text.bytes.count { return "" }
  return .string(text.text(from: start, to: try text.offset(of: place + 1)))
}

/// `text.substring(start)` and `text.substring(start, end)`
func substring(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let text = CodePoints(try arguments.string(at: 0))
  try budget.spend(bytes: text.bytes.count)
  let start = try arguments.int(at: 1)
  guard arguments.count > 2 else {
    return .string(text.text(from: try text.offset(of: start), to: text.bytes.count))
  }
  let end = try arguments.int(at: 2)
  guard start <= end else { throw EvaluationError("a substring cannot go from \(start) to \(end)") }
  return .string(text.text(from: try text.offset(of: start), to: try text.offset(of: end)))
}

/// `text.indexOf(part)` and `text.indexOf(part, from)`. An empty part is found at the place itself, wherever that is, as
/// cel-go has it.
func indexOf(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let text = CodePoints(try arguments.string(at: 0))
  let part = Array(try arguments.string(at: 1).utf8)
  let from = arguments.count > 2 ? try arguments.int(at: 2) : 0
  try budget.spend(bytes: text.bytes.count + part.count)
  if part.isEmpty { return .int(from) }
  if from < 0 { throw .outOfRange(from) }
  guard let start = text.knownOffset(of: from) else { return -1 }
  return .int(ByteSearch(part).first(in: text.bytes, from: start).map(text.place) ?? -1)
}

/// `text.lastIndexOf(part)` and `text.lastIndexOf(part, upTo)`; an empty part is found as by `indexOf`, or at the end.
func lastIndexOf(_ arguments: [Value], _ budget: inout Budget) throws(EvaluationError) -> Value {
  let text = CodePoints(try arguments.string(at: 0))
  let part = Array(try arguments.string(at: 1).utf8)
  try budget.spend(bytes: text.bytes.count + part.count)
  var last = text.bytes.count
  if arguments.count > 2 {
    let place = try arguments.int(at: 2)
    if part.isEmpty { return .int(place) }
    if place < 0 { throw .outOfRange(place) }
    guard let offset = text.knownOffset(of: place), offset < text.bytes.count else { return -1 }
    last = offset
  }
  if part.isEmpty { return .int(text.place(of: last)) }
  return .int(ByteSearch.last(part, in: text.bytes, upTo: last).map(text.place) ?? -1)
}

/// A text whose code points are counted.
private struct CodePoints {
  /// Its UTF-8.
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  /// Where a code point begins, or the text ends; throws where the text has no such place.
  func offset(of place: Int64) throws(EvaluationError) -> Int {
    guard let offset = knownOffset(of: place) else { throw .outOfRange(place) }
    return offset
  }

  /// Where a code point begins, or the text ends; nil where the text has no such place.
  func knownOffset(of place: Int64) -> Int? {
    guard (0...Int64(bytes.count)).contains(place) else { return nil }
    var left = place
    for (offset, byte) in bytes.enumerated() where !isContinuation(byte) {
      if left == 0 { return offset }
      left -= 1
    }
    return left == 0 ? bytes.count : nil
  }

  /// How many code points begin before an offset.
  func place(of offset: Int) -> Int64 {
    Int64(bytes[..<offset].reduce(0) { $0 + (isContinuation($1) ? 0 : 1) })
  }

  func text(from start: Int, to end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }
}

extension EvaluationError {
  fileprivate static func outOfRange(_ place: Int64) -> EvaluationError {
    EvaluationError("the text has no place \(place)")
  }
}
