internal import Values

/// Splits an expression into words (cel-spec, "Syntax"). It reads on after what is no word, so that all faults are
/// found.
struct Lexer {
  let bytes: [UInt8]
  var position = 0
  var faults: [ExpressionFault] = []
  /// Whether a text without its end took words with it that were meant to follow.
  var isCutShort = false

  init(source: String) { bytes = Array(source.utf8) }

  /// The words, and an end.
  mutating func lexemes() -> [Lexeme] {
    var lexemes: [Lexeme] = []
    skipBlanks()
    while position < bytes.count, faults.count < SyntaxLimits.faults {
      let start = position
      let kind = word()
      lexemes.append(Lexeme(kind: kind, range: start..<position))
      skipBlanks()
    }
    let end = lexemes.last?.range.upperBound ?? bytes.count
    return lexemes + [Lexeme(kind: .end, range: end..<end)]
  }

  /// The byte at some distance; nil beyond the end.
  func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  /// Adds a fault, as long as there are not too many.
  mutating func report(_ fault: ExpressionFault) {
    if faults.count < SyntaxLimits.faults { faults.append(fault) }
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Passes the bytes that fulfil a condition.
  mutating func skip(while condition: (UInt8) -> Bool) {
    while let byte = peek(), condition(byte) { position += 1 }
  }

  private mutating func skipBlanks() {
    while let byte = peek() {
      if byte.isBlank {
        position += 1
      } else if byte == UInt8(ascii: "/"), peek(1) == byte {
        skip { !$0.isLineBreak }
      } else {
        return
      }
    }
  }

  private mutating func word() -> Lexeme.Kind {
    let byte = bytes[position]
    if byte.isNameStart { return name() }
    if byte.isDigit || byte == UInt8(ascii: ".") && peek(1)?.isDigit == true { return number() }
    if byte.isQuote { return string(isRaw: false, isBytes: false) }
    if byte == UInt8(ascii: "`") { return quotedName() }
    return symbol()
  }

  private mutating func name() -> Lexeme.Kind {
    let start = position
    skip(while: \.isNamePart)
    let name = text(start..<position)
    if let byte = peek(), byte.isQuote, let (isRaw, isBytes) = Self.prefixes[name.lowercased()] {
      return string(isRaw: isRaw, isBytes: isBytes)
    }
    if hasForeignLetter { return foreignName(from: start) }
    switch name {
    case "true": return .literal(.bool(true))
    case "false": return .literal(.bool(false))
    case "null": return .literal(.null)
    case "in": return .symbol(.membership)
    default: return .name(name)
    }
  }

  /// A field's name in back quotes, which may hold what names cannot (cel-spec, "Syntax", `ESC_IDENT`).
  private mutating func quotedName() -> Lexeme.Kind {
    let start = position
    position += 1
    skip { !$0.isLineBreak && $0 != UInt8(ascii: "`") }
    let name = text(start + 1..<position)
    guard peek() == UInt8(ascii: "`") else {
      isCutShort = true
      report(.openName(start..<position))
      return .quotedName(name)
    }
    position += 1
    if name.isEmpty || !name.utf8.allSatisfy(\.isQuotedNamePart) {
      report(.badQuotedName(start..<position))
    }
    return .quotedName(name)
  }

  /// The longest operator or mark of up to three characters.
  private mutating func symbol() -> Lexeme.Kind {
    var length = 1
    while length < 3, peek(length)?.isOperatorPart == true { length += 1 }
    while length > 0, bytes[position] < 0x80 {
      let range = position..<position + length
      let spelling = text(range)
      if let symbol = Symbol(rawValue: spelling) {
        position += length
        if symbol == .openInterpolation { report(.interpolation(range)) }
        return .symbol(symbol)
      }
      if let slip = Slip.all[spelling] {
        position += length
        report(.slip(spelling, range, slip.help))
        return slip.meant.map { .symbol($0) } ?? .unknown
      }
      length -= 1
    }
    return unexpected()
  }

  /// What prefixes of a text in quotes mean, in small letters.
  private static let prefixes: [String: (isRaw: Bool, isBytes: Bool)] = [
    "r": (true, false), "b": (false, true), "br": (true, true), "rb": (true, true),
  ]
}

// MARK: - What is no word

extension Lexer {
  private mutating func unexpected() -> Lexeme.Kind {
    let start = position
    if hasForeignLetter { return foreignName(from: start) }
    let scalar = scalar(at: start)
    position += UTF8.width(scalar)
    if Self.typographicQuotes.contains(scalar) { return typographicText(from: start) }
    report(.unexpected(scalar, start..<position))
    return .unknown
  }

