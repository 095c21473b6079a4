/// A Prometheus server of one's own: Debian's package, a fresh database, a scrape every two seconds, which may take as
/// long: a busy machine needs it.
public final class PrometheusServer: Sendable {
  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  /// What to give a client, without a closing slash.
  public var url: String { "http://\(endpoint.host):\(endpoint.port)" }
  private let directory: TemporaryDirectory
  private let process: SupervisedProcess
  private let credentials: Credentials?

  /// What basic authentication asks for.
  public struct Credentials: Sendable {
    /// The user's name.
    public let user: String
    /// The user's password.
    public let password: String

    /// Names a user.
    public init(user: String, password: String) {
      self.user = user
      self.password = password
    }
  }

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - jobs: for each job's name the `host:port` that are scraped at `/metrics`.
  ///   - rules: the text of a rule file, or nil for none.
  ///   - alertmanager: who is told of alerts, or nil for nobody.
  ///   - credentials: what clients must send, or nil for an open server.
  public static func start(
    scraping jobs: [String: [LoopbackEndpoint]] = [:], rules: String? = nil,
    alertmanager: LoopbackEndpoint? = nil, credentials: Credentials? = nil
  ) async throws -> PrometheusServer {
    try await LoopbackEndpoint.retrying { endpoint in
      try await PrometheusServer(
        endpoint, configuration: configuration(jobs, withRules: rules != nil, alertmanager), rules: rules,
        credentials: credentials)
    }
  }

  private init(
    _ endpoint: LoopbackEndpoint, configuration text: String, rules: String?, credentials: Credentials?
  ) async throws {
    self.endpoint = endpoint
    self.credentials = credentials
    directory = try TemporaryDirectory()
    let configuration = try directory.write(text, to: "prometheus.yml")
    if let rules { try directory.write(rules, to: "rules.yml") }
    let data = try directory.makeDirectory("data")
    try ServiceUser.current.own(data)
    var command = [
      "prometheus", "--config.file=\(configuration)", "--storage.tsdb.path=\(data)",
      "--web.listen-address=\(endpoint.host):\(endpoint.port)", "--log.level=warn",
    ]
    if let credentials {
      let hash = try await bcryptHash(of: credentials.password)
      let web = try directory.write(
        "basic_auth_users:\n  \(credentials.user): '\(hash)'\n", to: "web.yml")
      command.append("--web.config.file=\(web)")
    }
    process = try SupervisedProcess(
      command, stopSignal: "TERM", log: directory.path(of: "prometheus.log"))
    try await process.waitUntil("Prometheus was ready") {
      try await self.get("/-/ready")?.contains("Ready") ?? false
    }
  }

  /// Waits until the PromQL `query` has an answer that is not empty.
  public func waitForData(_ query: String) async throws {
    try await process.waitUntil("Prometheus had data for \(query)") {
      let answer = try await self.get("/api/v1/query", query: query) ?? ""
      return answer.contains(#""status":"success""#) && !answer.contains(#""result":[]"#)
    }
  }

  /// The answer of the HTTP API to the instant `query`, as JSON text.
  public func query(_ query: String) async throws -> String {
    guard let answer = try await get("/api/v1/query", query: query) else {
      throw TestEnvironmentError("Prometheus did not answer \(query)")
    }
    return answer
  }

  /// Stops the server.
  public func stop() async {
    await process.stop()
  }

  private func get(_ path: String, query: String? = nil) async throws -> String? {
    var command = ["curl", "--silent", "--noproxy", "*", "--max-time", "5"]
    if let credentials { command += ["--user", "\(credentials.user):\(credentials.password)"] }
    if let query { command += ["--get", "--data-urlencode", "query=\(query)"] }
    let result = try await runCommand(command + [url + path])
    return result.exitCode == 0 ? result.stdout : nil
  }

  private static func configuration(
    _ jobs: [String: [LoopbackEndpoint]], withRules: Bool, _ alertmanager: LoopbackEndpoint?
  ) -> String {
    let alerting = alertmanager.map {
      "alerting: {alertmanagers: [{static_configs: [{targets: ['\($0)']}]}]}\n"
    }
    let scrapes = jobs.sorted { $0.key < $1.key }.map { name, endpoints in
      let targets = endpoints.map { "'\($0.host):\($0.port)'" }.joined(separator: ", ")
      return "  - {job_name: '\(name)', static_configs: [{targets: [\(targets)]}]}\n"
    }
    return """
      global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 1s}
      \(alerting ?? "")\(withRules ? "rule_files: [rules.yml]\n" : "")scrape_configs:\(scrapes.isEmpty ? " []" : "")
      \(scrapes.joined())
      """
  }
}

/// The bcrypt hash of `password`, which servers written in Go want; `crypt` of Debian's C library knows the method.
func bcryptHash(of password: String) async throws -> String {
  let salt = "$2y$04$" + String((0..<22).map { _ in "abcdefghijklmnopqrstuv".randomElement() ?? "a" })
  let hash = try await output(of: ["perl", "-e", "print crypt($ARGV[0], $ARGV[1])", password, salt])
  guard hash.hasPrefix("$2") else { throw TestEnvironmentError("crypt does not know bcrypt here") }
  return hash
}
