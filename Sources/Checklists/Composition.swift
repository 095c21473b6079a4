internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import YAMLSyntax

/// The inputs and roles that the items of one checklist, or of one instance of it, see.
final class InputScope: Sendable {
  /// What stands before the ids of the items: empty, or `billing/`.
  let prefix: String
  let declarations: [String: InputDeclaration]
  let roles: [String: Checklist.Role]
  let binding: Binding
  let types: [String: Type]

  enum Binding: Sendable {
    /// The environment sets the inputs and has targets of the roles' names.
    case environment
    /// The consumer of the checklist sets the inputs and names the targets.
    case instance(Checklist.Instance, outer: InputScope)
  }

  init(
    prefix: String, declarations: [String: InputDeclaration], roles: [String: Checklist.Role], binding: Binding
  ) {
    self.prefix = prefix
    self.declarations = declarations
    self.roles = roles
    self.binding = binding
    types = declarations.mapValues(\.type.type)
  }

  /// The environment's name for the target of a role.
  func targetName(ofRole role: String) -> String {
    guard case .instance(let instance, let outer) = binding, let bound = instance.targets[role] else { return role }
    return outer.roles[bound.name] == nil ? bound.name : outer.targetName(ofRole: bound.name)
  }
}

/// An item among all that a checklist takes in.
struct ComposedItem: Sendable {
  let id: ItemID
  let template: ItemTemplate
  let scope: InputScope
  /// The file that it stands in, for paths that are relative to it.
  let path: String
}

/// A checklist with all that it includes, flattened.
struct Composition: Sendable {
  let name: String
  let title: String
  let items: [ComposedItem]
  let disabled: [DisabledItem]
  let scopes: [InputScope]
}

/// Flattens a checklist and what it includes.
struct Composer {
  let decoding: Decoding
  let files: ChecklistFiles
  private var items: [ComposedItem] = []
  private var disabled: [DisabledItem] = []
  private var scopes: [InputScope] = []

  init(_ decoding: Decoding, _ files: ChecklistFiles) {
    self.decoding = decoding
    self.files = files
  }

  mutating func compose(_ checklist: Checklist) -> Composition {
    let root = gather(checklist)
    let scope = InputScope(
      prefix: "", declarations: root.declarations, roles: root.roles, binding: .environment)
    add(root, scope: scope, instance: nil, stack: [checklist.path])
    return Composition(
      name: checklist.name, title: checklist.title, items: items, disabled: disabled, scopes: scopes)
  }

  /// A checklist and those that it includes plainly: they share their inputs and roles.
  private struct Group {
    var declarations: [String: InputDeclaration] = [:]
    var roles: [String: Checklist.Role] = [:]
    var parts: [Part] = []
    var seen: Set<String> = []

    enum Part {
      case item(Node, Checklist)
      case instance(Checklist.Include, Checklist.Instance, from: String)
    }
  }

  private func gather(_ checklist: Checklist) -> Group {
    var group = Group()
    gather(checklist, into: &group, stack: [])
    return group
  }

  private func gather(_ checklist: Checklist, into group: inout Group, stack: [String]) {
    guard group.seen.insert(checklist.path).inserted else { return }
    merge(checklist.inputs, into: &group)
    merge(checklist.roles, into: &group)
    for include in checklist.includes {
      let path = Path.join(Path.directory(of: checklist.path), include.path)
      if let instance = include.instance {
        group.parts.append(.instance(include, instance, from: checklist.path))
      } else if stack.contains(path) || path == checklist.path {
        reportCycle(path, stack: stack + [checklist.path], at: include.span)
      } else if let included = files.checklist(at: path, namedAt: include.span) {
        gather(included, into: &group, stack: stack + [checklist.path])
      }
    }
    group.parts += checklist.items.map { .item($0, checklist) }
  }

  private func reportCycle(_ path: String, stack: [String], at span: Span) {
    let cycle = stack.drop { $0 != path } + [path]
    decoding.report(
      "include-cycle", "this file includes itself: " + cycle.joined(separator: " → "), at: span)
  }

  private func merge(_ inputs: [String: InputDeclaration], into group: inout Group) {
    for (name, input) in inputs.sorted(by: { $0.key < $1.key }) {
      guard let other = group.declarations[name] else {
        group.declarations[name] = input
        continue
      }
      guard other.type != input.type || other.defaultValue != input.defaultValue else { continue }
      decoding.report(
        "conflicting-input", "the input `\(name)` is declared twice, differently", at: input.span,
        related: [.init(other.span, "declared here as \(other.type.name)")],
        help: "checklists that include each other plainly share their inputs: make both the same, "
          + "rename one, or include by `use:` and `as:`")
    }
  }

  private func merge(_ roles: [String: Checklist.Role], into group: inout Group) {
    for (name, role) in roles.sorted(by: { $0.key < $1.key }) {
      if let other = group.roles[name], other.type != role.type {
        decoding.report(
          "conflicting-target", "the target `\(name)` is declared as \(role.type) and as \(other.type)",
          at: role.span, related: [.init(other.span, "declared here as \(other.type)")])
      } else {
        group.roles[name] = role
      }
    }
  }

