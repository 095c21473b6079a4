/// An expression of the Common Expression Language, parsed (cel-spec, "Syntax"). Macros stay what they are in the
/// tree.
public struct ParsedExpression: Sendable {
  /// As it was written.
  public let source: String
  /// Its tree.
  public let root: Expr
  /// A number above the `id` of every node.
  public let nodeCount: Int

  /// Parses an expression; reports every fault that is independent of the others.
  public init(parsing source: String) throws(ExpressionFaults) {
    guard source.unicodeScalars.count <= SyntaxLimits.codePoints else {
      throw ExpressionFaults([.tooLong(0..<source.utf8.count)])
    }
    var lexer = Lexer(source: source)
    let lexemes = lexer.lexemes()
    guard lexemes.count > 1 || !lexer.faults.isEmpty else {
      throw ExpressionFaults([.empty(0..<source.utf8.count)])
    }
    var parser = Parser(source: source, lexemes: lexemes, isCutShort: lexer.isCutShort)
    let root = parser.parse()
    guard let root, lexer.faults.isEmpty, parser.faults.isEmpty else {
      throw ExpressionFaults(Self.merged(lexer.faults, parser.faults))
    }
    self.source = source
    self.root = root
    nodeCount = parser.nodeCount
  }

  /// The expression as text that parses to an equal tree: one form of those that mean the same. It nests no deeper
  /// than what was written; it may be longer.
  public var text: String { Printer.text(of: root) }

  /// The faults of words and of their order, by place. Where a word is wrong, its order is not worth a second
  /// message.
  private static func merged(_ words: [ExpressionFault], _ order: [ExpressionFault]) -> [ExpressionFault] {
    let places = Set(words.map(\.range))
    let all = words + order.filter { !places.contains($0.range) }
    let sorted = all.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }
    return sorted.prefix(SyntaxLimits.faults).map(\.element)
  }
}
