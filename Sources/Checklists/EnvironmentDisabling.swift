internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import YAMLSyntax

/// Items that an environment leaves out.
extension Planner {
  typealias Disabling = [String: (reason: String, span: Span)]

  /// The elements that are left, and the items that are not.
  func enabled(_ elements: [Element], _ disabling: Disabling) -> ([Element], [DisabledItem]) {
    guard !disabling.isEmpty else { return (elements, []) }
    var disabled: [DisabledItem] = []
    let left = elements.filter { element in
      let lineage = element.item.lineage
      guard let place = lineage.lastIndex(where: { disabling.entry(for: $0) != nil }),
        let entry = disabling.entry(for: lineage[place])
      else { return true }
      // What stands for others is named for all of them.
      if place > 0 { return false }
      if disabled.last?.id != element.item.id {
        disabled.append(
          DisabledItem(
            id: element.item.id, title: element.item.template.title.summary, reason: entry.reason))
      }
      return false
    }
    return (left, disabled)
  }

  /// What needs an item that is left out could not be asked; what only comes after it can.
  func reportDisabledNeeds(of items: [PlannedItem], _ disabled: [DisabledItem]) {
    let ids = Set(disabled.map(\.id))
    guard !ids.isEmpty else { return }
    var reported: Set<ItemID> = []
    for item in items.compactMap(\.source) where reported.insert(item.id).inserted {
      for need in item.template.needs {
        let id = ItemID(rawValue: item.scope.prefix + ItemReference(need.id).item)
        guard ids.contains(id) else { continue }
        resolver.report(
          "disabled-need", "`\(item.id)` needs `\(id)`, which the environment disables", at: need.span,
          help: "disable this item too, or take the other one out of `needs`")
      }
    }
  }
}

extension Planner.Disabling {
  /// What is said of an item: by its id, or, where its checklist is a step of another, by its id in its own.
  fileprivate func entry(for item: ComposedItem) -> Value? {
    self[item.id.rawValue] ?? (item.scope.isOfEnvironment ? self[item.template.id] : nil)
  }
}

extension Project {
  /// Every item that an environment disables is one of a checklist of the folder.
  func checkDisabled(_ environment: Environment) {
    guard !environment.disabled.isEmpty else { return }
    let ids = survey.itemNames
    for (name, entry) in environment.disabled.sorted(by: { $0.key < $1.key }) {
      // In an instance its own name stands behind that of the instance.
      let own = name.split(separator: "/").last.map(String.init) ?? name
      guard !ids.contains(own) else { continue }
      decoding.report(
        "unknown-item", "no checklist has an item `\(name)`", at: entry.span,
        help: Decoding.suggestion(for: own, among: ids.sorted().prefix(Decoding.mostCandidates))
          ?? "take it out")
    }
  }
}
