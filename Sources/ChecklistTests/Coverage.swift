internal import CheckModel
public import Checklists
internal import Diagnostics
internal import Values

/// Which items of checklists have been seen to pass, to fail and to have no data in cases that came as expected.
public struct Coverage: Sendable {
  /// What an item lacks.
  public struct Gap: Sendable {
    /// The checklist in whose file the item stands.
    public let checklist: String
    /// The item.
    public let item: String
    /// Where it stands, as `path:line:column`.
    public let place: String
    /// The cases that it lacks: `passing`, `failing`, `no data`.
    public let lacks: [String]
  }

  /// How many items there are that a machine decides.
  public let itemCount: Int
  /// Those that lack a case.
  public let gaps: [Gap]

  /// Finds what the automatic items of some checklists lack. A case of any checklist that takes an item in counts.
  public init(_ project: Project, _ checklists: [LoadedChecklist], _ results: [FileResult]) {
    var seen: [String: Set<Outcome>] = [:]
    for file in results {
      let places = Dictionary(
        project.testableItems(of: file.test.checklist).map { ($0.id.rawValue, $0.place) }
      ) { first, _ in first }
      for one in file.cases where one.isPassed {
        for (item, outcome) in one.outcomes { places[item].map { seen[$0, default: []].insert(outcome) } }
      }
    }
    var gaps: [Gap] = []
    var count = 0
    for checklist in checklists {
      for item in project.testableItems(of: checklist) where item.isOwn && item.isAutomatic {
        count += 1
        let outcomes = seen[item.place] ?? []
        var wanted: [(Outcome, String)] = [(.passed, "passing"), (.failed, "failing")]
        if item.maySeeNothing { wanted.append((.noData, "no data")) }
        let lacks = wanted.filter { !outcomes.contains($0.0) }.map(\.1)
        guard !lacks.isEmpty else { continue }
        gaps.append(
          Gap(checklist: checklist.name, item: item.id.rawValue, place: item.place, lacks: lacks))
      }
    }
    itemCount = count
    self.gaps = gaps
  }
}
