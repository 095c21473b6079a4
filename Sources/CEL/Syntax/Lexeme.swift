internal import Values

/// A word of an expression, and where it stands.
struct Lexeme {
  /// What a word is.
  enum Kind {
    /// An identifier, or a word that is reserved.
    case name(String)
    /// A name in back quotes.
    case quotedName(String)
    /// An integer without its sign, which decides whether it fits.
    case integer(UInt64)
    /// Any other literal.
    case literal(Value)
    /// An operator, a bracket or a mark.
    case symbol(Symbol)
    /// What is no word; that is reported already.
    case unknown
    /// The end of the expression.
    case end
  }

  let kind: Kind
  /// UTF-8 offsets in the source.
  let range: Range<Int>

  /// The symbol, if it is one.
  var symbol: Symbol? {
    if case .symbol(let symbol) = kind { symbol } else { nil }
  }
}

/// An operator, a bracket or a mark.
enum Symbol: String {
  case or = "||"
  case and = "&&"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case membership = "in"
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divided = "/"
  case remainder = "%"
  case not = "!"
  case question = "?"
  case colon = ":"
  case comma = ","
  case point = "."
  case openParenthesis = "("
  case closeParenthesis = ")"
  case openBracket = "["
  case closeBracket = "]"
  case openBrace = "{"
  case closeBrace = "}"
  /// `${`, which is only ever a mistake.
  case openInterpolation = "${"

  /// How tightly it binds between two operands; nil where it cannot stand between any.
  var precedence: Precedence? {
    switch self {
    case .or: .or
    case .and: .and
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .membership: .relation
    case .plus, .minus: .sum
    case .times, .divided, .remainder: .product
    default: nil
    }
  }

  /// The name of the operator between two operands in the tree.
  var operatorName: String { self == .membership ? "@in" : "_\(rawValue)_" }

  /// The name of the operator before one operand in the tree.
  var signName: String { "\(rawValue)_" }

  /// The bracket that closes what it opens.
  var closer: Symbol? {
    switch self {
    case .openParenthesis: .closeParenthesis
    case .openBracket: .closeBracket
    case .openBrace, .openInterpolation: .closeBrace
    default: nil
    }
  }
}

/// How tightly an operator binds (cel-spec, "Syntax").
enum Precedence: Int, Comparable {
  case conditional
  case or
  case and
  case relation
  case sum
  case product
  case unary
  case member

  static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

  /// The next one that binds more tightly.
  var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .member }
}

/// The words that cel-spec keeps for itself and for languages around it.
enum ReservedWord {
  /// Words that cannot name a field either, except in back quotes.
  static let keywords: Set<String> = ["true", "false", "null", "in"]
  /// Words that cannot name a variable or a function.
  static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
    "namespace", "return", "var", "void", "while",
  ]
}
