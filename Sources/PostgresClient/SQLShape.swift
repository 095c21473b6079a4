/// What can be told of an SQL text without a server.
public struct SQLInspection: Hashable, Sendable {
  /// The first word of the first statement, upper-cased; nil for an empty text or one that begins otherwise.
  public var keyword: String?
  /// How many statements there are, empty ones not counted.
  public var statementCount = 0
  /// The highest `n` of the parameters `$n`.
  public var parameterCount = 0
  /// Why the text may change something, one phrase each; empty if nothing suggests it.
  public var writes: [String] = []
  /// Whether a comment or quotation does not end.
  public var isUnterminated = false
  /// A setting that the statement asks for, and that every question sets for itself: what it would see is ours, and
  /// not the server's.
  public var ownSetting: String?
  /// Whether a parameter may name a setting that the statement asks for.
  public var asksForAnySetting = false

  /// Whether this is one statement that begins as a read-only one must. It may still write, through functions or
  /// data-modifying `WITH`; the read-only transaction is what stops that.
  public var isReadOnlyStatement: Bool { refusal(for: .readOnly) == nil }

  /// Why a statement of this shape is not run, nil if it is.
  public func refusal(for access: PostgresAccess) -> String? {
    if isUnterminated { return "the SQL has a comment or quotation that does not end" }
    if statementCount == 0 { return "the SQL holds no statement" }
    if statementCount > 1 { return "the SQL holds \(statementCount) statements; write one per item" }
    let name = keyword ?? "this"
    switch access {
    case .readOnly where !(keyword.map(SQLShape.readOnlyKeywords.contains) ?? false):
      return "\(name) statements are not read-only: SELECT, SHOW, EXPLAIN, VALUES, WITH and TABLE are"
    case .readWrite where keyword.map(SQLShape.unwrappableKeywords.contains) ?? false:
      return "\(name) does not work here: each statement runs in a transaction of its own"
    default:
      return nil
    }
  }
}

/// Reads the shape of SQL by its tokens, without knowing its grammar.
public enum SQLShape {
  static let readOnlyKeywords: Set = ["SELECT", "SHOW", "EXPLAIN", "VALUES", "WITH", "TABLE"]
  static let unwrappableKeywords: Set = [
    "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE", "COPY",
  ]

  /// Looks at an SQL text.
  public static func inspect(_ sql: String) -> SQLInspection {
    var lexer = SQLLexer(sql)
    var statements: [[SQLLexer.Token]] = [[]]
    var inspection = SQLInspection()
    while let token = lexer.next() {
      switch token {
      case .unterminated:
        inspection.isUnterminated = true
        statements[statements.count - 1].append(token)
        return finish(inspection, statements)
      case .semicolon:
        statements.append([])
      case .parameter(let number):
        inspection.parameterCount = max(inspection.parameterCount, number)
        statements[statements.count - 1].append(token)
      default:
        statements[statements.count - 1].append(token)
      }
    }
    return finish(inspection, statements)
  }

  private static func finish(
    _ inspection: SQLInspection, _ statements: [[SQLLexer.Token]]
  ) -> SQLInspection {
    var inspection = inspection
    let statements = statements.filter { !$0.isEmpty }
    inspection.statementCount = statements.count
    inspection.keyword = statements.first.flatMap { keyword(of: $0) }
    inspection.ownSetting = statements.lazy.compactMap { OwnSetting.first(in: $0) }.first
    inspection.asksForAnySetting = statements.contains(where: OwnSetting.asksForAny)
    for statement in statements {
      for suspicion in WriteSuspicion.all(in: statement) where !inspection.writes.contains(suspicion) {
        inspection.writes.append(suspicion)
      }
    }
    return inspection
  }

  /// The first word, past opening parentheses: `(SELECT 1)` is a SELECT.
  static func keyword(of statement: [SQLLexer.Token]) -> String? {
    let first = statement.first { $0 != .symbol(UInt8(ascii: "(")) }
    if case .word(let word) = first { return word }
    return nil
  }
}

/// The setting that every question sets for itself and whose name is a word of a text; nil where there is none.
public func ownSetting(namedIn text: String) -> String? { OwnSetting.first(in: text) }
