internal import CEL
internal import CheckModel
internal import ProbeKit

/// Items that stand for those of another checklist, and these.
extension Planner {
  /// Whether an item stands for others.
  func isComposite(_ item: ComposedItem) -> Bool {
    decoding.registry.composites.contains(item.template.kind)
  }

  /// An item that stands for others waits for them; they count through it.
  func addMembers(
    of item: ComposedItem, _ elements: [ItemID: [ItemID]], to planned: inout PlannedItem
  ) {
    planned.members = (membersByParent[item.id] ?? []).flatMap { elements[$0] ?? [] }
    planned.after += planned.members
    guard let parent = item.parent else { return }
    if planned.summary.gates { planned.summary.partOf = parent.id }
    planned.membership = .init(parent: parent.id, gates: planned.summary.gates)
    planned.summary.gates = false
  }

  /// Why an item is skipped with the one that stands for it.
  func parentSkipReason(of item: ComposedItem) throws(EvaluationError) -> String? {
    for parent in item.lineage.dropFirst() {
      let element = Element(id: parent.id, item: parent, each: nil, absence: nil)
      if let reason = try skipReason(of: element, in: resolver.scope(parent.scope)) {
        return "part of \(parent.id), which is skipped: \(reason)"
      }
    }
    return nil
  }

  /// What the run decides of whether an item is wanted, by those that stand for it, the outmost first, and by itself where
  /// it stands for others.
  func conditions(
    of item: ComposedItem, elements: [ItemID: [ItemID]]
  ) throws(EvaluationError) -> [RunCondition] {
    var conditions: [RunCondition] = []
    for owner in item.lineage.reversed() where owner !== item || isComposite(item) {
      guard var parts = try lateCondition(of: owner.template, in: resolver.scope(owner.scope)) else {
        continue
      }
      if parts.readsNeeds { parts.sources = sources(of: owner, elements: elements) }
      conditions.append(RunCondition(owner: owner.id, source: parts.when?.source ?? "", parts: parts))
    }
    return conditions
  }
}
