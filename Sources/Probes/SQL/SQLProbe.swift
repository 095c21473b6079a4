internal import PostgresClient
public import ProbeKit
internal import Values

/// Asks a PostgreSQL database one statement.
///
/// A statement that only reads runs in a read-only transaction that is rolled back; one that may write runs in a
/// transaction that is committed, and only an action may ask it. Either has the attempt's timeout as its
/// `statement_timeout`.
public struct SQLProbe: Probe {
  /// What the statement may do: it writes where its words suggest it, or where `may_write` says so.
  public let effect: Effect
  let query: String
  private let parameters: [PostgresParameter]
  private let maxRows: Int
  private let target: Target
  private let configuration: PostgresConfiguration

  /// Makes the probe; throws for a statement that cannot be asked, and for connection settings that libpq does
  /// not understand.
  public init(_ fields: Fields, target: Target?) throws(ProbeError) {
    guard let target else { throw ProbeError(.invalid, "a query needs a target of type postgres") }
    query = fields.string("query") ?? ""
    let inspection = SQLShape.inspect(query)
    effect = inspection.mayWrite || fields.bool("may_write") ? .write : .read
    if let reason = inspection.refusal(for: effect == .write ? .readWrite : .readOnly) {
      throw ProbeError(.invalid, reason)
    }
    if let setting = inspection.ownSetting { throw ProbeError(.invalid, Self.fault(ofOwnSetting: setting)) }
    let values = fields.list("params")
    if inspection.asksForAnySetting,
      let setting = values.lazy.compactMap({ $0.string.flatMap(ownSetting(namedIn:)) }).first
    {
      throw ProbeError(.invalid, Self.fault(ofOwnSetting: setting))
    }
    parameters = values.map(PostgresParameter.init)
    if let fault = parameterFault(needed: inspection.parameterCount, given: parameters.count) {
      throw ProbeError(.invalid, fault)
    }
    maxRows = fields.int("max_rows") ?? Self.defaultMaxRows
    configuration = try postgresConfiguration(of: target)
    self.target = target
  }

  static let defaultMaxRows = 1000

  static func fault(ofOwnSetting setting: String) -> String {
    "checkctl sets \(setting) for its own queries: this would see that, and not what holds for others"
  }

  /// The database, to read or to write.
  public func accesses(targets: [String: Target]) -> [Access] {
    [.target(target, way: effect == .write ? "write" : "read")]
  }

  /// Asks once, on a connection of the target's pool. A statement that the server refuses is an error that
  /// carries its SQLSTATE as an observation.
  public func observe(in context: ProbeContext) async throws(ProbeError) -> Observation {
    let configuration = configuration
    let connections = context.resources.resource(for: target) { PostgresConnections(configuration) }
    let begin = Lock<ContinuousClock.Instant?>(nil)
    do {
      let result = try await connections.pool.query(
        query, parameters: parameters, access: effect == .write ? .readWrite : .readOnly,
        limits: PostgresLimits(statementTimeout: context.timeout ?? Self.longestTimeout, maxRows: maxRows),
        onStart: { begin.withLock { $0 = .now } })
      let latency = begin.withLock { $0?.duration(to: .now) } ?? .zero
      return try observation(of: result, latency: latency, redactor: context.redactor).get()
    } catch let error as PostgresError {
      throw ProbeError(
        error, query: query, wasAsked: begin.withLock { $0 != nil }, redacting: context.redactor)
    } catch let error as ProbeError {
      throw error
    } catch {
      throw ProbeError(.internal, "asking the database broke: \(type(of: error))")
    }
  }

  /// What stands for no limit, since a pool wants one: three weeks, about the most that the server can count.
  private static let longestTimeout = Duration.seconds(1_800_000)

  private func observation(
    of result: PostgresResult, latency: Duration, redactor: Redactor
  ) -> Result<Observation, ProbeError> {
    var answer = SQLAnswer(result, redactor: redactor)
    if effect == .read, result.isSuperuser { answer.notes.append(superuserNote(result.user)) }
    return answer.observation(latency: latency)
  }

  private func superuserNote(_ role: String) -> String {
    "the role \(role) is a superuser: the read-only transaction is no limit to it"
  }
}

extension SQLInspection {
  /// Whether it may change something, as far as its words tell.
  var mayWrite: Bool {
    !writes.isEmpty || (keyword != nil && statementCount == 1 && !isUnterminated && !isReadOnlyStatement)
  }
}

/// Why these parameters are not those of a statement; nil if they are.
func parameterFault(needed: Int, given: Int) -> String? {
  guard needed != given else { return nil }
  let named = needed == 0 ? "no parameters" : needed == 1 ? "$1" : "$1 to $\(needed)"
  let values = given == 0 ? "no values" : given == 1 ? "one value" : "\(given) values"
  return "the query has \(named), and `params` \(values)"
}
