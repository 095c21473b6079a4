internal import CheckModel
internal import Checklists

/// Who waits for whom, by place in the plan.
struct Graph: Sendable {
  /// The items each one needs, in the order it names them.
  private(set) var needs: [[Int]]
  /// The items that wait for each one, each once.
  private(set) var dependents: [[Int]]
  /// For how many items each one waits.
  private(set) var dependencyCounts: [Int]
  /// Every item after all that it waits for; those that wait for themselves are missing.
  private(set) var order: [Int] = []
  /// The places of the items, by id.
  private(set) var places: [ItemID: Int] = [:]
  /// What is wrong with an item, so that it cannot be asked.
  private(set) var faults: [Int: String] = [:]

  /// Builds the graph in time proportional to its size.
  init(_ items: [PlannedItem]) {
    needs = Array(repeating: [], count: items.count)
    dependents = Array(repeating: [], count: items.count)
    dependencyCounts = Array(repeating: 0, count: items.count)
    places.reserveCapacity(items.count)
    for place in items.indices where !places.updateIfAbsent(items[place].summary.id, place) {
      faults[place] = "internal fault: another item of the run has the same id"
    }
    for place in items.indices where faults[place] == nil {
      connect(place, needs: items[place].needs, after: items[place].after)
    }
    sort()
  }

  private mutating func connect(_ place: Int, needs ids: [ItemID], after others: [ItemID]) {
    needs[place] = ids.compactMap { known($0, for: place) }
    var seen: Set<Int> = []
    for other in needs[place] + others.compactMap({ known($0, for: place) })
    where seen.insert(other).inserted {
      dependents[other].append(place)
      dependencyCounts[place] += 1
    }
  }

  private mutating func known(_ id: ItemID, for place: Int) -> Int? {
    if let other = places[id] { return other }
    faults[place] = "internal fault: it waits for \(id), which is not part of the run"
    return nil
  }

  private mutating func sort() {
    var missing = dependencyCounts
    order = missing.indices.filter { missing[$0] == 0 }
    var next = 0
    while next < order.count {
      for dependent in dependents[order[next]] {
        missing[dependent] -= 1
        if missing[dependent] == 0 { order.append(dependent) }
      }
      next += 1
    }
    for place in missing.indices where missing[place] > 0 {
      faults[place] = "internal fault: it waits for itself, or for an item that does"
    }
  }
}

extension Dictionary {
  /// Whether the key was absent and now has this value.
  fileprivate mutating func updateIfAbsent(_ key: Key, _ value: Value) -> Bool {
    if self[key] != nil { return false }
    self[key] = value
    return true
  }
}
