internal import Values

/// Splits SQL into the tokens that its shape depends on, by PostgreSQL's lexical rules (documentation, section
/// 4.1): comments nest, strings may be dollar-quoted, and only `E''` strings know backslashes.
struct SQLLexer {
  enum Token: Equatable {
    /// An unquoted name or keyword, upper-cased.
    case word(String)
    /// A quoted name, as it stands between the quotation marks.
    case quotedName(String)
    /// A name `U&"..."`, whose escapes are not read.
    case escapedName
    /// A string, as it stands between the quotation marks; escapes are left out.
    case string(String)
    case number
    /// `$n`
    case parameter(Int)
    case semicolon
    case symbol(UInt8)
    /// A comment or quotation that does not end.
    case unterminated
  }

  private let bytes: [UInt8]
  private var offset = 0

  init(_ sql: String) {
    bytes = Array(sql.utf8)
  }

  /// The next token, nil at the end. Comments and blanks are skipped.
  mutating func next() -> Token? {
    guard skipBlanks() else { return .unterminated }
    guard let byte = peek() else { return nil }
    switch byte {
    case UInt8(ascii: "'"):
      return quoted(by: byte, knowsBackslash: false).map(Token.string) ?? .unterminated
    case UInt8(ascii: "\""):
      return quoted(by: byte, knowsBackslash: false).map(Token.quotedName) ?? .unterminated
    case UInt8(ascii: "$"): return dollar()
    case UInt8(ascii: ";"): return single(.semicolon)
    case _ where isDigit(byte): return number()
    case _ where Self.startsWord(byte): return word()
    default: return single(.symbol(byte))
    }
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    offset + distance < bytes.count ? bytes[offset + distance] : nil
  }

  private mutating func single(_ token: Token) -> Token {
    offset += 1
    return token
  }

  // MARK: Blanks and comments

  /// Moves to the next token; false if a comment does not end.
  private mutating func skipBlanks() -> Bool {
    while let byte = peek() {
      if Self.isBlank(byte) {
        offset += 1
      } else if starts(with: "--") {
        while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { offset += 1 }
      } else if starts(with: "/*") {
        guard skipBlockComment() else { return false }
      } else {
        return true
      }
    }
    return true
  }

  private mutating func skipBlockComment() -> Bool {
    var depth = 0
    while peek() != nil {
      if starts(with: "/*") {
        depth += 1
        offset += 2
      } else if starts(with: "*/") {
        depth -= 1
        offset += 2
        if depth == 0 { return true }
      } else {
        offset += 1
      }
    }
    return false
  }

  private func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[offset...].starts(with: $0) }
  }

  // MARK: Quotations

  /// The content between quotation marks, nil if it does not end; a doubled mark stands for itself.
  private mutating func quoted(by mark: UInt8, knowsBackslash: Bool) -> String? {
    offset += 1
    var content: [UInt8] = []
    while let byte = peek() {
      offset += 1
      if byte == UInt8(ascii: "\\"), knowsBackslash {
        offset += 1
      } else if byte != mark {
        content.append(byte)
      } else if peek() == mark {
        content.append(mark)
        offset += 1
      } else if mark != UInt8(ascii: "'") || !skipToContinuation() {
        return String(decoding: content, as: UTF8.self)
      }
    }
    return nil
  }

  /// Moves into the next part of a string, if there is one: only blanks and `--` comments with a line break stand
  /// between the parts of one string (documentation, section 4.1.2.1).
  private mutating func skipToContinuation() -> Bool {
    let end = offset
    var hasLineBreak = false
    while let byte = peek() {
      if Self.isBlank(byte) {
        hasLineBreak = hasLineBreak || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        offset += 1
      } else if starts(with: "--") {
        while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { offset += 1 }
      } else if byte == UInt8(ascii: "'"), hasLineBreak {
        offset += 1
        return true
      } else {
        break
      }
    }
    offset = end
    return false
  }

  private mutating func dollar() -> Token {
    if let digit = peek(1), isDigit(digit) {
      offset += 1
      return .parameter(Int(digits()) ?? Int.max)
    }
    guard let tag = dollarTag() else { return single(.symbol(UInt8(ascii: "$"))) }
    offset += tag.count
    let start = offset
    while peek() != nil {
      if bytes[offset...].starts(with: tag) {
        defer { offset += tag.count }
        return .string(String(decoding: bytes[start..<offset], as: UTF8.self))
      }
      offset += 1
    }
    return .unterminated
  }

  /// `$tag$` or `$$`, where one begins here.
  private func dollarTag() -> ArraySlice<UInt8>? {
    var end = offset + 1
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: "$") { return bytes[offset...end] }
      guard Self.startsWord(byte) || (end > offset + 1 && isDigit(byte)) else { return nil }
      end += 1
    }
    return nil
  }

  // MARK: Words and numbers

  private mutating func word() -> Token {
    let start = offset
    while let byte = peek(), Self.startsWord(byte) || isDigit(byte) || byte == UInt8(ascii: "$") {
      offset += 1
    }
    let word = String(decoding: bytes[start..<offset], as: UTF8.self).uppercased()
    guard peek() == UInt8(ascii: "'"), ["E", "B", "X", "N"].contains(word) else { return unicodeQuoted(word) }
    return quoted(by: UInt8(ascii: "'"), knowsBackslash: word == "E").map(Token.string) ?? .unterminated
  }

  /// `U&'...'` and `U&"..."`, else the word itself.
  private mutating func unicodeQuoted(_ word: String) -> Token {
    guard word == "U", peek() == UInt8(ascii: "&"), let mark = peek(1) else { return .word(word) }
    guard mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\"") else { return .word(word) }
    offset += 1
    guard let text = quoted(by: mark, knowsBackslash: false) else { return .unterminated }
    return mark == UInt8(ascii: "'") ? .string(text) : .escapedName
  }

  /// A number with its exponent, as in `1e3`. What else follows at once is taken for a word, as the rest of `0x1f`.
  private mutating func number() -> Token {
    while let byte = peek(), isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") {
      offset += 1
    }
    if let byte = peek(), byte | 0x20 == UInt8(ascii: "e"), let next = peek(1), isDigit(next) {
      offset += 1
      _ = digits()
    }
    return .number
  }

  private mutating func digits() -> String {
    let start = offset
    while let byte = peek(), isDigit(byte) { offset += 1 }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  private static func startsWord(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
  }
}
