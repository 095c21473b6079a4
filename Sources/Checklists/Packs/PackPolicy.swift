internal import ProbeKit
internal import Values

/// What an item of a pack may make use of: all packs on the way from the project to the item must be granted it, for a
/// pack that includes another could lend itself what only that one was granted.
struct PackPolicy: AccessPolicy {
  /// The kind of probe that asks.
  let kind: String
  /// The packs, that of the item first.
  let links: [Link]
  let identity: String

  /// One of the packs, as it takes part.
  struct Link: Sendable {
    let pack: InstalledPack
    let words: GrantWords
    /// Its own roles for the targets that the item asks.
    let roles: [(role: String, target: Target)]
  }

  init(kind: String, links: [Link]) {
    self.kind = kind
    self.links = links
    let parts = links.map { link in
      "\(link.pack.name) \(link.roles.map { "\($0.role)=\($0.target.name)" }.joined(separator: ","))"
    }
    identity = "\(kind) \(parts.joined(separator: ";"))"
  }

  func refusal(of access: Access) -> String? {
    refused(access).map { "\($0.reason); \($0.advice)" }
  }

  /// Why an access is refused, and how to mend it; nil where it is not.
  func refused(_ access: Access) -> (reason: String, advice: String)? {
    if case .file(let path) = access, links.first?.pack.holds(path) == true { return nil }
    if let link = links.first(where: { !allows(access, $0) }) {
      return ("the pack \(link.pack.name) was not granted \(name(of: access, link))", advice(access, link))
    }
    if case .target = access { return nil }
    return refusedKind
  }

  /// Why nothing of the kind may be asked, and how to mend it, as far as no target shows that; nil where something may.
  var refusedKind: (reason: String, advice: String)? {
    links.first { !$0.pack.grants.mayAllow(kind: kind) }.map { link in
      let grant = kind == "load" ? "targets: {ROLE: {load: [GET]}}" : "\(kind)s: [...]"
      return ("the pack \(link.pack.name) was not granted any `\(kind)`", Self.advice(grant))
    }
  }

  private func allows(_ access: Access, _ link: Link) -> Bool {
    guard case .target(let target, let way) = access else { return link.words.covers(access) }
    return link.roles.contains { role, bound in
      bound == target && link.pack.grants.allows(role: role, kind: kind, way: way)
    }
  }

  /// Whether a question that is not known yet could be allowed at all.
  func mayAllow(_ target: Target) -> Bool {
    links.allSatisfy { link in
      link.roles.contains { role, bound in
        bound == target && link.pack.grants.mayAllow(role: role, kind: kind)
      }
    }
  }

  private func name(of access: Access, _ link: Link) -> String {
    guard case .target(let target, let way) = access else { return access.description }
    let role = link.roles.first { $0.target == target }?.role
    return
      "`\(kind): [\(way)]` on its target \(role.map { "`\($0)`" } ?? "`\(target.name)` of the environment")"
  }

  /// How to grant it.
  private func advice(_ access: Access, _ link: Link) -> String {
    let grant: String
    switch access {
    case .target(let target, let way):
      guard let role = link.roles.first(where: { $0.target == target })?.role else {
        return "a pack asks the targets that its roles are bound to"
      }
      grant = "targets: {\(role): {\(kind): [\(way)]}}"
    case .host(let host): grant = "hosts: [\(jsonQuoted(host))]"
    case .name(let name): grant = "names: [\(jsonQuoted(name))]"
    case .file(let path): grant = "files: [\(jsonQuoted(path))]"
    case .command(let name): grant = "commands: [\(jsonQuoted(name))]"
    case .plugin(let name): grant = "plugins: [\(jsonQuoted(name))]"
    }
    return Self.advice(grant)
  }

  /// How to grant what one key of `grants` names.
  static func advice(_ grant: String) -> String {
    "to grant it, write `grants: {\(grant)}` for the pack in \(ProjectFile.fileName), with all else that it may do"
  }
}

extension InstalledPack {
  /// Whether a path from the root is one of its own files.
  fileprivate func holds(_ path: String) -> Bool {
    places.contains { place in
      path.hasPrefix(place + "/") && files[String(path.dropFirst(place.count + 1))] != nil
    }
  }
}
