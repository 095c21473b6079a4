internal import Diagnostics
internal import ProbeKit
internal import Values

/// Items that stand for those of another checklist.
extension Composer {
  /// Adds the items that one stands for, under its id: they see the environment as if their checklist ran by itself.
  mutating func addMembers(of parent: ComposedItem, stack: [String]) {
    let template = parent.template
    guard let type = decoding.registry[template.kind] as? any CompositeProbe.Type else { return }
    reportPolicies(of: template)
    guard parent.scope.isOfEnvironment else {
      return decoding.report(
        "misplaced-item", "an item that stands for a checklist has no place in an instance of one",
        at: template.kindSpan,
        help:
          "its items would ask the environment's own targets: include that checklist by `use:` and `as:` too")
    }
    guard let field = template.probeFields.first(where: { $0.name == type.checklistField }),
      let name = field.value.literal?.string
    else { return }
    let path = FileSystem.yamlFile(named: name, in: Path.directory(of: parent.path))
    guard !stack.contains(path) else { return reportCycle(path, stack: stack, at: field.value.span) }
    guard let prefix = newPrefix(template.id, in: parent.scope, at: template.idSpan),
      let checklist = files.checklist(at: path, namedAt: field.value.span), isShallow(stack.count, checklist)
    else { return }
    let group = gather(checklist)
    let scope = InputScope(
      prefix: prefix, declarations: group.declarations, brokenInputs: group.brokenInputs, roles: group.roles,
      hasBrokenRoles: group.hasBrokenRoles, binding: .environment, pack: nil)
    add(group, scope: scope, instance: nil, parent: parent, stack: stack + [path])
  }

  /// It is not asked itself, so that nothing can be said of how it is asked.
  private func reportPolicies(of template: ItemTemplate) {
    let given: [(key: String, isGiven: Bool)] = [
      ("for_each", template.forEach != nil), ("per", template.hasPer), ("timeout", template.timeout != nil),
      ("retry", template.retry != nil), ("stable", template.stable != nil),
      ("delay", template.delay != nil), ("locks", !template.locks.isEmpty),
      ("action", template.isAction), ("cleanup", template.isCleanup),
    ]
    for (key, isGiven) in given where isGiven {
      decoding.report(
        "misplaced-key", "`\(key)` has no place on an item that stands for a checklist",
        at: template.kindSpan,
        help: "say it of the items of that checklist")
    }
  }
}
