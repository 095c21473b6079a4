internal import Values

/// Reads lines of `KEY=VALUE`, as dotenv files have them: blank lines and comments, `export` before a key, blanks
/// around it. A value in single quotes stands for itself, one in double quotes may have the escapes `\n`, `\r`, `\t`,
/// `\"`, `\$` and `\\`, and both may have several lines; one without quotes ends before ` #`. Variables are not
/// expanded. A key that stands twice is an error, since readers differ in which one counts.
func parseDotenv(_ bytes: [UInt8], named name: String) throws(DocumentFault) -> Value? {
  guard String(validating: bytes, as: UTF8.self) != nil else {
    throw DocumentFault(message: "\(name): it is not text in UTF-8")
  }
  var reader = DotenvReader(bytes: bytes, name: name)
  let entries = try reader.entries()
  return entries.isEmpty ? nil : .map(entries)
}

private struct DotenvReader {
  let bytes: [UInt8]
  let name: String
  private var position = 0

  init(bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  mutating func entries() throws(DocumentFault) -> ValueMap {
    var entries = ValueMap()
    while true {
      skip { isBlank($0) || isNewline($0) }
      guard position < bytes.count else { return entries }
      if bytes[position] == UInt8(ascii: "#") {
        skip { !isNewline($0) }
        continue
      }
      let start = position
      let key = try key()
      guard entries[.string(key)] == nil else {
        throw fault("the key `\(key.shortened(to: 80))` stands twice", at: start)
      }
      entries[.string(key)] = .string(try value())
    }
  }

  private mutating func key() throws(DocumentFault) -> String {
    let start = position
    var key = word()
    if key == "export" {
      let end = position
      skip(while: isBlank)
      if position > end, position < bytes.count, isOfKey(bytes[position]) { key = word() }
    }
    skip(while: isBlank)
    guard !key.isEmpty, position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
      throw fault("a line should be KEY=VALUE", at: start)
    }
    position += 1
    return key
  }

  private mutating func word() -> String {
    let start = position
    skip(while: isOfKey)
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func value() throws(DocumentFault) -> String {
    skip(while: isBlank)
    guard position < bytes.count, [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(bytes[position]) else {
      return unquoted()
    }
    let value = try quoted()
    skip(while: isBlank)
    if position < bytes.count, bytes[position] == UInt8(ascii: "#") { skip { !isNewline($0) } }
    guard position == bytes.count || isNewline(bytes[position]) else {
      throw fault("something follows the closing quote", at: position)
    }
    return value
  }

  private mutating func unquoted() -> String {
    let start = position
    var end = position
    while position < bytes.count, !isNewline(bytes[position]) {
      let isAfterBlank = position == start || isBlank(bytes[position - 1])
      if bytes[position] == UInt8(ascii: "#"), isAfterBlank {
        skip { !isNewline($0) }
        break
      }
      position += 1
      if !isBlank(bytes[position - 1]) { end = position }
    }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func quoted() throws(DocumentFault) -> String {
    let start = position
    let quote = bytes[position]
    position += 1
    var value: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == quote { return String(decoding: value, as: UTF8.self) }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), position < bytes.count {
        value += unescaped(bytes[position])
        position += 1
      } else {
        value.append(byte)
      }
    }
    throw fault("a quote is not closed", at: start)
  }

  /// What stands for a backslash and a character; what is no escape stands for itself.
  private func unescaped(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "n"): [0x0A]
    case UInt8(ascii: "r"): [0x0D]
    case UInt8(ascii: "t"): [0x09]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"): [byte]
    default: [UInt8(ascii: "\\"), byte]
    }
  }

  private mutating func skip(while isSkipped: (UInt8) -> Bool) {
    while position < bytes.count, isSkipped(bytes[position]) { position += 1 }
  }

  private func fault(_ what: String, at offset: Int) -> DocumentFault {
    DocumentFault(name, at: offset, of: bytes, what)
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

private func isNewline(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

private func isOfKey(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
    true
  default: false
  }
}
