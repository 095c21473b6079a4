import Values

/// Answers the service's routes.
struct EventCoreRoutes {
  let accounts: EventCoreAccounts
  let faults: EventCoreService.Faults
  let counts: EventCoreCounts

  /// The origin whose pages may read the answers.
  static let knownOrigin = "https://app.eventcore.example.com"

  private typealias Headers = [(name: String, value: String)]

  func answer(_ request: StandInRequest) -> StandInResponse {
    if let secure = request.headers["x-secure-origin"], !faults.servesPlainHTTP {
      return StandInResponse(
        308, "text/plain", "", headers: [("Location", secure + request.path)] + security)
    }
    let answer = route(request)
    return StandInResponse(
      answer.status, answer.body, headers: answer.headers + crossOrigin(request) + security)
  }

  private func route(_ request: StandInRequest) -> StandInResponse {
    switch (request.method, request.path) {
    case ("GET", "/health"): return health(faults.unhealthy, good: "ok", bad: "failing")
    case ("GET", "/ready"): return health(faults.notReady, good: "ready", bad: "starting")
    case ("GET", "/metrics"):
      return StandInResponse(
        200, "text/plain; version=0.0.4; charset=utf-8",
        EventCoreMetrics(counts: counts, faults: faults).exposition)
    case ("OPTIONS", _):
      return StandInResponse(204, "text/plain", "", headers: [("Access-Control-Allow-Methods", "GET, POST")])
    case (_, let path) where path.hasPrefix("/api/v1/"): return authenticated(request)
    default: return nothing
    }
  }

  private func authenticated(_ request: StandInRequest) -> StandInResponse {
    let known = accounts.role(of: request.headers["authorization"])
    guard let role = known ?? (faults.openToAll ? .administrator : nil) else {
      return json(
        401, ["error": "a valid token is required"], headers: [("WWW-Authenticate", "Bearer")])
    }
    guard faults.withoutRateLimit || accounts.mayAsk(role) else {
      return json(429, ["error": "too many requests"], headers: [("Retry-After", "1")])
    }
    let mayWrite = role == .administrator || faults.withoutRoles
    guard mayWrite || request.method == "GET" && !request.path.hasPrefix("/api/v1/admin/") else {
      return json(403, ["error": "the role reader may not do this"])
    }
    return api(request)
  }

  private func api(_ request: StandInRequest) -> StandInResponse {
    let parts = request.path.split(separator: "/").dropFirst(2).map(String.init)
    switch (request.method, parts.first, parts.dropFirst().first) {
    case ("GET", "test", nil): return json(200, ["authenticated": true])
    case ("GET", "streams", nil): return json(200, ["streams": ["order-1", "user-7"]])
    case ("GET", "admin", "streams"): return json(200, ["streams": 2])
    case ("POST", "users", nil): return create(request)
    case ("GET", "users", let user?):
      return accounts.email(of: user).map { json(200, ["id": .string(user), "email": .string($0)]) }
        ?? nothing
    case ("DELETE", "users", let user?): return accounts.remove(user) ? json(200, ["deleted": true]) : nothing
    default: return nothing
    }
  }

  private func create(_ request: StandInRequest) -> StandInResponse {
    let email = (try? parseJSON(request.body))?["email"]?.string ?? ""
    guard email.contains("@") else {
      var error: ValueMap = ["error": "the body is not a user"]
      if faults.leaksStackTraces {
        error["trace"] =
          "thread 'main' panicked at src/users.rs:42\nstack backtrace:\n   0: eventcore::users::create"
      }
      return json(400, error)
    }
    let user = accounts.create(email: email)
    return json(
      201, ["id": .string(user), "email": .string(email)], headers: [("Location", "/api/v1/users/\(user)")])
  }

  private var nothing: StandInResponse { json(404, ["error": "there is nothing here"]) }

  private func health(_ isBad: Bool, good: String, bad: String) -> StandInResponse {
    json(isBad ? 503 : 200, ["status": .string(isBad ? bad : good), "version": "1.4.2"])
  }

  private func json(_ status: Int, _ body: ValueMap, headers: Headers = []) -> StandInResponse {
    StandInResponse(status, "application/json", Value.map(body).json, headers: headers)
  }

  /// The Fetch standard, "CORS protocol".
  private func crossOrigin(_ request: StandInRequest) -> Headers {
    guard let origin = request.headers["origin"] else { return [] }
    if faults.allowsAnyOrigin { return [("Access-Control-Allow-Origin", "*")] }
    return origin == Self.knownOrigin
      ? [("Access-Control-Allow-Origin", origin), ("Vary", "Origin")] : [("Vary", "Origin")]
  }

  private var security: Headers {
    guard !faults.withoutSecurityHeaders else { return [] }
    return [
      ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
      ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
      ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
    ]
  }
}
