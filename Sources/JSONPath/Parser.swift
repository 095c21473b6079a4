/// Reads a template. Offsets are bytes of UTF-8.
struct Parser {
  private let input: [UInt8]
  /// Where `input` begins in the template.
  private let base: Int
  private var position = 0

  init(_ template: String) {
    self.init(Array(template.utf8), base: 0)
  }

  private init(_ input: [UInt8], base: Int) {
    self.input = input
    self.base = base
  }

  /// The texts and actions of the template, in order.
  mutating func parse() throws(JSONPathError) -> [Node] {
    var nodes: [Node] = []
    while position < input.count {
      if input[position] == Byte.openBrace {
        nodes.append(.action(try action()))
      } else {
        let start = position
        while position < input.count, input[position] != Byte.openBrace { position += 1 }
        nodes.append(.text(text(start..<position)))
      }
    }
    return nodes
  }

  /// The steps of an action that is a template's beginning, or of a part of one.
  private static func steps(_ content: some Sequence<UInt8>, base: Int) throws(JSONPathError) -> [Node] {
    var parser = Parser([Byte.openBrace] + content + [Byte.closeBrace], base: base - 1)
    return try parser.action()
  }

  /// `{...}`
  private mutating func action() throws(JSONPathError) -> [Node] {
    position += 1
    var nodes: [Node] = []
    while true {
      let start = position
      if take("}") { return nodes }
      if take("[?(") {
        nodes.append(.filter(try filter()))
      } else if take("..") {
        if case .recursive = nodes.last { throw fault("`..` stands twice", at: start) }
        nodes.append(.recursive)
        if let next = peek(), next.isAlphaNumeric { nodes.append(field()) }
      } else if let step = try step(at: start) {
        nodes += step
      }
    }
  }

  /// What begins with one character; nil for a character that means nothing.
  private mutating func step(at start: Int) throws(JSONPathError) -> [Node]? {
    guard let scalar = next(), !scalar.isEndOfLine else { throw fault("`{` without its `}`", at: start) }
    switch scalar {
    case " ", "@", "$": return nil
    case "[": return try array(from: start)
    case "\"", "'": return [.text(try quoted(scalar, from: start))]
    case ".": return [field()]
    case _ where scalar == "+" || scalar == "-" || scalar.isDigit:
      position = start
      return [try number()]
    case _ where scalar.isAlphaNumeric:
      position = start
      return [identifier()]
    default: throw fault("unexpected `\(scalar)` in an action", at: start)
    }
  }

  private mutating func identifier() -> Node {
    let start = position
    while let scalar = peek(), !scalar.isTerminator { _ = next() }
    switch text(start..<position) {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case let name: return .identifier(name)
    }
  }

  private mutating func number() throws(JSONPathError) -> Node {
    let start = position
    if !take("+") { _ = take("-") }
    while let scalar = peek(), scalar == "." || scalar.isDigit { _ = next() }
    let written = text(start..<position)
    if let int = Int(written) { return .int(int) }
    // A number beyond what a double holds is a fault to Go, infinity to Swift.
    guard let float = Double(written), float.isFinite else {
      throw fault("`\(written)` is no number", at: start)
    }
    return .float(float)
  }

  /// A name up to the next terminator; a backslash takes a terminator into it.
  private mutating func field() -> Node {
    let start = position
    while let scalar = peek(), scalar == "\\" || !scalar.isTerminator {
      _ = next()
      if scalar == "\\" { _ = next() }
    }
    let name = input[start..<position].filter { $0 != Byte.backslash }
    return name == [Byte.star] ? .wildcard : .field(String(decoding: name, as: UTF8.self))
  }

  private mutating func quoted(_ quote: Unicode.Scalar, from start: Int) throws(JSONPathError) -> String {
    while let scalar = next(), scalar != "\n" {
      if scalar == quote, input[position - 2] != Byte.backslash {
        guard let text = unquoted(input[(start + 1)..<(position - 1)], quote: UInt8(ascii: quote)) else {
          throw fault("a quoted text with an escape that is not known", at: start)
        }
        return text
      }
    }
    throw fault("a quoted text without its end", at: start)
  }

