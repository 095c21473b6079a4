private import Values

/// Every server that misbehaves, and the checklist that asks them all.
public final class FaultServers: Sendable {
  /// The table of faults.
  public let faults: [Fault]
  /// What every program that the items start has in its arguments, to be found by.
  public let marker: String
  /// The server of the target `database`, which is healthy beside its faults.
  public var database: PostgresServer { postgres.main }
  private let sources: [any FaultSource]
  private let postgres: PostgresFaults
  private let healthy: ScriptedServer

  private init(
    _ sources: [any FaultSource], _ postgres: PostgresFaults, _ healthy: ScriptedServer, marker: String
  ) {
    self.sources = sources
    self.postgres = postgres
    self.healthy = healthy
    self.marker = marker
    faults = sources.flatMap(\.faults)
  }

  /// Starts everything.
  public static func start() async throws -> FaultServers {
    let marker = ProcessMarker.new()
    async let tls = TLSFaults.start()
    async let prometheus = PrometheusFaults.start()
    let postgres = try await PostgresFaults.start()
    return FaultServers(
      [
        try HTTPFaults(), try await tls, postgres, try await prometheus, CommandFaults(marker: marker),
      ], postgres, try ScriptedServer(serving: { _ in StandInResponse(200, "text/plain", "well") }),
      marker: marker)
  }

  /// A folder's files, by name: the checklist `faults` of every fault and of `healthyItems` that should pass, and the
  /// environment that binds its targets.
  public func files(healthyItems count: Int = 0) -> [String: String] {
    let targets = sources.flatMap(\.targets).sorted { $0.key < $1.key }
    let roles = targets.map { "  \($0.key): \($0.value.type)\n" }.joined()
    let bindings = targets.map { "  \($0.key): \($0.value.binding)\n" }.joined()
    let items = faults.map(\.yaml) + (0..<count).map(healthyItem)
    return [
      "checklists/faults.yaml":
        "checkctl: 1\nchecklist: faults\ntitle: Faults\ntargets:\n\(roles)items:\n"
        + items.joined().split(separator: "\n").map { "  \($0)\n" }.joined(),
      "checklists/environments/faults.yaml":
        "checkctl: 1\nenvironment: faults\ntargets:\n\(bindings)",
    ]
  }

  /// Runs `body`, in which the checklist runs once, and does meanwhile what befalls the databases in the middle of it.
  public func round<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    try await postgres.prepare()
    let mishaps = Task { try await postgres.befall() }
    defer { mishaps.cancel() }
    let result = try await body()
    try await mishaps.value
    return result
  }

  /// Stops everything.
  public func stop() async {
    for source in sources { await source.stop() }
    healthy.stop()
  }

  private func healthyItem(_ number: Int) -> String {
    let probe =
      number.isMultiple(of: 2)
      ? "command: {argv: [sh, -c, \"exit 0\", \"\(number)\"]}" : "http: {url: \"\(healthy.url)/\(number)\"}"
    return "- id: healthy-\(number)\n  title: Healthy\n  timeout: 60s\n  \(probe)\n"
  }
}
