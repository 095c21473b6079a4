internal import Values

// Reads where a value is to stand.
extension Parser {
  mutating func readValue() {
    if frames[top].hasElements, readStartOfElement() { return }
    let lexeme = lexeme
    switch lexeme.kind {
    case .literal(let literal): readLiteral(literal)
    case .integer(let magnitude): readInteger(magnitude, from: lexeme.range.lowerBound, isNegative: false)
    case .name(let name): readName(name)
    case .quotedName:
      report(.quotedVariable(lexeme.range))
      take()
      value = placeholder(lexeme.range)
    case .symbol(.point): readRootName()
    case .symbol(.not), .symbol(.minus): readSigns()
    case .symbol(.openParenthesis), .symbol(.openInterpolation): open(.group, from: lexeme.range.lowerBound)
    case .symbol(.openBracket): open(.list, from: lexeme.range.lowerBound)
    case .symbol(.openBrace): open(.map, from: lexeme.range.lowerBound)
    case .unknown: take()
    case .symbol, .end: missValue()
    }
  }

  private mutating func missValue() {
    if position > 0, case .unknown = lexemes[position - 1].kind {
      // The fault is the unknown word, not that nothing follows it.
    } else if case .end = lexeme.kind {
      report(.missingValue(before: nil, lexeme.range))
    } else {
      report(.missingValue(before: text(lexeme.range), lexeme.range))
    }
    value = placeholder(lexeme.range.lowerBound..<lexeme.range.lowerBound)
  }

  // MARK: Elements

  /// Reads the end of a bracket, `?`, or the name of a message's field. Returns whether there was any.
  private mutating func readStartOfElement() -> Bool {
    if frames[top].isAtElement {
      if let closer = frames[top].closer, lexeme.symbol == closer, mayClose {
        let end = lexeme.range.upperBound
        take()
        close(at: end)
        return true
      }
      if mayBeOptional, lexeme.symbol == .question {
        frames[top].isOptional = true
        take()
        return true
      }
    }
    return readFieldName()
  }

  /// Whether the bracket may end here: empty, or after a comma that only calls do not allow at the end.
  private var mayClose: Bool {
    if case .arguments = frames[top].kind { frames[top].elements.isEmpty } else { true }
  }

  private var mayBeOptional: Bool {
    if case .arguments = frames[top].kind { false } else { true }
  }

  private mutating func readFieldName() -> Bool {
    guard case .message = frames[top].kind, frames[top].key == nil, frames[top].pending.isEmpty,
      next?.symbol == .colon
    else { return false }
    switch lexeme.kind {
    case .name(let name), .quotedName(let name):
      frames[top].key = node(.literal(.string(name)), lexeme.range)
      take()
      take()
      return true
    case .integer, .literal, .symbol, .unknown, .end: return false
    }
  }

  // MARK: Literals and names

  private mutating func readLiteral(_ literal: Value) {
    value = node(.literal(literal), lexeme.range)
    take()
  }

  private mutating func readInteger(_ magnitude: UInt64, from start: Int, isNegative: Bool) {
    let range = start..<lexeme.range.upperBound
    take()
    let limit = Int64.max.magnitude + (isNegative ? 1 : 0)
    if magnitude > limit { report(.outOfRange(text(range), isNegative: isNegative, range)) }
    let bits = Int64(truncatingIfNeeded: magnitude)
    value = node(.literal(.int(isNegative ? 0 &- bits : bits)), range)
  }

  private mutating func readName(_ name: String) {
    let range = lexeme.range
    if name.lowercased() == "not", isNegatedByWord {
      report(.wordForOperator(text(range), .not, range))
      return take()
    }
    if ReservedWord.reserved.contains(name) { report(.reserved(name, range)) }
    take()
    readNameOrCall(name, range)
  }

  /// Whether the word `not` is followed by what can only be meant to be negated.
  private var isNegatedByWord: Bool {
    guard let next else { return false }
    switch next.kind {
    case .name, .literal, .integer, .symbol(.not): return true
    case .symbol(.openParenthesis): return next.range.lowerBound > lexeme.range.upperBound
    case .quotedName, .symbol, .unknown, .end: return false
    }
  }

  /// A name that begins with a point, which no container is put before.
  private mutating func readRootName() {
    let start = lexeme.range.lowerBound
    take()
    guard case .name(let name) = lexeme.kind else {
      report(.missingName(lexeme.range))
      return value = placeholder(start..<start + 1)
    }
    if ReservedWord.reserved.contains(name) { report(.reserved(name, lexeme.range)) }
    let range = start..<lexeme.range.upperBound
    take()
    readNameOrCall("." + name, range)
  }

  private mutating func readNameOrCall(_ name: String, _ range: Range<Int>) {
    if lexeme.symbol == .openParenthesis {
      return open(.arguments(Callee(name: name, target: nil)), from: range.lowerBound)
    }
    value = node(.identifier(name), range)
    value?.isPath = true
  }

  // MARK: Signs

  /// A chain of `!` or of `-`. One minus before a number is a part of it, which the smallest integer needs.
  private mutating func readSigns() {
    guard let symbol = lexeme.symbol else { return }
    let start = lexeme.range.lowerBound
    var count = 0
    while lexeme.symbol == symbol {
      take()
      count += 1
    }
    if symbol == .minus, count == 1, readNegativeNumber(from: start) { return }
    descend(count)
    frames[top].pending.append(.sign(symbol, count: count, start: start))
    if let other = lexeme.symbol, other == .not || other == .minus, !isMinusOfNumber {
      report(.mixedSigns(symbol, other, lexeme.range))
    }
  }

  private mutating func readNegativeNumber(from start: Int) -> Bool {
    switch lexeme.kind {
    case .integer(let magnitude): readInteger(magnitude, from: start, isNegative: true)
    case .literal(.double(let number)):
      value = node(.literal(.double(-number)), start..<lexeme.range.upperBound)
      take()
    case .name, .quotedName, .literal, .symbol, .unknown, .end: return false
    }
    return true
  }

  private var isMinusOfNumber: Bool {
    guard lexeme.symbol == .minus, let next else { return false }
    switch next.kind {
    case .integer, .literal(.double): return true
    case .name, .quotedName, .literal, .symbol, .unknown, .end: return false
    }
  }
}
