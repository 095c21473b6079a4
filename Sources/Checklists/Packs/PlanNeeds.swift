public import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values

/// What the items of a project make use of.
public struct GrantNeeds: Sendable {
  /// In the words of `needs_grants`.
  public let grants: Set<Grant>
  /// The items of which only a run shows it, or of which an input has no value.
  public let unknown: [ItemID]
}

extension Project {
  /// What the items of a checklist make use of that are not of packs: as much of it as is known before the run. Hosts,
  /// files and names that inputs give are those of the environment; of targets only the roles count, so that none is
  /// bound.
  public func needs(
    of checklist: LoadedChecklist, environment: LoadedEnvironment?, settings: [String: String] = [:]
  ) -> GrantNeeds {
    let resolver = Resolver(
      decoding, environment: environment?.environment, settings: settings, redactor: redactor, isTest: true)
    let plan = plan(checklist, resolver, Selection())
    let planned = Set(plan.items.compactMap { $0.source?.id })
    let missing = checklist.composition.items.filter { $0.scope.pack == nil && !planned.contains($0.id) }
    return GrantNeeds(
      grants: plan.needs(in: directory), unknown: plan.undeterminedItems + missing.map(\.id))
  }
}

extension Plan {
  /// The items of which nothing can be told yet.
  fileprivate var undeterminedItems: [ItemID] {
    items.filter { item in
      if case .failure = item.question.probe, item.source?.scope.pack == nil, item.skipReason == nil,
        item.members.isEmpty
      {
        true
      } else {
        false
      }
    }.map(\.summary.id)
  }

  /// What the items of the project itself make use of.
  fileprivate func needs(in directory: String) -> Set<Grant> {
    let own = plainPath(directory) + "/"
    return items.reduce(into: []) { needs, item in
      guard let source = item.source, source.scope.pack == nil, item.members.isEmpty else { return }
      if item.summary.isAction { needs.insert(.action(source.template.id)) }
      for access in item.question.accesses {
        switch access {
        case .target(let target, let way):
          for role in source.roles(for: target, of: item.question) {
            needs.insert(.target(role: role, kind: item.summary.kind, way: way))
          }
        case .file(let path) where path.hasPrefix(own): break
        case .file(let path): needs.insert(.file(path))
        case .host(let host): needs.insert(.host(host))
        case .name(let name): needs.insert(.name(name))
        case .command(let name): needs.insert(.command(name))
        case .plugin(let name): needs.insert(.plugin(name))
        }
      }
    }
  }
}

extension ComposedItem {
  /// Its roles that are bound to a target.
  fileprivate func roles(for target: Target, of question: Question) -> [String] {
    var roles = question.targets.filter { $0.value == target }.keys.sorted()
    if question.identity.target == target, case .success(let probe) = question.probe,
      case .role(let role) = role(for: type(of: probe).description)
    {
      roles.append(role)
    }
    return roles
  }
}
