internal import CheckEngine
internal import CheckModel
private import Checklists
private import Diagnostics
private import ProbeKit
private import Probes
internal import TestEnvironment
private import Values

/// The table of faults, run in this process as `checkctl run` runs a checklist.
struct FaultRun {
  let servers: FaultServers
  private let folder: TemporaryDirectory

  init(_ servers: FaultServers) throws {
    self.servers = servers
    folder = try TemporaryDirectory()
    for (name, text) in servers.files() { try folder.write(text, to: name) }
  }

  /// Runs every item once; returns the results, and what is wrong with them.
  func once() async throws -> (results: [ItemResult], surprises: [String]) {
    let results = try await servers.round { try await run() }
    let byID = Dictionary(results.map { ($0.item.id.rawValue, $0) }) { first, _ in first }
    let surprises = servers.faults.compactMap { fault -> String? in
      guard let result = byID[fault.id] else { return "\(fault.id) has no result" }
      // On a busy machine a timeout may come while less has happened than the table says.
      guard result.outcome.rawValue == fault.outcome else {
        return "\(fault.id): \(result.outcome.rawValue): \(result.message)"
      }
      return nil
    }
    return (results, surprises)
  }

  private func run() async throws -> [ItemResult] {
    let redactor = Redactor()
    let project = Project(
      directory: folder.path(of: "checklists"), registry: ProbeRegistry(BuiltInProbes.all), redactor: redactor
    )
    guard let checklist = project.checklist("faults"),
      let environment = project.environment("faults", for: checklist), !project.diagnostics.hasErrors
    else {
      throw TestEnvironmentError("the checklist of faults is invalid: \(project.diagnostics.all)")
    }
    let plan = project.plan(checklist, environment: environment)
    let engine = Engine(
      plan: RunPlan(
        checklist: checklist.name, title: checklist.title, environment: environment.name, items: plan.items),
      options: RunOptions(jobs: 200, targetLimits: plan.targetLimits), redactor: redactor,
      resources: RunResources(), now: { .now })
    let results = Lock<[ItemResult]>([])
    _ = await engine.run { event in
      if case .itemFinished(_, let ended) = event { results.withLock { $0 += ended } }
    }
    return results.withLock { $0 }
  }
}
