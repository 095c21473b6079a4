private import Values

/// What looks at EventCore from beside it and is no Debian package: a Grafana, a Loki and a Jaeger, as far as checklists
/// ask them.
public final class ObservabilityStandIn: Sendable {
  private let server: ScriptedServer

  /// What is wrong with them.
  public struct Faults: Sendable, Equatable {
    /// Whether no logs arrive any more.
    public var withoutLogs = false
    /// Whether no traces arrive any more.
    public var withoutTraces = false

    /// No faults.
    public init() {}
  }

  private let faults: Lock<Faults>

  /// Starts them.
  init() throws {
    let faults = Lock(Faults())
    self.faults = faults
    server = try ScriptedServer(serving: { Self.answer($0, faults.withLock { $0 }) })
  }

  /// The base URL of Grafana.
  public var grafanaURL: String { "\(server.url)/grafana" }
  /// The base URL of Loki.
  public var lokiURL: String { "\(server.url)/loki-server" }
  /// The base URL of Jaeger's query service.
  public var jaegerURL: String { "\(server.url)/jaeger" }

  /// Changes what is wrong with them from now on.
  public func plant(_ change: @Sendable (inout Faults) -> Void) { faults.withLock { change(&$0) } }

  /// Stops them.
  public func stop() { server.stop() }

  private static func answer(_ request: StandInRequest, _ faults: Faults) -> StandInResponse {
    switch request.path {
    // Grafana HTTP API, "Search API" and "Data source API".
    case "/grafana/api/search":
      return json(["EventCore overview", "EventCore service levels", "EventCore database"].map(dashboard))
    case "/grafana/api/datasources/uid/prometheus/health":
      return json(["status": "OK", "message": "Successfully queried the Prometheus API."])
    // Loki HTTP API.
    case "/loki-server/loki/api/v1/query_range":
      return json([
        "status": "success",
        "data": ["resultType": "streams", "result": .list(faults.withoutLogs ? [] : [stream])],
      ])
    case "/loki-server/config":
      return StandInResponse(
        200, "text/plain",
        "compactor:\n  retention_enabled: true\nlimits_config:\n  retention_period: 744h\n")
    // Jaeger's query service.
    case "/jaeger/api/traces":
      let spans: Value = [
        ["spanID": "a1", "operationName": "execute_command"],
        ["spanID": "a2", "operationName": "append_events"],
      ]
      return json([
        "data": .list(faults.withoutTraces ? [] : [["traceID": "4bf92f3577b34da6", "spans": spans]])
      ])
    default: return StandInResponse(404, "application/json", #"{"error":"not found"}"#)
    }
  }

  private static let stream: Value = [
    "stream": ["app": "eventcore", "namespace": "eventcore"],
    "values": [["1764200000000000000", #"{"level":"info","message":"command executed"}"#]],
  ]

  private static func dashboard(_ title: String) -> Value {
    [
      "uid": .string(title.lowercased().replacing(" ", with: "-")), "title": .string(title),
      "tags": ["eventcore"], "type": "dash-db",
    ]
  }

  private static func json(_ body: Value) -> StandInResponse {
    StandInResponse(200, "application/json", body.json)
  }
  private static func json(_ body: [Value]) -> StandInResponse { json(.list(body)) }
}
