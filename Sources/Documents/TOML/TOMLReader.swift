internal import Values

/// The signs of a document: blanks, keys, and values that have no others within.
struct TOMLReader {
  /// How deep values and tables nest.
  static let deepest = 100

  let bytes: [UInt8]
  var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next byte; nil at the end.
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  func fault(_ message: String, at offset: Int? = nil) -> TOMLFault {
    TOMLFault(message: message, offset: offset ?? position)
  }

  var tooDeep: TOMLFault { fault("nested deeper than \(Self.deepest) levels") }

  /// Skips a sign, if it is the next one.
  mutating func skip(_ sign: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: sign) else { return false }
    position += 1
    return true
  }

  mutating func skipBlanks() {
    while peek == 0x20 || peek == 0x09 { position += 1 }
  }

  /// Skips blanks, comments and the ends of lines.
  mutating func skipBlankLines() throws(TOMLFault) {
    repeat {
      skipBlanks()
      try skipComment()
    } while try skipNewline()
  }

  /// What may follow a statement on its line.
  mutating func endLine() throws(TOMLFault) {
    skipBlanks()
    try skipComment()
    guard try skipNewline() || peek == nil else { throw fault("something follows on this line") }
  }

  private mutating func skipComment() throws(TOMLFault) {
    guard peek == UInt8(ascii: "#") else { return }
    while let byte = peek, byte != 0x0A, byte != 0x0D {
      guard !isControl(byte) else { throw fault("a control character stands in a comment") }
      position += 1
    }
  }

  mutating func skipNewline() throws(TOMLFault) -> Bool {
    if peek == 0x0A {
      position += 1
      return true
    }
    guard peek == 0x0D else { return false }
    guard position + 1 < bytes.count, bytes[position + 1] == 0x0A else {
      throw fault("a carriage return stands alone")
    }
    position += 2
    return true
  }

  // MARK: - Keys and values

  /// A key without dots.
  mutating func simpleKey() throws(TOMLFault) -> String {
    if peek == UInt8(ascii: "\"") || peek == UInt8(ascii: "'") {
      guard !isMultiline else { throw fault("a key has one line") }
      return try string()
    }
    let start = position
    while let byte = peek, isOfBareKey(byte) { position += 1 }
    guard position > start else { throw fault("a key should stand here") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// A number, a truth, or a date.
  mutating func plainValue() throws(TOMLFault) -> Value {
    let start = position
    skipPlain()
    // A blank may stand between a date and a time.
    if position - start == 10, bytes[start + 4] == UInt8(ascii: "-"), peek == 0x20,
      position + 1 < bytes.count,
      isDigit(bytes[position + 1])
    {
      position += 1
      skipPlain()
    }
    guard position > start else { throw fault("a value should stand here") }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = tomlValue(of: text) else {
      throw fault("this is no string, number, boolean, date or time; a string has quotes", at: start)
    }
    return value
  }

  private mutating func skipPlain() {
    while let byte = peek, isOfBareKey(byte) || [0x2B, 0x2E, 0x3A].contains(byte) { position += 1 }
  }

  // MARK: - Strings

  /// Whether three quotes begin here.
  private var isMultiline: Bool {
    position + 2 < bytes.count && bytes[position] == bytes[position + 1]
      && bytes[position] == bytes[position + 2]
  }

  mutating func string() throws(TOMLFault) -> String {
    let start = position
    let quote = bytes[position]
    let isMultiline = isMultiline
    position += isMultiline ? 3 : 1
    if isMultiline { _ = try skipNewline() }
    var text: [UInt8] = []
    while let byte = peek {
      if byte == quote, try isClosed(by: quote, isMultiline, &text) {
        return String(decoding: text, as: UTF8.self)
      }
      if byte == quote { continue }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        try escape(isMultiline, &text)
      } else if isMultiline, try skipNewline() {
        text.append(0x0A)
      } else {
        guard !isControl(byte) else {
          throw fault(byte == 0x0A ? "a string is not closed" : "a control character stands in a string")
        }
        text.append(byte)
        position += 1
      }
    }
    throw fault("a string is not closed", at: start)
  }

  /// Whether quotes end the string. Those that do not belong to it; of more than three the last three end it.
  private mutating func isClosed(
    by quote: UInt8, _ isMultiline: Bool, _ text: inout [UInt8]
  ) throws(TOMLFault) -> Bool {
    var count = 0
    while peek == quote, count < (isMultiline ? 5 : 1) {
      count += 1
      position += 1
    }
    guard isMultiline else { return true }
    text += [UInt8](repeating: quote, count: count >= 3 ? count - 3 : count)
    return count >= 3
  }

  private mutating func escape(_ isMultiline: Bool, _ text: inout [UInt8]) throws(TOMLFault) {
    let start = position
    position += 1
    guard let letter = peek else { return }
    position += 1
    switch letter {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(letter)
    case UInt8(ascii: "u"): text += try scalar(digits: 4)
    case UInt8(ascii: "U"): text += try scalar(digits: 8)
    default:
      position -= 1
      skipBlanks()
      guard isMultiline, try skipNewline() else { throw fault("unknown escape", at: start) }
      while peek == 0x20 || peek == 0x09 || peek == 0x0A || peek == 0x0D {
        if try !skipNewline() { position += 1 }
      }
    }
  }

  private mutating func scalar(digits: Int) throws(TOMLFault) -> [UInt8] {
    let end = position + digits
    guard end <= bytes.count, bytes[position..<end].allSatisfy(isHexadecimal),
      let number = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(number)
    else { throw fault("an escape is no character") }
    position = end
    return Array(String(Character(scalar)).utf8)
  }
}

/// What may not stand in strings and comments; a tab may.
private func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

private func isHexadecimal(_ byte: UInt8) -> Bool {
  isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
}

private func isOfBareKey(_ byte: UInt8) -> Bool {
  isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
}
