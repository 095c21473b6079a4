/// A Prometheus exporter for a PostgreSQL server: Debian's package.
public final class PostgresExporter: Sendable {
  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  private let directory: TemporaryDirectory
  private let process: SupervisedProcess

  /// Starts an exporter that logs in by a connection URI.
  public static func start(_ uri: String) async throws -> PostgresExporter {
    try await LoopbackEndpoint.retrying { endpoint in try await PostgresExporter(endpoint, uri) }
  }

  private init(_ endpoint: LoopbackEndpoint, _ uri: String) async throws {
    self.endpoint = endpoint
    directory = try TemporaryDirectory()
    process = try SupervisedProcess(
      [
        "env", "DATA_SOURCE_NAME=\(uri)", "prometheus-postgres-exporter", "--log.level=error",
        "--web.listen-address=\(endpoint)",
      ], stopSignal: "TERM", log: directory.path(of: "exporter.log"))
    try await process.waitUntil("the exporter accepted connections") { endpoint.accepts }
  }

  /// Stops the exporter.
  public func stop() async {
    await process.stop()
  }
}
