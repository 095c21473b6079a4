import Values

/// Something that can be wrong with the demo's system, each by itself.
public enum DemoFault: String, CaseIterable, Sendable {
  case publicGrant = "public-grant"
  case anyOrigin = "any-origin"
  case noSecurityHeaders = "no-security-headers"
  case plainHTTP = "plain-http"
  case openAPI = "open-api"
  case noRoles = "no-roles"
  case noRateLimit = "no-rate-limit"
  case shortKey = "short-key"
  case unsafeConfiguration = "unsafe-configuration"
  case carelessLogs = "careless-logs"
  case stackTraces = "stack-traces"
  case notReady = "not-ready"
  case poolNearlyFull = "pool-nearly-full"
  case missingMetric = "missing-metric"
  case staleBackup = "stale-backup"
  case quotaRaised = "quota-raised"
  case noDrain = "no-drain"
  case noTraces = "no-traces"
  case noLogs = "no-logs"
  case errorRate = "error-rate"
  case slowCommands = "slow-commands"

  /// The faults that `make demo` plants: each is of another kind, and each is seen by another probe.
  public static let usual: [DemoFault] = [
    .publicGrant, .anyOrigin, .shortKey, .noRateLimit, .carelessLogs, .stackTraces, .poolNearlyFull,
    .staleBackup, .noDrain,
    .noTraces,
  ]

  /// What is wrong, in a line.
  public var summary: String { facts.summary }

  /// The items of `pre-deploy`, `post-deploy` and `health-check` that no longer pass, blocked ones included.
  public var items: Set<String> { Set(facts.items) }

  private var facts: (summary: String, items: [String]) {
    switch self {
    case .publicGrant: ("PUBLIC may read the events", ["no-public-grants"])
    case .anyOrigin: ("pages of any origin may read the API's answers", ["cors-foreign-origin"])
    case .noSecurityHeaders: ("answers lack HSTS, CSP and their like", ["security-headers"])
    case .plainHTTP: ("plain HTTP is answered", ["https-redirect"])
    case .openAPI:
      ("the API needs no token", ["token-required", "token-tampered", "token-expired", "unauthenticated"])
    case .noRoles: ("readers may do what administrators may", ["roles-enforced", "unauthorized"])
    case .noRateLimit: ("a client may ask as often as it likes", ["rate-limit-enforced"])
    case .shortKey: ("the key that signs tokens has nine bytes", ["jwt-key-length"])
    case .unsafeConfiguration:
      (
        "the configuration allows plain HTTP, any origin, and any number of requests",
        ["https-configured", "cors-configured", "rate-limit-configured"]
      )
    case .carelessLogs: ("an address and a password stand in the logs", ["logs-clean"])
    case .stackTraces: ("errors show a stack trace", ["bad-input"])
    case .notReady: ("the instances are not ready", ["readiness-endpoint", "readiness-endpoint-answers"])
    case .poolNearlyFull:
      ("18 of 20 connections of each pool are in use", ["pool-utilization", "connection-utilization"])
    case .missingMetric:
      ("the projection lag is not exported", ["core-metrics", "core-metrics-fresh"])
    case .staleBackup: ("the newest backup is nine days old", ["backup-fresh"])
    case .quotaRaised: ("the namespace may request 64 processors", ["namespace-quota"])
    case .noDrain: ("the disruption budget lets no node be drained", ["disruption-budget"])
    case .noTraces: ("no traces arrive", ["traces-arrive"])
    case .noLogs: ("no logs arrive in the log store", ["logs-aggregated", "logs-collected"])
    case .errorRate: ("nine of ten commands fail", ["error-rate", "error-objective"])
    case .slowCommands:
      ("nine of ten commands take two seconds", ["p95-latency", "latency-objective", "response-times"])
    }
  }
}

extension DemoEnvironment {
  /// Makes something wrong, and returns when that can be seen.
  public func plant(_ fault: DemoFault) async throws { try await change(fault, isPlanted: true) }

