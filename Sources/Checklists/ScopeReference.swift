public import CEL
public import ProbeKit

/// What the expressions of checklists know, for people.
public struct ScopeReference: Sendable {
  /// Something in scope.
  public struct Entry: Sendable {
    /// How it is written.
    public let pattern: String
    /// What it is, in one line.
    public let summary: String
  }

  /// The variables, and the functions that only environments have.
  public let entries: [Entry]
  /// The functions that are known everywhere.
  public let libraries: [Library]

  /// What is in scope where these kinds of probe are known.
  public init(_ registry: ProbeRegistry) {
    let functions = Environment.functionSummaries.sorted { $0.key < $1.key }
    entries =
      [
        Entry(pattern: "inputs.NAME", summary: "The inputs of the checklist"),
        Entry(pattern: "each", summary: "The element of `for_each`; of a map each.key and each.value"),
        Entry(
          pattern: "needs['ID'].outcome",
          summary:
            "What came of an item in `needs` or `after`: 'passed', 'failed', 'error', 'no data', 'blocked', 'skipped', 'waived', 'pending'"
        ),
        Entry(pattern: "needs['ID'].outputs.NAME", summary: "A value that such an item passes on"),
        Entry(
          pattern: "now",
          summary: "The time: in `assert`, `per` and `outputs` of the judging, elsewhere of the asking"),
        Entry(
          pattern: "element, key",
          summary: "An element of the list in `per`, and what tells it from the others"),
      ]
      + registry.kinds.map { kind in
        let fields = kind.description.observation.map(\.name)
        return Entry(
          pattern: (fields + (kind.description.isOpen ? ["FIELD"] : [])).joined(separator: ", "),
          summary: "What `\(kind.description.kind)` sees, in its `assert`")
      }
      + functions.map {
        Entry(pattern: "\($0.key)(string) -> string", summary: "\($0.value); in environments")
      }
    libraries = Library.all(durationsHaveDays: true)
  }
}
