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

  /// The brace that closes an expression: those of maps and in quotes are passed over.
  private static func closingBrace(in bytes: [UInt8], from start: Int) -> Int? {
    var depth = 0
    var index = start
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        index = endOfQuotes(in: bytes, from: index)
        continue
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"):
        if depth == 0 { return index }
        depth -= 1
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Where a literal in quotes ends that begins at `start`: one or three marks, and `r` before them where a backslash
  /// is one.
  private static func endOfQuotes(in bytes: [UInt8], from start: Int) -> Int {
    let mark = bytes[start]
    let isTriple = bytes[start...].starts(with: [mark, mark, mark])
    let isRaw = start > 0 && [UInt8(ascii: "r"), UInt8(ascii: "R")].contains(bytes[start - 1])
    let marks = isTriple ? [mark, mark, mark] : [mark]
    var index = start + marks.count
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\\"), !isRaw {
        index += 2
      } else if bytes[index...].starts(with: marks) {
        return index + marks.count
      } else {
        index += 1
      }
    }
    return bytes.count
  }
}
