internal import CEL
internal import Diagnostics
internal import Values
internal import YAMLSyntax

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
    guard scalar.value == .string, scalar.text.utf8.contains(UInt8(ascii: "$")), scalar.text.contains("${")
    else {
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
          help:
            "close it with `}`, or write `$${` for a literal `${`; within { } of YAML, quote the whole text")
      case .expression(let source, let range):
        let whole = (range.lowerBound - 2)..<(range.upperBound + 1)
        if let placed = expression(source, at: range.lowerBound, in: node, within: whole) {
          segments.append(.expression(placed))
        }
      }
    }
    if pieces.count == 1, case .expression(let placed)? = segments.first { return .expression(placed) }
    if segments.allSatisfy(\.isLiteral) { return .literal(.string(segments.map(\.literalText).joined())) }
    return .text(segments)
  }

  /// Parses an expression that stands at an offset of a scalar's text; `within` is the range of `${...}`.
  func expression(_ source: String, at offset: Int, in node: Node, within whole: Range<Int>)
    -> PlacedExpression?
  {
    do {
      return PlacedExpression(
        expression: try Expression(parsing: source), node: node, offset: offset,
        span: span(of: whole, in: node))
    } catch {
      report(fault: error, at: offset, in: node)
      return nil
    }
  }

  /// Reports what is wrong with an expression, at its very place.
  func report(fault: ExpressionFault, in placed: PlacedExpression) {
    report(fault: fault, at: placed.offset, in: placed.node)
  }

  private func report(fault: ExpressionFault, at offset: Int, in node: Node) {
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
