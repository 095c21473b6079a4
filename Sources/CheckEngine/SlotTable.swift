internal import Checklists
internal import ProbeKit

/// What an item must hold while it is asked: its locks, a place at each of its targets, and one of the run's
/// slots. All items take them in the same order (locks by name, targets, slot), so they never wait for each other
/// in a circle, and one that is given back goes to the waiting item that comes first in the plan.
struct SlotTable: Sendable {
  /// Places in the table, in the order in which they are taken.
  struct Claim: Sendable {
    /// Of locks, then targets, then the run's slots.
    let slots: [Int]
    /// How many of them are locks.
    let lockCount: Int
  }

  /// The claim of each item.
  let claims: [Claim]
  private var free: [Int]
  private var waiting: [Heap<Int>]
  /// Where places were given back; some may be named twice, or be taken again.
  private var freed = Heap<Int>()

  init(_ items: [PlannedItem], _ options: RunOptions) {
    let names = Set(items.flatMap(\.locks)).sorted()
    let lockPlaces = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    var free = Array(repeating: 1, count: names.count)
    var targetPlaces: [Target: Int] = [:]
    let targets = items.map { item -> [Int] in
      let question = item.question
      guard question.identity.target != nil || !question.targets.isEmpty else { return [] }
      let targets = Set(question.targets.values).union(question.identity.target.map { [$0] } ?? [])
      return targets.sorted { $0.name < $1.name }.compactMap { target -> Int? in
        guard let limit = options.targetLimits[target] else { return nil }
        if let place = targetPlaces[target] { return place }
        free.append(max(1, limit))
        targetPlaces[target] = free.count - 1
        return free.count - 1
      }.sorted()
    }
    free.append(max(1, options.jobs))
    let jobs = free.count - 1
    claims = zip(items, targets).map { item, targets in
      Claim(
        slots: item.locks.compactMap { lockPlaces[$0] }.sorted() + targets + [jobs],
        lockCount: item.locks.count)
    }
    self.free = free
    waiting = Array(repeating: Heap(), count: free.count)
  }

  /// Takes a place; where none is free, or others wait for it already, the item waits for its turn.
  mutating func take(_ slot: Int, for item: Int) -> Bool {
    guard free[slot] > 0, waiting[slot].first == nil else {
      waiting[slot].push(item)
      return false
    }
    free[slot] -= 1
    return true
  }

  /// Gives a place back, for `grant` to hand on.
  mutating func free(_ slot: Int) {
    free[slot] += 1
    freed.push(slot)
  }

  /// Takes one free place for the first item in the plan that waits for it; locks first, so that an item gets
  /// them in time to compete for the rest.
  mutating func grant() -> (slot: Int, item: Int)? {
    while let slot = freed.first {
      if free[slot] > 0, let item = waiting[slot].pop() {
        free[slot] -= 1
        return (slot, item)
      }
      _ = freed.pop()
    }
    return nil
  }
}
