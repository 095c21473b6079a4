/// Finds statements that ask for a setting which every question sets for itself.
enum OwnSetting {
  /// The first of them of which a statement asks the present value: by SHOW, or by a string in which its name is a word
  /// where the statement asks for settings. Where all calls of `current_setting` name theirs, other strings are none.
  static func first(in statement: [SQLLexer.Token]) -> String? {
    if SQLShape.keyword(of: statement) == "SHOW" {
      let words = statement.map(word)
      return words.contains("zone") ? named("timezone") : words.lazy.compactMap(named).first
    }
    if asksForAny(statement) { return statement.lazy.compactMap(setting).first }
    return calls(in: statement).lazy.compactMap { $0.lazy.compactMap(setting).first }.first
  }

  /// Whether which settings a statement asks for may depend on more than the names in its calls, such as parameters.
  static func asksForAny(_ statement: [SQLLexer.Token]) -> Bool {
    let words = statement.map(word)
    let readsView = words.contains("pg_settings") || words.contains("pg_show_all_settings")
    if readsView, !words.contains("reset_val"), !words.contains("boot_val") { return true }
    return calls(in: statement).contains { arguments in
      if case .string? = arguments.dropFirst().first { return false }
      return true
    }
  }

  /// The name of such a setting that is a word of a text.
  static func first(in text: String) -> String? {
    text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }.lazy.compactMap {
      named(String($0))
    }.first
  }

  /// What stands behind each `current_setting`, from its parenthesis on.
  private static func calls(in statement: [SQLLexer.Token]) -> [ArraySlice<SQLLexer.Token>] {
    statement.indices.filter { word(statement[$0]) == "current_setting" }
      .map { arguments(from: $0 + 1, of: statement) }
  }

  /// The tokens from the parenthesis at an index to the one that closes it; none where none begin there.
  private static func arguments(
    from start: Int, of statement: [SQLLexer.Token]
  ) -> ArraySlice<SQLLexer.Token> {
    var depth = 0
    for index in start..<max(start, statement.count) {
      if statement[index] == .symbol(UInt8(ascii: "(")) { depth += 1 }
      if statement[index] == .symbol(UInt8(ascii: ")")) { depth -= 1 }
      if depth == 0 { return statement[start..<index] }
    }
    return statement[min(start, statement.count)...]
  }

  /// A name as the server reads it, quoted or not, in lower case.
  private static func word(_ token: SQLLexer.Token) -> String? {
    switch token {
    case .word(let name), .quotedName(let name): name.lowercased()
    default: nil
    }
  }

  private static func setting(_ token: SQLLexer.Token) -> String? {
    if case .string(let text) = token { first(in: text) } else { nil }
  }

  private static func named(_ word: String?) -> String? {
    SessionSettings.names.first { $0.lowercased() == word }
  }
}
