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

  /// What the names in `needs` of an item's expressions stand for; elements that are not there are reported.
  func sources(of item: ComposedItem, elements all: [ItemID: [ItemID]]) -> [LateParts.Source] {
    var sources: [LateParts.Source] = []
    for (name, _) in item.template.needs + item.template.after {
      let parsed = ItemReference(name)
      let base = ItemID(rawValue: item.scope.prefix + parsed.item)
      guard itemsByID[base]?.template.forEach != nil else {
        sources.append(.init(name: name, content: .item(base)))
        continue
      }
      let ids = elements(of: name, from: item, elements: all) ?? []
      // Without elements the item itself stands for them.
      guard ids != [base] else {
        sources.append(.init(name: parsed.item, content: .item(base)))
        continue
      }
      let keyed = ids.map { id in
        (key: String(id.rawValue.dropFirst(base.rawValue.utf8.count + 1).dropLast()), id: id)
      }
      if parsed.element == nil { sources.append(.init(name: name, content: .elements(keyed))) }
      sources += keyed.map { .init(name: "\(parsed.item)[\($0.key)]", content: .item($0.id)) }
    }
    reportUnknown(in: item, sources)
    return sources
  }

  private func reportUnknown(in item: ComposedItem, _ sources: [LateParts.Source]) {
    let names = Set(sources.map(\.name))
    for placed in item.template.expressions {
      for name in placed.expression.needs.subtracting(names).sorted() {
        let forEach = itemsByID[ItemID(rawValue: item.scope.prefix + ItemReference(name).item)]?.template
          .forEach
        resolver.report(
          "unknown-item", "there is no item `\(name)`", at: placed.span,
          help: Decoding.suggestion(for: name, among: names.sorted()),
          blame: resolver.blame(forEach?.expressions ?? [], in: item.scope))
      }
    }
  }
}
