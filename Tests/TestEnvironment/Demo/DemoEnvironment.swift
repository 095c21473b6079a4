/// A small production system: PostgreSQL, two instances of the EventCore stand-in, a Prometheus that scrapes them, and
/// a stand-in for the cluster that they run on. Everything that EventCore's checklist asks of a system is in order here, until a test plants a fault.
public final class DemoEnvironment: Sendable {
  /// The database, seeded with EventCore's tables; clients must use TLS.
  public let database: PostgresServer
  /// The instances of the service; the first is the one that `CHECKCTL_DEMO_API_URL` names.
  public let services: [EventCoreService]
  /// The Prometheus that scrapes the instances as job `eventcore` and itself as job `prometheus`.
  public let prometheus: PrometheusServer
  /// The cluster.
  public let cluster: KubernetesServer

  private init(
    database: PostgresServer, services: [EventCoreService], prometheus: PrometheusServer,
    cluster: KubernetesServer
  ) {
    self.database = database
    self.services = services
    self.prometheus = prometheus
    self.cluster = cluster
  }

  /// Starts everything and waits until the rates that checklists ask for have data. What was started before a fault is
  /// stopped again by its own end.
  public static func start() async throws -> DemoEnvironment {
    let database = try await startDatabase()
    let cluster = try await KubernetesServer.start()
    let services = try (0..<2).map { _ in try EventCoreService() }
    let prometheus = try await PrometheusServer.start(
      scraping: ["eventcore": services.map(\.endpoint)], rules: recordingRules)
    let environment = DemoEnvironment(
      database: database, services: services, prometheus: prometheus, cluster: cluster)
    try await environment.waitForMetrics()
    return environment
  }

  /// The variables that `checklists/environments/demo.yaml` reads.
  public var variables: [String: String] {
    [
      "CHECKCTL_DEMO_DATABASE_URL": database.uri(.checkctl, parameters: database.verifiedTLS),
      "CHECKCTL_DEMO_PROMETHEUS_URL": prometheus.url,
      "CHECKCTL_DEMO_KUBECONFIG": cluster.kubeconfig,
      "CHECKCTL_DEMO_API_URL": services[0].url,
      "CHECKCTL_DEMO_API_TOKEN": services[0].token,
    ]
  }

  /// Stops everything.
  public func stop() async {
    await prometheus.stop()
    services.forEach { $0.stop() }
    await cluster.stop()
    await database.stop()
  }

  private func waitForMetrics() async throws {
    for query in [
      "rate(eventcore_commands_total[5m]) > 0", "count(up{job=\"eventcore\"} == 1) == \(services.count)",
      "eventcore:command_error_ratio:rate5m", "eventcore:command_duration_seconds:p95_5m",
    ] {
      try await prometheus.waitForData(query)
    }
  }

  private static func startDatabase() async throws -> PostgresServer {
    var options = PostgresServer.Options()
    options.requireTLS = true
    let server = try await PostgresServer.start(options: options)
    try await server.run(schema)
    return server
  }

  /// EventCore's tables with no more rights than their users need.
  private static let schema = """
    REVOKE ALL ON DATABASE eventcore, postgres FROM PUBLIC;
    GRANT CONNECT ON DATABASE eventcore TO eventcore, checkctl;
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO checkctl;
    GRANT SELECT ON pg_hba_file_rules TO checkctl;
    CREATE TABLE eventcore_streams (
      stream_id text PRIMARY KEY, version bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE eventcore_events (
      event_id uuid PRIMARY KEY, stream_id text NOT NULL REFERENCES eventcore_streams, version bigint NOT NULL,
      type text NOT NULL, payload jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (stream_id, version));
    CREATE TABLE eventcore_projections (
      name text PRIMARY KEY, position bigint NOT NULL, updated_at timestamptz NOT NULL DEFAULT now());
    GRANT SELECT, INSERT ON eventcore_events TO eventcore;
    GRANT SELECT, INSERT, UPDATE ON eventcore_streams, eventcore_projections TO eventcore;
    INSERT INTO eventcore_streams VALUES ('order-1', 2), ('user-7', 1);
    INSERT INTO eventcore_events (event_id, stream_id, version, type, payload) VALUES
      (gen_random_uuid(), 'order-1', 1, 'OrderPlaced', '{"total": "12.50"}'),
      (gen_random_uuid(), 'order-1', 2, 'OrderPaid', '{}'),
      (gen_random_uuid(), 'user-7', 1, 'UserRegistered', '{"email": "test@example.com"}');
    INSERT INTO eventcore_projections VALUES ('orders', 3);
    """

  /// The service level indicators, recorded as Prometheus' own rules.
  private static let recordingRules = """
    groups:
      - name: eventcore-indicators
        rules:
          - record: eventcore:command_error_ratio:rate5m
            expr: sum(rate(eventcore_command_errors_total[5m])) / sum(rate(eventcore_commands_total[5m]))
          - record: eventcore:command_duration_seconds:p95_5m
            expr: histogram_quantile(0.95, sum by (le) (rate(eventcore_command_duration_seconds_bucket[5m])))

    """
}
