internal import CheckModel
internal import Digests
public import ProbeKit
internal import Values

extension PlannedItem {
  /// The item as it is named to its probe.
  public var asking: AskingItem {
    AskingItem(id: summary.id) { [source] omitted in source?.template.wording(omitting: omitted) ?? "" }
  }

  /// All of its text that decides what is asked and what must hold, as its files have it.
  public var wording: String { source?.template.wording(omitting: []) ?? "" }
}

extension LoadedChecklist {
  /// What binds a waiver to an item, or to an element of one, as it is now; nil where there is no such item.
  public func digest(of item: String) -> String? {
    let base = ItemReference(item)
    return composition.items.first { found in
      if base.element == nil { return found.id.rawValue == item }
      return found.id.rawValue == base.item && (found.template.forEach != nil || found.template.per != nil)
    }.map { SHA256Digest(of: $0.template.wording(omitting: [])).description }
  }
}

extension ItemTemplate {
  /// The title, the probe and what is expected, in a form that changes when one of them does, and not when anything
  /// else of the item does, such as its place or the order of keys.
  func wording(omitting omitted: Set<String>) -> String {
    let fields = probeFields.filter { !omitted.contains($0.name) }.sorted { $0.name < $1.name }
    let expected = expectations.sorted { $0.path.description < $1.path.description }.map { expectation in
      let matchers = expectation.matchers.sorted { $0.keyword < $1.keyword }
      return Value.list(
        [.string(expectation.path.description)]
          + matchers.map { .list([.string($0.keyword), $0.value.wording]) })
    }
    let parts = [per?.list, per?.key, per?.expected].map { $0.map { Value.string($0.source) } ?? .null }
    let wording: Value = [
      "title": title.wording,
      "kind": .string(kind),
      "fields": .list(fields.map { .list([.string($0.name), $0.value.wording]) }),
      "expect": .list(expected),
      "assert": .list(assertions.map { .string($0.source) }),
      "per": .list(parts),
    ]
    return wording.json
  }
}

extension Template {
  /// The value as it is written: what is text is told from what is computed.
  fileprivate var wording: Value {
    switch content {
    case .literal(let value): ["value": value]
    case .expression(let placed): ["expression": .string(placed.source)]
    case .text(let segments): ["text": .list(segments.map(\.wording))]
    case .list(let elements): ["list": .list(elements.map(\.wording))]
    case .map(let entries):
      [
        "map": .list(
          entries.sorted { $0.key < $1.key }.map { .list([.string($0.key), $0.value.wording]) })
      ]
    case .broken: .null
    }
  }
}

extension Template.Segment {
  fileprivate var wording: Value {
    switch self {
    case .literal(let text): .string(text)
    case .expression(let placed): ["expression": .string(placed.source)]
    }
  }
}