  /// Whether a letter follows that no name can have.
  private var hasForeignLetter: Bool {
    guard let byte = peek(), byte >= 0x80 else { return false }
    return scalar(at: position).properties.isAlphabetic
  }

  private mutating func foreignName(from start: Int) -> Lexeme.Kind {
    while let byte = peek(), byte.isNamePart || hasForeignLetter {
      position += UTF8.width(scalar(at: position))
    }
    report(.foreignName(text(start..<position), start..<position))
    return .name(text(start..<position))
  }

  private mutating func typographicText(from start: Int) -> Lexeme.Kind {
    var end = position
    while end < bytes.count, !bytes[end].isLineBreak {
      let scalar = scalar(at: end)
      end += UTF8.width(scalar)
      if Self.typographicQuotes.contains(scalar) {
        position = end
        break
      }
    }
    report(.typographicQuotes(start..<position))
    return .literal(.string(""))
  }

  /// The character that begins at a place.
  func scalar(at place: Int) -> Unicode.Scalar {
    let end = min(place + 4, bytes.count)
    return text(place..<end).unicodeScalars.first ?? "\u{FFFD}"
  }

  private static let typographicQuotes: Set<Unicode.Scalar> = [
    "\u{2018}", "\u{2019}", "\u{201A}", "\u{201C}", "\u{201D}", "\u{201E}", "\u{AB}", "\u{BB}",
  ]
}

/// An operator of another language, and the one that is meant.
private struct Slip {
  let meant: Symbol?
  let help: String

  static let all: [String: Slip] = [
    "=": Slip(meant: .equal, help: "write == to compare"),
    "===": Slip(meant: .equal, help: "write == to compare"),
    "!==": Slip(meant: .notEqual, help: "write != to compare"),
    "<>": Slip(meant: .notEqual, help: "write != to compare"),
    "=<": Slip(meant: .lessOrEqual, help: "write <="),
    "=>": Slip(meant: .greaterOrEqual, help: "write >= to compare; macros need no arrow: list.all(x, x > 0)"),
    "=~": Slip(meant: nil, help: "write text.matches('pattern')"),
    "&": Slip(meant: .and, help: "write && for \"and\""),
    "|": Slip(meant: .or, help: "write || for \"or\""),
    ";": Slip(meant: nil, help: "an expression is one value: write && between conditions"),
    "#": Slip(meant: nil, help: "a comment begins with //"),
  ]
}

extension UInt8 {
  var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0C || isLineBreak }
  var isLineBreak: Bool { self == 0x0A || self == 0x0D }
  var isQuote: Bool { self == UInt8(ascii: "'") || self == UInt8(ascii: "\"") }
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  var isNamePart: Bool { isNameStart || isDigit }

  var isNameStart: Bool {
    let small = self | 0x20
    return self == UInt8(ascii: "_") || small >= UInt8(ascii: "a") && small <= UInt8(ascii: "z")
  }

  /// Whether it stands in operators of several characters.
  var isOperatorPart: Bool {
    switch self {
    case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"),
      UInt8(ascii: "|"), UInt8(ascii: "~"), UInt8(ascii: "$"), UInt8(ascii: "{"):
      true
    default: false
    }
  }

  var isQuotedNamePart: Bool {
    isNamePart || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"), 0x20].contains(self)
  }

  /// Its value as a digit, of 16 at most.
  var digit: UInt32? { Character(Unicode.Scalar(self)).hexDigitValue.map { UInt32($0) } }
}
