internal import CheckModel
internal import Diagnostics
internal import ProbeKit
internal import Values

extension Plan {
  /// What the items of the project itself make use of, in the words of `needs_grants`: as much of it as is known before
  /// the run. Hosts, files and names that inputs give are those of this environment.
  public func needs(in directory: String) -> Set<Grant> {
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
