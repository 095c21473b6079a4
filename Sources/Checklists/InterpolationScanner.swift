/// Finds `${...}` in a text; `$${` is a literal `${`.
enum InterpolationScanner {
  enum Piece {
    case literal(String)
    /// The text between the braces, and its UTF-8 range.
    case expression(String, Range<Int>)
    case unclosed(Range<Int>)
  }

  static func pieces(of text: String) -> [Piece] {
    let bytes = Array(text.utf8)
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    var index = 0
    func flush() {
      if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
      literal = []
    }
    while index < bytes.count {
      if bytes[index...].starts(with: "$${".utf8) {
        literal += "${".utf8
        index += 3
      } else if bytes[index...].starts(with: "${".utf8) {
        flush()
        guard let end = closingBrace(in: bytes, from: index + 2) else {
          return pieces + [.unclosed(index..<bytes.count)]
        }
        pieces.append(
          .expression(String(decoding: bytes[(index + 2)..<end], as: UTF8.self), (index + 2)..<end))
        index = end + 1
      } else {
        literal.append(bytes[index])
        index += 1
      }
    }
    flush()
    return pieces
  }

  /// The brace that closes an expression, those in its quotes passed over.
  private static func closingBrace(in bytes: [UInt8], from start: Int) -> Int? {
    var quote: UInt8?
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\"), quote != nil {
        index += 1
      } else if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "}") {
        return index
      }
      index += 1
    }
    return nil
  }
}
