public import HTTPClient
public import Values

/// How a registry is asked.
public struct OCIRegistryOptions: Sendable {
  /// Whether it is asked over plain HTTP: refused but for `localhost`, 127.0.0.0/8 and ::1.
  public var plainHTTP = false
  /// A PEM file of the authorities to trust instead of the system's.
  public var caFile: String?
  /// The URL of the proxy to go through.
  public var proxy: String?
  /// How long one exchange may take.
  public var timeout = Duration.seconds(60)
  /// How long connecting may take.
  public var connectTimeout = Duration.seconds(10)
  /// How many bytes of a blob go up in one request, unless the registry wants more.
  public var chunkBytes = 4 << 20
  /// How often an upload that broke off is taken up again.
  public var mostUploadResumptions = 5

  /// HTTPS, the system's authorities, no proxy.
  public init() {}
}

/// A client of one registry by the OCI distribution specification 1.1
/// (https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md).
///
/// It reads and writes only what it is asked to. All that it reads is bounded, and nothing is returned whose digest is
/// not what was asked for. Cancelling the task ends every call at once.
public final class OCIRegistryClient: Sendable {
  let transport: RegistryTransport
  let options: OCIRegistryOptions

  /// The most tags of a repository that are read.
  public static let mostTags = 10_000

  /// Asks nobody yet. Throws `invalidRequest` where plain HTTP would leave this machine.
  ///
  /// - Parameters:
  ///   - registry: Its host and port, as a reference has it.
  ///   - credentials: Who knows our credentials, asked once the registry wants some; nobody is, where it is nil.
  ///   - http: The client whose connections are used.
  ///   - redactor: Learns every secret that is used.
  public init(
    registry: String, options: OCIRegistryOptions = OCIRegistryOptions(),
    credentials: (any OCICredentialSource)?, http: HTTPClient, redactor: Redactor
  ) throws(OCIError) {
    let server = try RegistryServer(registry, plainHTTP: options.plainHTTP)
    self.options = options
    transport = RegistryTransport(
      server, http: http, options: options, credentials: credentials, redactor: redactor)
  }

  /// A question about the repository of a reference.
  func question(
    _ what: String, _ reference: OCIReference, _ path: String, isPush: Bool = false
  ) throws(OCIError) -> Question {
    guard reference.registry == transport.server.name else {
      throw OCIError(
        .invalidRequest, "\(reference) is not in the registry \(transport.server.name), which was to be asked"
      )
    }
    return Question(
      what: what, url: try transport.server.url(of: reference.repository, path),
      scope: Scope(repository: reference.repository, isPush: isPush))
  }
}
