/// Finds statements that ask for a setting which every question sets for itself.
enum OwnSetting {
  /// The first of them of which a statement asks the present value: by SHOW, or by a string that is its name, within
  /// a call of `current_setting` or anywhere where `pg_settings` is read.
  static func first(in statement: [SQLLexer.Token]) -> String? {
    let words = statement.map(word)
    if SQLShape.keyword(of: statement) == "SHOW" {
      return words.contains("zone") ? named("timezone") : words.lazy.compactMap(named).first
    }
    let readsView = words.contains("pg_settings") || words.contains("pg_show_all_settings")
    if readsView, !words.contains("reset_val"), !words.contains("boot_val") {
      return statement.lazy.compactMap(setting).first
    }
    return words.indices.lazy.filter { words[$0] == "current_setting" }
      .compactMap { arguments(from: $0 + 1, of: statement).lazy.compactMap(setting).first }.first
  }

  /// The tokens between the parentheses that begin at an index; none where none begin there.
  private static func arguments(
    from start: Int, of statement: [SQLLexer.Token]
  ) -> ArraySlice<SQLLexer.Token> {
    var depth = 0
    for index in start..<max(start, statement.count) {
      if statement[index] == .symbol(UInt8(ascii: "(")) { depth += 1 }
      if statement[index] == .symbol(UInt8(ascii: ")")) { depth -= 1 }
      if depth == 0 { return statement[start..<index] }
    }
    return statement[start...]
  }

  /// A name as the server reads it, quoted or not, in lower case.
  private static func word(_ token: SQLLexer.Token) -> String? {
    switch token {
    case .word(let name), .quotedName(let name): name.lowercased()
    default: nil
    }
  }

  private static func setting(_ token: SQLLexer.Token) -> String? {
    if case .string(let text) = token { named(text.lowercased()) } else { nil }
  }

  private static func named(_ word: String?) -> String? {
    SessionSettings.names.first { $0.lowercased() == word }
  }
}