  /// Puts it in order again. What was measured over five minutes stays as it was until these are over.
  public func mend(_ fault: DemoFault) async throws { try await change(fault, isPlanted: false) }

  private func change(_ fault: DemoFault, isPlanted: Bool) async throws {
    switch fault {
    case .publicGrant:
      try await database.server.run(
        isPlanted
          ? "GRANT SELECT ON eventcore_events TO PUBLIC" : "REVOKE ALL ON eventcore_events FROM PUBLIC")
    case .staleBackup: try await database.age(backupsByDays: isPlanted ? 9 : -9)
    case .quotaRaised:
      let processors: Value = isPlanted ? "64" : "4"
      cluster.api.change("resourcequotas") {
        $0.map { $0.setting(["spec", "hard", "requests.cpu"][...], to: processors) }
      }
    case .noDrain:
      cluster.api.set("status.disruptionsAllowed", of: "poddisruptionbudgets", to: isPlanted ? 0 : 1)
    case .shortKey:
      let key: Value = isPlanted ? "dG9vLXNob3J0" : "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
      cluster.api.set("data.JWT_SECRET", of: "secrets", to: key)
    case .unsafeConfiguration:
      let text = DemoCluster.configuration(isSafe: !isPlanted)
      cluster.api.change("configmaps") {
        $0.map { $0.setting(["data", "config.yaml"][...], to: .string(text)) }
      }
    case .carelessLogs:
      DemoCluster.setLogs(of: cluster.api, DemoLogs.sound + (isPlanted ? [DemoLogs.careless] : []))
    case .noTraces: observability.plant { $0.withoutTraces = isPlanted }
    case .noLogs: observability.plant { $0.withoutLogs = isPlanted }
    default:
      for service in services { service.plant { $0.change(fault, isPlanted: isPlanted) } }
      for query in fault.evidence(isPlanted: isPlanted) { try await prometheus.waitForData(query) }
    }
  }
}

extension DemoFault {
  /// What Prometheus has data for once the fault can be seen there, or no longer.
  fileprivate func evidence(isPlanted: Bool) -> [String] {
    switch self {
    case .poolNearlyFull:
      ["count(eventcore_connection_pool_size == \(isPlanted ? 18 : 6)) == 2"]
    case .missingMetric:
      [
        isPlanted
          ? "absent(eventcore_projection_lag_seconds)" : "count(eventcore_projection_lag_seconds) == 2"
      ]
    case .errorRate where isPlanted:
      [
        "sum(rate(eventcore_command_errors_total[5m])) / sum(rate(eventcore_commands_total[5m])) > 0.06",
        "eventcore:command_error_ratio:rate5m > 0.06",
      ]
    case .slowCommands where isPlanted:
      [
        "histogram_quantile(0.95, sum by (le) (rate(eventcore_command_duration_seconds_bucket[5m]))) > 1.1",
        "eventcore:command_duration_seconds:p95_5m > 1.1",
      ]
    default: []
    }
  }
}

extension EventCoreService.Faults {
  fileprivate mutating func change(_ fault: DemoFault, isPlanted: Bool) {
    switch fault {
    case .anyOrigin: allowsAnyOrigin = isPlanted
    case .noSecurityHeaders: withoutSecurityHeaders = isPlanted
    case .plainHTTP: servesPlainHTTP = isPlanted
    case .openAPI: openToAll = isPlanted
    case .noRoles: withoutRoles = isPlanted
    case .noRateLimit: withoutRateLimit = isPlanted
    case .stackTraces: leaksStackTraces = isPlanted
    case .notReady: notReady = isPlanted
    case .poolNearlyFull: poolSize = isPlanted ? 18 : 6
    case .missingMetric: missingMetrics = isPlanted ? ["eventcore_projection_lag_seconds"] : []
    case .errorRate: errorRate = isPlanted ? 0.9 : 0.002
    case .slowCommands: slowRate = isPlanted ? 0.9 : 0
    default: break
    }
  }
}
