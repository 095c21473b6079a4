public import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values

/// An item as the coverage of tests sees it.
public struct TestableItem: Sendable {
  /// Its name in the checklist that was loaded.
  public let id: ItemID
  /// Where it stands, as `path:line:column`: the same for whatever checklist takes it in.
  public let place: String
  /// Whether it stands in the file of the checklist, rather than in one that is taken in.
  public let isOwn: Bool
  /// Whether a machine decides what comes of it, without changing anything: no person, no other checklist, no action.
  public let isAutomatic: Bool
  /// Whether it may come to *no data*.
  public let maySeeNothing: Bool
}

extension Project {
  /// The items of a checklist, as the coverage of tests sees them.
  public func testableItems(of checklist: LoadedChecklist) -> [TestableItem] {
    let own = path(of: checklist.name)
    return checklist.composition.items.compactMap { item in
      guard let type = decoding.registry[item.template.kind] else { return nil }
      let template = item.template
      let asked = template.probeFields.map { ($0.name, $0.value.literal ?? .string($0.value.summary)) }
      let judgesAbsence = type.description.presenceFields.contains(where: template.names)
      return TestableItem(
        id: item.id, place: sources.place(of: template.idSpan), isOwn: item.path == own,
        isAutomatic: (type as? any RehearsedProbe.Type)?.asksPeople != true && !template.isAction
          && !decoding.registry.composites.contains(template.kind),
        maySeeNothing: !judgesAbsence && !template.failsOnNoData
          && (type as? any RehearsedProbe.Type)?.maySeeNothing(asking: Dictionary(asked) { $1 }) ?? false)
    }
  }
}
