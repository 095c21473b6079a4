/// Finds what suggests that a statement changes something.
enum WriteSuspicion {
  private typealias Token = SQLLexer.Token

  /// Functions that change something although a read-only transaction does not stop them, or that run what is
  /// in their arguments.
  private static let writingFunctions: Set = [
    "SET_CONFIG", "NEXTVAL", "SETVAL", "PG_NOTIFY", "PG_TERMINATE_BACKEND", "PG_CANCEL_BACKEND",
    "PG_RELOAD_CONF", "PG_PROMOTE", "PG_CREATE_RESTORE_POINT", "PG_LOGICAL_EMIT_MESSAGE",
    "PG_REPLICATION_SLOT_ADVANCE", "PG_SYNC_REPLICATION_SLOTS", "PG_IMPORT_SYSTEM_COLLATIONS",
    "PG_LOG_BACKEND_MEMORY_CONTEXTS", "PG_LOG_STANDBY_SNAPSHOT", "PG_EXPORT_SNAPSHOT", "TXID_CURRENT",
    "PG_CURRENT_XACT_ID", "GIN_CLEAN_PENDING_LIST", "PG_TRUNCATE_VISIBILITY_MAP", "LOWRITE",
    "TS_STAT", "TS_REWRITE", "CONNECTBY",
  ]
  private static let writingFunctionPrefixes = [
    "DBLINK", "LO_", "PG_ADVISORY_", "PG_TRY_ADVISORY_", "PG_STAT_RESET", "PG_FILE_",
    "PG_REPLICATION_ORIGIN_", "PG_BACKUP_ST", "PG_LOGICAL_SLOT_GET_", "PG_WAL_REPLAY_", "PG_ROTATE_LOGFILE",
    "PG_SWITCH_", "QUERY_TO_XML", "BRIN_SUMMARIZE_", "BRIN_DESUMMARIZE_", "HEAP_FORCE_", "CROSSTAB",
  ]
  private static let writingFunctionSuffixes = ["_SLOT", "_RESET", "_BACKUP"]

  /// The reasons, in the order they are found.
  static func all(in statement: [SQLLexer.Token]) -> [String] {
    guard let keyword = SQLShape.keyword(of: statement) else { return [] }
    guard SQLShape.readOnlyKeywords.contains(keyword) else { return ["\(keyword) changes something"] }
    guard keyword != "EXPLAIN" || runs(explained: statement) else { return [] }
    let prefix = keyword == "EXPLAIN" ? "EXPLAIN ANALYZE runs " : ""
    var reasons: [String] = []
    for index in statement.indices {
      if let reason = reason(at: index, in: statement) { reasons.append(prefix + reason) }
    }
    return reasons
  }

  /// Whether EXPLAIN runs what it explains: options have ANALYZE, in whatever quotation, true or not.
  private static func runs(explained statement: [Token]) -> Bool {
    statement.prefix { !isQueryStart($0) }.contains { token in
      switch token {
      case .word("ANALYZE"), .word("ANALYSE"), .escapedName: true
      case .quotedName(let name): ["ANALYZE", "ANALYSE"].contains(name.uppercased())
      default: false
      }
    }
  }

  private static func reason(at index: Int, in statement: [SQLLexer.Token]) -> String? {
    let next = index + 1 < statement.count ? statement[index + 1] : nil
    let previous = index > 0 ? statement[index - 1] : nil
    switch statement[index] {
    case .word("INSERT") where next == .word("INTO") && beginsStatement(after: previous): return "INSERT"
    case .word("MERGE") where next == .word("INTO") && beginsStatement(after: previous): return "MERGE"
    case .word("DELETE") where next == .word("FROM") && beginsStatement(after: previous): return "DELETE"
    case .word("UPDATE"): return update(after: previous, before: next)
    case .word("SHARE") where isLockStrength(previous): return "SELECT ... FOR SHARE"
    case .word("INTO") where !isInsertOrMerge(previous): return "SELECT INTO"
    case .word("CREATE") where next.map(isTableWord) ?? false: return "CREATE"
    case .word(let name) where next == .symbol(UInt8(ascii: "(")): return call(of: name)
    case .quotedName(let name) where next == .symbol(UInt8(ascii: "(")): return call(of: name.uppercased())
    case .escapedName where next == .symbol(UInt8(ascii: "(")):
      return "a call of a name in escapes, U&\"...\""
    default: return nil
    }
  }

  private static func update(after previous: Token?, before next: Token?) -> String? {
    if isLockStrength(previous) { return "SELECT ... FOR UPDATE" }
    guard beginsStatement(after: previous) else { return nil }
    switch next {
    case .word, .quotedName: return "UPDATE"
    default: return nil
    }
  }

  /// Whether a statement may begin here: at the start, in parentheses, after a `WITH` list, after EXPLAIN ANALYZE.
  private static func beginsStatement(after previous: Token?) -> Bool {
    guard let previous else { return true }
    return previous == .symbol(UInt8(ascii: "(")) || previous == .symbol(UInt8(ascii: ")"))
      || [.word("ANALYZE"), .word("ANALYSE"), .word("VERBOSE")].contains(previous)
  }

  private static func call(of name: String) -> String? {
    let writes =
      writingFunctions.contains(name) || writingFunctionPrefixes.contains { name.hasPrefix($0) }
      || writingFunctionSuffixes.contains { name.hasSuffix($0) }
    return writes ? "a call of \(name.lowercased())" : nil
  }

  private static func isLockStrength(_ token: Token?) -> Bool {
    token == .word("FOR") || token == .word("KEY")
  }

  private static func isInsertOrMerge(_ token: Token?) -> Bool {
    token == .word("INSERT") || token == .word("MERGE")
  }

  private static func isTableWord(_ token: Token) -> Bool {
    [.word("TABLE"), .word("MATERIALIZED"), .word("TEMP"), .word("TEMPORARY"), .word("UNLOGGED")].contains(
      token)
  }

  private static func isQueryStart(_ token: Token) -> Bool {
    [
      .word("SELECT"), .word("INSERT"), .word("UPDATE"), .word("DELETE"), .word("MERGE"), .word("WITH"),
      .word("VALUES"), .word("TABLE"), .word("CREATE"), .word("EXECUTE"), .word("DECLARE"),
    ].contains(token)
  }
}
