private import Values

/// A stand-in for the EventCore service: its HTTP API and its metrics, with knobs that plant faults.
public final class EventCoreService: Sendable {
  /// Where it listens.
  public var endpoint: LoopbackEndpoint { server.endpoint }
  /// The base URL, without a closing slash.
  public var url: String { server.url }
  /// The bearer token that `/api/v1` asks for.
  public let token: String
  private let faults: Lock<Faults>
  private let server: ScriptedServer

  /// What is wrong with the service; nothing is, to begin with.
  public struct Faults: Sendable, Equatable {
    /// The share of commands that fail, 0 to 1.
    public var errorRate = 0.002
    /// The share of commands that take two seconds instead of forty milliseconds, 0 to 1.
    public var slowRate = 0.0
    /// Connections in use out of the pool's 20.
    public var poolSize = 6
    /// Connection errors of the pool so far.
    public var poolErrors = 0
    /// The names of metrics that are not exported.
    public var missingMetrics: Set<String> = []
    /// Whether `/health` answers 503.
    public var unhealthy = false
    /// Whether `/ready` answers 503.
    public var notReady = false
    /// Whether `/api/v1` lets everybody in.
    public var openToAll = false
    /// Whether answers lack the security headers.
    public var withoutSecurityHeaders = false
    /// Whether errors show a stack trace.
    public var leaksStackTraces = false

    /// No faults.
    public init() {}
  }

  /// Starts the service on a free endpoint of this run.
  ///
  /// - Parameter token: the bearer token that it accepts; a random one when nil.
  public init(token: String? = nil) throws {
    let token = token ?? randomSecret()
    let faults = Lock(Faults())
    let started = ContinuousClock.now
    self.token = token
    self.faults = faults
    server = try ScriptedServer(serving: { request in
      let routes = EventCoreRoutes(
        token: token, faults: faults.withLock { $0 }, elapsed: started.duration(to: .now))
      return routes.answer(request)
    })
  }

  /// Changes what is wrong with the service from now on.
  public func plant(_ change: @Sendable (inout Faults) -> Void) {
    faults.withLock { change(&$0) }
  }

  /// Stops listening and closes the connections.
  public func stop() { server.stop() }
}

/// Answers the service's routes.
private struct EventCoreRoutes {
  let token: String
  let faults: EventCoreService.Faults
  let elapsed: Duration

  func answer(_ request: StandInRequest) -> StandInResponse {
    switch (request.method, request.path) {
    case ("GET", "/health"): return health(faults.unhealthy, good: "ok", bad: "failing")
    case ("GET", "/ready"): return health(faults.notReady, good: "ready", bad: "starting")
    case ("GET", "/metrics"):
      return StandInResponse(
        200, "text/plain; version=0.0.4; charset=utf-8",
        EventCoreMetrics(elapsed: elapsed / .seconds(1), faults: faults).exposition)
    case (_, let path) where path.hasPrefix("/api/v1/"):
      guard faults.openToAll || request.headers["authorization"] == "Bearer \(token)" else {
        return json(401, ["error": "a valid token is required"])
      }
      return api(request)
    default: return nothing
    }
  }

  private func api(_ request: StandInRequest) -> StandInResponse {
    switch (request.method, request.path) {
    case ("GET", "/api/v1/test"): return json(200, ["authenticated": true])
    case ("POST", "/api/v1/users"):
      let email = (try? parseJSON(request.body))?["email"]?.string ?? ""
      guard email.contains("@") else {
        var error: ValueMap = ["error": "the body is not a user"]
        if faults.leaksStackTraces { error["trace"] = "at eventcore::users::create (users.rs:42)" }
        return json(400, error)
      }
      return json(201, ["id": .string("\(UInt32.random(in: 1 ... .max))")])
    default: return nothing
    }
  }

  private var nothing: StandInResponse { json(404, ["error": "there is nothing here"]) }

  private func health(_ isBad: Bool, good: String, bad: String) -> StandInResponse {
    json(isBad ? 503 : 200, ["status": .string(isBad ? bad : good), "version": "1.4.2"])
  }

  private func json(_ status: Int, _ body: ValueMap) -> StandInResponse {
    let security = [
      (name: "Strict-Transport-Security", value: "max-age=31536000; includeSubDomains"),
      (name: "Content-Security-Policy", value: "default-src 'none'"),
      (name: "X-Content-Type-Options", value: "nosniff"), (name: "X-Frame-Options", value: "DENY"),
    ]
    return StandInResponse(
      status, "application/json", Value.map(body).json, headers: faults.withoutSecurityHeaders ? [] : security
    )
  }
}
