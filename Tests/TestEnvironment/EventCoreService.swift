private import FlyingFox
private import FlyingSocks
private import FoundationEssentials
private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A stand-in for the EventCore service: its HTTP API and its metrics, with knobs that plant faults.
public final class EventCoreService: Sendable {
  /// Where it listens.
  public let endpoint: LoopbackEndpoint
  /// The base URL, without a closing slash.
  public var url: String { "http://\(endpoint.host):\(endpoint.port)" }
  /// The bearer token that `/api/v1` asks for.
  public let token: String
  private let faults = Lock(Faults())
  private let server: HTTPServer
  private let running: Task<Void, any Error>

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
  public static func start(token: String? = nil) async throws -> EventCoreService {
    try await EventCoreService(token: token ?? randomSecret())
  }

  private init(token: String) async throws {
    self.token = token
    let address: sockaddr_in = try .inet(ip4: LoopbackEndpoint.hostOfThisRun, port: 0)
    let server = HTTPServer(
      address: address, logger: .disabled, handler: EventCoreHandler(token: token, faults: faults))
    self.server = server
    let running = Task(executorPreference: ServerExecutor.shared) { try await server.run() }
    self.running = running
    try await server.waitUntilListening()
    guard case .ip4(let host, let port)? = await server.listeningAddress else {
      running.cancel()
      throw TestEnvironmentError("the EventCore stand-in does not listen")
    }
    endpoint = LoopbackEndpoint(host: host, port: Int(port))
  }

  deinit {
    running.cancel()
  }

  /// Changes what is wrong with the service from now on.
  public func plant(_ change: @Sendable (inout Faults) -> Void) {
    faults.withLock { change(&$0) }
  }

  /// Stops listening, closes the connections, and returns when that is done.
  public func stop() async {
    await server.stop()
    running.cancel()
    _ = await running.result
  }
}

/// Answers the service's routes.
private struct EventCoreHandler: HTTPHandler {
  let token: String
  let faults: Lock<EventCoreService.Faults>
  let started = ContinuousClock.now

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    let faults = faults.withLock { $0 }
    switch (request.method, request.path) {
    case (.GET, "/health"):
      return health(faults.unhealthy, good: "ok", bad: "failing", faults)
    case (.GET, "/ready"):
      return health(faults.notReady, good: "ready", bad: "starting", faults)
    case (.GET, "/metrics"):
      return metrics(faults)
    case (_, let path) where path.hasPrefix("/api/v1/"):
      guard faults.openToAll || request.headers[.authorization] == "Bearer \(token)" else {
        return json(.unauthorized, #"{"error":"a valid token is required"}"#, faults)
      }
      return try await api(request, faults)
    default:
      return json(.notFound, #"{"error":"there is nothing here"}"#, faults)
    }
  }

  private func api(_ request: HTTPRequest, _ faults: EventCoreService.Faults) async throws -> HTTPResponse {
    switch (request.method, request.path) {
    case (.GET, "/api/v1/test"):
      return json(.ok, #"{"authenticated":true}"#, faults)
    case (.POST, "/api/v1/users"):
      let user = try? JSONDecoder().decode(NewUser.self, from: try await request.bodyData)
      guard let user, user.email.contains("@") else {
        let trace = faults.leaksStackTraces ? #","trace":"at eventcore::users::create (users.rs:42)""# : ""
        return json(.badRequest, #"{"error":"the body is not a user"\#(trace)}"#, faults)
      }
      return json(.created, #"{"id":"\#(UInt32.random(in: 1 ... .max))"}"#, faults)
    default:
      return json(.notFound, #"{"error":"there is nothing here"}"#, faults)
    }
  }

  private struct NewUser: Decodable {
    let email: String
  }

  private func health(
    _ isBad: Bool, good: String, bad: String, _ faults: EventCoreService.Faults
  ) -> HTTPResponse {
    json(
      isBad ? .serviceUnavailable : .ok, #"{"status":"\#(isBad ? bad : good)","version":"1.4.2"}"#, faults)
  }

  private func metrics(_ faults: EventCoreService.Faults) -> HTTPResponse {
    let elapsed = started.duration(to: .now)
    let text = EventCoreMetrics(elapsed: elapsed / .seconds(1), faults: faults).exposition
    return HTTPResponse(
      statusCode: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: Data(text.utf8))
  }

  private func json(
    _ status: HTTPStatusCode, _ body: String, _ faults: EventCoreService.Faults
  ) -> HTTPResponse {
    var headers: HTTPHeaders = [.contentType: "application/json"]
    if !faults.withoutSecurityHeaders {
      headers[HTTPHeader("Strict-Transport-Security")] = "max-age=31536000; includeSubDomains"
      headers[HTTPHeader("Content-Security-Policy")] = "default-src 'none'"
      headers[HTTPHeader("X-Content-Type-Options")] = "nosniff"
      headers[HTTPHeader("X-Frame-Options")] = "DENY"
    }
    return HTTPResponse(statusCode: status, headers: headers, body: Data(body.utf8))
  }
}
