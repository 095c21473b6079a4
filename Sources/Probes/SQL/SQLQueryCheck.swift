public import Diagnostics
internal import PostgresClient
public import ProbeKit
internal import Values

extension SQLProbe {
  /// Finds what the words of the query tell: no statement or several, psql's own commands, writing that is not
  /// declared, and parameters without values.
  public static func check(_ draft: ProbeDraft, into diagnostics: inout Diagnostics) {
    guard let field = draft["query"], let query = field.value?.string else { return }
    let inspection = SQLShape.inspect(query)
    if let fault = shapeFault(inspection, query, at: field.span) {
      diagnostics.add(fault)
      return
    }
    if let setting = inspection.ownSetting { diagnostics.add(.ownSetting(setting, at: field.span)) }
    if let fault = effectFault(inspection, draft, at: field.span) { diagnostics.add(fault) }
    if let fault = parametersFault(inspection, draft, at: field.span) { diagnostics.add(fault) }
  }

  private static func shapeFault(_ inspection: SQLInspection, _ query: String, at span: Span) -> Diagnostic? {
    if query.utf8.contains(0) { return .nulInQuery(at: span) }
    if let command = psqlCommand(in: query) { return .psqlCommand(command, at: span) }
    if inspection.isUnterminated { return .unterminatedQuery(at: span) }
    if inspection.statementCount == 0 { return .emptyQuery(at: span) }
    if inspection.statementCount > 1 { return .severalStatements(inspection.statementCount, at: span) }
    guard let keyword = inspection.keyword else { return .unknownStatement(nil, at: span) }
    if !commands.contains(keyword), let meant = closestMatch(to: keyword, among: commands) {
      return .unknownStatement((keyword, meant), at: span)
    }
    return nil
  }

  private static func effectFault(
    _ inspection: SQLInspection, _ draft: ProbeDraft, at span: Span
  ) -> Diagnostic? {
    if inspection.mayWrite, inspection.refusal(for: .readWrite) != nil, let keyword = inspection.keyword {
      return .unaskableStatement(keyword, at: span)
    }
    guard !draft.isAction else { return nil }
    if !inspection.isReadOnlyStatement, let keyword = inspection.keyword {
      return .undeclaredAction("\(keyword) changes something", at: span)
    }
    if !inspection.writes.isEmpty {
      return .undeclaredAction(
        "the query may change something (\(inspection.writes.joined(separator: ", ")))", at: span)
    }
    if let field = draft["may_write"], field.value?.bool == true {
      return .undeclaredAction("`may_write` says that the query changes something", at: field.span)
    }
    return nil
  }

  private static func parametersFault(
    _ inspection: SQLInspection, _ draft: ProbeDraft, at span: Span
  ) -> Diagnostic? {
    let params = draft["params"]
    if let params, params.value?.list == nil { return nil }
    let count = params?.value?.list?.count ?? 0
    guard let fault = parameterFault(needed: inspection.parameterCount, given: count) else { return nil }
    return .parameterCount(fault, query: span, params: params?.span)
  }

  /// psql's command, such as `\du`, with which the query begins.
  private static func psqlCommand(in query: String) -> String? {
    let text = query.drop(while: \.isWhitespace)
    guard text.first == "\\" else { return nil }
    return String(text.prefix { !$0.isWhitespace && $0 != ";" })
  }

  /// The first words of PostgreSQL's statements (documentation, part VI, chapter I).
  private static let commands = [
    "ABORT", "ALTER", "ANALYZE", "BEGIN", "CALL", "CHECKPOINT", "CLOSE", "CLUSTER", "COMMENT", "COMMIT",
    "COPY",
    "CREATE", "DEALLOCATE", "DECLARE", "DELETE", "DISCARD", "DO", "DROP", "END", "EXECUTE", "EXPLAIN",
    "FETCH",
    "GRANT", "IMPORT", "INSERT", "LISTEN", "LOAD", "LOCK", "MERGE", "MOVE", "NOTIFY", "PREPARE", "REASSIGN",
    "REFRESH", "REINDEX", "RELEASE", "RESET", "REVOKE", "ROLLBACK", "SAVEPOINT", "SECURITY", "SELECT", "SET",
    "SHOW", "START", "TABLE", "TRUNCATE", "UNLISTEN", "UPDATE", "VACUUM", "VALUES", "WITH",
  ]
}

