/// A PostgreSQL server of one's own: Debian's package, a fresh cluster, TLS on.
///
/// It has three roles (the superuser `postgres`, the application's `eventcore`, and `checkctl`, which may only
/// log in and read) and the databases `postgres` and `eventcore`; the latter belongs to the superuser.
public final class PostgresServer: Sendable {
  /// How a server differs from the usual one.
  public struct Options: Sendable {
    /// Whether clients over TCP must use TLS.
    public var requireTLS = false
    /// Further lines of postgresql.conf.
    public var configuration: [String] = []
    /// Further lines of pg_hba.conf, before the usual ones.
    public var access: [String] = []

    /// The usual server.
    public init() {}
  }

  /// A role that every server has.
  public enum Role: String, Sendable, CaseIterable {
    /// The superuser.
    case postgres
    /// The application.
    case eventcore
    /// The checking role.
    case checkctl
  }

  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  /// The authority that signed the server's certificate: its root is what `sslrootcert` names.
  public let authority: CertificateAuthority
  /// The passwords of the roles, random for each server.
  public let passwords: [Role: String]
  /// The directory of the server's programs, `psql` among them.
  public let programs: String
  private let directory: TemporaryDirectory
  private let process: Restartable

  private init(
    _ endpoint: LoopbackEndpoint, authority: CertificateAuthority, options: Options
  ) async throws {
    self.endpoint = endpoint
    self.authority = authority
    passwords = Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, randomSecret()) })
    directory = try TemporaryDirectory()
    let programs = try PostgresTemplate.programs()
    self.programs = programs
    let (data, sockets) = (directory.path(of: "data"), directory.path)
    let (log, port) = (directory.path(of: "postgres.log"), endpoint.port)
    process = Restartable {
      let process = try SupervisedProcess(
        ["\(programs)/postgres", "-D", data], stopSignal: "INT", log: log)
      try await process.waitUntil("PostgreSQL accepted connections") {
        try await runCommand(["\(programs)/pg_isready", "-q", "-h", sockets, "-p", "\(port)"]).exitCode == 0
      }
      return process
    }
    try await PostgresTemplate.copy(to: data)
    try await configure(options)
    try await process.start()
    try await createRoles()
  }

  /// Starts a server.
  ///
  /// - Parameter authority: who signs its certificate; a new one when nil.
  public static func start(
    authority: CertificateAuthority? = nil, options: Options = Options()
  ) async throws -> PostgresServer {
    let signer: CertificateAuthority
    if let authority { signer = authority } else { signer = try await CertificateAuthority() }
    return try await LoopbackEndpoint.retrying { endpoint in
      try await PostgresServer(endpoint, authority: signer, options: options)
    }
  }

  /// The directory of its Unix socket, on which the superuser needs no password.
  public var socketDirectory: String { directory.path }

  /// The connection keywords for `role`, with its password.
  public func keywords(_ role: Role, database: String = "eventcore") -> [String: String] {
    [
      "host": endpoint.host, "port": "\(endpoint.port)", "dbname": database, "user": role.rawValue,
      "password": passwords[role] ?? "",
    ]
  }

  /// A connection URI for `role`, with its password and `parameters` such as `["sslmode": "verify-full"]`.
  public func uri(
    _ role: Role = .checkctl, database: String = "eventcore", parameters: [String: String] = [:]
  ) -> String {
    let query = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
    return
      "postgresql://\(role.rawValue):\(passwords[role] ?? "")@\(endpoint)/\(database)"
      + (query.isEmpty ? "" : "?\(query)")
  }

  /// Parameters of `uri` that verify the server: `sslmode=verify-full` and the authority's certificate.
  public var verifiedTLS: [String: String] {
    ["sslmode": "verify-full", "sslrootcert": authority.root.certificatePath]
  }

  /// Runs `sql`, which may be several statements, through psql.
  ///
  /// - Returns: the rows, unaligned: a line each, columns separated by `|`.
  @discardableResult
  public func run(_ sql: String, as role: Role = .postgres, database: String = "eventcore") async throws
    -> String
  {
    let connection =
      role == .postgres
      ? "host=\(directory.path) port=\(endpoint.port) user=postgres dbname=\(database)"
      : uri(role, database: database)
    let printed = try await output(
      of: ["\(programs)/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", connection], input: sql)
    return printed.last == "\n" ? String(printed.dropLast()) : printed
  }

  /// Stops the server (a fast shutdown: clients are cut off); `start()` brings it back on the same endpoint.
  public func stop() async {
    await process.stop()
  }

  /// Starts the server again with its data.
  public func start() async throws {
    try await process.start()
  }

  /// Stops and starts the server.
  public func restart() async throws {
    await stop()
    try await start()
  }

  /// What the server has logged.
  public func log() throws -> String {
    try directory.read("postgres.log")
  }

  private func configure(_ options: Options) async throws {
    let certificate = try await authority.server([endpoint.host, "localhost"])
    for (source, name) in [(certificate.certificatePath, "server.crt"), (certificate.keyPath, "server.key")] {
      try directory.write(try readFile(source), to: "data/\(name)", permissions: 0o600)
    }
    let settings =
      [
        "listen_addresses = '\(endpoint.host)'", "port = \(endpoint.port)",
        "unix_socket_directories = '\(directory.path)'", "max_connections = 50", "shared_buffers = 16MB",
        "fsync = off", "synchronous_commit = off", "full_page_writes = off", "ssl = on",
        "ssl_cert_file = 'server.crt'", "ssl_key_file = 'server.key'", "ssl_ca_file = 'ca.crt'",
        "password_encryption = 'scram-sha-256'", "logging_collector = off",
        "log_line_prefix = '%m [%p] %q%u@%d '",
      ] + options.configuration
    let access =
      ["local all postgres trust"] + options.access
      + ["\(options.requireTLS ? "hostssl" : "host") all all 127.0.0.0/8 scram-sha-256"]
    try directory.write(
      try readFile(authority.root.certificatePath), to: "data/ca.crt", permissions: 0o600)
    try directory.write(
      settings.joined(separator: "\n") + "\n", to: "data/postgresql.auto.conf", permissions: 0o600)
    try directory.write(access.joined(separator: "\n") + "\n", to: "data/pg_hba.conf", permissions: 0o600)
    for name in ["server.crt", "server.key", "ca.crt", "postgresql.auto.conf", "pg_hba.conf"] {
      try ServiceUser.current.own(directory.path(of: "data/\(name)"))
    }
    try ServiceUser.current.own(directory.path)
  }

  private func createRoles() async throws {
    let password = { (role: Role) in "'\(self.passwords[role] ?? "")'" }
    try await run(
      """
      ALTER ROLE postgres PASSWORD \(password(.postgres));
      CREATE ROLE eventcore LOGIN CONNECTION LIMIT 20 PASSWORD \(password(.eventcore));
      CREATE ROLE checkctl LOGIN CONNECTION LIMIT 10 PASSWORD \(password(.checkctl));
      CREATE DATABASE eventcore;
      """, database: "postgres")
  }
}

/// A process that can be started anew after it was stopped.
actor Restartable {
  private let launch: @Sendable () async throws -> SupervisedProcess
  private var process: SupervisedProcess?

  init(_ launch: @escaping @Sendable () async throws -> SupervisedProcess) {
    self.launch = launch
  }

  func start() async throws {
    process = try await launch()
  }

  func stop() async {
    await process?.stop()
    process = nil
  }
}

/// A secret that needs no quoting anywhere.
func randomSecret() -> String {
  let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
  return String((0..<24).map { _ in letters[Int.random(in: 0..<letters.count)] })
}
