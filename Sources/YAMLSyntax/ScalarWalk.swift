/// Walks the source of a scalar as the parser decodes it, and notes which stretch decodes to what.
struct ScalarWalk {
  private(set) var pieces: [Piece] = []
  /// The length of the text decoded so far.
  private(set) var decoded = 0

  private let bytes: [UInt8]
  private let end: Int
  private let decodedLength: Int
  private var offset: Int

  init(_ bytes: [UInt8], _ range: Range<Int>, decodedLength: Int) {
    self.bytes = bytes
    self.decodedLength = decodedLength
    offset = range.lowerBound
    end = range.upperBound
  }

  /// So many bytes that stand for themselves.
  mutating func copy(_ count: Int) {
    guard count > 0 else { return }
    pieces.append(
      Piece(decoded: decoded, decodedLength: count, source: offset..<(offset + count), isCopy: true))
    offset += count
    decoded += count
  }

  /// So many bytes that stand for something else.
  private mutating func replace(_ count: Int, with length: Int) {
    let source = offset..<(offset + count)
    if length > 0 {
      pieces.append(Piece(decoded: decoded, decodedLength: length, source: source, isCopy: false))
    }
    offset += count
    decoded += length
  }

  private func byte(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// The length of the line break there, 0 if there is none.
  private func breakLength(_ offset: Int) -> Int {
    switch byte(offset) {
    case 0x0A: 1
    case 0x0D: byte(offset + 1) == 0x0A ? 2 : 1
    default: 0
    }
  }

  // MARK: Plain and quoted scalars

  /// A plain or quoted scalar (YAML 1.2.2, section 7.3).
  mutating func flow(quote: UInt8?) {
    let last = quote == nil ? end : end - 1
    if quote != nil { offset += 1 }
    while offset < last {
      let run = verbatimRun(to: last, quote: quote)
      if run > 0 {
        copy(run)
      } else if bytes[offset] == quote {
        replace(2, with: 1)
      } else if quote == UInt8(ascii: "\""), bytes[offset] == UInt8(ascii: "\\") {
        escape(to: last)
      } else {
        fold(to: last)
      }
    }
  }

  /// How many bytes stand for themselves: up to a quote, an escape, or the blanks before a line break.
  private func verbatimRun(to last: Int, quote: UInt8?) -> Int {
    var index = offset
    var lastVisible = offset
    while index < last {
      let byte = bytes[index]
      if byte == 0x0A || byte == 0x0D { return lastVisible - offset }
      if byte == quote || (quote == UInt8(ascii: "\"") && byte == UInt8(ascii: "\\")) { break }
      index += 1
      if !isBlank(byte) { lastVisible = index }
    }
    return index - offset
  }

  /// Blanks, line breaks and the indentation that follows them.
  private mutating func fold(to last: Int) {
    let (count, breaks) = blanksAndBreaks(from: offset, to: last)
    replace(count, with: breaks == 1 ? 1 : max(0, breaks - 1))
  }

  private func blanksAndBreaks(from start: Int, to last: Int) -> (count: Int, breaks: Int) {
    var index = start
    var breaks = 0
    while index < last {
      let length = breakLength(index)
      if length > 0 {
        breaks += 1
        index += length
      } else if isBlank(bytes[index]) {
        index += 1
      } else {
        break
      }
    }
    return (min(index, last) - start, breaks)
  }

  private mutating func escape(to last: Int) {
    guard let letter = byte(offset + 1) else { return replace(1, with: 1) }
    let lineBreak = breakLength(offset + 1)
    if lineBreak > 0 {
      let (count, breaks) = blanksAndBreaks(from: offset + 1 + lineBreak, to: last)
      return replace(1 + lineBreak + count, with: breaks)
    }
    switch letter {
    case UInt8(ascii: "x"): numericEscape(digits: 2, to: last)
    case UInt8(ascii: "u"): numericEscape(digits: 4, to: last)
    case UInt8(ascii: "U"): numericEscape(digits: 8, to: last)
    case UInt8(ascii: "N"), UInt8(ascii: "_"): replace(2, with: 2)
    case UInt8(ascii: "L"), UInt8(ascii: "P"): replace(2, with: 3)
    default: replace(2, with: 1)
    }
  }

  private mutating func numericEscape(digits: Int, to last: Int) {
    let range = (offset + 2)..<min(offset + 2 + digits, last)
    let value = UInt32(String(decoding: bytes[range], as: UTF8.self), radix: 16) ?? 0
    let scalar = Unicode.Scalar(value) ?? "?"
    replace(2 + range.count, with: scalar.utf8.count)
  }

  // MARK: Block scalars

  /// A literal or folded block scalar (YAML 1.2.2, section 8.1).
  mutating func block(folds: Bool, text: String) {
    while let byte = byte(offset), byte != 0x0A, byte != 0x0D { offset += 1 }
    offset += breakLength(offset)
    let indentation = indentation(of: text)
    let contentLength = decodedLength - text.utf8.reversed().prefix { $0 == 0x0A }.count
    var before = false  // whether the line before begins with a blank
    var isFirst = true
    while decoded < decodedLength, offset < bytes.count {
      let gap = gap(indentation)
      let startsBlank = byte(offset + gap.count).map(isBlank) ?? false
      let joins = folds && !isFirst && !before && !startsBlank && decoded < contentLength
      replace(
        gap.count, with: min(joins ? max(1, gap.breaks - 1) : gap.breaks, decodedLength - decoded))
      let content = bytes[offset...].prefix { $0 != 0x0A && $0 != 0x0D }.count
      copy(min(content, decodedLength - decoded))
      before = startsBlank
      isFirst = false
    }
  }

  /// The line breaks from here on, with the indentation of the line that has content.
  private func gap(_ indentation: Int) -> (count: Int, breaks: Int) {
    var index = offset
    var breaks = 0
    while index < bytes.count {
      let spaces = bytes[index...].prefix(indentation).prefix { $0 == 0x20 }.count
      let length = breakLength(index + spaces)
      if length == 0 {
        index += spaces
        break
      }
      breaks += 1
      index += spaces + length
    }
    return (min(index, bytes.count) - offset, breaks)
  }

  /// The indentation of the block: that of its first line with content, less the blanks that the text keeps.
  private func indentation(of text: String) -> Int {
    let kept = text.utf8.drop { $0 == 0x0A }.prefix { $0 == 0x20 }.count
    var index = offset
    while index < bytes.count {
      let spaces = bytes[index...].prefix { $0 == 0x20 }.count
      let length = breakLength(index + spaces)
      if length == 0 { return max(0, spaces - kept) }
      index += spaces + length
    }
    return 0
  }
}
