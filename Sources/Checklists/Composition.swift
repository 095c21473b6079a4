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
  /// The pack that the checklist belongs to; nil for those of the project.
  let pack: InstalledPack?
  /// The types of the inputs; of those whose declarations have faults nothing is known.
  let types: [String: Type]
  /// The inputs that have a pattern.
  let patterned: Set<String>
  /// Whether a role has no known type, so that others cannot be judged.
  let hasBrokenRoles: Bool

  enum Binding: Sendable {
    /// The environment sets the inputs and has targets of the roles' names.
    case environment
    /// The consumer of the checklist sets the inputs and names the targets.
    case instance(Checklist.Instance, outer: InputScope)
  }

  init(
    prefix: String, declarations: [String: InputDeclaration], brokenInputs: Set<String> = [],
    roles: [String: Checklist.Role], hasBrokenRoles: Bool = false, binding: Binding, pack: InstalledPack?
  ) {
    self.pack = pack
    self.prefix = prefix
    self.declarations = declarations
    self.roles = roles
    self.binding = binding
    self.hasBrokenRoles = hasBrokenRoles
    let unknown = Dictionary(uniqueKeysWithValues: brokenInputs.map { ($0, Type.dyn) })
    patterned = Set(declarations.values.filter { $0.pattern != nil }.map(\.name))
    types = declarations.mapValues(\.type.type).merging(unknown) { known, _ in known }
  }

  /// Whether the environment sets the inputs.
  var isOfEnvironment: Bool {
    if case .environment = binding { true } else { false }
  }

  /// The environment's name for the target of a role.
  func targetName(ofRole role: String) -> String {
    guard case .instance(let instance, let outer) = binding, let bound = instance.targets[role] else {
      return role
    }
    return outer.roles[bound.name] == nil ? bound.name : outer.targetName(ofRole: bound.name)
  }

  /// Where the environment's target for a role is named: at the binding of an instance, or where the role is declared.
  func targetPlace(ofRole role: String) -> (span: Span?, related: [Diagnostic.Label]) {
    let declared = roles[role]?.span
    guard case .instance(let instance, let outer) = binding, let bound = instance.targets[role] else {
      return (declared, [])
    }
    guard outer.roles[bound.name] == nil else { return outer.targetPlace(ofRole: bound.name) }
    return (bound.span, declared.map { [.init($0, "declared here")] } ?? [])
  }
}

/// An item among all that a checklist takes in. An object, for it is large and passed from step to step.
final class ComposedItem: Sendable {
  let id: ItemID
  let template: ItemTemplate
  let scope: InputScope
  /// The file that it stands in, for paths that are relative to it.
  let path: String
  /// The item that stands for it.
  let parent: ComposedItem?

  init(id: ItemID, template: ItemTemplate, scope: InputScope, path: String, parent: ComposedItem? = nil) {
    self.parent = parent
    self.id = id
    self.template = template
    self.scope = scope
    self.path = path
  }
}

extension ComposedItem {
  /// The folder that paths in it are relative to.
  var directory: String {
    let folder = Path.directory(of: path)
    guard let pack = scope.pack else { return folder }
    return Path.join(
      pack.directory, folder == pack.root ? "." : String(folder.dropFirst(pack.root.count + 1)))
  }

  /// The item, and those that stand for it, the nearest first: it waits for all that they wait for.
  var lineage: [ComposedItem] {
    var all = [self]
    while let next = all.last?.parent { all.append(next) }
    return all
  }
}

/// A checklist with all that it includes, flattened.
struct Composition: Sendable {
  let name: String
  let title: String
  let items: [ComposedItem]
  let disabled: [DisabledItem]
  let scopes: [InputScope]
  /// Items whose faults leave nothing to check; what needs them has none for that.
  let broken: Set<ItemID>
}
