internal import Values

/// Reads the part of the Common Expression Language that checklists know: references such as `inputs.name` and
/// `each.value`, literals, `env("NAME")`, `secret_file("path")`, and one comparison.
struct ExpressionParser {
  private var tokens: [Token] = []
  private var position = 0
  private let source: String
  private let lexerFault: ExpressionFault?

  init(source: String) {
    self.source = source
    var lexer = ExpressionLexer(source: source)
    do {
      tokens = try lexer.tokens()
      lexerFault = nil
    } catch {
      lexerFault = error
    }
  }

  mutating func expression() throws(ExpressionFault) -> Expression.Term {
    if let lexerFault { throw lexerFault }
    guard !tokens.isEmpty else { throw .emptyExpression(source) }
    let left = try operand()
    guard let token = peek else { return left }
    guard case .symbol(let symbol) = token.kind, let comparison = Expression.Operator(rawValue: symbol) else {
      throw .beyond(token)
    }
    position += 1
    let right = try operand()
    if let token = peek { throw .beyond(token) }
    return .comparison(comparison, left, right, range: left.range.lowerBound..<right.range.upperBound)
  }

  private var peek: Token? { position < tokens.count ? tokens[position] : nil }

  private mutating func operand() throws(ExpressionFault) -> Expression.Term {
    guard let token = peek else {
      throw ExpressionFault("the expression ends where a value should stand", end)
    }
    position += 1
    switch token.kind {
    case .literal(let value): return .literal(value, range: token.range)
    case .name(let name):
      return takeSymbol("(") == nil ? try reference(name, from: token) : try call(name, from: token)
    case .symbol: throw .beyond(token)
    }
  }

  private mutating func reference(_ name: String, from token: Token) throws(ExpressionFault)
    -> Expression.Term
  {
    var steps: [Expression.Step] = []
    var upper = token.range.upperBound
    while true {
      if takeSymbol(".") != nil {
        guard let member = peek, case .name(let name) = member.kind else {
          throw ExpressionFault("a name should follow the point", peek?.range ?? end)
        }
        position += 1
        steps.append(.member(name))
        upper = member.range.upperBound
      } else if takeSymbol("[") != nil {
        steps.append(try index())
        guard let bracket = takeSymbol("]") else {
          throw ExpressionFault("\"]\" should stand here", peek?.range ?? end)
        }
        upper = bracket.range.upperBound
      } else {
        return .reference(root: name, steps: steps, range: token.range.lowerBound..<upper)
      }
    }
  }

  private mutating func index() throws(ExpressionFault) -> Expression.Step {
    guard let token = peek, case .literal(let value) = token.kind else {
      throw ExpressionFault("a text or an integer should stand between the brackets", peek?.range ?? end)
    }
    position += 1
    switch value {
    case .string(let key): return .member(key)
    case .int(let place): return .index(Int(place))
    default: throw ExpressionFault("a text or an integer should stand between the brackets", token.range)
    }
  }

  private mutating func call(_ name: String, from token: Token) throws(ExpressionFault) -> Expression.Term {
    guard let argument = peek, case .literal(.string(let text)) = argument.kind else {
      throw ExpressionFault(
        "\(name)() takes one text in quotes", peek?.range ?? end, help: "write \(name)(\"NAME\")")
    }
    position += 1
    guard let close = takeSymbol(")") else {
      throw ExpressionFault("\")\" should stand here", peek?.range ?? end)
    }
    return .call(function: name, argument: text, range: token.range.lowerBound..<close.range.upperBound)
  }

  private mutating func takeSymbol(_ symbol: String) -> Token? {
    guard let token = peek, token.kind == .symbol(symbol) else { return nil }
    position += 1
    return token
  }

  private var end: Range<Int> { source.utf8.count..<source.utf8.count }
}

/// A word of the language.
struct Token: Hashable {
  enum Kind: Hashable {
    case name(String)
    case literal(Value)
    case symbol(String)
  }

  let kind: Kind
  let range: Range<Int>
}

extension ExpressionFault {
  fileprivate static func emptyExpression(_ source: String) -> ExpressionFault {
    ExpressionFault("the expression is empty", 0..<source.utf8.count)
  }

  /// Something that is CEL, perhaps, but not of the part that is known here.
  fileprivate static func beyond(_ token: Token) -> ExpressionFault {
    let text: String
    switch token.kind {
    case .symbol(let symbol) where ["&&", "||", "!", "?"].contains(symbol):
      return ExpressionFault(
        "\"\(symbol)\" is not understood here: this version knows one comparison at most", token.range,
        help:
          "make two items of it, each with one of the conditions, or name one item in the `needs` of another"
      )
    case .name(let name): text = name
    case .symbol(let symbol): text = symbol
    case .literal: text = "a literal"
    }
    return ExpressionFault(
      "\"\(text)\" is not understood here", token.range,
      help: "an expression is a value such as inputs.name, each, each.key or each.value, "
        + "or one comparison of such a value with a literal")
  }
}
