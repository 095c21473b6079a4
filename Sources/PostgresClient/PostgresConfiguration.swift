/// How to reach a database, in libpq's own terms (PostgreSQL documentation, section 34.1): `sslmode`, service
/// files, the password file and `PG*` environment variables mean what they mean to `psql`.
public struct PostgresConfiguration: Sendable {
  /// libpq's connection keywords, of which `password` and `sslpassword` are secrets.
  let keywords: [String: String]
  /// How many connections the pool may hold at once.
  public var maxConnections: Int
  /// How long opening one connection may take, name resolution included; nil leaves it to `connect_timeout`,
  /// and to ten seconds without that.
  public var connectTimeout: Duration?
  /// What the server shows in `pg_stat_activity`, unless the keywords or `PGAPPNAME` name it.
  public var applicationName = "checkctl"

  /// Reads a URI (`postgresql://...`) or a `key=value` string.
  ///
  /// - Throws: `.configuration` if libpq does not understand it. The message repeats nothing that could be part
  ///   of a password.
  public init(conninfo: String, maxConnections: Int = 4, connectTimeout: Duration? = nil)
    throws(PostgresError)
  {
    try Self.checkURI(conninfo)
    let keywords = try LibPQ.keywords(conninfo: conninfo)
    try self.init(keywords: keywords, maxConnections: maxConnections, connectTimeout: connectTimeout)
  }

  /// Takes libpq's keywords one by one: `host`, `port`, `dbname`, `user`, `password`, `sslmode`, ...
  ///
  /// - Throws: `.configuration` if a keyword is unknown to libpq or a value holds a NUL character.
  public init(keywords: [String: String], maxConnections: Int = 4, connectTimeout: Duration? = nil)
    throws(PostgresError)
  {
    try Self.check(keywords)
    self.keywords = keywords
    self.maxConnections = maxConnections
    self.connectTimeout = connectTimeout
  }

  /// What this amounts to on this machine, with environment variables, service file and password file read.
  /// Nothing is contacted.
  ///
  /// - Throws: `.configuration`, for example for a service that is not defined.
  public func resolved() throws(PostgresError) -> ResolvedPostgresConfiguration {
    try LibPQ.resolve(keywords, fallbackApplicationName: applicationName)
  }

  /// The passwords among the keywords themselves, to be masked wherever text is shown.
  public var secrets: [String] {
    LibPQ.secretKeywords.compactMap { keywords[$0] }.filter { !$0.isEmpty }
  }

  private static func check(_ keywords: [String: String]) throws(PostgresError) {
    let known = LibPQ.knownKeywords
    for (keyword, value) in keywords.sorted(by: { $0.key < $1.key }) {
      guard known.contains(keyword) else {
        throw PostgresError(
          kind: .configuration, message: "PostgreSQL has no connection option named '\(keyword)'")
      }
      guard !value.utf8.contains(0) else {
        throw PostgresError(
          kind: .configuration, message: "the value of connection option '\(keyword)' holds a NUL character")
      }
    }
    try checkPorts(keywords["port"] ?? "")
  }
}

extension PostgresConfiguration {
  /// libpq looks at ports only when it connects, but in a URI a `/` within a password makes a piece of it the
  /// port. The message does not repeat it.
  private static func checkPorts(_ list: String) throws(PostgresError) {
    for port in list.split(separator: ",") {
      if let number = Int(port), (1...65_535).contains(number) { continue }
      throw PostgresError(
        kind: .configuration, message: "a port of the connection settings is not a number from 1 to 65535",
        hint: passwordHint)
    }
  }

  /// libpq takes what follows the first `@` or `/` for the host or the database: with another `@` in it, that is
  /// the rest of a password, and would be shown.
  private static func checkURI(_ conninfo: String) throws(PostgresError) {
    guard conninfo.hasPrefix("postgresql://") || conninfo.hasPrefix("postgres://") else { return }
    let parts = conninfo.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    var place = parts[2]
    if let mark = place.firstIndex(where: { "@/".contains($0) }), place[mark] == "@" {
      place = place[place.index(after: mark)...]
    }
    guard place.prefix(while: { $0 != "?" }).contains("@") else { return }
    throw PostgresError(
      kind: .configuration, message: "the host or the database of the connection URI has an @ in it",
      hint: passwordHint)
  }

  private static let passwordHint =
    "In a URI, write the characters / : @ ? # and % of a password as %2F %3A %40 %3F %23 %25."
}

extension PostgresConfiguration: CustomStringConvertible {
  /// Where it leads, without secrets.
  public var description: String {
    (try? resolved().displayName) ?? "unusable PostgreSQL configuration"
  }
}

/// A configuration with everything that libpq adds to it.
public struct ResolvedPostgresConfiguration: Sendable {
  /// `host:port/dbname user=name`; hosts of a list are separated by commas.
  public let displayName: String
  /// The passwords in use, wherever they come from.
  public let secrets: [String]
  /// `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD`, ... that lead a child process to the same place.
  public let environmentVariables: [String: String]
  /// Every option that has a value, by keyword.
  let options: [String: String]
}

extension ResolvedPostgresConfiguration: CustomStringConvertible {
  /// Where it leads, without secrets.
  public var description: String { displayName }
}
