public import CheckModel
internal import Digests
public import ProbeKit
internal import Values

extension PlannedItem {
  /// The item as it is named to its probe.
  public var asking: AskingItem {
    AskingItem(id: summary.id, recordID: recordID, title: summary.title) { [source] omitted in
      source?.wording(omitting: omitted) ?? ""
    }
  }

  /// Its name in records.
  public var recordID: ItemID {
    guard let source, source.scope.isOfEnvironment else { return summary.id }
    return ItemID(rawValue: String(summary.id.rawValue.dropFirst(source.scope.prefix.count)))
  }
}

extension LoadedChecklist {
  /// What binds a waiver to an item, or to an element of one, as it is now; nil where there is no such item, or one that
  /// stands for others and cannot be waived.
  public func digest(of item: String) -> String? {
    let named = ItemReference(item)
    return composition.items.first { found in
      guard !composites.contains(found.template.kind) else { return false }
      if named.element == nil { return found.id.rawValue == item }
      return found.id.rawValue == named.item && found.hasElement(named.element ?? "")
    }?.digest
  }
}

extension ComposedItem {
  /// Whether it may have an element of that key.
  fileprivate func hasElement(_ key: String) -> Bool {
    if template.per != nil { return true }
    guard let forEach = template.forEach else { return false }
    return forEach.elementKeys?.contains(key) ?? true
  }
}

extension ComposedItem {
  /// What binds a waiver to the item as it is now.
  var digest: String { SHA256Digest(of: wording(omitting: [])).description }

  /// All of its text that decides what is asked, of whom, and what must hold, as its files have it, in a form that changes
  /// when one of them does, and not when anything else of the item does, such as its place or the order of keys.
  func wording(omitting omitted: Set<String>) -> String {
    let wording: Value = ["item": template.wording(omitting: omitted), "bindings": .list(scope.bindings)]
    return wording.json
  }
}

extension InputScope {
  /// What the instances that it is in bind, the inmost first.
  fileprivate var bindings: [Value] {
    guard case .instance(let instance, let outer) = binding else { return [] }
    let inputs = instance.inputs.sorted { $0.key < $1.key }.map {
      Value.list([.string($0.key), $0.value.wording])
    }
    let targets = instance.targets.sorted { $0.key < $1.key }.map {
      Value.list([.string($0.key), .string($0.value.name)])
    }
    return [.list([.list(inputs), .list(targets)])] + outer.bindings
  }
}

extension ItemTemplate {
  /// The title, the probe, its targets and what is expected.
  fileprivate func wording(omitting omitted: Set<String>) -> Value {
    let fields = probeFields.filter { !omitted.contains($0.name) }.sorted { $0.name < $1.name }
    let expected = expectations.sorted { $0.path.description < $1.path.description }.map { expectation in
      let matchers = expectation.matchers.sorted { $0.keyword < $1.keyword }
      return Value.list(
        [.string(expectation.path.description)]
          + matchers.map { .list([.string($0.keyword), $0.value.wording]) })
    }
    let parts = [per?.list, per?.key, per?.expected].map { $0.map { Value.string($0.source) } ?? .null }
    return [
      "title": title.wording,
      "kind": .string(kind),
      "for_each": forEach?.wording ?? .null,
      "targets": .list(([target].compactMap(\.self) + extraTargets).map { .string($0.name) }),
      "fields": .list(fields.map { .list([.string($0.name), $0.value.wording]) }),
      "expect": .list(expected),
      "assert": .list(assertions.map { .string($0.source) }),
      "per": .list(parts),
    ]
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
