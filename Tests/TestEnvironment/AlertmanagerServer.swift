/// An Alertmanager of one's own: Debian's package, alone, with the configuration that the test gives.
public final class AlertmanagerServer: Sendable {
  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  /// What to give a client, without a closing slash.
  public var url: String { "http://\(endpoint)" }
  private let directory: TemporaryDirectory
  private let process: SupervisedProcess

  /// Starts a server with the text of its configuration file.
  public static func start(_ configuration: String) async throws -> AlertmanagerServer {
    try await LoopbackEndpoint.retrying { endpoint in
      try await AlertmanagerServer(endpoint, configuration)
    }
  }

  private init(_ endpoint: LoopbackEndpoint, _ configuration: String) async throws {
    self.endpoint = endpoint
    directory = try TemporaryDirectory()
    let file = try directory.write(configuration, to: "alertmanager.yml")
    let data = try directory.makeDirectory("data")
    try ServiceUser.current.own(data)
    process = try SupervisedProcess(
      [
        "prometheus-alertmanager", "--config.file=\(file)", "--storage.path=\(data)",
        "--web.listen-address=\(endpoint)", "--cluster.listen-address=", "--log.level=warn",
      ], stopSignal: "TERM", log: directory.path(of: "alertmanager.log"))
    let url = url
    try await process.waitUntil("Alertmanager was ready") {
      try await runCommand(["curl", "-fs", "--noproxy", "*", "--max-time", "5", "\(url)/-/ready"]).exitCode
        == 0
    }
  }

  /// Stops the server.
  public func stop() async {
    await process.stop()
  }
}
