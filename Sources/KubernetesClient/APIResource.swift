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
    guard isNamespaced, let namespace, !namespace.isEmpty else { return "\(root)/\(name)" }
    return "\(root)/namespaces/\(percentEncodedSegment(namespace))/\(name)"
  }

  /// Whether that is its plural or its singular, in lower case. Old servers leave out the singular.
  func isNamed(_ text: String) -> Bool {
    name == text || (singular.isEmpty ? kind.lowercased() : singular) == text
  }
}

/// Whether a text may be a part of a path by itself (k8s.io/apimachinery, "IsValidPathSegmentName").
func isPathSegment(_ text: String) -> Bool {
  !["", ".", ".."].contains(text)
    && !text.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }
}

/// A part of a path (RFC 3986, section 3.3), with what has a meaning in URLs percent-encoded.
func percentEncodedSegment(_ text: String) -> String { percentEncoded(text, keeping: "-._~:") }
