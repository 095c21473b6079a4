internal import Values

/// Builds the tree of an expression from its words.
///
/// Operators that wait for their right side and brackets that wait for their end are kept in arrays, not in
/// recursion: nothing that is written can overflow the stack. After a fault it goes on as if what is missing were
/// there, so that all faults are found; the tree is then of no use.
struct Parser {
  let source: String
  let lexemes: [Lexeme]
  /// Whether the end of the text is missing, and the end of brackets with it.
  let isCutShort: Bool
  var position = 0
  /// The whole expression, and the brackets that are open in it.
  var frames = [Frame(.whole, opener: 0..<0, start: 0, closer: nil)]
  /// The value that was read last; nil where one is to follow.
  var value: Operand?
  /// The operands of the chains of `&&` and `||` that are open.
  var terms: [Operand] = []
  var nesting = 0
  /// The `id` of the next node.
  var nodeCount = 0
  var faults: [ExpressionFault] = []
  var isFinished = false

  init(source: String, lexemes: [Lexeme], isCutShort: Bool) {
    self.source = source
    self.lexemes = lexemes
    self.isCutShort = isCutShort
  }

  /// The tree; nil where something is wrong.
  mutating func parse() -> Expr? {
    while !isFinished {
      if value == nil { readValue() } else { readOn() }
    }
    return faults.isEmpty ? value?.expr : nil
  }
}

/// A value that was read.
struct Operand {
  let expr: Expr
  /// How many nodes stand inside each other, itself included.
  let depth: Int
  /// Where it stands, with its parentheses.
  var range: Range<Int>
  /// Whether it may be the name of a type: `a.b`.
  var isPath = false
  /// Whether it stands for something that could not be read.
  var isBroken = false
}

/// What was read inside a bracket that is open, or of the whole expression.
struct Frame {
  let kind: Kind
  /// Where the bracket stands.
  let opener: Range<Int>
  /// Where the node begins.
  let start: Int
  let closer: Symbol?
  /// The operators that wait for their right side.
  var pending: [Pending] = []
  var elements: [Part] = []
  /// The key of the entry that is being read.
  var key: Operand?
  /// Whether the element that is being read began with `?`.
  var isOptional = false
  /// Whether something was reported that makes the bracket itself doubtful.
  var isFaulty = false

  enum Kind {
    case whole
    case group
    /// The arguments of a call; nil where what is called has no name.
    case arguments(Callee?)
    case index(of: Operand, isOptional: Bool)
    case list
    case map
    case message(String)
  }

  init(_ kind: Kind, opener: Range<Int>, start: Int, closer: Symbol?) {
    self.kind = kind
    self.opener = opener
    self.start = start
    self.closer = closer
  }

  /// Whether several values may stand inside, separated by commas.
  var hasElements: Bool {
    switch kind {
    case .arguments, .list, .map, .message: true
    case .whole, .group, .index: false
    }
  }

  var hasEntries: Bool {
    switch kind {
    case .map, .message: true
    case .whole, .group, .arguments, .index, .list: false
    }
  }

  /// Whether nothing of the next element was read.
  var isAtElement: Bool { hasElements && pending.isEmpty && key == nil && !isOptional }
}

/// An element of a list, an argument or an entry of a map.
struct Part {
  let key: Operand?
  let value: Operand
  let isOptional: Bool
}

/// What is called.
struct Callee {
  let name: String
  let target: Operand?
}

/// An operator that waits for its right side.
enum Pending {
  /// `!` or `-`, so many times.
  case sign(Symbol, count: Int, start: Int)
  case binary(Symbol, Operand)
  /// `&&` or `||`; where its operands begin among the parser's terms.
  case chain(Symbol, first: Int)
  /// `condition ?`, which waits for `:`.
  case condition(Operand, question: Int)
  /// `condition ? value :`
  case branch(Operand, Operand)
  /// An operator that is missing.
  case gap(Operand)

  var precedence: Precedence {
    switch self {
    case .sign, .gap: .unary
    case .binary(let symbol, _), .chain(let symbol, _): symbol.precedence ?? .unary
    case .condition, .branch: .conditional
    }
  }
}

// MARK: - Words, nodes and faults

extension Parser {
  var lexeme: Lexeme { lexemes[position] }

  var next: Lexeme? { position + 1 < lexemes.count ? lexemes[position + 1] : nil }

  /// The place of the innermost bracket among the frames.
  var top: Int { frames.count - 1 }

  func text(_ range: Range<Int>) -> Substring {
    let utf8 = source.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    return source[start..<utf8.index(start, offsetBy: range.count)]
  }

  /// Passes a word, never the end.
  mutating func take() { position = min(position + 1, lexemes.count - 1) }

  /// Makes a node over nodes of some depth.
  mutating func node(_ kind: Expr.Kind, _ range: Range<Int>, over depth: Int = 0) -> Operand {
    guard depth < SyntaxLimits.depth else {
      stop(.tooDeep(range))
      return placeholder(range)
    }
    defer { nodeCount += 1 }
    return Operand(expr: Expr(id: nodeCount, range: range, kind: kind), depth: depth + 1, range: range)
  }

  /// What stands for a value that could not be read.
  func placeholder(_ range: Range<Int>) -> Operand {
    Operand(expr: Expr(id: 0, range: range, kind: .literal(.null)), depth: 1, range: range, isBroken: true)
  }

  /// Goes some levels deeper; ends the parsing where that is too deep.
  mutating func descend(_ levels: Int = 1) {
    nesting += levels
    if nesting > SyntaxLimits.nesting { stop(.tooNested(lexeme.range)) }
  }

  /// Adds a fault; says no second thing about a place.
  mutating func report(_ fault: ExpressionFault) {
    guard !isFinished, faults.last?.range != fault.range else { return }
    faults.append(fault)
    isFinished = faults.count >= SyntaxLimits.faults
  }

  private mutating func stop(_ fault: ExpressionFault) {
    report(fault)
    isFinished = true
  }

  /// How messages name a place: `at character 5`.
  func place(_ offset: Int) -> String {
    let lines = text(0..<offset).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let column = (lines.last?.count ?? 0) + 1
    return lines.count > 1 ? "at line \(lines.count), character \(column)" : "at character \(column)"
  }
}
