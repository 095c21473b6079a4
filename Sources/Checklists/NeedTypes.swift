internal import CEL
internal import CheckModel
internal import ProbeKit

/// The types of what items pass on to those that wait for them.
final class NeedTypes {
  private let registry: ProbeRegistry
  private let all: [ComposedItem]
  private lazy var items = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
  /// The types of the outputs of items, as far as they were asked for.
  private var outputs: [ItemID: Type] = [:]

  init(_ registry: ProbeRegistry, _ items: [ComposedItem]) {
    self.registry = registry
    all = items
  }

  /// The type of `needs` in an item.
  func type(for item: ComposedItem) -> Type {
    guard item.template.usesNeeds else { return .object([]) }
    for source in sources(of: item) { resolve(source) }
    return needs(of: item)
  }

  /// With the outputs of the items that it waits for, as far as they are known.
  private func needs(of item: ComposedItem) -> Type {
    var fields: [Type.Field] = []
    for (name, _) in item.template.needs + item.template.after {
      let reference = ItemReference(name)
      // What is not there is reported where it is named.
      guard let other = items[ItemID(rawValue: item.scope.prefix + reference.item)] else {
        return .map(key: .string, value: .dyn)
      }
      let outputs = outputs[other.id] ?? .dyn
      if reference.element == nil, let forEach = other.template.forEach {
        fields.append(Self.field(reference.item, .map(key: .string, value: outputs)))
        fields += elements(of: reference.item, forEach, readBy: item).map { Self.field($0, outputs) }
      } else {
        fields.append(Self.field(name, outputs))
      }
    }
    return .object(fields)
  }

  private static func field(_ name: String, _ outputs: Type) -> Type.Field {
    .init(name, .object([.init("outcome", .string, ""), .init("outputs", outputs, "")]), "")
  }

  /// The elements by name: all where they are written out, else those that the item names, which planning looks at.
  private func elements(of name: String, _ forEach: Template, readBy item: ComposedItem) -> [String] {
    if let keys = forEach.elementKeys { return keys.map { "\(name)[\($0)]" } }
    let read = Set(item.template.expressions.flatMap(\.expression.needs))
    return read.filter { ItemReference($0).item == name && ItemReference($0).element != nil }.sorted()
  }

  /// Finds the types of an item's outputs, those of the items before it first: chains can be long, and a cycle of them
  /// is reported elsewhere.
  private func resolve(_ item: ComposedItem) {
    var open = [item]
    var seen: Set<ItemID> = []
    while let next = open.last {
      let isNew = outputs[next.id] == nil && seen.insert(next.id).inserted
      let before = isNew && readsNeeds(next) ? sources(of: next).filter { !seen.contains($0.id) } : []
      open += before
      guard before.isEmpty else { continue }
      open.removeLast()
      if outputs[next.id] == nil { outputs[next.id] = type(ofOutputsOf: next) }
    }
  }

  private func type(ofOutputsOf item: ComposedItem) -> Type {
    guard let description = registry[item.template.kind]?.description else { return .dyn }
    var declarations = item.declarations(needs: readsNeeds(item) ? needs(of: item) : .object([]))
    declarations.observation = item.template.observation(of: description)
    return .object(
      item.template.outputs.map { output in
        .init(output.name, (try? output.value.expression.type(in: declarations)) ?? .dyn, "")
      })
  }

  private func readsNeeds(_ item: ComposedItem) -> Bool {
    item.template.outputs.contains { $0.value.expression.variables.contains("needs") }
  }

  /// The items that an item waits for.
  private func sources(of item: ComposedItem) -> [ComposedItem] {
    (item.template.needs + item.template.after).compactMap {
      items[ItemID(rawValue: item.scope.prefix + ItemReference($0.id).item)]
    }
  }
}

extension ComposedItem {
  /// What its expressions know beside the observation.
  func declarations(needs: Type) -> Declarations {
    var declarations = Declarations(
      inputs: scope.types, each: template.forEach.flatMap { $0.each(scope.types) })
    declarations.needs = needs
    return declarations
  }
}