  private mutating func add(_ group: Group, scope: InputScope, instance: Checklist.Instance?, stack: [String]) {
    scopes.append(scope)
    var ids: [String] = []
    for part in group.parts {
      switch part {
      case .item(let node, let checklist):
        let id = node["id"]?.string ?? ""
        ids.append(id)
        add(node, checklist, scope: scope, instance: instance, id: id)
      case .instance(let include, let inner, let from):
        add(include, inner, from: from, outer: scope, stack: stack)
      }
    }
    if let instance { reportUnknownItems(instance, ids: ids) }
  }

  private mutating func add(
    _ node: Node, _ checklist: Checklist, scope: InputScope, instance: Checklist.Instance?, id: String
  ) {
    let overrides = instance?.overrides[id].map { overrideEntries($0) } ?? []
    guard let item = decoding.item(node, overrides: overrides, defaults: checklist.defaults) else { return }
    let full = ItemID(rawValue: scope.prefix + item.id)
    if let reason = instance?.disabled[id]?.reason {
      disabled.append(DisabledItem(id: full, title: item.title.summary, reason: reason))
      return
    }
    items.append(ComposedItem(id: full, template: item, scope: scope, path: checklist.path))
  }

  private func overrideEntries(_ entry: Entry) -> [Entry] {
    let what = "an override"
    guard let reader = MapReader(entry.value, what, decoding) else { return [] }
    reader.allowOnly(Decoding.overridableKeys, in: what) { key in
      Decoding.itemKeys.contains(key) || decoding.registry.names.contains(key)
        ? "`\(key)` is not for a consumer to change; what is: \(Decoding.overridableKeys.joined(separator: ", "))"
        : nil
    }
    return (entry.value.mapping ?? []).filter { Decoding.overridableKeys.contains($0.key.scalar?.text ?? "") }
  }

  private mutating func add(
    _ include: Checklist.Include, _ instance: Checklist.Instance, from: String, outer: InputScope,
    stack: [String]
  ) {
    let path = Path.join(Path.directory(of: from), include.path)
    guard !stack.contains(path) else { return reportCycle(path, stack: stack, at: include.span) }
    let prefix = outer.prefix + instance.name + "/"
    if scopes.contains(where: { $0.prefix == prefix }) {
      decoding.report("duplicate-instance", "there are two instances named `\(instance.name)`", at: instance.span)
      return
    }
    guard let checklist = files.checklist(at: path, namedAt: include.span) else { return }
    let group = gather(checklist)
    checkBindings(instance, group, outer: outer)
    let scope = InputScope(
      prefix: prefix, declarations: group.declarations, roles: group.roles,
      binding: .instance(instance, outer: outer))
    add(group, scope: scope, instance: instance, stack: stack + [path])
  }

  /// Every role is bound, every input without a default is set, and nothing else is.
  private func checkBindings(_ instance: Checklist.Instance, _ group: Group, outer: InputScope) {
    for role in group.roles.keys.sorted() where instance.targets[role] == nil {
      decoding.report(
        "unbound-target", "the target `\(role)` of this checklist is not bound", at: instance.span,
        help: "add `targets: {\(role): NAME}`: the role here or the target of the environment that it is to be")
    }
    for (name, input) in group.declarations.sorted(by: { $0.key < $1.key })
    where instance.inputs[name] == nil && input.defaultValue == nil {
      decoding.report(
        "unbound-input", "the input `\(name)` of this checklist is not set and has no default", at: instance.span,
        help: "add `inputs: {\(name): VALUE}`")
    }
    for (name, target) in instance.targets.sorted(by: { $0.key < $1.key }) {
      guard let role = group.roles[name] else {
        decoding.report(
          "unknown-target", "this checklist has no target `\(name)`", at: target.span,
          help: Decoding.suggestion(for: name, among: group.roles.keys))
        continue
      }
      if let bound = outer.roles[target.name], bound.type != role.type {
        decoding.report(
          "wrong-target-type", "`\(target.name)` is \(bound.type), the target `\(name)` is \(role.type)",
          at: target.span, related: [.init(bound.span, "declared here")])
      }
    }
    for name in instance.inputs.keys.sorted() where group.declarations[name] == nil {
      decoding.report(
        "unknown-input", "this checklist has no input `\(name)`", at: instance.inputSpans[name] ?? instance.span,
        help: Decoding.suggestion(for: name, among: group.declarations.keys))
    }
  }

  private func reportUnknownItems(_ instance: Checklist.Instance, ids: [String]) {
    let named = instance.overrides.mapValues(\.key.span).merging(instance.disabled.mapValues(\.span)) { $1 }
    for (id, span) in named.sorted(by: { $0.key < $1.key }) where !ids.contains(id) {
      decoding.report(
        "unknown-item", "this checklist has no item `\(id)`", at: span,
        help: Decoding.suggestion(for: id, among: ids))
    }
  }
}
