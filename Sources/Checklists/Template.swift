internal import CEL
internal import Diagnostics
internal import Values
internal import YAMLSyntax

/// A value in a file in which `${...}` may stand.
struct Template: Sendable {
  let span: Span
  let content: Content

  indirect enum Content: Sendable {
    /// A value as it stands.
    case literal(Value)
    /// Text with `${...}` in it.
    case text([Segment])
    /// One `${...}` that is the whole scalar: the value keeps its type.
    case expression(Expression)
    case list([Template])
    case map([Entry])
  }

  enum Segment: Sendable {
    case literal(String)
    case expression(Expression, Span)
  }

  struct Entry: Sendable {
    let key: String
    let keySpan: Span
    let value: Template
  }

  init(_ content: Content, at span: Span) {
    self.content = content
    self.span = span
  }

  /// The value, if no `${...}` stands anywhere in it.
  var literal: Value? {
    switch content {
    case .literal(let value): return value
    case .text, .expression: return nil
    case .list(let elements):
      let values = elements.compactMap(\.literal)
      return values.count == elements.count ? .list(values) : nil
    case .map(let entries):
      let values = entries.compactMap { entry in entry.value.literal.map { (ValueKey.string(entry.key), $0) } }
      return values.count == entries.count ? .map(ValueMap(values)) : nil
    }
  }

  subscript(key: String) -> Template? {
    guard case .map(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// Every expression in it, with its place.
  var expressions: [(expression: Expression, span: Span)] {
    switch content {
    case .literal: []
    case .expression(let expression): [(expression, span)]
    case .text(let segments):
      segments.compactMap { segment in
        if case .expression(let expression, let span) = segment { (expression, span) } else { nil }
      }
    case .list(let elements): elements.flatMap(\.expressions)
    case .map(let entries): entries.flatMap(\.value.expressions)
    }
  }
}

extension Template {
  /// The value in a scope.
  func value(in scope: Scope) throws(EvaluationError) -> Value {
    switch content {
    case .literal(let value): return value
    case .expression(let expression): return try expression.value(in: scope)
    case .text(let segments):
      var text = ""
      for segment in segments { text += try segment.text(in: scope) }
      return .string(text)
    case .list(let elements):
      var values: [Value] = []
      for element in elements { values.append(try element.value(in: scope)) }
      return .list(values)
    case .map(let entries):
      var values = ValueMap()
      for entry in entries { values[.string(entry.key)] = try entry.value.value(in: scope) }
      return .map(values)
    }
  }
}

extension Template.Segment {
  func text(in scope: Scope) throws(EvaluationError) -> String {
    switch self {
    case .literal(let text): return text
    case .expression(let expression, _):
      return try interpolated(try expression.value(in: scope), expression.source)
    }
  }
}

/// A value as it stands within a text.
func interpolated(_ value: Value, _ source: String) throws(EvaluationError) -> String {
  switch value {
  case .string(let text): return text
  case .int, .uint, .double, .decimal, .bool: return value.json
  case .duration(let duration): return duration.unitText
  case .timestamp(let timestamp): return timestamp.description
  case .null, .bytes, .list, .map:
    throw EvaluationError("${\(source)} is \(value.kindName), which cannot stand within a text")
  }
}

extension Decoding {
  /// Reads a node in which `${...}` may stand; faults in the expressions are reported.
  func template(_ node: Node) -> Template {
    switch node.content {
    case .scalar(let scalar): return Template(content(of: scalar, in: node), at: node.span)
    case .sequence(let elements): return Template(.list(elements.map(template)), at: node.span)
    case .mapping(let entries):
      let entries = entries.compactMap { entry -> Template.Entry? in
        guard let key = entry.key.scalar else { return nil }
        return Template.Entry(key: key.text, keySpan: entry.key.span, value: template(entry.value))
      }
      return Template(.map(entries), at: node.span)
    }
  }

  private func content(of scalar: Scalar, in node: Node) -> Template.Content {
    guard scalar.value == .string, scalar.text.utf8.contains(UInt8(ascii: "$")), scalar.text.contains("${") else {
      return .literal(scalar.literal)
    }
    let pieces = InterpolationScanner.pieces(of: scalar.text)
    var segments: [Template.Segment] = []
    for piece in pieces {
      switch piece {
      case .literal(let text): segments.append(.literal(text))
      case .unclosed(let range):
        report(
          "unclosed-interpolation", "`${` is not closed", at: span(of: range, in: node),
          help: "close it with `}`, or write `$${` for a literal `${`; within { } of YAML, quote the whole text")
      case .expression(let source, let range):
        if let expression = expression(source, at: range.lowerBound, in: node) {
          let whole = (range.lowerBound - 2)..<(range.upperBound + 1)
          segments.append(.expression(expression, span(of: whole, in: node)))
        }
      }
    }
    if pieces.count == 1, case .expression(let expression, _)? = segments.first { return .expression(expression) }
    if segments.allSatisfy(\.isLiteral) { return .literal(.string(segments.map(\.literalText).joined())) }
    return .text(segments)
  }

  /// Parses an expression that stands at an offset of a scalar's text.
  func expression(_ source: String, at offset: Int, in node: Node) -> Expression? {
    do {
      return try Expression(parsing: source)
    } catch {
      report(fault: error, at: offset, in: node)
      return nil
    }
  }

  func report(fault: ExpressionFault, at offset: Int, in node: Node) {
    let range = (fault.range.lowerBound + offset)..<(fault.range.upperBound + offset)
    report("invalid-expression", fault.message, at: span(of: range, in: node), help: fault.help)
  }
}

extension Template.Segment {
  fileprivate var isLiteral: Bool {
    if case .literal = self { true } else { false }
  }
  fileprivate var literalText: String {
    if case .literal(let text) = self { text } else { "" }
  }
}

/// Finds `${...}` in a text; `$${` is a literal `${`.
private enum InterpolationScanner {
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
        pieces.append(.expression(String(decoding: bytes[(index + 2)..<end], as: UTF8.self), (index + 2)..<end))
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
