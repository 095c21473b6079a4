public import CheckModel
public import Checklists

/// What is to be run: items whose ids are unique and whose `needs` and `after` name items of the plan, without
/// a cycle. Where that does not hold after all, the items concerned end as *error*.
public struct RunPlan: Sendable {
  /// The checklist's name.
  public var checklist: String
  /// The checklist's title.
  public var title: String
  /// The environment's name; nil where there is none.
  public var environment: String?
  /// The items in the order in which they are written, which is the order in which they are asked where nothing
  /// else decides.
  public var items: [PlannedItem]
  /// Items that the consumer of a checklist disabled, with the reason.
  public var disabled: [DisabledItem]
  /// The recorded run that is replayed; nil where systems are asked.
  public var replay: ReplayedRun?

  /// Makes a plan.
  public init(
    checklist: String, title: String, environment: String? = nil, items: [PlannedItem],
    disabled: [DisabledItem] = [], replay: ReplayedRun? = nil
  ) {
    self.checklist = checklist
    self.title = title
    self.environment = environment
    self.items = items
    self.disabled = disabled
    self.replay = replay
  }

  /// The items by the earliest step in which each can be asked: the first wave waits for nothing, each later one
  /// only for items of earlier waves. Items that can never be asked, because they wait for themselves, are in
  /// none.
  public var waves: [[ItemID]] {
    let graph = Graph(items)
    var levels: [[ItemID]] = []
    var level = [Int](repeating: 0, count: items.count)
    for item in graph.order {
      for dependent in graph.dependents[item] { level[dependent] = max(level[dependent], level[item] + 1) }
    }
    for item in graph.order.sorted() {
      while levels.count <= level[item] { levels.append([]) }
      levels[level[item]].append(items[item].summary.id)
    }
    return levels
  }
}
