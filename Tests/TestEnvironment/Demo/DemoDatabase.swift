/// EventCore's database in the demo: a real PostgreSQL with no more rights than its users need, whose log is archived,
/// with a read replica, and the backups that were made of it.
public final class DemoDatabase: Sendable {
  /// The server; clients must use TLS.
  public let server: PostgresServer
  /// Its read replica.
  public let replica: PostgresStandby
  /// Where backups lie, the newest from the start of the demo, and one of each of the days before.
  public let backups: String
  /// Where the same backups lie in another region.
  public let replicatedBackups: String
  private let directory: TemporaryDirectory
  private let restorerPassword: String

  private init(
    server: PostgresServer, replica: PostgresStandby, directory: TemporaryDirectory, restorerPassword: String
  ) {
    (self.server, self.replica) = (server, replica)
    (self.directory, self.restorerPassword) = (directory, restorerPassword)
    backups = directory.path(of: "backups")
    replicatedBackups = directory.path(of: "elsewhere")
  }

  /// Starts the server, and backs it up.
  static func start() async throws -> DemoDatabase {
    let directory = try TemporaryDirectory()
    let archive = try directory.makeDirectory("archive")
    try ServiceUser.current.own(archive)
    var options = PostgresServer.Options()
    options.requireTLS = true
    options.access = [PostgresStandby.access]
    options.configuration = [
      "archive_mode = on", "archive_command = 'test ! -f \(archive)/%f && cp %p \(archive)/%f'",
      "shared_preload_libraries = 'pg_stat_statements'",
    ]
    let server = try await PostgresServer.start(options: options)
    try await server.run(schema)
    let password = randomSecret()
    try await server.run("CREATE ROLE restorer LOGIN CREATEDB CONNECTION LIMIT 5 PASSWORD '\(password)'")
    try await server.run("SELECT pg_switch_wal()")
    let database = DemoDatabase(
      server: server, replica: try await PostgresStandby.start(of: server), directory: directory,
      restorerPassword: password)
    try await database.backUp()
    return database
  }

  /// The connection URI of the role that restores backups into scratch databases.
  public var restorerURI: String {
    let tls = server.verifiedTLS.map { "\($0)=\($1)" }.sorted().joined(separator: "&")
    return "postgresql://restorer:\(restorerPassword)@\(server.endpoint)/postgres?\(tls)"
  }

  /// The connection URI of the role that checks.
  public var checkerURI: String { server.uri(.checkctl, parameters: server.verifiedTLS) }

  /// Makes all backups this many days older.
  public func age(backupsByDays days: Int) async throws {
    let script = #"for f in "$1"/*.dump; do touch -d "@$(($(date -r "$f" +%s) - $2 * 86400))" "$f"; done"#
    try await output(of: ["sh", "-c", script, "sh", backups, "\(days)"])
  }

  /// Stops the server and its replica.
  public func stop() async {
    await replica.stop()
    await server.stop()
  }

  private func backUp() async throws {
    let days = 1...7
    let script = """
      set -eu
      mkdir -p "$4" "$5"
      today="$4/eventcore-$(date +%F).dump"
      "$1/pg_dump" --format=custom --extension=plpgsql --host "$2" --port "$3" --username postgres --file "$today" eventcore
      for day in \(days.map(String.init).joined(separator: " ")); do
        old="$4/eventcore-$(date -d "$day days ago" +%F).dump"
        cp "$today" "$old"
        touch -d "$day days ago" "$old"
      done
      cp -p "$4"/*.dump "$5"
      """
    try await output(
      of: [
        "sh", "-c", script, "sh", server.programs, server.socketDirectory, "\(server.endpoint.port)", backups,
        replicatedBackups,
      ])
  }

  private static let schema = """
    CREATE EXTENSION pg_stat_statements;
    REVOKE ALL ON DATABASE eventcore, postgres FROM PUBLIC;
    GRANT CONNECT ON DATABASE eventcore TO eventcore, checkctl;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    REVOKE ALL ON pg_stat_statements, pg_stat_statements_info FROM PUBLIC;
    GRANT SELECT ON pg_stat_statements TO checkctl;
    GRANT pg_monitor TO checkctl;
    GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO checkctl;
    GRANT SELECT ON pg_hba_file_rules TO checkctl;
    CREATE TABLE eventcore_migrations (
      version bigint PRIMARY KEY, description text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
      success boolean NOT NULL);
    CREATE TABLE eventcore_streams (
      stream_id text PRIMARY KEY, version bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE eventcore_events (
      event_id uuid PRIMARY KEY, stream_id text NOT NULL REFERENCES eventcore_streams, version bigint NOT NULL,
      type text NOT NULL, payload jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (stream_id, version));
    CREATE TABLE eventcore_projections (
      name text PRIMARY KEY, position bigint NOT NULL, updated_at timestamptz NOT NULL DEFAULT now());
    GRANT SELECT ON eventcore_migrations TO checkctl;
    GRANT SELECT, INSERT ON eventcore_events TO eventcore;
    GRANT SELECT, INSERT, UPDATE ON eventcore_streams, eventcore_projections TO eventcore;
    INSERT INTO eventcore_migrations (version, description, success) VALUES
      (1, 'create streams and events', true), (2, 'create projections', true), (3, 'unique versions', true);
    INSERT INTO eventcore_streams VALUES ('order-1', 2), ('user-7', 1);
    INSERT INTO eventcore_events (event_id, stream_id, version, type, payload) VALUES
      (gen_random_uuid(), 'order-1', 1, 'OrderPlaced', '{"total": "12.50"}'),
      (gen_random_uuid(), 'order-1', 2, 'OrderPaid', '{}'),
      (gen_random_uuid(), 'user-7', 1, 'UserRegistered', '{"email": "test@example.com"}');
    INSERT INTO eventcore_projections VALUES ('orders', 3);
    ANALYZE;
    """
}
