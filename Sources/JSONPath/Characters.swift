/// The characters that mean something in a template.
enum Byte {
  static let openBrace = UInt8(ascii: "{")
  static let closeBrace = UInt8(ascii: "}")
  static let openBracket = UInt8(ascii: "[")
  static let closeBracket = UInt8(ascii: "]")
  static let quote = UInt8(ascii: "'")
  static let backslash = UInt8(ascii: "\\")
  static let newline = UInt8(ascii: "\n")
  static let comma = UInt8(ascii: ",")
  static let space = UInt8(ascii: " ")
  static let dot = UInt8(ascii: ".")
  static let star = UInt8(ascii: "*")
  static let minus = UInt8(ascii: "-")
  static let operators: [UInt8] = Array("!<>=".utf8)
}

extension Unicode.Scalar {
  var isEndOfLine: Bool { self == "\r" || self == "\n" }

  var isDigit: Bool { properties.generalCategory == .decimalNumber }

  var isAlphaNumeric: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
      true
    default: self == "_"
    }
  }

  /// Whether a name or a word ends before it.
  var isTerminator: Bool {
    switch self {
    case " ", "\t", "\r", "\n", ".", ",", "[", "]", "$", "@", "{", "}": true
    default: false
    }
  }
}

/// The text between two quotes with its escapes resolved, as in a string of Go (The Go Programming Language
/// Specification, "Rune literals" and "String literals"); nil where an escape is none.
func unquoted(_ content: ArraySlice<UInt8>, quote: UInt8) -> String? {
  var rest = content
  var result: [UInt8] = []
  while let byte = rest.popFirst() {
    guard byte == Byte.backslash else {
      if byte == quote { return nil }
      result.append(byte)
      continue
    }
    guard let escape = rest.popFirst(), appendEscape(escape, quote: quote, from: &rest, to: &result) else {
      return nil
    }
  }
  return String(decoding: result, as: UTF8.self)
}

private func appendEscape(
  _ escape: UInt8, quote: UInt8, from rest: inout ArraySlice<UInt8>, to result: inout [UInt8]
) -> Bool {
  switch Unicode.Scalar(escape) {
  case "a": result.append(0x07)
  case "b": result.append(0x08)
  case "f": result.append(0x0C)
  case "n": result.append(0x0A)
  case "r": result.append(0x0D)
  case "t": result.append(0x09)
  case "v": result.append(0x0B)
  case "\\": result.append(Byte.backslash)
  case "'", "\"":
    guard escape == quote else { return false }
    result.append(quote)
  case "x":
    guard let value = number(digits: 2, radix: 16, from: &rest) else { return false }
    result.append(UInt8(value))
  case "u", "U":
    guard let value = number(digits: escape == UInt8(ascii: "u") ? 4 : 8, radix: 16, from: &rest),
      let scalar = Unicode.Scalar(value)
    else { return false }
    result += Array(String(Character(scalar)).utf8)
  case "0"..."7":
    guard let tail = number(digits: 2, radix: 8, from: &rest) else { return false }
    let value = UInt32(escape - 0x30) << 6 + tail
    guard value <= 0xFF else { return false }
    result.append(UInt8(value))
  default: return false
  }
  return true
}

private func number(digits: Int, radix: Int, from rest: inout ArraySlice<UInt8>) -> UInt32? {
  let written = rest.prefix(digits)
  guard written.count == digits, let first = written.first, first != Byte.minus, first != UInt8(ascii: "+")
  else {
    return nil
  }
  rest = rest.dropFirst(digits)
  return UInt32(String(decoding: written, as: UTF8.self), radix: radix)
}
