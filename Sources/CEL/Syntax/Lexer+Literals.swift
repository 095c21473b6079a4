internal import Values

// MARK: - Numbers

extension Lexer {
  mutating func number() -> Lexeme.Kind {
    let start = position
    let isHexadecimal =
      peek() == UInt8(ascii: "0") && peek(1) == UInt8(ascii: "x") && peek(2)?.digit != nil
    let kind = isHexadecimal ? hexadecimal(from: start) : decimal(from: start)
    guard let byte = peek(), byte.isNamePart else { return kind }
    let end = position
    skip(while: \.isNamePart)
    if text(end..<position) == "in" {  // `1in [1]` is valid.
      position = end
      return kind
    }
    report(.badNumber(text(start..<position), suffix: text(end..<position), start..<position))
    return .literal(.int(0))
  }

  private mutating func hexadecimal(from start: Int) -> Lexeme.Kind {
    position += 2
    let digits = position
    skip { $0.digit != nil }
    return integer(text(digits..<position), radix: 16, from: start)
  }

  private mutating func decimal(from start: Int) -> Lexeme.Kind {
    skip(while: \.isDigit)
    let digits = text(start..<position)
    var isDouble = false
    if peek() == UInt8(ascii: "."), peek(1)?.isDigit == true {
      isDouble = true
      position += 1
      skip(while: \.isDigit)
    }
    if let exponent = exponentLength {
      isDouble = true
      position += exponent
      skip(while: \.isDigit)
    }
    return isDouble ? double(from: start) : integer(digits, radix: 10, from: start)
  }

  /// The length of `e`, its sign and its first digit; nil where there is no exponent.
  private var exponentLength: Int? {
    guard let letter = peek(), letter | 0x20 == UInt8(ascii: "e"), let next = peek(1) else { return nil }
    if next.isDigit { return 2 }
    let isSign = next == UInt8(ascii: "+") || next == UInt8(ascii: "-")
    return isSign && peek(2)?.isDigit == true ? 3 : nil
  }

  /// A number that is beyond all integers becomes the largest, which is beyond those that a literal may be.
  private mutating func integer(_ digits: String, radix: Int, from start: Int) -> Lexeme.Kind {
    let magnitude = UInt64(digits, radix: radix)
    guard let suffix = peek(), suffix | 0x20 == UInt8(ascii: "u") else {
      return .integer(magnitude ?? .max)
    }
    position += 1
    if magnitude == nil { report(.tooLargeUint(text(start..<position), start..<position)) }
    return .literal(.uint(magnitude ?? 0))
  }

  private mutating func double(from start: Int) -> Lexeme.Kind {
    let digits = text(start..<position)
    guard let value = Double("0" + digits), value.isFinite else {
      report(.tooLargeDouble(digits, start..<position))
      return .literal(.double(0))
    }
    return .literal(.double(value))
  }
}

// MARK: - Texts and bytes

extension Lexer {
  /// A text or bytes, from the first quote.
  mutating func string(isRaw: Bool, isBytes: Bool) -> Lexeme.Kind {
    let start = position
    let quote = bytes[position]
    let isTriple = begins(with: quote, 3)
    position += isTriple ? 3 : 1
    var content: [UInt8] = []
    while let byte = peek(), isTriple || !byte.isLineBreak {
      if begins(with: quote, isTriple ? 3 : 1) {
        if isTriple || !hasTextBehindQuote {
          position += isTriple ? 3 : 1
          return .literal(Self.value(content, isBytes: isBytes))
        }
        report(.innerQuote(quote, isRaw: isRaw, position..<position + 1))
      } else if byte == UInt8(ascii: "\\"), !isRaw {
        escape(isBytes: isBytes, into: &content)
        continue
      }
      content.append(byte)
      position += 1
    }
    isCutShort = true
    report(.openString(quote, isTriple: isTriple, isLine: peek() != nil, start..<position))
    return .literal(Self.value(content, isBytes: isBytes))
  }

  private static func value(_ content: [UInt8], isBytes: Bool) -> Value {
    isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
  }

  private func begins(with quote: UInt8, _ count: Int) -> Bool {
    (0..<count).allSatisfy { peek($0) == quote }
  }

  /// Whether a word touches the quote at this place and another quote follows on the line: `'it's'`.
  private var hasTextBehindQuote: Bool {
    let quote = bytes[position]
    let rest = bytes[(position + 1)...]
    let word = rest.prefix(while: \.isNamePart)
    guard !word.isEmpty, !word.elementsEqual("in".utf8) else { return false }
    return rest.first { $0 == quote || $0.isLineBreak } == quote
  }

  /// What a backslash and what follows stand for (cel-spec, "String and Bytes Values").
  private mutating func escape(isBytes: Bool, into content: inout [UInt8]) {
    let start = position
    guard let letter = peek(1) else { return position += 1 }
    position += 2
    if let meaning = Self.escapes[letter] { return content.append(meaning) }
    let code: UInt32?
    switch letter {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): code = number(of: 2, radix: 16, from: start)
    case UInt8(ascii: "u"): code = number(of: 4, radix: 16, from: start)
    case UInt8(ascii: "U"): code = number(of: 8, radix: 16, from: start)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      position -= 1
      code = number(of: 3, radix: 8, from: start)
    default:
      position = start + 1
      if !letter.isLineBreak { position += UTF8.width(scalar(at: position)) }
      return report(.unknownEscape(text(start..<position), start..<position))
    }
    guard let code else { return }
    if !isBytes {
      guard let scalar = Unicode.Scalar(code) else {
        return report(.noCodePoint(text(start..<position), start..<position))
      }
      content.append(contentsOf: String(scalar).utf8)
    } else if letter | 0x20 == UInt8(ascii: "u") {
      report(.codePointInBytes(text(start..<position), start..<position))
    } else {
      content.append(UInt8(truncatingIfNeeded: code))
    }
  }

  /// The number of so many digits; nil where there are fewer, which is reported.
  private mutating func number(of count: Int, radix: UInt32, from start: Int) -> UInt32? {
    var number: UInt32 = 0
    for _ in 0..<count {
      guard let digit = peek()?.digit, digit < radix else {
        report(.shortEscape(text(start..<position), digits: count, radix: radix, start..<position))
        return nil
      }
      number = number &* radix &+ digit
      position += 1
    }
    return number
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "?"): 0x3F, UInt8(ascii: "\""): 0x22, UInt8(ascii: "'"): 0x27,
    UInt8(ascii: "`"): 0x60, UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
    UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0B,
  ]
}
