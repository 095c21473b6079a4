internal import Diagnostics

/// What libyaml found, in words for the author of the file; `bracket` is where the innermost bracket stands that is
/// open there.
func syntaxFault(
  _ problem: EventStream.Problem, bytes: UnsafeBufferPointer<UInt8>, file: SourceFile.ID, bracket: Int?
) -> Diagnostic {
  SyntaxFault(problem, bytes: bytes, file: file, bracket: bracket).diagnostic
}

private struct SyntaxFault {
  private let problem: EventStream.Problem
  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: SourceFile.ID
  private let bracket: Int?
  /// Where the line of the problem begins and ends.
  private let line: Range<Int>
  /// What stands on that line after `- ` and `key: `.
  private let value: Range<Int>

  init(
    _ problem: EventStream.Problem, bytes: UnsafeBufferPointer<UInt8>, file: SourceFile.ID, bracket: Int?
  ) {
    self.problem = problem
    self.bytes = bytes
    self.file = file
    self.bracket = bracket
    let before = bytes[..<problem.offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let after = bytes[problem.offset...].firstIndex(of: 0x0A) ?? bytes.count
    line = before..<after
    value = Self.value(bytes, line: line)
  }

  var diagnostic: Diagnostic { tab ?? interpolation ?? expression ?? byProblem }

  // MARK: Dedicated faults

  private var tab: Diagnostic? {
    let isTab = byte(problem.offset) == 0x09
    guard isTab, problem.problem.contains("tab") || problem.problem.contains("cannot start") else {
      return nil
    }
    let tabs = bytes[problem.offset...].prefix { $0 == 0x09 }
    return Diagnostic(
      "tab-indentation", "A tab stands where YAML allows only spaces",
      at: span(tabs.startIndex..<tabs.endIndex),
      help: "indent with spaces")
  }

  private var interpolation: Diagnostic? {
    let offset = problem.offset
    guard problem.problem.contains("did not find expected ','"), byte(offset) == UInt8(ascii: "{"),
      offset > 0, bytes[offset - 1] == UInt8(ascii: "$")
    else { return nil }
    let close = bytes[offset..<line.upperBound].firstIndex(of: UInt8(ascii: "}"))
    let start = bytes[line.lowerBound..<(offset - 1)].lastIndex(where: endsFlowText).map { $0 + 1 }
    let end = bytes[(close.map { $0 + 1 } ?? offset + 1)..<line.upperBound].firstIndex(where: endsFlowText)
    let text = (start ?? line.lowerBound)..<(close == nil ? offset + 1 : end ?? value.upperBound)
    return Diagnostic(
      "interpolation-needs-quotes", "`${...}` must be quoted inside `{...}` and `[...]`", at: span(text),
      related: opening, help: close == nil ? "write '${...}'" : "write \(suggestion(bytes[text]))")
  }

  private func endsFlowText(_ byte: UInt8) -> Bool { isBlankOrBreak(byte) || ",[]{}".utf8.contains(byte) }

  /// An expression that YAML cannot read as one plain text.
  private var expression: Diagnostic? {
    let text = String(decoding: bytes[value].prefix(1_000), as: UTF8.self)
    guard value.contains(problem.offset), looksLikeExpression(text) || text.hasPrefix("!") else { return nil }
    return Diagnostic(
      "expression-needs-quotes", "YAML cannot read this expression without quotes", at: span(value),
      related: [.init(span(problem.offset..<(problem.offset + 1)), "here it stops")],
      help: "quote the whole expression: \(suggestion(bytes[value]))")
  }

  // MARK: The rest, by what libyaml says

  private var byProblem: Diagnostic {
    let isAtEnd = !bytes[problem.offset...].contains { !isBlankOrBreak($0) }
    switch (problem.problem, problem.context) {
    case (_, "while scanning a quoted scalar") where problem.problem.contains("unexpected"):
      return fault("This quote is never closed", atContext: 1, help: "add the closing quote")
    case ("did not find expected ',' or ']'", _) where isAtEnd:
      return fault("This `[` is never closed", atContext: 1, help: "add `]`")
    case ("did not find expected ',' or '}'", _) where isAtEnd:
      return fault("This `{` is never closed", atContext: 1, help: "add `}`")
    case ("did not find expected ',' or ']'", _):
      return fault("Expected `,` or `]` here", related: opening, help: Self.closeHelp)
    case ("did not find expected ',' or '}'", _):
      return fault("Expected `,` or `}` here", related: opening, help: Self.closeHelp)
    case ("mapping values are not allowed in this context", _): return misplacedColon
    case ("block sequence entries are not allowed in this context", _):
      return fault(
        "A list cannot begin here", help: "put each `- item` on a line of its own, or write [item, item]")
    case ("mapping keys are not allowed in this context", _):
      return fault("`?` cannot stand here", help: "quote the text if it begins with `?`")
    case ("could not find expected ':'", _):
      return fault(
        "This is neither `key: value` nor a list item", atContext: nil,
        help: "add the `:` and a blank after the key, or indent the line if it continues the text above")
    case ("did not find expected key", _), ("did not find expected '-' indicator", _): return misplacedText
    case ("found unknown escape character", _):
      return fault(
        "No such escape exists", length: 2, help: "write `\\\\` for a backslash, or use single quotes")
    case ("did not find expected hexdecimal number", _), ("found invalid Unicode character escape code", _):
      return fault("This escape names no character", help: "write \\xHH, \\uHHHH or \\UHHHHHHHH")
    case ("did not find expected comment or line break", "while scanning a block scalar"):
      return fault("Text cannot follow `|` or `>` on its line", help: "begin the text on the next line")
    case ("found an indentation indicator equal to 0", _):
      return fault("The indentation after `|` or `>` is 1 to 9", help: "leave it out to have it found")
    case ("found character that cannot start any token", _):
      return fault(
        "The character \(character) cannot begin a text", help: "quote it: \(suggestion(bytes[value]))")
    case ("found incompatible YAML document", _):
      return fault("Only YAML 1.1 and 1.2 are read", help: "remove the %YAML line")
    case ("found unknown directive name", _):
      return fault("No such directive exists", atContext: nil, help: "remove the line")
    case ("did not find expected node content", _):
      if isAtEnd, let bracket { return neverClosed(bracket) }
      return fault(
        "Expected a value here",
        help: value.isEmpty ? nil : "quote a text that begins so: \(suggestion(bytes[value]))")
    case ("did not find expected <document start>", _):
      return fault(
        "Text follows the end of the document",
        help: "compare the indentation with the lines above, or remove it")
    case (_, "while scanning an anchor"), (_, "while scanning an alias"):
      return fault(
        "`&` and `*` begin the name of an anchor, and none follows", atContext: 1,
        help: "quote a text that begins so: \(suggestion(bytes[value]))")
    case (_, "while scanning a tag"), (_, "while parsing a tag"), ("found undefined tag handle", _):
      return fault(
        "`!` begins a tag, and this is none", atContext: nil, help: "quote a text that begins with `!`")
    default:
      let context = problem.context.isEmpty ? "" : " \(problem.context)"
      return fault("YAML: \(problem.problem)\(context)", help: nil)
    }
  }

  private func neverClosed(_ bracket: Int) -> Diagnostic {
    let (open, close) = bytes[bracket] == UInt8(ascii: "[") ? ("[", "]") : ("{", "}")
    return Diagnostic(
      "yaml-syntax", "This `\(open)` is never closed", at: span(bracket..<(bracket + 1)),
      help: "add `\(close)`")
  }

  /// A `:` that would make a map out of what is a value already.
  private var misplacedColon: Diagnostic {
    if value.contains(problem.offset) {
      return fault(
        "A text without quotes cannot hold `: `", help: "quote the whole text: \(suggestion(bytes[value]))")
    }
    return fault(
      "A map cannot begin here: the line above has a value already",
      help: "give the line the indentation of its siblings, or remove the value above")
  }

  /// Text where only the next key or list item can stand.
  private var misplacedText: Diagnostic {
    let before = bytes[line.lowerBound..<problem.offset].last { !isBlank($0) }
    let isList = problem.problem.contains("'-'")
    switch before {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return fault(
        "Text follows a closed quote", help: "put the quotes around all of it: \(requoted(bytes[value]))")
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      return fault(
        "Text follows a closed bracket", help: "quote all of it if it is a text: \(suggestion(bytes[value]))")
    default:
      let expected = isList ? "`- item` here, as in the list" : "`key: value` here, as in the map"
      let isAligned = column(problem.offset) == column(problem.contextOffset)
      return fault(
        isAligned ? "Expected \(expected) above" : "The indentation of this line fits nothing above it",
        related: [.init(contextSpan(1), isList ? "the list begins here" : "the map begins here")],
        help: "compare the indentation of the two lines")
    }
  }

  private func column(_ offset: Int) -> Int {
    offset - (bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
  }

  private static let closeHelp = "close the bracket, add the comma, or quote a text that holds any of `,[]{}`"

  // MARK: Places

  private var opening: [Diagnostic.Label] { [.init(contextSpan(1), "opened here")] }

  private var character: String {
    String(decoding: bytes[span(problem.offset..<(problem.offset + 1)).bytes], as: UTF8.self)
  }

  private func fault(
    _ message: String, length: Int = 1, related: [Diagnostic.Label] = [], help: String?
  ) -> Diagnostic {
    Diagnostic(
      "yaml-syntax", message, at: span(problem.offset..<(problem.offset + length)), related: related,
      help: help)
  }

  /// A fault whose place is where the construct began; without a length it is the rest of that line.
  private func fault(_ message: String, atContext length: Int?, help: String?) -> Diagnostic {
    Diagnostic("yaml-syntax", message, at: contextSpan(length), help: help)
  }

  private func contextSpan(_ length: Int?) -> Span {
    let start = problem.contextOffset
    if let length { return span(start..<(start + length)) }
    let rest = bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }
    let end = rest.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
    return span(start..<end)
  }

  private func byte(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// The range, within the file and up to the end of its last character.
  private func span(_ range: Range<Int>) -> Span {
    let start = min(range.lowerBound, bytes.count)
    var end = min(range.upperBound, bytes.count)
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return Span(file: file, bytes: start..<max(start, end))
  }

  private static func value(_ bytes: UnsafeBufferPointer<UInt8>, line: Range<Int>) -> Range<Int> {
    func skipBlanks(_ offset: Int) -> Int {
      bytes[offset..<line.upperBound].firstIndex { !isBlank($0) } ?? line.upperBound
    }
    var start = skipBlanks(line.lowerBound)
    while start + 1 < line.upperBound, bytes[start] == UInt8(ascii: "-"), isBlank(bytes[start + 1]) {
      start = skipBlanks(start + 1)
    }
    let isKey = bytes[start..<line.upperBound].prefix { $0 != UInt8(ascii: ":") }
    if isKey.allSatisfy(isKeyByte), isKey.endIndex + 1 < line.upperBound, isBlank(bytes[isKey.endIndex + 1]) {
      start = skipBlanks(isKey.endIndex + 1)
    }
    let end = bytes[start..<line.upperBound].lastIndex { !isBlankOrBreak($0) }.map { $0 + 1 } ?? start
    return start..<end
  }

  /// Whether the byte stands in a key such as `max_depth`, `json.data` or `${x}`.
  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
