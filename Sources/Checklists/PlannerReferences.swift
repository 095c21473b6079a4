internal import CheckModel
internal import Diagnostics

/// What `needs` and `after` of items name among the elements of all items.
extension Planner {
  /// Whether the plan stays within bounds, which is reported where it does not: items that go over long lists and
  /// need each other multiply.
  func isWithinBounds(_ all: [Element], byItem: [ItemID: [ItemID]]) -> Bool {
    var edges = 0
    for item in composition.items {
      let count = byItem[item.id]?.count ?? 0
      for reference in item.template.needs + item.template.after {
        edges += count * (elements(of: reference.id, from: item, elements: byItem)?.count ?? 0)
        guard edges <= Self.mostEdges else {
          resolver.report(
            "too-many-items",
            "the elements of all items wait for each other more than \(Self.mostEdges) times",
            at: reference.span,
            help: "go over shorter lists, or let one item wait for the other's last element",
            blame: .checklist)
          return false
        }
      }
    }
    return true
  }

  private static let mostEdges = 1_000_000

  /// The ids of all elements that `needs` or `after` of an item name.
  func references(
    _ references: [(id: String, span: Span)], from item: ComposedItem, elements: [ItemID: [ItemID]]
  ) -> [ItemID] {
    references.flatMap { reference -> [ItemID] in
      if let named = self.elements(of: reference.id, from: item, elements: elements) { return named }
      let parsed = ItemReference(reference.id)
      // Which elements there are is for whoever gives `for_each` its value to mend.
      let forEach = itemsByID[ItemID(rawValue: item.scope.prefix + parsed.item)]?.template.forEach
      resolver.report(
        "unknown-item", "`\(item.scope.prefix)\(parsed.item)` has no element `\(parsed.element ?? "")`",
        at: reference.span, blame: resolver.blame(forEach?.expressions ?? [], in: item.scope))
      return []
    }
  }

  /// The ids that one word of `needs` or `after` names; nil where it names an element that is not there.
  func elements(of reference: String, from item: ComposedItem, elements: [ItemID: [ItemID]]) -> [ItemID]? {
    let parsed = ItemReference(reference)
    let base = ItemID(rawValue: item.scope.prefix + parsed.item)
    let all = elements[base] ?? []
    guard let key = parsed.element else { return all }
    let one = ItemID(rawValue: "\(base)[\(key)]")
    if all.contains(one) { return [one] }
    // Without elements the item itself stands for them.
    return all == [base] ? all : nil
  }
}
