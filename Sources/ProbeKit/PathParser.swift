/// Why a text is not a path into an observation, and where.
public struct PathSyntaxError: Error, Hashable, Sendable {
  /// What is wrong, in one line.
  public let message: String
  /// Where in the text, in UTF-8.
  public let range: Range<Int>
  /// How to mend it.
  public let help: String?
}

extension ObservationPath {
  /// Reads `name`, then any number of `.name`, `["any key"]`, `['any key']`, `[0]` and `[-1]`. In quotes `\\`,
  /// `\"`, `\'`, `\n`, `\r` and `\t` are escapes.
  public init(parsing text: String) throws(PathSyntaxError) {
    var parser = PathParser(bytes: Array(text.utf8))
    let parsed = try parser.path()
    self.init(steps: parsed.map(\.step), ranges: parsed.map(\.range), description: text)
  }
}

private struct PathParser {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func path() throws(PathSyntaxError) -> [(step: ObservationPath.Step, range: Range<Int>)] {
    guard !bytes.isEmpty else { throw PathSyntaxError(message: "a path is missing", range: 0..<0, help: nil) }
    guard let first = name() else {
      throw fault("a path begins with the name of a field of the observation")
    }
    var steps = [(step: first, range: 0..<position)]
    while position < bytes.count {
      let start = position
      let step = try next()
      steps.append((step, start..<position))
    }
    return steps
  }

  private mutating func next() throws(PathSyntaxError) -> ObservationPath.Step {
    switch bytes[position] {
    case UInt8(ascii: "."):
      position += 1
      guard let step = name() else { throw nameFault() }
      return step
    case UInt8(ascii: "["): return try bracket()
    case UInt8(ascii: "-"): throw hyphenFault()
    default: throw fault("\".name\" or \"[...]\" should follow here")
    }
  }

  /// A name at this place, if there is one.
  private mutating func name() -> ObservationPath.Step? {
    let rest = bytes[position...]
    guard let first = rest.first, isPathNameStart(first) else { return nil }
    let text = String(decoding: rest.prefix(while: isPathNamePart), as: UTF8.self)
    position += text.utf8.count
    return .key(text)
  }

  private mutating func bracket() throws(PathSyntaxError) -> ObservationPath.Step {
    position += 1
    guard position < bytes.count else { throw fault("a key in quotes or a number should follow \"[\"") }
    let quote = bytes[position]
    let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    let step: ObservationPath.Step = isQuoted ? .key(try quoted(by: quote)) : .index(try index())
    guard position < bytes.count, bytes[position] == UInt8(ascii: "]") else {
      throw fault("\"]\" should stand here")
    }
    position += 1
    return step
  }

  private mutating func quoted(by quote: UInt8) throws(PathSyntaxError) -> String {
    let start = position
    var key: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == quote { return String(decoding: key, as: UTF8.self) }
      if byte != UInt8(ascii: "\\") {
        key.append(byte)
      } else if position < bytes.count, let meant = Self.escapes[bytes[position]] {
        key.append(meant)
        position += 1
      } else {
        throw PathSyntaxError(
          message: "unknown escape in a key", range: position - 1..<min(position + 1, bytes.count),
          help: "a backslash is written \\\\")
      }
    }
    throw PathSyntaxError(message: "the quote is never closed", range: start..<bytes.count, help: nil)
  }

  private mutating func index() throws(PathSyntaxError) -> Int {
    let inside = bytes[position...].prefix { $0 != UInt8(ascii: "]") }
    let text = String(decoding: inside, as: UTF8.self)
    guard text.first != "+", let index = Int(text) else {
      let help =
        text == "*"
        ? "to judge every element, use `assert` with all(), as in rows.all(row, row.size > 0)"
        : "write a number as in [0], or a key in quotes as in [\"content-type\"]"
      throw PathSyntaxError(
        message: "between brackets stands a number or a key in quotes",
        range: inside.startIndex..<inside.endIndex,
        help: help)
    }
    position = inside.endIndex
    return index
  }

  private func nameFault() -> PathSyntaxError {
    let word = bytes[position...].prefix { isPathNamePart($0) || $0 == UInt8(ascii: "-") }
    let text = String(decoding: word, as: UTF8.self)
    guard !text.isEmpty else { return fault("a name should follow the point") }
    return PathSyntaxError(
      message: "a name begins with a letter or \"_\"", range: position..<word.endIndex,
      help: Int(text) != nil ? "write [\(text)] for the place in a list" : "write [\"\(text)\"]")
  }

  /// `json.feature-flags`: the whole name is given in quotes.
  private func hyphenFault() -> PathSyntaxError {
    let part = { (byte: UInt8) in isPathNamePart(byte) || byte == UInt8(ascii: "-") }
    let start = position - bytes[..<position].reversed().prefix(while: part).count
    let end = position + bytes[position...].prefix(while: part).count
    let word = String(decoding: bytes[start..<end], as: UTF8.self)
    let isStep = start > 0 && bytes[start - 1] == UInt8(ascii: ".")
    return PathSyntaxError(
      message: "a name has letters, digits and \"_\"", range: start..<end,
      help: isStep ? "write [\"\(word)\"] instead of .\(word)" : nil)
  }

  private func fault(_ message: String) -> PathSyntaxError {
    PathSyntaxError(message: message, range: position..<min(position + 1, bytes.count), help: nil)
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "\""): 0x22, UInt8(ascii: "'"): 0x27, UInt8(ascii: "n"): 0x0A,
    UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
  ]
}
