/// A small production system: PostgreSQL with its backups and its exporter, two instances of the EventCore stand-in
/// behind nginx, a Prometheus and an Alertmanager that watch them, a name server, and stand-ins for the cluster that they
/// run on and for what looks at their logs and traces. Everything that EventCore's checklist asks of a system is in
/// order here, until a fault is planted.
public final class DemoEnvironment: Sendable {
  /// The database and its backups.
  public let database: DemoDatabase
  /// The instances of the service.
  public let services: [EventCoreService]
  /// What stands before the instances.
  public let gateway: DemoGateway
  /// The Prometheus that scrapes the instances as job `eventcore`, and the database's exporter as job `postgres`.
  public let prometheus: PrometheusServer
  /// Whom it tells of alerts.
  public let alertmanager: AlertmanagerServer
  /// The cluster.
  public let cluster: KubernetesServer
  /// The stand-ins for Grafana, Loki and Jaeger.
  public let observability: ObservabilityStandIn
  private let accounts: EventCoreAccounts
  private let exporter: PostgresExporter
  private let names: DnsmasqServer

  /// The parts that start side by side.
  private init(_ accounts: EventCoreAccounts) async throws {
    self.accounts = accounts
    let services = try (0..<2).map { _ in try EventCoreService(accounts: accounts) }
    self.services = services
    observability = try ObservabilityStandIn()
    async let database = DemoDatabase.start()
    async let cluster = DemoCluster.start()
    async let gateway = DemoGateway.start(services)
    async let names = DnsmasqServer.start([
      "host-record=\(DemoGateway.host),\(DemoCluster.loadBalancer)"
    ])
    alertmanager = try await AlertmanagerServer.start(DemoMonitoring.routes)
    self.database = try await database
    exporter = try await PostgresExporter.start(self.database.checkerURI)
    prometheus = try await PrometheusServer.start(
      scraping: ["eventcore": services.map(\.endpoint), "postgres": [exporter.endpoint]],
      rules: DemoMonitoring.rules, alertmanager: alertmanager.endpoint)
    (self.cluster, self.gateway, self.names) = try await (cluster, gateway, names)
  }

  /// Starts everything and waits until the rates that checklists ask for have data. What was started before a fault is
  /// stopped again by its own end.
  public static func start() async throws -> DemoEnvironment {
    let environment = try await DemoEnvironment(EventCoreAccounts())
    try await environment.waitForMetrics()
    return environment
  }

  /// The variables that `checklists/environments/demo.yaml` reads.
  public var variables: [String: String] {
    [
      "DATABASE_URL": database.checkerURI, "RESTORE_URL": database.restorerURI,
      "BACKUPS": database.backups, "REPLICATED_BACKUPS": database.replicatedBackups,
      "PROMETHEUS_URL": prometheus.url, "ALERTMANAGER_URL": alertmanager.url,
      "KUBECONFIG": cluster.kubeconfig, "API_URL": gateway.url, "API_PLAIN_URL": gateway.plainURL,
      "API_PORT": "\(gateway.endpoint.port)", "API_CA_FILE": gateway.authorityFile,
      "API_TOKEN": accounts.administratorToken, "READER_TOKEN": accounts.readerToken,
      "GUEST_TOKEN": accounts.guestToken, "EXPIRED_TOKEN": accounts.expiredToken,
      "NAME_SERVER": "\(names.endpoint)",
      "LOAD_BALANCER": DemoCluster.loadBalancer, "GRAFANA_URL": observability.grafanaURL,
      "LOKI_URL": observability.lokiURL, "JAEGER_URL": observability.jaegerURL,
    ].reduce(into: [:]) { $0["CHECKCTL_DEMO_\($1.key)"] = $1.value }
  }

  /// Stops everything.
  public func stop() async {
    await withTaskGroup { group in
      group.addTask { await self.prometheus.stop() }
      group.addTask { await self.alertmanager.stop() }
      group.addTask { await self.exporter.stop() }
      group.addTask { await self.gateway.stop() }
      group.addTask { await self.cluster.stop() }
      group.addTask { await self.names.stop() }
      group.addTask { await self.database.stop() }
    }
    services.forEach { $0.stop() }
    observability.stop()
  }

  private func waitForMetrics() async throws {
    for query in [
      "rate(eventcore_commands_total[5m]) > 0", "count(up{job=\"eventcore\"} == 1) == \(services.count)",
      "pg_up == 1", "eventcore:command_error_ratio:rate5m", "eventcore:command_duration_seconds:p95_5m",
    ] {
      try await prometheus.waitForData(query)
    }
  }
}
