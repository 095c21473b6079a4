private import Values

/// A registry of one's own: Debian's `docker-registry`, with an empty folder of data. It knows the distribution API of
/// before version 1.1, so that referrers are a tag here.
public final class DockerRegistry: Sendable {
  /// Whom it lets in.
  public enum Access: Sendable {
    /// Everybody.
    case open
    /// One user, by basic authentication.
    case basic(PrometheusServer.Credentials)
    /// Those who bring a token of this server.
    case token(RegistryTokenServer)
  }

  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  /// What references call it: its address and port.
  public var name: String { "\(endpoint)" }
  /// What to give a client, without a closing slash.
  public let url: String
  /// The folder in which it keeps what was pushed.
  public let dataDirectory: String
  private let directory: TemporaryDirectory
  private let command: [String]
  private let process: Lock<SupervisedProcess>

  /// Starts a registry.
  ///
  /// - Parameters:
  ///   - access: whom it lets in.
  ///   - certificate: its certificate; plain HTTP when nil.
  ///   - allowingDeletes: whether manifests and blobs may be deleted.
  public static func start(
    _ access: Access = .open, certificate: Certificate? = nil, allowingDeletes: Bool = false
  ) async throws -> DockerRegistry {
    try await LoopbackEndpoint.retrying { endpoint in
      try await DockerRegistry(endpoint, access, certificate, allowingDeletes)
    }
  }

  private init(
    _ endpoint: LoopbackEndpoint, _ access: Access, _ certificate: Certificate?, _ allowingDeletes: Bool
  ) async throws {
    self.endpoint = endpoint
    url = "\(certificate == nil ? "http" : "https")://\(endpoint)"
    directory = try TemporaryDirectory()
    dataDirectory = try directory.makeDirectory("data")
    try ServiceUser.current.own(dataDirectory)
    var configuration = """
      version: 0.1
      log: {level: info, accesslog: {disabled: false}}
      storage:
        filesystem: {rootdirectory: \(dataDirectory)}
        delete: {enabled: \(allowingDeletes)}
      http:
        addr: \(endpoint)
        secret: of-this-run

      """
    if let certificate {
      let key = try directory.write(try readFile(certificate.keyPath), to: "server.key", permissions: 0o600)
      try ServiceUser.current.own(key)
      let chain = try directory.write(try readFile(certificate.certificatePath), to: "server.crt")
      configuration += "  tls: {certificate: \(chain), key: \(key)}\n"
    }
    switch access {
    case .open: break
    case .basic(let credentials):
      let hash = try await bcryptHash(of: credentials.password)
      let users = try directory.write("\(credentials.user):\(hash)\n", to: "htpasswd")
      configuration += "auth: {htpasswd: {realm: test, path: \(users)}}\n"
    case .token(let server):
      let bundle = try directory.write(server.certificate, to: "tokens.crt")
      configuration +=
        "auth: {token: {realm: '\(server.realm)', service: \(server.service), issuer: \(server.issuer),"
        + " rootcertbundle: \(bundle)}}\n"
    }
    let file = try directory.write(configuration, to: "config.yml")
    command = ["docker-registry", "serve", file]
    process = Lock(try Self.launch(command, directory))
    try await wait()
  }

  private static func launch(
    _ command: [String], _ directory: TemporaryDirectory
  ) throws -> SupervisedProcess {
    try SupervisedProcess(command, stopSignal: "TERM", log: directory.path(of: "registry.log"))
  }

  private func wait() async throws {
    let process = process.withLock { $0 }
    try await process.waitUntil("the registry accepted connections") { endpoint.accepts }
  }

  /// Stops the registry.
  public func stop() async {
    await process.withLock { $0 }.stop()
  }

  /// Stops answering for a while; what was pushed stays.
  public func pause() async { await stop() }

  /// Answers again, where it did before.
  public func resume() async throws {
    let fresh = try Self.launch(command, directory)
    process.withLock { $0 = fresh }
    try await wait()
  }

  /// Makes it forget which manifest a tag leads to, as its keeper can.
  public func forget(tag: String, of repository: String) async throws {
    let tags = "\(dataDirectory)/docker/registry/v2/repositories/\(repository)/_manifests/tags"
    try await output(of: ["rm", "-r", "\(tags)/\(tag)"])
  }

  /// What it has logged, a line per request among it.
  public func log() throws -> String { try directory.read("registry.log") }
}
