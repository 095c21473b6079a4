/// The answer to one statement.
public struct PostgresResult: Hashable, Sendable {
  /// The columns, in order.
  public var columns: [PostgresColumn]
  /// The rows, each with one cell per column.
  public var rows: [[PostgresCell]]
  /// How many rows the statement changed or returned, where the tag says so.
  public var affectedRows: Int?
  /// The role that was logged in as.
  public var user: String
  /// Whether the session's role is a superuser, whom a read-only transaction does not keep from the file system.
  public var isSuperuser: Bool
}

/// A column of a result.
public struct PostgresColumn: Hashable, Sendable {
  /// The name as the server gave it; several columns may share one.
  public var name: String
  /// The type's object id in `pg_type`.
  public var typeOID: UInt32

  /// A column.
  public init(name: String, typeOID: UInt32) {
    self.name = name
    self.typeOID = typeOID
  }
}

/// A typed value of a result.
public indirect enum PostgresCell: Hashable, Sendable {
  /// SQL NULL, which is not the empty string.
  case null
  /// `boolean`.
  case bool(Bool)
  /// `smallint`, `integer`, `bigint`, `oid`.
  case int(Int64)
  /// `real`, `double precision`.
  case double(Double)
  /// `numeric` as its exact decimal text; `NaN`, `Infinity` and `-Infinity` are possible.
  case numeric(String)
  /// Text types and every type that has no case of its own (UUID, addresses, enumerations, ranges), as text.
  case string(String)
  /// `bytea`.
  case bytes([UInt8])
  /// `timestamp with time zone` as microseconds since 1970-01-01T00:00:00Z. Infinite ones are `string`.
  case timestamptz(unixMicroseconds: Int64)
  /// `timestamp` as microseconds since 1970-01-01 00:00:00 on its own clock. Infinite ones are `string`.
  case timestamp(microseconds: Int64)
  /// `date` as ISO 8601 text.
  case date(String)
  /// `time` as ISO 8601 text.
  case time(String)
  /// `interval`.
  case interval(PostgresInterval)
  /// `json`, `jsonb` as their text.
  case json(String)
  /// An array of a type known here.
  case array([PostgresCell])
}

/// PostgreSQL's `interval`: three parts, since months and days have no fixed length.
public struct PostgresInterval: Hashable, Sendable {
  /// Whole months; a year is twelve.
  public var months: Int64
  /// Whole days.
  public var days: Int64
  /// The rest.
  public var microseconds: Int64

  /// An interval of these parts.
  public init(months: Int64 = 0, days: Int64 = 0, microseconds: Int64 = 0) {
    self.months = months
    self.days = days
    self.microseconds = microseconds
  }
}
