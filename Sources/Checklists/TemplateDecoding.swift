internal import CEL
internal import Diagnostics
internal import Documents
internal import Values
internal import YAMLSyntax

extension Decoding {
  /// Reads a node in which `${...}` may stand; faults in the expressions are reported.
  func template(_ node: Node) -> Template { Template(node, content) }

  private func content(of scalar: Scalar, in node: Node) -> Template.Content {
    guard scalar.value == .string, scalar.text.contains(ascii: "${")
    else {
      return .literal(scalar.literal)
    }
    let pieces = InterpolationScanner.pieces(of: scalar.text)
    var segments: [Template.Segment] = []
    var isSound = true
    for piece in pieces {
      switch piece {
      case .literal(let text): segments.append(.literal(text))
      case .unclosed(let range):
        isSound = false
        report(
          "unclosed-interpolation", "`${` is not closed", at: span(of: range, in: node),
          help:
            "close it with `}`, or write `$${` for a literal `${`; within { } of YAML, quote the whole text")
      case .expression(let source, let range):
        let whole = (range.lowerBound - 2)..<(range.upperBound + 1)
        if let placed = expression(source, at: range.lowerBound, in: node, within: whole) {
          segments.append(.expression(placed))
        } else {
          isSound = false
        }
      }
    }
    if pieces.count == 1, case .expression(let placed)? = segments.first { return .expression(placed) }
    guard segments.contains(where: { !$0.isLiteral }) || isSound else { return .broken }
    if segments.allSatisfy(\.isLiteral) { return .literal(.string(segments.map(\.literalText).joined())) }
    return .text(segments)
  }

  /// Parses an expression that stands at an offset of a scalar's text; `within` is the range of `${...}`.
  func expression(_ source: String, at offset: Int, in node: Node, within whole: Range<Int>)
    -> PlacedExpression?
  {
    do {
      let parsed = try Expression(parsing: source)
      hasReadExpression = true
      if source.contains(ascii: "needs"), parsed.variables.contains("needs") { hasReadNeeds = true }
      return PlacedExpression(
        expression: parsed, node: node, offset: offset, span: span(of: whole, in: node))
    } catch {
      for fault in error.faults { report(fault: fault, at: offset, in: node) }
      return nil
    }
  }

  /// Reports what is wrong with an expression, at its very place.
  func report(_ faults: [ExpressionFault], in placed: PlacedExpression) {
    for fault in faults { report(fault: fault, at: placed.offset, in: placed.node) }
  }

  private func report(fault: ExpressionFault, at offset: Int, in node: Node) {
    let range = (fault.range.lowerBound + offset)..<(fault.range.upperBound + offset)
    report("invalid-expression", fault.message, at: span(of: range, in: node), help: fault.help)
  }
}

extension Template {
  /// What a node says if `${` is text like any other.
  init(literal node: Node) { self.init(node) { scalar, _ in .literal(scalar.literal) } }

  fileprivate init(_ node: Node, _ content: (Scalar, Node) -> Content) {
    switch node.content {
    case .scalar(let scalar): self.init(content(scalar, node), at: node.span)
    case .sequence(let elements):
      self.init(.list(elements.map { Template($0, content) }), at: node.span)
    case .mapping(let entries):
      let entries = entries.compactMap { entry -> Entry? in
        guard let key = entry.key.scalar else { return nil }
        return Entry(key: key.text, keySpan: entry.key.span, value: Template(entry.value, content))
      }
      self.init(.map(entries), at: node.span)
    }
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
