// Makes nodes of what was read: where an operator has both its sides, and where a bracket ends.
extension Parser {
  // MARK: Operators

  /// Makes nodes of the operators before the value that bind it at least so tightly.
  mutating func combine(atLeast precedence: Precedence) {
    while let last = frames[top].pending.last, last.precedence >= precedence { combineLast() }
  }

  /// Makes a node of the last operator.
  mutating func combineLast() {
    guard let last = frames[top].pending.popLast(), let right = value else { return }
    switch last {
    case .sign(let symbol, let count, let start): value = signed(right, symbol, count, from: start)
    case .binary(let symbol, let left): value = operation(symbol.operatorName, [left, right])
    case .chain(let symbol, let first):
      terms.append(right)
      value = balanced(symbol, terms[first...])
      terms.removeSubrange(first...)
    case .condition(let condition, let question):
      nesting -= 1
      reportMissingColon(question: question)
      value = placeholder(condition.range.lowerBound..<right.range.upperBound)
    case .branch(let condition, let then):
      nesting -= 1
      value = operation("_?_:_", [condition, then, right])
    case .gap(let left): value = placeholder(left.range.lowerBound..<right.range.upperBound)
    }
  }

  /// Two equal signs are none, as in cel-go.
  private mutating func signed(_ operand: Operand, _ symbol: Symbol, _ count: Int, from start: Int) -> Operand
  {
    nesting -= count
    let range = start..<operand.range.upperBound
    if count % 2 == 1 { return node(.operation(symbol.signName, [operand.expr]), range, over: operand.depth) }
    var same = operand
    same.range = range
    same.isPath = false
    return same
  }

  private mutating func operation(_ name: String, _ operands: [Operand]) -> Operand {
    let start = operands.first?.range.lowerBound ?? 0
    let end = operands.last?.range.upperBound ?? start
    return node(
      .operation(name, operands.map(\.expr)), start..<end, over: operands.map(\.depth).max() ?? 0)
  }

  /// A chain of `&&` or `||` as a tree as flat as it can be: the order stays, and no chain is too deep.
  private mutating func balanced(_ symbol: Symbol, _ terms: ArraySlice<Operand>) -> Operand {
    if terms.count == 1, let term = terms.first { return term }
    let middle = terms.startIndex + LogicalChain.leftCount(of: terms.count)
    let left = balanced(symbol, terms[..<middle])
    let right = balanced(symbol, terms[middle...])
    return operation(symbol.operatorName, [left, right])
  }

  private mutating func reportMissingColon(question: Int) {
    let follows = source.utf8.dropFirst(question + 1).first
    let isField = follows == UInt8(ascii: ".") || follows == UInt8(ascii: "[")
    report(.missingColon(question: place(question), isField: isField, lexeme.range))
  }

  // MARK: Brackets

  /// Opens a bracket; the word is the bracket itself.
  mutating func open(_ kind: Frame.Kind, from start: Int) {
    frames.append(Frame(kind, opener: lexeme.range, start: start, closer: lexeme.symbol?.closer))
    value = nil
    descend()
    take()
  }

  mutating func readComma() {
    if frames[top].hasElements {
      endElement()
    } else {
      dropValue(.strayComma(lexeme.range))
    }
    take()
  }

  mutating func readCloser(_ symbol: Symbol) {
    let frame = frames[top]
    if frame.closer == symbol {
      closeHere()
    } else if frames.contains(where: { $0.closer == symbol }) {
      reportMissingCloser()
      close(at: lexeme.range.lowerBound)  // The word then closes a bracket further out.
    } else if let closer = frame.closer {
      report(.wrongCloser(symbol, for: closer, opened: place(frame.opener.lowerBound), lexeme.range))
      closeHere()
    } else {
      if !frame.isFaulty { report(.strayCloser(symbol, lexeme.range)) }
      frames[top].isFaulty = true
      take()
    }
  }

  private mutating func closeHere() {
    let end = lexeme.range.upperBound
    close(at: end)
    take()
  }

  private mutating func reportMissingCloser() {
    let frame = frames[top]
    guard let closer = frame.closer, !frame.isFaulty, !isCutShort else { return }
    report(.missingCloser(closer, opened: place(frame.opener.lowerBound), lexeme.range))
  }

  mutating func finish() {
    if frames.count > 1 { reportMissingCloser() }
    while frames.count > 1 { close(at: lexeme.range.lowerBound) }
    combine(atLeast: .conditional)
    isFinished = true
  }

  /// Ends the innermost bracket, which becomes the value.
  mutating func close(at end: Int) {
    endElement()
    let frame = frames.removeLast()
    nesting -= 1
    value = node(of: frame, frame.start..<end)
  }

  /// Puts the value among the elements of the bracket; nothing was read of one where there is no value.
  private mutating func endElement() {
    combine(atLeast: .conditional)
    guard let element = value else { return }
    if frames[top].hasEntries, frames[top].key == nil, !element.isBroken {
      report(.missingEntryValue(lexeme.range))
    }
    frames[top].elements.append(
      Part(key: frames[top].key, value: element, isOptional: frames[top].isOptional))
    frames[top].key = nil
    frames[top].isOptional = false
    value = nil
  }

  private mutating func node(of frame: Frame, _ range: Range<Int>) -> Operand {
    let elements = frame.elements
    let last = elements.last?.value ?? placeholder(range)
    let depth = elements.map { max($0.key?.depth ?? 0, $0.value.depth) }.max() ?? 0
    switch frame.kind {
    case .whole, .group:
      var group = last
      group.range = range
      group.isPath = false
      return group
    case .arguments(let callee?): return call(callee, elements.map(\.value), range)
    case .arguments(nil): return placeholder(range)
    case .index(let target, let isOptional):
      return node(
        .index(target.expr, last.expr, isOptional: isOptional), range, over: max(target.depth, depth))
    case .list:
      return node(
        .list(elements.map { Expr.Element(value: $0.value.expr, isOptional: $0.isOptional) }), range,
        over: depth)
    case .map: return node(.map(Self.entries(elements)), range, over: depth)
    case .message(let name): return node(.message(name, Self.entries(elements)), range, over: depth)
    }
  }

  private static func entries(_ parts: [Part]) -> [Expr.Entry] {
    parts.map { part in
      Expr.Entry(key: (part.key ?? part.value).expr, value: part.value.expr, isOptional: part.isOptional)
    }
  }
}

/// How a chain of `&&` or `||` is cut in two, which cel-go does so.
enum LogicalChain {
  /// How many of so many operands, two at least, go to the left.
  static func leftCount(of count: Int) -> Int { (count + 1) / 2 }

  /// The largest number of operands that leaves the left no more than `left` and the right no more than `right`.
  static func count(left: Int, right: Int) -> Int { min(2 * left, 2 * right + 1) }
}
