private import Values

/// A stand-in for the EventCore service: its HTTP API and its metrics, with knobs that plant faults.
public final class EventCoreService: Sendable {
  /// Where it listens.
  public var endpoint: LoopbackEndpoint { server.endpoint }
  /// The base URL, without a closing slash.
  public var url: String { server.url }
  /// The administrator's bearer token.
  public var token: String { accounts.administratorToken }
  private let accounts: EventCoreAccounts
  private let state: Lock<State>
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
    /// Whether readers may do what administrators may.
    public var withoutRoles = false
    /// Whether requests are never too many.
    public var withoutRateLimit = false
    /// Whether pages of any origin may read the answers.
    public var allowsAnyOrigin = false
    /// Whether what came over plain HTTP is answered instead of being sent to HTTPS.
    public var servesPlainHTTP = false
    /// Whether answers lack the security headers.
    public var withoutSecurityHeaders = false
    /// Whether errors show a stack trace.
    public var leaksStackTraces = false

    /// No faults.
    public init() {}
  }

  private struct State {
    let started = ContinuousClock.now
    var faults = Faults()
    var counts = EventCoreCounts()

    mutating func advance() {
      counts.advance(to: started.duration(to: .now) / .seconds(1), with: faults)
    }
  }

  /// Starts the service on a free endpoint of this run.
  ///
  /// - Parameter accounts: what it shares with other instances.
  public init(accounts: EventCoreAccounts = EventCoreAccounts()) throws {
    let state = Lock(State())
    self.accounts = accounts
    self.state = state
    server = try ScriptedServer(serving: { request in
      let now = state.withLock { state in
        state.advance()
        return state
      }
      return EventCoreRoutes(accounts: accounts, faults: now.faults, counts: now.counts).answer(request)
    })
  }

  /// Changes what is wrong with the service from now on.
  public func plant(_ change: @Sendable (inout Faults) -> Void) {
    state.withLock { state in
      state.advance()
      change(&state.faults)
    }
  }

  /// Stops listening and closes the connections.
  public func stop() { server.stop() }
}
