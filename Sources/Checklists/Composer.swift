internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import RegularExpressions
internal import YAMLSyntax

/// Flattens a checklist and what it includes.
struct Composer {
  let decoding: Decoding
  let files: ChecklistFiles
  private var items: [ComposedItem] = []
  private var disabled: [DisabledItem] = []
  private var scopes: [InputScope] = []
  private var broken: Set<ItemID> = []
  private var isFull = false
  private var attempts = 0
  private var prefixes: Set<String> = []

  /// How deep checklists may include each other.
  static let deepest = 64
  /// How many items a checklist may come to.
  static let mostItems = 200_000
  /// How many instances of checklists it may come to.
  static let mostInstances = 10_000

  init(_ decoding: Decoding, _ files: ChecklistFiles) {
    self.decoding = decoding
    self.files = files
  }

  mutating func compose(_ checklist: Checklist) -> Composition {
    let root = gather(checklist)
    let scope = InputScope(
      prefix: "", declarations: root.declarations, brokenInputs: root.brokenInputs, roles: root.roles,
      hasBrokenRoles: root.hasBrokenRoles, binding: .environment, pack: nil)
    add(root, scope: scope, instance: nil, parent: nil, stack: [checklist.path])
    return Composition(
      name: checklist.name, title: checklist.title, items: items, disabled: disabled, scopes: scopes,
      broken: broken)
  }

  /// A checklist and those that it includes plainly: they share their inputs and roles.
  struct Group {
    var name = ""
    var declarations: [String: InputDeclaration] = [:]
    var brokenInputs: Set<String> = []
    var roles: [String: Checklist.Role] = [:]
    var hasBrokenRoles = false
    /// Whether all inputs that are declared are known, those of included files too.
    var isComplete = true
    var parts: [Part] = []
    var seen: Set<String> = []

    enum Part {
      case items(of: Checklist)
      case instance(Checklist.Include, Checklist.Instance, from: String)
    }
  }

  /// The inputs that an environment may set for a checklist: its own and those of what it includes plainly; and
  /// whether these are all.
  func declarations(of checklist: Checklist) -> (inputs: [String: InputDeclaration], isComplete: Bool) {
    let group = gather(checklist)
    return (group.declarations, group.isComplete)
  }

  func gather(_ checklist: Checklist) -> Group {
    var group = Group(name: checklist.name)
    gather(checklist, into: &group, stack: [])
    return group
  }

  private func gather(_ checklist: Checklist, into group: inout Group, stack: [String]) {
    guard group.seen.insert(checklist.path).inserted else { return }
    guard isShallow(stack.count, checklist) else {
      group.isComplete = false
      return
    }
    group.isComplete = group.isComplete && checklist.areInputsKnown
    group.brokenInputs.formUnion(checklist.brokenInputs)
    group.hasBrokenRoles = group.hasBrokenRoles || checklist.hasBrokenRoles
    merge(checklist.inputs, into: &group)
    merge(checklist.roles, into: &group)
    for include in checklist.includes {
      if let instance = include.instance {
        group.parts.append(.instance(include, instance, from: checklist.path))
        continue
      }
      guard let path = path(of: include, from: checklist.path) else {
        group.isComplete = false
        continue
      }
      if stack.contains(path) || path == checklist.path {
        reportCycle(path, stack: stack + [checklist.path], at: include.span)
      } else if let included = files.checklist(at: path, namedAt: include.span) {
        gather(included, into: &group, stack: stack + [checklist.path])
      } else {
        group.isComplete = false
      }
    }
    group.parts.append(.items(of: checklist))
  }

  func isShallow(_ depth: Int, _ checklist: Checklist) -> Bool {
    if depth < Self.deepest { return true }
    decoding.report(
      "deep-include", "checklists include each other more than \(Self.deepest) deep here",
      at: checklist.nameSpan,
      help: "include it nearer to the top")
    return false
  }

