/// Whether a statement may change anything.
public enum PostgresAccess: Hashable, Sendable {
  /// In a read-only transaction that is rolled back; SELECT, SHOW, EXPLAIN, VALUES, WITH and TABLE only.
  case readOnly
  /// In a transaction that is committed. The connection is not used again.
  case readWrite
}

/// What a caller accepts of a statement.
public struct PostgresLimits: Hashable, Sendable {
  /// `statement_timeout` on the server. A little later the client gives up by itself.
  public var statementTimeout: Duration
  /// The most rows of a result.
  public var maxRows: Int
  /// The most bytes of a result, counted as text.
  public var maxBytes: Int

  /// Limits; by default ten seconds, 10,000 rows and 16 MiB.
  public init(
    statementTimeout: Duration = .seconds(10), maxRows: Int = 10_000, maxBytes: Int = 16 * 1024 * 1024
  ) {
    self.statementTimeout = statementTimeout
    self.maxRows = maxRows
    self.maxBytes = maxBytes
  }
}

/// A question on its way to an answer.
struct Request: Sendable {
  var sql: String
  var parameters: [PostgresParameter]
  var access: PostgresAccess
  var limits: PostgresLimits
  var onStart: @Sendable () -> Void
  var continuation: CheckedContinuation<Result<PostgresResult, PostgresError>, Never>
}

/// The statements that surround a question, all sent at once.
enum Step: Equatable {
  case begin
  case settings
  case statement
  case synchronize
  case end
  case discard

  /// The steps of one question. The first synchronization point lets the rest run even after an error. What a
  /// read-only statement leaves beside its transaction (advisory locks, temporary tables, LISTEN, sequence
  /// caches, plans) goes with DISCARD ALL, which must not share a transaction, not even an implicit one: hence
  /// the second point. It also resets every setting to what the connection asked for when it was opened.
  static func all(for access: PostgresAccess) -> [Step] {
    switch access {
    case .readOnly: [.begin, .settings, .statement, .synchronize, .end, .synchronize, .discard, .synchronize]
    case .readWrite: [.begin, .settings, .statement, .synchronize, .end, .synchronize]
    }
  }
}

/// What every transaction sets for itself.
enum SessionSettings {
  /// One statement that makes text forms predictable and bounds waiting. Waiting for a lock gives up at nine
  /// tenths of the statement timeout, so that the error says that it was a lock.
  static func statement(timeout: Duration) -> String {
    let calls = all(timeout: timeout).map { "pg_catalog.set_config('\($0.key)', '\($0.value)', true)" }
    return "SELECT " + calls.joined(separator: ", ")
  }

  /// Their names.
  static let names = all(timeout: .zero).map(\.key)

  private static func all(timeout: Duration) -> KeyValuePairs<String, String> {
    let milliseconds = max(1, timeout.milliseconds)
    return [
      "DateStyle": "ISO, YMD",
      "IntervalStyle": "postgres",
      "TimeZone": "UTC",
      "extra_float_digits": "3",
      "bytea_output": "hex",
      "standard_conforming_strings": "on",
      "statement_timeout": "\(milliseconds)ms",
      "lock_timeout": "\(max(1, milliseconds * 9 / 10))ms",
    ]
  }
}

extension Duration {
  /// Whole milliseconds, at most what PostgreSQL's settings hold.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return min(seconds, 2_000_000) * 1_000 + attoseconds / 1_000_000_000_000_000
  }
}
