internal import Values

/// Splits an expression into words, with their places.
struct ExpressionLexer {
  private let bytes: [UInt8]
  private var position = 0

  init(source: String) { bytes = Array(source.utf8) }

  mutating func tokens() throws(ExpressionFault) -> [Token] {
    var tokens: [Token] = []
    while let token = try next() { tokens.append(token) }
    return tokens
  }

  private mutating func next() throws(ExpressionFault) -> Token? {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    guard position < bytes.count else { return nil }
    let start = position
    let kind = try kind()
    return Token(kind: kind, range: start..<position)
  }

  private mutating func kind() throws(ExpressionFault) -> Token.Kind {
    let byte = bytes[position]
    if isNameStart(byte) { return word() }
    if isDigit(byte) || byte == UInt8(ascii: "-") { return try number() }
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return .literal(.string(try quoted(byte))) }
    for symbol in Self.symbols where bytes[position...].starts(with: symbol.utf8) {
      position += symbol.utf8.count
      return .symbol(symbol)
    }
    let character = String(decoding: bytes[position...].prefix(4), as: UTF8.self).prefix(1)
    throw ExpressionFault(
      "unexpected \"\(character)\" in an expression", position..<(position + character.utf8.count))
  }

  private mutating func word() -> Token.Kind {
    let start = position
    while position < bytes.count, isNameStart(bytes[position]) || isDigit(bytes[position]) { position += 1 }
    let name = String(decoding: bytes[start..<position], as: UTF8.self)
    switch name {
    case "true": return .literal(.bool(true))
    case "false": return .literal(.bool(false))
    case "null": return .literal(.null)
    default: return .name(name)
    }
  }

  private mutating func number() throws(ExpressionFault) -> Token.Kind {
    let start = position
    position += 1
    while position < bytes.count,
      isDigit(bytes[position]) || isNameStart(bytes[position]) || bytes[position] == UInt8(ascii: ".")
        || isExponentSign(at: position)
    {
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let integer = Int64(text) { return .literal(.int(integer)) }
    if text.contains(where: { $0 == "." || $0 == "e" || $0 == "E" }), !text.contains("x"),
      let double = Double(text), double.isFinite
    {
      return .literal(.double(double))
    }
    throw ExpressionFault("\"\(text)\" is not a number", start..<position)
  }

  private func isExponentSign(at position: Int) -> Bool {
    [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position])
      && [UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position - 1])
  }

  private mutating func quoted(_ quote: UInt8) throws(ExpressionFault) -> String {
    let start = position
    position += 1
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != quote {
      if bytes[position] == UInt8(ascii: "\\") {
        text.append(try escape())
      } else {
        text.append(bytes[position])
      }
      position += 1
    }
    guard position < bytes.count else {
      throw ExpressionFault("a text in quotes is not closed", start..<bytes.count)
    }
    position += 1
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func escape() throws(ExpressionFault) -> UInt8 {
    let start = position
    position += 1
    guard position < bytes.count, let byte = Self.escapes[bytes[position]] else {
      throw ExpressionFault("unknown escape in a text", start..<min(start + 2, bytes.count))
    }
    return byte
  }

  private func isNameStart(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static let symbols = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", ".", "(", ")", "[", "]", "!", "?", ":", ",", "+", "*", "/",
    "%",
  ]
  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "\""): 0x22, UInt8(ascii: "'"): 0x27, UInt8(ascii: "n"): 0x0A,
    UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D,
  ]
}
