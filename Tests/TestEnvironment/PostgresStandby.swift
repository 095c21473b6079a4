/// A read replica of a `PostgresServer`, which streams from it over its Unix socket.
public final class PostgresStandby: Sendable {
  private let directory: TemporaryDirectory
  private let process: SupervisedProcess

  /// What the server has to let in for it: a line of its pg_hba.conf.
  static let access = "local replication postgres trust"

  /// Copies the server, and starts to follow it.
  public static func start(of server: PostgresServer) async throws -> PostgresStandby {
    try await PostgresStandby(server)
  }

  private init(_ server: PostgresServer) async throws {
    directory = try TemporaryDirectory()
    try ServiceUser.current.own(directory.path)
    let (data, port) = (directory.path(of: "data"), server.endpoint.port)
    try await output(
      of: ServiceUser.current.prefixing([
        "\(server.programs)/pg_basebackup", "--pgdata", data, "--host", server.socketDirectory, "--port",
        "\(port)", "--username", "postgres", "--write-recovery-conf", "--checkpoint", "fast", "--no-sync",
      ]))
    let sockets = directory.path
    process = try SupervisedProcess(
      [
        "\(server.programs)/postgres", "-D", data, "-c", "listen_addresses=", "-c",
        "unix_socket_directories=\(sockets)", "-c", "cluster_name=replica",
      ], stopSignal: "INT", log: directory.path(of: "postgres.log"))
    try await process.waitUntil("the replica streamed") {
      try await server.run("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") == "1"
    }
  }

  /// Stops the replica.
  public func stop() async {
    await process.stop()
  }
}