  func reportCycle(_ path: String, stack: [String], at span: Span) {
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
      guard !other.agrees(with: input) else { continue }
      decoding.report(
        "conflicting-input", "the input `\(name)` is declared twice, differently", at: input.span,
        related: [.init(other.span, "the other declaration")],
        help: "checklists that include each other plainly share their inputs: make both the same, "
          + "rename one, or include by `use:` and `as:`")
    }
  }

  private func merge(_ roles: [String: Checklist.Role], into group: inout Group) {
    for (name, role) in roles.sorted(by: { $0.key < $1.key }) {
      if let other = group.roles[name], other.type != role.type {
        decoding.report(
          "conflicting-target", "the target `\(name)` is declared as \(role.type) and as \(other.type)",
          at: role.span, related: [.init(other.span, "the other declaration")],
          help: "checklists that include each other plainly share their targets: rename one, or include by "
            + "`use:` and `as:`")
      } else {
        group.roles[name] = role
      }
    }
  }

  mutating func add(
    _ group: Group, scope: InputScope, instance: Checklist.Instance?, parent: ComposedItem?, stack: [String]
  ) {
    scopes.append(scope)
    var ids: [String] = []
    for part in group.parts {
      guard !isFull else { return }
      switch part {
      case .items(let checklist):
        let (defaults, path) = (checklist.defaults, checklist.path)
        for node in checklist.items {
          guard !isFull else { return }
          let id = node["id"]?.string ?? ""
          ids.append(id)
          add(
            node, defaults, path: path, scope: scope, instance: instance, parent: parent, id: id, stack: stack
          )
        }
      case .instance(let include, let inner, let from):
        add(include, inner, from: from, outer: scope, parent: parent, stack: stack)
      }
    }
    if let instance { reportUnknownItems(instance, of: group.name, ids: ids) }
  }

  private mutating func add(
    _ node: Node, _ defaults: [Entry], path: String, scope: InputScope, instance: Checklist.Instance?,
    parent: ComposedItem?, id: String, stack: [String]
  ) {
    guard hasRoom(at: node.span) else { return }
    let overrides = instance?.overrides[id].map { overrideEntries($0) } ?? []
    guard let item = decoding.item(node, overrides: overrides, defaults: defaults) else {
      broken.insert(ItemID(rawValue: scope.prefix + id))
      return
    }
    let full = ItemID(rawValue: scope.prefix + item.id)
    if let reason = instance?.disabled[id]?.reason {
      disabled.append(DisabledItem(id: full, title: item.title.summary, reason: reason))
      return
    }
    let composed = ComposedItem(id: full, template: item, scope: scope, path: path, parent: parent)
    items.append(composed)
    addMembers(of: composed, stack: stack)
  }

  /// Whether there is room for one more item. Those that turn out broken count too: they cost as much.
  private mutating func hasRoom(at span: Span) -> Bool {
    attempts += 1
    return isWithin(Self.mostItems, attempts, "items", at: span)
  }

  /// Instances of instances can multiply without end.
  private mutating func isWithin(_ most: Int, _ count: Int, _ what: String, at span: Span) -> Bool {
    guard count > most else { return true }
    isFull = true
    decoding.report(
      "too-many-items", "with all that it includes the checklist has more than \(most) \(what)", at: span,
      help: "split it")
    return false
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

  /// What the ids of an instance's items begin with; nil where that is taken, or where there are too many.
  mutating func newPrefix(_ name: String, in outer: InputScope, at span: Span) -> String? {
    let prefix = outer.prefix + name + "/"
    guard prefixes.insert(prefix).inserted else {
      decoding.report(
        "duplicate-instance", "there are two instances named `\(name)`", at: span,
        help: "the ids of its items begin with that name: give each another `as:`")
      return nil
    }
    return isWithin(Self.mostInstances, prefixes.count, "instances", at: span) ? prefix : nil
  }

  private mutating func add(
    _ include: Checklist.Include, _ instance: Checklist.Instance, from: String, outer: InputScope,
    parent: ComposedItem?, stack: [String]
  ) {
    guard let path = path(of: include, from: from) else { return }
    guard !stack.contains(path) else { return reportCycle(path, stack: stack, at: include.span) }
    guard !isFull else { return }
    guard let prefix = newPrefix(instance.name, in: outer, at: instance.span) else { return }
    guard let checklist = files.checklist(at: path, namedAt: include.span) else { return }
    guard isShallow(stack.count, checklist) else { return }
    let group = gather(checklist)
    checkBindings(instance, group, of: checklist.name, outer: outer)
    let scope = InputScope(
      prefix: prefix, declarations: group.declarations, brokenInputs: group.brokenInputs, roles: group.roles,
      hasBrokenRoles: group.hasBrokenRoles, binding: .instance(instance, outer: outer),
      pack: decoding.packs.file(at: path)?.pack)
    add(group, scope: scope, instance: instance, parent: parent, stack: stack + [path])
  }
}

extension InputDeclaration {
  /// Whether two declarations of one name say the same.
  fileprivate func agrees(with other: InputDeclaration) -> Bool {
    type == other.type && defaultValue == other.defaultValue && isSecret == other.isSecret
      && pattern?.pattern == other.pattern?.pattern
  }
}

extension [String: InputDeclaration] {
  /// Whether an input is a secret, or its name is a misspelled one's.
  func isSecret(_ name: String) -> Bool {
    if let declaration = self[name] { return declaration.isSecret }
    return closestMatch(to: name, among: keys.sorted()).map { self[$0]?.isSecret ?? false } ?? false
  }
}
