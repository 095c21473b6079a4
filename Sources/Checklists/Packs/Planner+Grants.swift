internal import CEL
internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values

/// Holds the items of packs to what these were granted, before anything is asked.
extension Planner {
  /// What an item may make use of; nil for an item of the project itself.
  func policy(
    of item: ComposedItem, _ type: any Probe.Type, target: Target?, extra: [String: Target]
  ) -> PackPolicy? {
    guard item.scope.pack != nil else { return nil }
    var roles = extra.map { (role: $0.key, target: $0.value) }
    if let target, case .role(let role) = item.role(for: type.description) { roles.append((role, target)) }
    let entries = item.scope.packEntries
    return PackPolicy(
      kind: type.description.kind,
      links: entries.map { entry in
        PackPolicy.Link(
          pack: entry.pack, words: grantWords[entry.pack.name] ?? GrantWords(),
          roles: roles.compactMap { role, target in entry.role(role).map { ($0, target) } }.sorted {
            $0.role < $1.role
          })
      })
  }

  /// Reports what a question would make use of without being granted it.
  func checkGrants(_ question: Question, of item: ComposedItem, isLate: Bool) {
    guard let policy = question.policy as? PackPolicy else { return }
    checkLateHosts(of: item)
    checkAction(of: item, policy)
    guard isLate else {
      for access in question.accesses { refuse(policy.refused(access), item) }
      return
    }
    if let refused = policy.refusedKind { return refuse(refused, item) }
    let targets = [question.identity.target].compactMap(\.self) + question.targets.values
    for target in targets where !policy.mayAllow(target) {
      refuse(policy.refused(.target(target, way: "read")), item)
    }
  }

  private func checkAction(of item: ComposedItem, _ policy: PackPolicy) {
    guard item.template.isAction else { return }
    for link in policy.links where !link.pack.grants.allowsAction(item.template.id) {
      let id = item.template.id
      refuse(
        (
          "the pack \(link.pack.name) was not granted the action `\(id)`",
          PackPolicy.advice("actions: [\(id)]")
        ), item)
    }
  }

  /// Whatever answers could otherwise be sent wherever they say.
  private func checkLateHosts(of item: ComposedItem) {
    guard let description = decoding.registry[item.template.kind]?.description else { return }
    for (field, span) in lateHostFields(of: item, description) {
      resolver.refuse(
        "`\(field)` names a host by what came of another item, which an item of a pack may not", at: span,
        help: "name it by an input, or ask a target")
    }
  }

  private func refuse(_ refused: (reason: String, advice: String)?, _ item: ComposedItem) {
    guard let refused else { return }
    resolver.refuse(refused.reason, at: item.template.kindSpan, help: refused.advice)
  }
}

extension InputScope {
  /// A pack on the way from the project to the items of a scope.
  struct PackEntry {
    let pack: InstalledPack
    /// The scopes between the items and that one, the innermost first.
    let inner: [InputScope]

    /// The pack's own name, where it is taken in, for a role of the innermost scope; nil where none is bound.
    func role(_ role: String) -> String? {
      inner.reduce(role) { role, scope in role.flatMap(scope.outerRole) }
    }
  }

  /// The packs on the way, the innermost first.
  var packEntries: [PackEntry] {
    var entries: [PackEntry] = []
    var passed: [InputScope] = []
    var scope = self
    while let pack = scope.pack {
      let outer: InputScope? = if case .instance(_, let outer) = scope.binding { outer } else { nil }
      if outer?.pack?.name != pack.name { entries.append(PackEntry(pack: pack, inner: passed)) }
      guard let outer else { break }
      passed.append(scope)
      scope = outer
    }
    return entries
  }

  /// What the outer scope calls the target of a role; nil where it is a target of the environment.
  fileprivate func outerRole(_ role: String) -> String? {
    guard case .instance(let instance, let outer) = binding, let bound = instance.targets[role] else {
      return nil
    }
    return outer.roles[bound.name] == nil ? nil : bound.name
  }
}
