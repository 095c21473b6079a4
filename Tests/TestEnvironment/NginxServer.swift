private import Values

/// An nginx of one's own: Debian's package, unprivileged, with the configuration that the test gives.
public final class NginxServer: Sendable {
  /// What nginx serves.
  public enum Source: Sendable {
    /// The files of a directory, which every user must be able to read.
    case directory(String)
    /// What another HTTP server answers, by its URL without a path.
    case upstream(String)
    /// A redirect of every request, with this status, to this URL and the request's path.
    case redirect(status: Int, to: String)
    /// Directives of nginx's `server` block.
    case directives(String)
  }

  /// How it serves.
  public struct Options: Sendable {
    /// The server's certificate; plain HTTP when nil.
    public var certificate: Certificate?
    /// The path of the CA file whose client certificates are required, or nil to ask for none.
    public var clientAuthority: String?
    /// Whether TLS clients may speak HTTP/2; without a certificate, every client must.
    public var http2 = false
    /// The user and password of basic authentication, or nil for none.
    public var credentials: PrometheusServer.Credentials?
    /// Whether answers are compressed for clients that accept it.
    public var gzip = false

    /// Directives of nginx's `http` block, such as groups of servers.
    public var http = ""

    /// Plain HTTP.
    public init() {}
  }

  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  /// What to give a client, by address and without a closing slash.
  public let url: String
  private let directory: TemporaryDirectory
  private let command: [String]
  private let process: Lock<SupervisedProcess>

  /// Starts a server.
  public static func start(_ source: Source, options: Options = Options()) async throws -> NginxServer {
    try await LoopbackEndpoint.retrying { endpoint in
      try await NginxServer(endpoint, source: source, options: options)
    }
  }

  private init(_ endpoint: LoopbackEndpoint, source: Source, options: Options) async throws {
    self.endpoint = endpoint
    url = "\(options.certificate == nil ? "http" : "https")://\(endpoint)"
    directory = try TemporaryDirectory()
    try directory.makeDirectory("scratch")
    try ServiceUser.current.own(directory.path(of: "scratch"))
    var directives = [Self.listen(endpoint, options)]
    if let certificate = options.certificate {
      let key = try directory.write(try readFile(certificate.keyPath), to: "server.key", permissions: 0o600)
      try ServiceUser.current.own(key)
      let chain = try directory.write(try readFile(certificate.certificatePath), to: "server.crt")
      directives += ["ssl_certificate \(chain);", "ssl_certificate_key \(key);"]
    }
    if let authority = options.clientAuthority {
      let copy = try directory.write(try readFile(authority), to: "clients.crt")
      directives += ["ssl_client_certificate \(copy);", "ssl_verify_client on;"]
    }
    if let credentials = options.credentials {
      let hash = try await output(of: ["openssl", "passwd", "-apr1", credentials.password])
      let users = try directory.write("\(credentials.user):\(hash)", to: "users")
      directives += ["auth_basic 'test';", "auth_basic_user_file \(users);"]
    }
    if options.gzip { directives += ["gzip on;", "gzip_min_length 1;", "gzip_types *;"] }
    directives.append(Self.serve(source))
    let configuration = try directory.write(
      Self.configuration(directives, http: options.http, scratch: directory.path(of: "scratch")),
      to: "nginx.conf")
    command = ["nginx", "-e", "stderr", "-p", directory.path, "-c", configuration]
    process = Lock(try Self.launch(command, directory))
    try await wait()
  }

  private static func launch(
    _ command: [String], _ directory: TemporaryDirectory
  ) throws -> SupervisedProcess {
    try SupervisedProcess(command, stopSignal: "TERM", log: directory.path(of: "nginx.log"))
  }

  private func wait() async throws {
    let process = process.withLock { $0 }
    try await process.waitUntil("nginx accepted connections") { endpoint.accepts }
  }

  /// Stops the server.
  public func stop() async {
    await process.withLock { $0 }.stop()
  }

  /// Stops answering for a while.
  public func pause() async { await stop() }

  /// Answers again, where it did before.
  public func resume() async throws {
    let fresh = try Self.launch(command, directory)
    process.withLock { $0 = fresh }
    try await wait()
  }

  /// A line per request that was answered: method, target, protocol, status.
  public func accessLog() throws -> String {
    try directory.read("scratch/access.log")
  }

  private static func listen(_ endpoint: LoopbackEndpoint, _ options: Options) -> String {
    let tls = options.certificate == nil ? "" : " ssl"
    return "listen \(endpoint)\(tls)\(options.http2 ? " http2" : "");"
  }

  private static func serve(_ source: Source) -> String {
    switch source {
    case .directory(let path): "root \(path);"
    case .upstream(let url): "location / { proxy_pass \(url); proxy_http_version 1.1; }"
    case .redirect(let status, let url): "return \(status) \(url)$request_uri;"
    case .directives(let text): text
    }
  }

  private static func configuration(_ directives: [String], http: String, scratch: String) -> String {
    """
    daemon off;
    worker_processes 1;
    pid \(scratch)/nginx.pid;
    error_log stderr warn;
    events {}
    http {
      default_type application/octet-stream;
      types { text/html html; text/plain txt; application/json json; }
      log_format requests '$request $status';
      access_log \(scratch)/access.log requests;
      client_body_temp_path \(scratch)/body;
      proxy_temp_path \(scratch)/proxy;
      fastcgi_temp_path \(scratch)/fastcgi;
      uwsgi_temp_path \(scratch)/uwsgi;
      scgi_temp_path \(scratch)/scgi;
      \(http)
      server {
        \(directives.joined(separator: "\n    "))
      }
    }

    """
  }
}
