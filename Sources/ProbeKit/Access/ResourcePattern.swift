/// What a grant lets a Kubernetes cluster be asked for.
///
/// `deployments` is a type, by any name that `KubernetesResources` knows it by; `pods/log` a part of its objects; `*` every
/// type but Secrets, without parts; `*.cert-manager.io` every type of a group; `*/scale` a part of every type but Secrets;
/// `/readyz` a path, and `/healthz/**` every path below one. Secrets are covered by the word `secrets` alone.
public struct ResourcePattern: Hashable, Sendable {
  private enum Content: Hashable {
    case resource
    case all
    case group(String)
    case part(String)
    case path([String])
    case below([String])
  }

  private let content: Content
  /// As accesses name it.
  public let description: String

  /// Reads a word.
  public init(_ word: String) throws(GrantWordFault) {
    if word.hasPrefix("/") {
      (content, description) = try Self.path(word)
      return
    }
    let parts = word.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let (type, part) = (parts[0].lowercased(), parts.count > 1 ? parts[1] : nil)
    guard part.map(KubernetesResources.isName) ?? true else { throw .resource }
    if type == "*" {
      content = part.map(Content.part) ?? .all
      description = word
    } else if type.hasPrefix("*."), part == nil, KubernetesResources.isName(String(type.dropFirst(2))) {
      content = .group(String(type.dropFirst(2)))
      description = type
    } else {
      let named = KubernetesResources.words(written: type, subresource: part)
      guard named.count == 1, KubernetesResources.isName(type) else { throw .resource }
      content = .resource
      description = named[0]
    }
  }

  private static func path(_ word: String) throws(GrantWordFault) -> (Content, String) {
    let isBelow = word.hasSuffix("/**")
    let path = isBelow ? String(word.dropLast(3)) : word
    guard let parts = KubernetesResources.pathSegments(path.isEmpty ? "/" : path) else { throw .resource }
    let plain = "/" + parts.joined(separator: "/")
    let named = KubernetesResources.word(path: plain)
    guard named == plain else {
      throw GrantWordFault("is the path of resources", help: "name them as `\(named)`")
    }
    return isBelow ? (.below(parts), word) : (.path(parts), plain)
  }

  /// Whether it covers a way of asking a cluster, as an access has it.
  public func covers(_ way: String) -> Bool {
    if way.hasPrefix("/") {
      guard let parts = KubernetesResources.pathSegments(way) else { return false }
      return switch content {
      case .path(let path): parts == path
      case .below(let path): parts.count > path.count && parts.starts(with: path)
      default: false
      }
    }
    let parts = way.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy(KubernetesResources.isName), let type = parts.first else { return false }
    let part = parts.count > 1 ? parts[1] : nil
    return switch content {
    case .resource: way == description
    case .all: part == nil && type != "secrets"
    case .group(let group): part == nil && type.drop { $0 != "." }.dropFirst() == group
    case .part(let name): part == name && type != "secrets"
    case .path, .below: false
    }
  }
}

extension ResourcePattern: CustomStringConvertible {}

extension GrantWordFault {
  fileprivate static let resource = GrantWordFault(
    "names no type of resource and no path of a cluster",
    help: "write types by their plural, with the group of those that Kubernetes does not bring along: "
      + "deployments, pods/log, certificates.cert-manager.io; paths as /readyz")
}
