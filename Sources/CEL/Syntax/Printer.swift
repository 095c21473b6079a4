internal import Values

/// Writes a tree as an expression that parses to the same tree, with the parentheses that this needs.
///
/// What is still to be written is kept in an array, not in recursion: a deep tree cannot overflow the stack.
struct Printer {
  private enum Piece {
    case text(String)
    /// A node, in parentheses where it binds less tightly than this.
    case expression(Expr, Precedence)
  }

  private var text = ""
  /// What is still to be written, the next last.
  private var pieces: [Piece] = []

  static func text(of root: Expr) -> String {
    var printer = Printer()
    printer.pieces = [.expression(root, .conditional)]
    while let piece = printer.pieces.popLast() { printer.write(piece) }
    return printer.text
  }

  private mutating func write(_ piece: Piece) {
    switch piece {
    case .text(let text): self.text += text
    case .expression(let expr, let precedence) where expr.precedence < precedence:
      pieces += [.text(")"), .expression(expr, .conditional), .text("(")]
    case .expression(let expr, _): pieces += self.pieces(of: expr).reversed()
    }
  }

  private func pieces(of expr: Expr) -> [Piece] {
    switch expr.kind {
    case .literal(let value): [.text(value.literal)]
    case .identifier(let name): [.text(name)]
    case .select(let operand, let field, let isOptional):
      [.expression(operand, .member), .text((isOptional ? ".?" : ".") + field.asField)]
    case .index(let operand, let index, let isOptional):
      [
        .expression(operand, .member), .text(isOptional ? "[?" : "["), .expression(index, .conditional),
        .text("]"),
      ]
    case .operation("_&&_", _): chain(.and, of: expr)
    case .operation("_||_", _): chain(.or, of: expr)
    case .operation(let name, let operands): operation(name, operands)
    case .call(let name, let target, let arguments): call(name, target, arguments)
    case .list(let elements):
      [.text("[")] + list(elements.map { ($0.isOptional ? "?" : "", $0.value) }) + [.text("]")]
    case .map(let entries): [.text("{")] + self.entries(entries) + [.text("}")]
    case .message(let name, let fields): [.text(name + "{")] + self.fields(fields) + [.text("}")]
    case .macro(let macro): pieces(of: macro)
    }
  }

  // MARK: Operators

  private func operation(_ name: String, _ operands: [Expr]) -> [Piece] {
    if operands.count == 3 {
      return [
        .expression(operands[0], .or), .text(" ? "), .expression(operands[1], .or), .text(" : "),
        .expression(operands[2], .conditional),
      ]
    }
    guard let (symbol, precedence) = Operators.binary[name] else { return sign(name, operands) }
    return [
      .expression(operands[0], precedence), .text(" \(symbol) "),
      .expression(operands[1], precedence.tighter),
    ]
  }

  /// A chain of `&&` or `||`, from as many operands as the parser would make the same tree of.
  private func chain(_ symbol: Symbol, of expr: Expr) -> [Piece] {
    let name = symbol.operatorName
    let terms = expr.terms(of: name, expr.termCount(of: name))
    let precedence = Operators.binary[name]?.precedence ?? .unary
    let words = terms.map { [Piece.expression($0, precedence.tighter)] }
    return Array(words.joined(separator: [.text(" \(symbol.rawValue) ")]))
  }

  private func sign(_ name: String, _ operands: [Expr]) -> [Piece] {
    let symbol = name == "-_" ? "-" : "!"
    guard let operand = operands.first else { return [.text(symbol)] }
    if symbol == "-", operand.beginsWithNumber {  // The minus would become a part of the number.
      return [.text("-("), .expression(operand, .conditional), .text(")")]
    }
    return [.text(symbol), .expression(operand, .member)]
  }

  // MARK: Calls and macros

  private func call(_ name: String, _ target: Expr?, _ arguments: [Expr]) -> [Piece] {
    let method: [Piece] = target.map { [.expression($0, .member), .text(".")] } ?? []
    return method + [.text(name + "(")] + list(arguments.map { ("", $0) }) + [.text(")")]
  }

