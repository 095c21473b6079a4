/// A resource of an API server: its type, and where it is asked for (Kubernetes documentation, "Kubernetes API
/// Concepts", "Resource URIs").
struct KubernetesRequest {
  let group: String
  let version: String
  let resource: String
  let namespace: String?
  let name: String?
  let subresource: String?

  /// Reads a decoded path; nil where it is none of a resource.
  init?(path: String) {
    var parts = path.split(separator: "/").map(String.init)[...]
    switch parts.popFirst() {
    case "api": group = ""
    case "apis":
      guard let group = parts.popFirst() else { return nil }
      self.group = group
    default: return nil
    }
    guard let version = parts.popFirst(), !parts.isEmpty else { return nil }
    self.version = version
    // A namespace is a resource itself, and so are its parts.
    if parts.first == "namespaces", parts.count > 2,
      !["status", "finalize"].contains(parts[parts.startIndex + 2])
    {
      namespace = parts.dropFirst().first
      parts = parts.dropFirst(2)
    } else {
      namespace = nil
    }
    let rest = Array(parts)
    guard (1...3).contains(rest.count) else { return nil }
    resource = rest[0]
    name = rest.count > 1 ? rest[1] : nil
    subresource = rest.count > 2 ? rest[2] : nil
  }

  /// The group and version as `apiVersion` has them.
  var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

  /// The resource with its group, as messages name it.
  var qualifiedResource: String { group.isEmpty ? resource : "\(resource).\(group)" }

  /// What role-based access control calls the question.
  var verb: String { name == nil ? "list" : "get" }
}
