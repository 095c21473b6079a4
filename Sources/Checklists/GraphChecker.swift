internal import CheckModel
internal import Diagnostics

/// Checks what items say of each other: ids, `needs`, `after`.
struct GraphChecker {
  let decoding: Decoding
  private let items: [ComposedItem]
  private let index: [ItemID: Int]
  private let disabled: Set<ItemID>
  private let broken: Set<ItemID>

  init(_ decoding: Decoding, _ composition: Composition) {
    self.decoding = decoding
    items = composition.items
    index = Dictionary(composition.items.enumerated().map { ($1.id, $0) }) { first, _ in first }
    disabled = Set(composition.disabled.map(\.id))
    broken = composition.broken
  }

  func check() {
    reportDuplicates()
    let own = items.map { item in
      item.template.needs.compactMap { edge(from: item, "needs", $0) }
        + item.template.after.compactMap { edge(from: item, "after", $0) }
    }
    reportCycles(withMembers(own))
  }

  private func reportDuplicates() {
    for (place, item) in items.enumerated() {
      guard let first = index[item.id], first != place else { continue }
      decoding.report(
        "duplicate-id", "there are two items `\(item.id)`", at: item.template.idSpan,
        related: [.init(items[first].template.idSpan, "the first")])
    }
  }

  /// Items wait for all that those that stand for them wait for; these wait for them.
  private func withMembers(_ own: [[Edge]]) -> [[Edge]] {
    var edges = own
    for (place, item) in items.enumerated() {
      guard let parent = item.parent, let parentPlace = index[parent.id] else { continue }
      edges[parentPlace].append(Edge(to: place, span: parent.template.kindSpan))
      for ancestor in item.lineage.dropFirst() {
        index[ancestor.id].map { edges[place] += own[$0] }
      }
    }
    return edges
  }

  private struct Edge {
    let to: Int
    let span: Span
  }

  private func edge(from item: ComposedItem, _ key: String, _ need: (id: String, span: Span)) -> Edge? {
    let reference = ItemReference(need.id)
    let id = ItemID(rawValue: item.scope.prefix + reference.item)
    if let place = index[id] {
      checkElement(reference, of: items[place], at: need.span)
      return Edge(to: place, span: need.span)
    }
    if broken.contains(id) { return nil }
    if disabled.contains(id) {
      decoding.report(
        "disabled-need", "`\(item.id)` \(key == "needs" ? "needs" : "runs after") `\(id)`, which is disabled",
        at: need.span, help: "disable this item too, or take the other one out of `\(key)`")
      return nil
    }
    let prefix = item.scope.prefix
    let near = items.lazy.map(\.id.rawValue).filter { $0.hasPrefix(prefix) }.map {
      String($0.dropFirst(prefix.count))
    }
    decoding.report(
      "unknown-item", "there is no item `\(need.id)`", at: need.span,
      help: Decoding.suggestion(for: need.id, among: near.prefix(Decoding.mostCandidates)))
    return nil
  }

  /// `id[key]` names an element; that of a list or map that is written out is known.
  private func checkElement(_ reference: ItemReference, of item: ComposedItem, at span: Span) {
    guard let element = reference.element else { return }
    guard let forEach = item.template.forEach else {
      guard item.template.per == nil else {
        return decoding.report(
          "unknown-item", "the elements of `\(item.id)` are known only when it has been asked", at: span,
          help: "write `\(reference.item)`: it has passed when all its elements have")
      }
      decoding.report(
        "unknown-item", "`\(item.id)` has no `for_each`, and so no element `\(element)`", at: span,
        help: "write `\(reference.item)`")
      return
    }
    guard let keys = forEach.elementKeys, !keys.contains(element) else { return }
    decoding.report(
      "unknown-item", "`\(item.id)` has no element `\(element)`", at: span,
      related: [.init(forEach.span, "its elements")],
      help: Decoding.suggestion(for: element, among: keys.prefix(Decoding.mostCandidates)))
  }

  /// Reports one cycle of all items that wait for each other: there can be very many among the same few.
  private func reportCycles(_ edges: [[Edge]]) {
    for (place, edges) in edges.enumerated() {
      for edge in edges where edge.to == place {
        decoding.report(
          "cycle", "`\(items[place].id)` waits for itself", at: edge.span, help: "take it out")
      }
    }
    for cycle in cycles(in: edges.map { $0.map(\.to) }) { report(cycle, edges) }
  }

  private func report(_ cycle: [Int], _ edges: [[Edge]]) {
    func label(_ from: Int, _ to: Int) -> Diagnostic.Label? {
      edges[from].first { $0.to == to }.map {
        .init($0.span, "`\(items[from].id)` waits for `\(items[to].id)`")
      }
    }
    guard let first = cycle.first, let last = cycle.last, let closing = label(last, first) else { return }
    let ids = (cycle.count > Self.mostShown ? Array(cycle.prefix(Self.mostShown)) : cycle + [first]).map {
      items[$0].id.rawValue
    }
    let hidden = cycle.count > Self.mostShown ? " → … and \(cycle.count - Self.mostShown) more" : ""
    decoding.report(
      "cycle", "items wait for each other: " + ids.joined(separator: " → ") + hidden, at: closing.span,
      related: zip(cycle, cycle.dropFirst()).prefix(Self.mostShown).compactMap(label),
      help: "take one of these out")
  }

  /// How many items of a cycle are shown.
  private static let mostShown = 10
}

/// What `needs` and `after` name: an item, or one element of it as `id[key]`.
struct ItemReference {
  let item: String
  let element: String?

  init(_ text: String) {
    guard text.utf8.last == UInt8(ascii: "]"), let open = text.firstIndex(of: "[") else {
      item = text
      element = nil
      return
    }
    item = String(text[..<open])
    element = String(text[text.index(after: open)...].dropLast())
  }
}
