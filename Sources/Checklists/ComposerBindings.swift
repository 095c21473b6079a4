internal import Diagnostics
internal import YAMLSyntax

/// Checks what a consumer says of an instance against the checklist that it includes.
extension Composer {
  /// Every role is bound, every input without a default is set, and nothing else is.
  func checkBindings(
    _ instance: Checklist.Instance, _ group: Group, of name: String, outer: InputScope
  ) {
    for (role, declared) in group.roles.sorted(by: { $0.key < $1.key }) where instance.targets[role] == nil {
      decoding.report(
        "unbound-target", "the target `\(role)` of `\(name)` is not bound", at: instance.span,
        related: [.init(declared.span, "declared here")],
        help: "add `targets: {\(role): NAME}`, where NAME is a target of this checklist or of the environment"
      )
    }
    for (input, declared) in group.declarations.sorted(by: { $0.key < $1.key })
    where instance.inputs[input] == nil && !declared.hasDefault {
      decoding.report(
        "unbound-input", "the input `\(input)` of `\(name)` is not set and has no default", at: instance.span,
        related: [.init(declared.span, "declared here")], help: "add `inputs: {\(input): VALUE}`")
    }
    for (role, target) in instance.targets.sorted(by: { $0.key < $1.key }) {
      checkTarget(role, target, group, of: name, outer: outer)
    }
    for input in instance.inputs.keys.sorted() {
      guard let template = instance.inputs[input] else { continue }
      noteSecret(template, input, group)
      guard group.declarations[input] == nil, !group.brokenInputs.contains(input) else { continue }
      decoding.report(
        "unknown-input", "`\(name)` has no input `\(input)`", at: instance.inputSpans[input] ?? instance.span,
        help: Decoding.suggestion(for: input, among: group.declarations.keys.sorted()))
    }
  }

  private func checkTarget(
    _ role: String, _ target: Checklist.BoundTarget, _ group: Group, of name: String, outer: InputScope
  ) {
    guard let declared = group.roles[role] else {
      guard !group.hasBrokenRoles else { return }
      decoding.report(
        "unknown-target", "`\(name)` has no target `\(role)`", at: target.roleSpan,
        help: Decoding.suggestion(for: role, among: group.roles.keys.sorted()))
      return
    }
    if let pack = outer.pack, outer.roles[target.name] == nil {
      return decoding.report(
        "unknown-target", "the pack \(pack.name) declares no target `\(target.name)` here", at: target.span,
        help:
          "a pack binds only what its own checklist declares under `targets:`, never a target of the environment"
      )
    }
    guard let bound = outer.roles[target.name], bound.type != declared.type else { return }
    decoding.report(
      "wrong-target-type",
      "`\(target.name)` is \(bound.type), and the target `\(role)` of `\(name)` is \(declared.type)",
      at: target.span, related: [.init(bound.span, "declared here")])
  }

  /// A literal for a secret input, misspelled perhaps, must not be seen in a snippet.
  private func noteSecret(_ template: Template, _ input: String, _ group: Group) {
    if group.declarations.isSecret(input) { decoding.noteSecret(template) }
  }

  func reportUnknownItems(_ instance: Checklist.Instance, of name: String, ids: [String]) {
    let named = instance.overrides.mapValues(\.key.span).merging(instance.disabled.mapValues(\.span)) { $1 }
    guard !named.isEmpty else { return }
    let known = Set(ids)
    // More than these are for `checkctl list` to show.
    let all = known.count <= 12 && !known.isEmpty ? "known here: " + ids.joined(separator: ", ") : nil
    for (id, span) in named.sorted(by: { $0.key < $1.key }) where !known.contains(id) {
      decoding.report(
        "unknown-item", "the checklist `\(name)` has no item `\(id)`", at: span,
        help: Decoding.suggestion(for: id, among: ids.prefix(Decoding.mostCandidates)) ?? all)
    }
  }
}
