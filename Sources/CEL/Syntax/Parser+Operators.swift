internal import Values

// Reads what follows a value.
extension Parser {
  mutating func readOn() {
    switch lexeme.kind {
    case .symbol(let symbol): readSymbol(symbol)
    case .name(let word): readWord(word)
    case .literal, .integer, .quotedName: readWithoutOperator()
    case .unknown:
      wait(.gap(takeValue(after: .unary)))
      take()
    case .end: finish()
    }
  }

  private mutating func readSymbol(_ symbol: Symbol) {
    switch symbol {
    case .point: readMember()
    case .openBracket: readIndex()
    case .openParenthesis:
      report(.notCallable(lexeme.range))
      open(.arguments(nil), from: lexeme.range.lowerBound)
    case .openBrace: readMessage()
    case .question: readQuestion()
    case .colon: readColon()
    case .comma: readComma()
    case .closeParenthesis, .closeBracket, .closeBrace: readCloser(symbol)
    case .not, .openInterpolation: readWithoutOperator()
    case .and, .or: readChain(symbol)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .membership, .plus, .minus,
      .times,
      .divided, .remainder:
      wait(.binary(symbol, takeValue(after: symbol.precedence ?? .unary)))
      take()
    }
  }

  // MARK: Operators

  private mutating func readChain(_ symbol: Symbol) {
    let term = takeValue(after: symbol.precedence?.tighter ?? .unary)
    if case .chain(symbol, _)? = frames[top].pending.last {
      // The chain goes on.
    } else {
      wait(.chain(symbol, first: terms.count))
    }
    terms.append(term)
    take()
  }

  /// Reads a word behind a value: an operator of another language, or something that an operator is missing before.
  private mutating func readWord(_ word: String) {
    let range = lexeme.range
    switch word.lowercased() {
    case "and":
      report(.wordForOperator(text(range), .and, range))
      readChain(.and)
    case "or":
      report(.wordForOperator(text(range), .or, range))
      readChain(.or)
    case "not" where next?.symbol == .membership:
      report(.notIn(range))
      take()
    default: readWithoutOperator()
    }
  }

  private mutating func readWithoutOperator() {
    let text = text(lexeme.range)
    if text.hasPrefix(".") {
      report(.numberField(text, lexeme.range))
      return take()
    }
    if case .gap? = frames[top].pending.last {
      // One fault is enough for several words in a row.
    } else {
      report(.missingOperator(before: text, isElement: frames[top].hasElements, lexeme.range))
    }
    wait(.gap(takeValue(after: .unary)))
  }

  private mutating func wait(_ pending: Pending) { frames[top].pending.append(pending) }

  /// The value that was read, and all that binds it at least so tightly.
  private mutating func takeValue(after precedence: Precedence) -> Operand {
    combine(atLeast: precedence)
    defer { value = nil }
    return value ?? placeholder(lexeme.range)
  }

  // MARK: Conditions

  private mutating func readQuestion() {
    combine(atLeast: .or)
    if case .condition? = frames[top].pending.last { report(.nestedCondition(lexeme.range)) }
    descend()
    wait(.condition(takeValue(after: .or), question: lexeme.range.lowerBound))
    take()
  }

  private mutating func readColon() {
    combine(atLeast: .or)
    if let condition = takeCondition() {
      wait(.branch(condition, takeValue(after: .or)))
    } else if frames[top].hasEntries, frames[top].key == nil {
      readKey()
    } else {
      dropValue(.strayColon(lexeme.range))
    }
    take()
  }

  /// The condition that waits for the colon. Other conditions stand above it only where they should not.
  private mutating func takeCondition() -> Operand? {
    let waiting = frames[top].pending.lastIndex { if case .condition = $0 { true } else { false } }
    guard let waiting else { return nil }
    while frames[top].pending.count > waiting + 1 { combineLast() }
    guard case .condition(let condition, _)? = frames[top].pending.popLast() else { return nil }
    return condition
  }

  private mutating func readKey() {
    let key = takeValue(after: .conditional)
    if case .message = frames[top].kind, !key.isBroken { report(.badField(key.range)) }
    frames[top].key = key
  }

  /// Leaves out what was read up to a mark that has no meaning here, of which only the first is reported.
  mutating func dropValue(_ fault: ExpressionFault) {
    if !frames[top].isFaulty { report(fault) }
    frames[top].isFaulty = true
    _ = takeValue(after: .conditional)
  }

  // MARK: Fields, elements and messages

  private mutating func readMember() {
    guard let target = value else { return }
    take()
    let isOptional = lexeme.symbol == .question
    if isOptional { take() }
    switch lexeme.kind {
    case .name(let name) where !isOptional && next?.symbol == .openParenthesis:
      take()
      open(.arguments(Callee(name: name, target: target)), from: target.range.lowerBound)
    case .name(let name): readField(name, of: target, isOptional: isOptional, isPlain: true)
    case .quotedName(let name): readField(name, of: target, isOptional: isOptional, isPlain: false)
    case .literal(.bool), .literal(.null), .symbol(.membership):
      let word = text(lexeme.range)
      report(.keywordField(word, lexeme.range))
      readField(String(word), of: target, isOptional: isOptional, isPlain: false)
    case .literal, .integer, .symbol, .unknown, .end: report(.missingName(lexeme.range))
    }
  }

  private mutating func readField(_ name: String, of target: Operand, isOptional: Bool, isPlain: Bool) {
    let range = target.range.lowerBound..<lexeme.range.upperBound
    value = node(.select(target.expr, field: name, isOptional: isOptional), range, over: target.depth)
    value?.isPath = target.isPath && isPlain && !isOptional
    take()
  }

  private mutating func readIndex() {
    guard let target = value else { return }
    let isOptional = next?.symbol == .question
    open(.index(of: target, isOptional: isOptional), from: target.range.lowerBound)
    if isOptional { take() }
  }

  private mutating func readMessage() {
    if let target = value, target.isPath, let name = target.expr.path {
      return open(.message(name), from: target.range.lowerBound)
    }
    report(.notMessage(lexeme.range))
    wait(.gap(takeValue(after: .unary)))
    open(.map, from: lexeme.range.lowerBound)
  }
}

extension Expr {
  /// The names of a path such as `a.b.c`, as they are written.
  fileprivate var path: String? {
    var fields: [String] = []
    var expr = self
    while true {
      switch expr.kind {
      case .identifier(let name): return ([name] + fields.reversed()).joined(separator: ".")
      case .select(let operand, let field, _):
        fields.append(field)
        expr = operand
      case .literal, .index, .operation, .call, .list, .map, .message, .macro: return nil
      }
    }
  }
}
