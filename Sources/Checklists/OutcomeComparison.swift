internal import CEL
internal import Values

/// A place where an expression compares the outcome of an item with a word.
struct OutcomeComparison {
  /// The item, where it is named.
  let item: String?
  let word: String
  /// Where the word stands, as UTF-8 offsets in the expression.
  let range: Range<Int>
  /// Whether it asks for that outcome, and not for any other.
  let isEquality: Bool
}

extension Expression {
  /// Every comparison of an outcome with a word that is written out.
  var outcomeComparisons: [OutcomeComparison] { parsed.root.outcomeComparisons }
}

extension Expr {
  fileprivate var outcomeComparisons: [OutcomeComparison] {
    var found = children.flatMap(\.outcomeComparisons)
    guard case .operation(let name, let operands) = kind, ["_==_", "_!=_", "@in"].contains(name) else {
      return found
    }
    for (one, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
      guard case .select(let need, field: "outcome", isOptional: _) = one.kind, need.isMemberOfNeeds else {
        continue
      }
      found += other.words.map {
        OutcomeComparison(
          item: need.memberName, word: $0.word, range: $0.range, isEquality: name == "_==_")
      }
    }
    return found
  }

  private var isMemberOfNeeds: Bool {
    switch kind {
    case .select(let operand, _, _), .index(let operand, _, _):
      if case .identifier("needs") = operand.kind { true } else { false }
    default: false
    }
  }

  /// The name of a member; nil where it is computed.
  private var memberName: String? {
    switch kind {
    case .select(_, let field, _): return field
    case .index(_, let index, _):
      guard case .literal(.string(let name)) = index.kind else { return nil }
      return name
    default: return nil
    }
  }

  /// A text that is written out, or those of a list.
  private var words: [(word: String, range: Range<Int>)] {
    switch kind {
    case .literal(.string(let word)): [(word, range)]
    case .list(let elements): elements.flatMap(\.value.words)
    default: []
    }
  }
}
