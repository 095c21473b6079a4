import PostgresClient
import TestEnvironment
import Testing

extension PostgresServer {
  private static let started = Task {
    try await start(configuration: ["max_connections = 300", "ssl = off"])
  }

  /// The server that most tests ask: without TLS, with room for all of them at once.
  static var shared: PostgresServer { get async throws { try await started.value } }

  /// Starts a server with further lines of postgresql.conf.
  static func start(configuration: [String]) async throws -> PostgresServer {
    var options = Options()
    options.configuration = configuration
    return try await start(options: options)
  }

  /// Keywords that lead to it as its superuser.
  var keywords: [String: String] { keywords(.postgres, database: "postgres") }
}

/// A pool for one test, closed at its end.
func withPool<Result>(
  _ overlay: [String: String] = [:], on server: PostgresServer? = nil, maxConnections: Int = 4,
  connectTimeout: Duration? = nil, _ body: (PostgresPool) async throws -> Result
) async throws -> Result {
  let asked = if let server { server } else { try await PostgresServer.shared }
  let configuration = try PostgresConfiguration(
    keywords: asked.keywords.merging(overlay) { $1 }, maxConnections: maxConnections,
    connectTimeout: connectTimeout)
  let pool = PostgresPool(configuration)
  do {
    let result = try await body(pool)
    await pool.close()
    return result
  } catch {
    await pool.close()
    throw error
  }
}

/// The error of a question that must not be answered.
func failure<Result>(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async throws -> PostgresError {
  do {
    let result = try await body()
    Issue.record("expected an error, got \(result)", sourceLocation: sourceLocation)
    throw CancellationError()
  } catch let error as PostgresError {
    return error
  }
}

extension PostgresPool {
  /// The first cell of the first row.
  func cell(_ sql: String, _ parameters: [PostgresParameter] = []) async throws -> PostgresCell {
    let result = try await query(sql, parameters: parameters)
    return try #require(result.rows.first?.first)
  }
}

@Suite struct QueryTests {
  @Test func answersAQuestion() async throws {
    try await withPool { (pool) async throws in
      let result = try await pool.query("SELECT 1 AS one, 'x' AS letter, NULL AS nothing, '' AS empty")
      #expect(result.columns.map(\.name) == ["one", "letter", "nothing", "empty"])
      #expect(result.rows == [[.int(1), .string("x"), .null, .string("")]])
      #expect(result.affectedRows == 1)
      #expect(result.user == "postgres")
      #expect(result.isSuperuser)
    }
  }

  @Test func keepsColumnsOfAnEmptyResult() async throws {
    try await withPool { (pool) async throws in
      let result = try await pool.query("SELECT 1 AS one WHERE false")
      #expect(result.columns == [PostgresColumn(name: "one", typeOID: 23)])
      #expect(result.rows.isEmpty)
    }
  }
}
