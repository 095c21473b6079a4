private import Values

/// What came of a run against the demo.
public struct DemoOutcomes: Sendable {
  /// The outcome of each item by its id; of one that was expanded the worst of its elements that did not pass.
  public let outcomes: [String: String]

  /// The checklists that the demo runs.
  public static let checklists = ["pre-deploy", "post-deploy", "health-check"]

  /// The checklists that change something.
  private static let changing: Set = ["post-deploy", "backup-verification", "weekly"]

  /// The command line by which it runs one of them.
  public static func arguments(_ checklist: String) -> [String] {
    ["run", checklist, "--environment", "demo"] + (changing.contains(checklist) ? ["--allow-actions"] : [])
  }

  /// Reads a JSON report.
  public init(report: String) throws {
    let items = try parseJSON(report)["items"]?.list ?? []
    guard !items.isEmpty else { throw TestEnvironmentError("the report has no items: \(report)") }
    outcomes = items.reduce(into: [:]) { outcomes, item in
      let id = (item["id"]?.string ?? "").prefix { $0 != "[" }
      let outcome = item["outcome"]?.string ?? ""
      if outcomes[String(id)] == nil || !Self.isSound(outcome) { outcomes[String(id)] = outcome }
    }
  }

  /// The items that were decided and did not pass, and those that could not be. A sign-off that is missing is none of
  /// them: nobody signs for the demo.
  public var unsound: Set<String> { Set(outcomes.filter { !Self.isSound($0.value) }.keys) }

  private static func isSound(_ outcome: String) -> Bool {
    ["passed", "skipped", "waived", "pending", "disabled"].contains(outcome)
  }
}