  /// `[...]`: indices, slices, keys in quotes, and several of them.
  private mutating func array(from start: Int) throws(JSONPathError) -> [Node] {
    guard let end = input[position...].firstIndex(where: { $0 == Byte.closeBracket || $0 == Byte.newline }),
      input[end] == Byte.closeBracket
    else { throw fault("`[` without its `]`", at: start) }
    let content = input[position..<end]
    position = end + 1
    let parts = content.split(separator: Byte.comma, omittingEmptySubsequences: false)
    guard parts.count > 1 else { return try selector(content) }
    var union: [[Node]] = []
    for part in parts {
      let part = part.trimmingPrefix { $0 == Byte.space }
      let written = part.prefix(
        (part.lastIndex { $0 != Byte.space } ?? part.startIndex - 1) - part.startIndex + 1)
      union.append(
        try Self.steps(
          [Byte.openBracket] + written + [Byte.closeBracket], base: base + written.startIndex - 1))
    }
    return [.union(union)]
  }

  private func selector(_ content: ArraySlice<UInt8>) throws(JSONPathError) -> [Node] {
    let quote = Byte.quote
    if content.count >= 2, content.first == quote, content.last == quote,
      !content.dropFirst().dropLast().contains(quote)
    {
      return try Self.steps([Byte.dot] + content.dropFirst().dropLast(), base: base + content.startIndex)
    }
    if content.elementsEqual([Byte.star]) { return [.slice(Slice(isIndex: false))] }
    guard let slice = Slice(String(decoding: content, as: UTF8.self)) else {
      throw fault(
        "`\(text(content.indices))` is neither an index nor a key in quotes", at: content.startIndex)
    }
    return [.slice(slice)]
  }

  // MARK: Filters

  /// `[?(...)]`, up to the first closing bracket outside of the one quoted text that counts.
  private mutating func filter() throws(JSONPathError) -> Filter {
    let start = position
    var quote: Unicode.Scalar?
    var isClosed = false
    scan: while true {
      guard let scalar = next(), scalar != "\n" else { throw fault("`[?(` without its `)]`", at: start - 3) }
      switch scalar {
      case "\"", "'":
        if quote == nil {
          quote = scalar
        } else if scalar == quote, input[position - 2] != Byte.backslash {
          isClosed = true
        }
      case ")" where (quote != nil) == isClosed: break scan
      default: break
      }
    }
    let content = input[start..<(position - 1)]
    guard take("]") else { throw fault("`[?(...)` without its `]`", at: start - 3) }
    return try condition(content)
  }

  private func condition(_ content: ArraySlice<UInt8>) throws(JSONPathError) -> Filter {
    let isOperator: (UInt8) -> Bool = { Byte.operators.contains($0) }
    let left = content.prefix { !isOperator($0) }
    var comparison = content[left.endIndex...].prefix(while: isOperator)
    // The last character belongs to the right side where nothing else would.
    if comparison.endIndex == content.endIndex { comparison = comparison.dropLast() }
    guard !left.isEmpty, !comparison.isEmpty else {
      return Filter(left: try Self.steps(content, base: base + content.startIndex))
    }
    let right = content[comparison.endIndex...]
    return Filter(
      left: try Self.steps(left, base: base + left.startIndex), comparison: text(comparison.indices),
      right: try Self.steps(right, base: base + right.startIndex))
  }

  // MARK: Characters

  private func fault(_ message: String, at offset: Int) -> JSONPathError {
    JSONPathError(message: message, offset: max(0, base + offset))
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: input[range], as: UTF8.self)
  }

  private mutating func take(_ prefix: StaticString) -> Bool {
    let isThere = prefix.withUTF8Buffer { input[position...].starts(with: $0) }
    if isThere { position += prefix.utf8CodeUnitCount }
    return isThere
  }

  private func peek() -> Unicode.Scalar? {
    guard position < input.count else { return nil }
    var decoder = UTF8()
    var rest = input[position...].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return nil }
    return scalar
  }

  private mutating func next() -> Unicode.Scalar? {
    guard let scalar = peek() else { return nil }
    position += UTF8.width(scalar)
    return scalar
  }
}

extension Slice {
  /// Reads `start:end:step`, each of them optional; a start alone is an index.
  fileprivate init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 3 else { return nil }
    var numbers: [Int?] = []
    for part in parts {
      guard part.utf8.drop(while: { $0 == Byte.minus }).allSatisfy({ (0x30...0x39).contains($0) }),
        part.isEmpty || Int(part) != nil
      else { return nil }
      numbers.append(Int(part))
    }
    let isIndex = parts.count == 1
    let (afterStart, overflows) = (numbers[0] ?? 0).addingReportingOverflow(1)
    guard !overflows else { return nil }
    self.init(
      start: numbers[0], end: isIndex ? afterStart : numbers[1], isIndex: isIndex,
      step: numbers.count == 3 ? numbers[2] : nil)
  }
}
