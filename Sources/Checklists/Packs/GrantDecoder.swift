internal import Diagnostics
internal import ProbeKit
internal import YAMLSyntax

extension Decoding {
  /// The keys of `grants` and `needs_grants`.
  static let grantKeys = ["targets", "commands", "plugins", "files", "hosts", "names", "actions"]

  /// Reads `grants` or `needs_grants`.
  func grants(_ node: Node, _ what: String) -> Set<Grant> {
    if node.scalar?.value == .null { return [] }
    guard let reader = MapReader(node, what, self) else { return [] }
    reader.allowOnly(Self.grantKeys, in: what)
    var grants = targetGrants(reader["targets"])
    let lists: [(key: String, make: (String) -> Grant)] = [
      ("commands", { .command($0) }), ("plugins", { .plugin($0) }), ("files", { .file($0) }),
      ("hosts", { .host($0) }), ("names", { .name($0) }), ("actions", { .action($0) }),
    ]
    for (key, make) in lists {
      for (text, span) in reader.texts(key) {
        if let fault = Self.fault(of: text, in: key) {
          report("invalid-grant", "`\(text)` under `\(key)` \(fault.message)", at: span, help: fault.help)
        } else {
          grants.insert(make(text))
        }
      }
    }
    return grants
  }

  /// What is wrong with a word of a grant; nil where it can be used.
  private static func fault(of text: String, in key: String) -> GrantWordFault? {
    do throws(GrantWordFault) {
      switch key {
      case "hosts": _ = try HostPattern(text)
      case "names": _ = try NamePattern(text)
      case "files": _ = try FilePattern(text, in: "/")
      default: if text.isEmpty { throw .empty }
      }
      return nil
    } catch {
      return error
    }
  }

  /// Reads `targets: {ROLE: {KIND: [WAY, ...]}}`.
  private func targetGrants(_ node: Node?) -> Set<Grant> {
    var grants: Set<Grant> = []
    for role in entries(node, "`targets`") {
      guard let name = name(role.key, of: "a target") else { continue }
      for kind in entries(role.value, "the grants of a target") {
        guard let word = kind.key.scalar?.text else { continue }
        guard registry.names.contains(word) else {
          report(
            "unknown-probe", "there is no kind of probe `\(word)`", at: kind.key.span,
            help: Self.suggestion(for: word, among: registry.names))
          continue
        }
        for way in ways(kind.value, of: word) { grants.insert(.target(role: name, kind: word, way: way)) }
      }
    }
    return grants
  }

  private func ways(_ node: Node, of kind: String) -> [String] {
    guard let elements = node.sequence else {
      report(
        "wrong-type", "what `\(kind)` may do is a list, this is \(node.kindName)", at: node.span,
        help: "such as `sql: [read]`, `http: [GET]` or `kubectl: [deployments, pods]`")
      return []
    }
    return elements.compactMap { element in
      guard let way = text(element, "a way of asking") else { return nil }
      guard Grants.clusterKinds.contains(kind) else { return way }
      do throws(GrantWordFault) {
        return try ResourcePattern(way).description
      } catch {
        report("invalid-grant", "`\(way)` \(error.message)", at: element.span, help: error.help)
        return nil
      }
    }
  }
}
