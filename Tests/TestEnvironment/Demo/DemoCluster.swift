import Values

/// What the demo's cluster has beside what was recorded of a real one.
enum DemoCluster {
  /// Starts the cluster.
  static func start() async throws -> KubernetesServer {
    let cluster = try await KubernetesServer.start()
    let api = cluster.api
    guard let deployment = api.objects(of: "deployments").first else { return cluster }
    api.change("replicasets") { _ in replicaSets(of: deployment) }
    api.change("cronjobs") { $0.flatMap { [scheduled($0), verification($0)] } }
    api.change("networkpolicies") { $0 + [access] }
    api.change("configmaps") { $0.map(configured) }
    api.set("status.loadBalancer", of: "ingresses", to: ["ingress": [["ip": .string(loadBalancer)]]])
    setLogs(of: api, DemoLogs.sound)
    return cluster
  }

  /// Gives every pod a log of these records.
  static func setLogs(of api: KubernetesAPI, _ records: [String]) {
    for pod in api.objects(of: "pods") {
      api.setLog(
        DemoLogs.text(records), of: pod["metadata"]?["name"]?.string ?? "", container: "eventcore-app")
    }
  }

  /// The address at which the cluster is reached.
  static var loadBalancer: String { LoopbackEndpoint.hostOfThisRun }

  /// The replica sets of the releases so far. Revision 6 was of a deployment of the same labels that is gone, so that the
  /// release before 7 is 5.
  private static func replicaSets(of deployment: Value) -> [Value] {
    var former = deployment
    former = former.setting("metadata.uid", to: "6d0f3c2e-0000-4000-8000-000000000000")
    former = former.setting("metadata.name", to: "eventcore-legacy")
    let releases: [(Value, revision: Value, version: String, replicas: Value)] = [
      (deployment, "3", "1.3.9", 0), (deployment, "5", "1.4.1", 0), (former, "6", "1.2.0", 0),
      (deployment, "7", "1.4.2", 3),
    ]
    return releases.map { owner, revision, version, replicas in
      KubernetesRollout.replicaSet(
        of: owner, template: template(of: deployment, version), revision: revision, replicas: replicas)
    }
  }

  private static func template(of deployment: Value, _ version: String) -> Value {
    let template = deployment["spec"]?["template"] ?? [:]
    let containers = template["spec"]?["containers"]?.list ?? []
    return template.setting(
      "spec.containers",
      to: .list(
        containers.map { $0.setting("image", to: .string("registry.example.com/eventcore:\(version)")) }))
  }

  /// The schedule with its last run, some hours ago.
  private static func scheduled(_ job: Value) -> Value {
    job.setting("spec.concurrencyPolicy", to: "Forbid").setting(
      "status",
      to: ["lastScheduleTime": ago(hours: 5), "lastSuccessfulTime": ago(hours: 5)])
  }

  /// A second schedule, which restores what the first one backed up.
  private static func verification(_ job: Value) -> Value {
    scheduled(job).setting("metadata.name", to: "eventcore-backup-verify").setting(
      "metadata.uid", to: "6fe022c9-0000-4000-8000-000000000000"
    ).setting("spec.schedule", to: "0 5 * * 0")
  }

  private static func ago(hours: Int) -> Value {
    .string(Timestamp(seconds: Timestamp.now.seconds).advanced(by: .seconds(-3600 * hours)).description)
  }

  /// Who may reach the application.
  private static var access: Value {
    let ingress: Value = [
      "from": [["namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "ingress-nginx"]]]],
      "ports": [["protocol": "TCP", "port": 8080]],
    ]
    return [
      "metadata": [
        "name": "eventcore-ingress", "namespace": "eventcore", "uid": "1e8394b8-0000-4000-8000-000000000000",
      ],
      "spec": [
        "podSelector": ["matchLabels": ["app": "eventcore"]], "policyTypes": ["Ingress"],
        "ingress": [ingress],
      ],
    ]
  }

  /// The configuration of this release.
  private static func configured(_ map: Value) -> Value {
    map.setting(["metadata", "labels", "app.kubernetes.io/version"][...], to: "1.4.2")
      .setting(["data", "config.yaml"][...], to: .string(configuration(isSafe: true)))
  }

  /// What the application reads, as far as checklists look at it.
  static func configuration(isSafe: Bool) -> String {
    """
    server:
      force_https: \(isSafe)
      request_timeout_ms: 5000
    jwt:
      expires_in_seconds: 900
    cors:
      allowed_origins: ["\(isSafe ? "https://app.eventcore.example.com" : "*")"]
    rate_limiting:
      requests_per_minute: \(isSafe ? 600 : 0)
    circuit_breakers:
      enabled: true
      failure_threshold: 5
    logging:
      level: info
      format: json

    """
  }
}
