internal import CheckModel
internal import Diagnostics

extension ComposedItem {
  /// For how many names it waits.
  fileprivate var waitCount: Int {
    parent == nil ? template.needs.count + template.after.count : waits.count
  }

  /// All that it waits for, with the items that say so: those that stand for it have it wait too.
  fileprivate var waits: [(reference: (id: String, span: Span), owner: ComposedItem)] {
    lineage.flatMap { owner in (owner.template.needs + owner.template.after).map { ($0, owner) } }
  }
}

/// What `needs` and `after` of items name among the elements of all items.
extension Planner {
  /// Whether the plan stays within bounds, which is reported where it does not: items that go over long lists and
  /// need each other multiply.
  func isWithinBounds(_ all: [Element], byItem: [ItemID: [ItemID]]) -> Bool {
    let references = composition.items.reduce(0) { $0 + $1.waitCount }
    // Where every item is one element, each reference names one.
    if byItem.count == all.count, references <= Self.mostEdges { return true }
    var edges = 0
    for item in composition.items {
      let count = byItem[item.id]?.count ?? 0
      for (reference, owner) in item.waits {
        edges += count * (elements(of: reference.id, from: owner, elements: byItem)?.count ?? 0)
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

  /// What the names in `needs` that an item's expressions read stand for; those that are not there are reported.
  func sources(of item: ComposedItem, elements all: [ItemID: [ItemID]]) -> [LateParts.Source] {
    let read = item.template.needsRead
    let sources = (item.template.needs + item.template.after).flatMap { name, _ in
      self.sources(named: name, of: item, read, all)
    }
    if let read { reportUnknown(read.subtracting(sources.map(\.name)), in: item) }
    return sources
  }

  private func sources(
    named name: String, of item: ComposedItem, _ read: Set<String>?, _ all: [ItemID: [ItemID]]
  ) -> [LateParts.Source] {
    func isRead(_ name: String) -> Bool { read?.contains(name) ?? true }
    let parsed = ItemReference(name)
    let base = ItemID(rawValue: item.scope.prefix + parsed.item)
    let ids = elements(of: name, from: item, elements: all) ?? []
    // Without elements the item itself stands for them.
    guard itemsByID[base]?.template.forEach != nil, ids != [base] else {
      return isRead(parsed.item) ? [.init(name: parsed.item, content: .item(base))] : []
    }
    let keyed = ids.map { id in
      (key: String(id.rawValue.dropFirst(base.rawValue.utf8.count + 1).dropLast()), id: id)
    }
    let whole = parsed.element == nil && isRead(parsed.item)
    return (whole ? [.init(name: parsed.item, content: .elements(keyed))] : [])
      + keyed.compactMap { key, id in
        let name = "\(parsed.item)[\(key)]"
        return isRead(name) ? .init(name: name, content: .item(id)) : nil
      }
  }

  private func reportUnknown(_ names: Set<String>, in item: ComposedItem) {
    for placed in item.template.expressions {
      for name in placed.expression.needs.intersection(names).sorted() {
        let forEach = itemsByID[ItemID(rawValue: item.scope.prefix + ItemReference(name).item)]?.template
          .forEach
        resolver.report(
          "unknown-item", "there is no item `\(name)`", at: placed.span,
          blame: resolver.blame(forEach?.expressions ?? [], in: item.scope))
      }
    }
  }
}
