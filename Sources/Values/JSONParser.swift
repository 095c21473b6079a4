/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable {
  /// What is wrong.
  public let message: String
  /// The offset of the byte where it is wrong.
  public let offset: Int
}

/// Reads JSON (RFC 8259) without loss: integers that fit are `int` or `uint`, other numbers `double` where a
/// double holds every digit written and `decimal` where it does not. Duplicate keys are refused, since which of
/// them another reader would take is anybody's guess.
public func parseJSON(_ bytes: [UInt8]) throws(JSONError) -> Value {
  var parser = JSONParser(bytes: bytes)
  return try parser.document()
}

/// Reads JSON from text; see `parseJSON(_:)`.
public func parseJSON(_ text: String) throws(JSONError) -> Value {
  try parseJSON(Array(text.utf8))
}

private struct JSONParser {
  let bytes: [UInt8]
  var position = 0
  /// Deeper nesting is refused rather than risking the stack.
  static let deepest = 512

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> Value {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw fault("unexpected text after the value") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> Value {
    guard depth < Self.deepest else { throw fault("nested deeper than \(Self.deepest) levels") }
    skipSpace()
    guard position < bytes.count else { throw fault("the text ends where a value should stand") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: break
    }
    if take("true") { return .bool(true) }
    if take("false") { return .bool(false) }
    if take("null") { return .null }
    throw fault("unexpected \(describe(bytes[position])) where a value should stand")
  }

  private mutating func object(depth: Int) throws(JSONError) -> Value {
    position += 1
    var entries = ValueMap()
    skipSpace()
    if next(is: "}") { return .map(entries) }
    repeat {
      skipSpace()
      let start = position
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw fault("a key in quotes should stand here")
      }
      let key = try string()
      skipSpace()
      guard next(is: ":") else { throw fault("\":\" should follow a key") }
      guard entries[.string(key)] == nil else {
        throw JSONError(
          message: "the key \"\(key.shortened(to: 80))\" stands twice in one object", offset: start)
      }
      entries[.string(key)] = try value(depth: depth + 1)
      skipSpace()
    } while next(is: ",")
    guard next(is: "}") else { throw fault("\",\" or \"}\" should stand here") }
    return .map(entries)
  }

  private mutating func array(depth: Int) throws(JSONError) -> Value {
    position += 1
    var elements: [Value] = []
    skipSpace()
    if next(is: "]") { return .list(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while next(is: ",")
    guard next(is: "]") else { throw fault("\",\" or \"]\" should stand here") }
    return .list(elements)
  }

  private mutating func string() throws(JSONError) -> String {
    let start = position
    position += 1
    var text: [UInt8] = []
    var runStart = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        text += bytes[runStart..<position]
        guard let string = String(validating: text, as: UTF8.self) else {
          throw JSONError(message: "invalid UTF-8 in this string", offset: start)
        }
        position += 1
        return string
      }
      if byte == UInt8(ascii: "\\") {
        text += bytes[runStart..<position]
        text += try escape()
        runStart = position
        continue
      }
      guard byte >= 0x20 else { throw fault("a control character in a string must be escaped") }
      position += 1
    }
    throw fault("the text ends inside a string")
  }

  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard position + 1 < bytes.count else { throw fault("the text ends inside a string") }
    let letter = bytes[position + 1]
    if letter == UInt8(ascii: "u") { return try unicodeEscape() }
    guard let byte = Self.escapes[letter] else {
      throw fault("unknown escape, a backslash before \(describe(letter))")
    }
    position += 2
    return [byte]
  }

  private mutating func unicodeEscape() throws(JSONError) -> [UInt8] {
    let start = position
    let first = try hexUnit()
    var units = [first]
    if 0xD800..<0xDC00 ~= first, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      units.append(try hexUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw JSONError(message: "half of a surrogate pair stands alone", offset: start)
    }
    return Array(text.utf8)
  }

  private mutating func hexUnit() throws(JSONError) -> UInt16 {
    let digits = bytes.dropFirst(position + 2).prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("\\u needs four hexadecimal digits") }
    position += 6
    return unit
  }

  private mutating func number() throws(JSONError) -> Value {
    let start = position
    _ = next(is: "-")
    let wholeStart = position
    skipDigits()
    let whole = bytes[wholeStart..<position]
    guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else {
      throw fault("a number is malformed")
    }
    var isInteger = true
    if next(is: ".") {
      isInteger = false
      guard skipDigits() > 0 else { throw fault("digits should follow the point") }
    }
    if next(is: "e") || next(is: "E") {
      isInteger = false
      if !next(is: "+") { _ = next(is: "-") }
      guard skipDigits() > 0 else { throw fault("digits should follow the exponent") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Value(number: text, isInteger: isInteger) else {
      throw JSONError(message: "a number is out of range", offset: start)
    }
    return value
  }

  @discardableResult
  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
      position += 1
    }
    return position - start
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
  }

  private mutating func next(is character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let matches = word.withUTF8Buffer { bytes.dropFirst(position).starts(with: $0) }
    if matches { position += word.utf8CodeUnitCount }
    return matches
  }

  private func fault(_ message: String) -> JSONError { JSONError(message: message, offset: position) }

  private func describe(_ byte: UInt8) -> String {
    (0x21..<0x7F).contains(byte) ? "\"\(Unicode.Scalar(byte))\"" : "byte 0x\(String(byte, radix: 16))"
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
    UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
  ]
}

extension Value {
  /// The narrowest kind of number that keeps every digit of a number as JSON writes it; nil where it is out of range.
  public init?(number text: String, isInteger: Bool) {
    if isInteger {
      if let value = Int64(text) {
        self = .int(value)
      } else if let value = UInt64(text) {
        self = .uint(value)
      } else if let value = Decimal(text) {
        self = .decimal(value)
      } else {
        return nil
      }
      return
    }
    guard let decimal = Decimal(text) else { return nil }
    if let double = Double(text), Decimal(double) == decimal {
      self = .double(double)
    } else {
      self = .decimal(decimal)
    }
  }
}