  private func pieces(of macro: Expr.Macro) -> [Piece] {
    switch macro {
    case .has(let operand, let field):
      [.text("has("), .expression(operand, .member), .text(".\(field.asField))")]
    case .quantifier(let quantifier, let range, let variables, let predicate):
      method(range, quantifier.rawValue, variables, [predicate])
    case .list(let name, let range, let variables, let filter, let transform):
      method(range, name, variables, [filter, transform])
    case .map(let range, let variables, let filter, let transform):
      method(range, "transformMap", variables, [filter, transform])
    case .mapEntries(let range, let variables, let filter, let transform):
      method(range, "transformMapEntry", variables, [filter, transform])
    case .sorted(let range, let variable, let key): method(range, "sortBy", [variable], [key])
    case .bind(let variable, let value, let body):
      [.text("cel.bind(\(variable.name), ")] + list([("", value), ("", body)]) + [.text(")")]
    case .optional(let isFlat, let target, let variable, let body):
      method(target, isFlat ? "optFlatMap" : "optMap", [variable], [body])
    }
  }

  private func method(
    _ target: Expr, _ name: String, _ variables: [Expr.Variable], _ arguments: [Expr?]
  ) -> [Piece] {
    let names = variables.map { $0.name + ", " }.joined()
    return [.expression(target, .member), .text(".\(name)(\(names)")]
      + list(arguments.compactMap { $0 }.map { ("", $0) }) + [.text(")")]
  }

  // MARK: Lists

  /// Nodes separated by commas, each after its prefix.
  private func list(_ elements: [(prefix: String, expr: Expr)]) -> [Piece] {
    elements.enumerated().flatMap { place, element -> [Piece] in
      [.text((place > 0 ? ", " : "") + element.prefix), .expression(element.expr, .conditional)]
    }
  }

  private func entries(_ entries: [Expr.Entry]) -> [Piece] {
    entries.enumerated().flatMap { place, entry -> [Piece] in
      [
        .text((place > 0 ? ", " : "") + (entry.isOptional ? "?" : "")), .expression(entry.key, .conditional),
        .text(": "), .expression(entry.value, .conditional),
      ]
    }
  }

  private func fields(_ fields: [Expr.Entry]) -> [Piece] {
    list(
      fields.map { field in
        let name = if case .literal(.string(let name)) = field.key.kind { name } else { "" }
        return ((field.isOptional ? "?" : "") + name.asField + ": ", field.value)
      })
  }
}

/// The operators between two operands, by their names in the tree.
private enum Operators {
  static let binary: [String: (symbol: String, precedence: Precedence)] = {
    let symbols: [Symbol] = [
      .or, .and, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .membership, .plus,
      .minus,
      .times, .divided, .remainder,
    ]
    return symbols.reduce(into: [:]) { table, symbol in
      table[symbol.operatorName] = (symbol.rawValue, symbol.precedence ?? .unary)
    }
  }()
}

extension Expr {
  /// How tightly what it is written as binds.
  fileprivate var precedence: Precedence {
    switch kind {
    case .operation("_?_:_", _): .conditional
    case .operation(let name, _): Operators.binary[name]?.precedence ?? .unary
    case .literal, .identifier, .select, .index, .call, .list, .map, .message, .macro: .member
    }
  }

  /// The operands, if it is this operation of two.
  fileprivate func operands(of name: String) -> [Expr]? {
    if case .operation(name, let operands) = kind, operands.count == 2 { operands } else { nil }
  }

  /// How many operands in a row the parser would make this tree of, at most. A tree of as many as an expression can
  /// have is not deeper than it looks.
  fileprivate func termCount(of name: String, levels: Int = 17) -> Int {
    guard levels > 0, let operands = operands(of: name) else { return 1 }
    return LogicalChain.count(
      left: operands[0].termCount(of: name, levels: levels - 1),
      right: operands[1].termCount(of: name, levels: levels - 1))
  }

  /// Its operands, where it is made of so many.
  fileprivate func terms(of name: String, _ count: Int) -> [Expr] {
    guard count > 1, let operands = operands(of: name) else { return [self] }
    let left = LogicalChain.leftCount(of: count)
    return operands[0].terms(of: name, left) + operands[1].terms(of: name, count - left)
  }

  /// Whether the first word of what it is written as is a number that a minus before it would become a part of.
  fileprivate var beginsWithNumber: Bool {
    var expr = self
    while true {
      switch expr.kind {
      case .literal(.int), .literal(.double): return true
      case .select(let operand, _, _), .index(let operand, _, _), .call(_, let operand?, _),
        .macro(.quantifier(_, let operand, _, _)), .macro(.list(_, let operand, _, _, _)),
        .macro(.map(let operand, _, _, _)), .macro(.mapEntries(let operand, _, _, _)),
        .macro(.sorted(let operand, _, _)), .macro(.optional(_, let operand, _, _)):
        expr = operand
      case .literal, .identifier, .call, .operation, .list, .map, .message, .macro: return false
      }
    }
  }
}
