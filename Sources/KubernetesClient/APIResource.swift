internal import Values

/// A type of resource that a cluster serves (Kubernetes documentation, "API Concepts").
public struct APIResource: Hashable, Sendable {
  /// Its API group; empty for the core group.
  public let group: String
  /// The version of the group.
  public let version: String
  /// Its plural name, such as `deployments`, as paths have it.
  public let name: String
  /// Its singular name, such as `deployment`.
  public let singular: String
  /// The kind of its objects, such as `Deployment`.
  public let kind: String
  /// Short names, such as `deploy`.
  public let shortNames: [String]
  /// Whether its objects belong to a namespace.
  public let isNamespaced: Bool
  /// What may be done with it, such as `get` and `list`.
  public let verbs: [String]
  /// What its objects have beside themselves, such as `status` and `scale`.
  public internal(set) var subresources: [String]

  /// The group and version as objects name it, such as `apps/v1` and `v1`.
  public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
  /// The name with the group, such as `deployments.apps`, as error messages of the cluster have it.
  public var qualifiedName: String { group.isEmpty ? name : "\(name).\(group)" }

  /// The path of its list in a namespace, or of all of them.
  func path(inNamespace namespace: String?) -> String {
    let root = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
    let place = isNamespaced ? namespace.map { "/namespaces/\(percentEncodedSegment($0))" } ?? "" : ""
    return "\(root)\(place)/\(name)"
  }

  /// Whether it goes by that name, in lower case.
  func isNamed(_ text: String) -> Bool {
    name == text || singular == text || kind.lowercased() == text
  }
}

/// The types of resources that a cluster serves, those first that are meant where a name is ambiguous: core before the
/// other groups in the server's order, and of each group the preferred version.
public struct APICatalog: Sendable {
  /// All of them.
  public internal(set) var resources: [APIResource] = []
  /// The groups and versions whose types could not be learnt, as where the server behind one is down.
  public internal(set) var unknown: [String] = []

  /// The type that a name means, as kubectl reads it: plural, singular, kind or short name, with the group or its
  /// beginning behind a point, or with version and group (k8s.io/client-go/restmapper).
  public func resource(named text: String) -> APIResource? {
    let text = text.lowercased()
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    if parts.count == 3 {
      let versioned = resources.first {
        $0.isNamed(parts[0]) && $0.version == parts[1] && $0.group == parts[2]
      }
      if let versioned { return versioned }
    }
    let (name, group) = (parts[0], parts.dropFirst().joined(separator: "."))
    if parts.count == 1 {
      return resources.first { $0.isNamed(name) } ?? resources.first { $0.shortNames.contains(name) }
    }
    let named = resources.filter { $0.isNamed(name) || $0.shortNames.contains(name) }
    return named.first { $0.group == group } ?? named.first { $0.group.hasPrefix(group) }
  }

  /// Every name that a type goes by, for suggestions.
  public var names: [String] {
    resources.flatMap { [$0.name, $0.singular, $0.qualifiedName] + $0.shortNames }
  }
}

/// A part of a path (RFC 3986, section 3.3), with what has a meaning in URLs percent-encoded.
func percentEncodedSegment(_ text: String) -> String { percentEncoded(text, keeping: "-._~:") }
