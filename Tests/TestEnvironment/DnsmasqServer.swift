/// A dnsmasq of one's own: Debian's package, unprivileged, which answers by UDP and TCP from what the test gives it and
/// asks nobody.
public final class DnsmasqServer: Sendable {
  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  private let directory: TemporaryDirectory
  private let process: SupervisedProcess

  /// Starts a server with lines of its configuration file, such as `host-record=api.test,192.0.2.1`.
  public static func start(_ lines: [String]) async throws -> DnsmasqServer {
    try await LoopbackEndpoint.retrying { endpoint in try await DnsmasqServer(endpoint, lines) }
  }

  private init(_ endpoint: LoopbackEndpoint, _ lines: [String]) async throws {
    self.endpoint = endpoint
    directory = try TemporaryDirectory()
    let own = [
      "port=\(endpoint.port)", "listen-address=\(endpoint.host)", "bind-interfaces", "no-resolv", "no-hosts",
      "no-daemon", "log-facility=-", "pid-file=", "cache-size=0",
    ]
    let file = try directory.write((own + lines).joined(separator: "\n") + "\n", to: "dnsmasq.conf")
    process = try SupervisedProcess(
      ["dnsmasq", "--conf-file=\(file)"], stopSignal: "TERM", log: directory.path(of: "dnsmasq.log"))
    try await process.waitUntil("dnsmasq accepted connections") { endpoint.accepts }
  }

  /// Stops the server.
  public func stop() async {
    await process.stop()
  }
}
