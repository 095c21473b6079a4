public import CheckModel
internal import Diagnostics
internal import Values

/// Which items of a checklist are meant. What is left empty selects everything; several conditions must all hold.
public struct Selection: Sendable {
  /// Patterns of ids, with `*` and `?`; any of them may match.
  public var ids: [String]
  /// Tags; any of them.
  public var tags: [String]
  /// Patterns of sections; any of them.
  public var sections: [String]
  /// The least severity.
  public var severity: Severity?

  /// Selects everything.
  public init(ids: [String] = [], tags: [String] = [], sections: [String] = [], severity: Severity? = nil) {
    self.ids = ids
    self.tags = tags
    self.sections = sections
    self.severity = severity
  }

  /// Whether nothing is left out.
  public var isEverything: Bool { ids.isEmpty && tags.isEmpty && sections.isEmpty && severity == nil }

  /// What selects nothing by itself, whatever else is asked for: most likely it is misspelt.
  func unknown(
    among all: @autoclosure () -> [(names: [String], template: ItemTemplate)]
  ) -> [UnknownSelector] {
    guard !ids.isEmpty || !tags.isEmpty || !sections.isEmpty else { return [] }
    let items = all()
    let names = items.flatMap(\.names)
    let tags = items.flatMap(\.template.tags)
    let sections = items.map(\.template.section)
    return self.ids.filter { id in !items.contains { selects(id, $0.names, $0.template) } }
      .map { UnknownSelector(text: $0, known: names) }
      + self.tags.filter { !tags.contains($0) }.map { UnknownSelector(text: $0, known: tags) }
      + self.sections.filter { section in !sections.contains { matchesSection(section, $0) } }
      .map { UnknownSelector(text: $0, known: sections.filter { !$0.isEmpty }) }
  }

  /// The ids of the selected elements, of all that they need, directly or not, and of what cleans up after the actions
  /// among them.
  func choose(among elements: [Planner.Element], planner: Planner, byItem: [ItemID: [ItemID]]) -> Set<ItemID>
  {
    guard !isEverything else { return Set(elements.map(\.id)) }
    var pending = elements.filter(matches)
    var chosen = Set(pending.map(\.id))
    guard chosen.count < elements.count else { return chosen }
    let byID = Dictionary(elements.map { ($0.id, $0) }) { first, _ in first }
    let cleanups = cleanups(among: elements, planner, byItem)
    while let element = pending.popLast() {
      var wanted = planner.references(element.item.template.needs, from: element.item, elements: byItem)
      wanted += planner.references(readAfter(element.item.template), from: element.item, elements: byItem)
      wanted += planner.membersByParent[element.item.id]?.flatMap { byItem[$0] ?? [] } ?? []
      for parent in element.item.lineage.dropFirst() {
        wanted += planner.references(parent.template.needs, from: parent, elements: byItem)
        wanted += planner.references(readAfter(parent.template), from: parent, elements: byItem)
      }
      if element.item.template.isAction { wanted += cleanups[element.id] ?? [] }
      for id in wanted where chosen.insert(id).inserted { byID[id].map { pending.append($0) } }
    }
    return chosen
  }

  /// What an item only comes after, and yet reads what came of it.
  private func readAfter(_ template: ItemTemplate) -> [(id: String, span: Span)] {
    guard template.usesNeeds, !template.after.isEmpty else { return [] }
    let read = template.needsRead.map { Set($0.map { ItemReference($0).item }) }
    return template.after.filter { read?.contains(ItemReference($0.id).item) ?? true }
  }

  /// The elements that clean up after another one: those that need it, or run after it.
  private func cleanups(
    among elements: [Planner.Element], _ planner: Planner, _ byItem: [ItemID: [ItemID]]
  ) -> [ItemID: [ItemID]] {
    var cleanups: [ItemID: [ItemID]] = [:]
    for element in elements where element.item.template.isCleanup {
      let template = element.item.template
      for reference in template.needs + template.after {
        for id in planner.elements(of: reference.id, from: element.item, elements: byItem) ?? [] {
          cleanups[id, default: []].append(element.id)
        }
      }
    }
    return cleanups
  }

  private func matches(_ element: Planner.Element) -> Bool {
    matches([element.id.rawValue, element.item.id.rawValue], element.item.template)
  }

  /// Whether an item that goes by any of these names is meant.
  func matches(_ names: [String], _ template: ItemTemplate) -> Bool {
    (ids.isEmpty || ids.contains { selects($0, names, template) })
      && (tags.isEmpty || tags.contains { template.tags.contains($0) })
      && (sections.isEmpty || sections.contains { matchesSection($0, template.section) })
      && severity.map { template.severity >= $0 } ?? true
  }

  /// An element of a `per`, as reports name it, selects the item, for it is asked once for all of them.
  private func selects(_ pattern: String, _ names: [String], _ template: ItemTemplate) -> Bool {
    if names.contains(where: { glob(pattern, matches: $0) }) { return true }
    let reference = ItemReference(pattern)
    guard template.per != nil, reference.element != nil else { return false }
    return names.contains { glob(reference.item, matches: $0) }
  }

  /// A section is selected by a pattern of its whole heading, or of one of its parts: `Security` selects
  /// `Security / Database`.
  private func matchesSection(_ pattern: String, _ section: String) -> Bool {
    glob(pattern.lowercased(), matches: section.lowercased())
      || section.split(separator: "/").contains {
        glob(pattern.lowercased(), matches: String($0).lowercased().trimmed)
      }
  }
}

/// A part of a selection that selects nothing.
public struct UnknownSelector: Sendable {
  /// The id, tag or section as it was asked for.
  public let text: String
  /// What could have been meant, with repetitions.
  public let known: [String]
}

/// Whether a text matches a pattern in which `*` stands for any characters and `?` for one; in time linear in both
/// but for the last `*`.
public func glob(_ pattern: String, matches text: String) -> Bool {
  let pattern = Array(pattern)
  let text = Array(text)
  var (p, t) = (0, 0)
  var star: (pattern: Int, text: Int)?
  while t < text.count {
    if p < pattern.count, pattern[p] == "*" {
      star = (p, t)
      p += 1
    } else if p < pattern.count, pattern[p] == "?" || pattern[p] == text[t] {
      p += 1
      t += 1
    } else if let (starPattern, starText) = star {
      star = (starPattern, starText + 1)
      p = starPattern + 1
      t = starText + 1
    } else {
      return false
    }
  }
  return pattern[p...].allSatisfy { $0 == "*" }
}