extension Diagnostic {
  fileprivate static func ownSetting(_ setting: String, at span: Span) -> Diagnostic {
    Diagnostic(
      "own-setting", SQLProbe.fault(ofOwnSetting: setting), at: span,
      help: "ask SELECT reset_val FROM pg_settings WHERE name = '\(setting)'")
  }

  fileprivate static func emptyQuery(at span: Span) -> Diagnostic {
    Diagnostic(
      "empty-query", "the query holds no statement", at: span, help: "write one, such as SELECT 1")
  }

  fileprivate static func nulInQuery(at span: Span) -> Diagnostic {
    Diagnostic("nul-in-query", "the query holds a NUL character", at: span, help: "take it out")
  }

  fileprivate static func unterminatedQuery(at span: Span) -> Diagnostic {
    Diagnostic(
      "unterminated-query", "a comment or quotation in the query does not end", at: span,
      help: "close it; within '...' a quotation mark is written ''")
  }

  fileprivate static func severalStatements(_ count: Int, at span: Span) -> Diagnostic {
    Diagnostic(
      "several-statements", "the query holds \(count) statements", at: span,
      help: "write one statement per item; `needs` puts items in order")
  }

  fileprivate static func unknownStatement(
    _ word: (written: String, meant: String)?, at span: Span
  ) -> Diagnostic {
    Diagnostic(
      "unknown-statement",
      word.map { "\($0.written) begins no SQL statement" } ?? "the query does not begin as a statement does",
      at: span, help: word.map { "did you mean \($0.meant)?" } ?? "begin with a word such as SELECT")
  }

  fileprivate static func unaskableStatement(_ keyword: String, at span: Span) -> Diagnostic {
    Diagnostic(
      "unaskable-statement", "\(keyword) does not work here: each query runs in a transaction of its own",
      at: span, help: "leave transactions to checkctl, and write the statement itself")
  }

  fileprivate static func undeclaredAction(_ what: String, at span: Span) -> Diagnostic {
    Diagnostic(
      "undeclared-action", "\(what), and the item does not say that it is an action", at: span,
      help: "add `action: true` to the item, or ask with SELECT, SHOW, EXPLAIN, VALUES, WITH or TABLE")
  }

  fileprivate static func parameterCount(_ fault: String, query: Span, params: Span?) -> Diagnostic {
    Diagnostic(
      "parameter-count", fault, at: params ?? query,
      related: params == nil ? [] : [Label(query, "the query")],
      help: "`params` has one value for each of $1, $2, ..., in their order")
  }

  fileprivate static func psqlCommand(_ command: String, at span: Span) -> Diagnostic {
    let name = command.dropFirst().filter { $0 != "+" && $0 != "S" }
    let instead = psqlEquivalents[name].map { "ask \($0) instead" }
    return Diagnostic(
      "psql-command", "\(command) is a command of psql, not SQL", at: span,
      help: instead ?? "`psql -E` shows the query behind its commands")
  }
}

/// What psql's commands ask, by their names.
private let psqlEquivalents: [String: String] = [
  "d": "information_schema.columns", "dt": "pg_catalog.pg_tables", "dv": "pg_catalog.pg_views",
  "di": "pg_catalog.pg_indexes", "ds": "pg_catalog.pg_sequences", "dm": "pg_catalog.pg_matviews",
  "df": "pg_catalog.pg_proc", "dn": "pg_catalog.pg_namespace", "dx": "pg_catalog.pg_extension",
  "db": "pg_catalog.pg_tablespace", "dp": "information_schema.table_privileges",
  "z": "information_schema.table_privileges",
  "du": "pg_catalog.pg_roles (rolname, rolsuper, rolcanlogin, ...)",
  "dg": "pg_catalog.pg_roles (rolname, rolsuper, rolcanlogin, ...)", "l": "pg_catalog.pg_database",
  "dRp": "pg_catalog.pg_publication", "dRs": "pg_catalog.pg_subscription",
  "dconfig": "pg_catalog.pg_settings", "conninfo": "SELECT current_user, current_database()",
]
