import Values

/// The objects of a cluster and their types, from what was recorded.
struct KubernetesObjects: Sendable {
  /// A type of objects.
  struct ObjectType: Hashable, Sendable {
    /// The group and version as `apiVersion` has them.
    let apiVersion: String
    /// The plural in lower case.
    let resource: String
    /// The kind.
    let kind: String
    /// What can be asked of one object beside itself.
    let subresources: [String]
  }

  /// The version of all lists.
  let resourceVersion = "262"
  private let types: [ObjectType]
  private var objects: [ObjectType: [Value]] = [:]

  /// Takes the types from the discovery documents, and the objects from the lists of whole namespaces and clusters.
  init(_ recording: KubernetesRecording, _ discovery: KubernetesDiscovery) {
    types = discovery.groups.flatMap(Self.types)
    for exchange in recording.exchanges where exchange.identity == "admin" && exchange.status == 200 {
      guard !exchange.path.contains("?"), let request = KubernetesRequest(path: exchange.path),
        request.name == nil, let type = type(of: request), let items = exchange.body["items"]?.list
      else { continue }
      objects[type] = Array(Set((objects[type] ?? []) + items)).sorted { Self.key($0) < Self.key($1) }
    }
  }

  /// The type that is asked for; nil where there is none.
  func type(of request: KubernetesRequest) -> ObjectType? {
    types.first { $0.apiVersion == request.apiVersion && $0.resource == request.resource }
  }

  /// Whether a group has this version.
  func hasVersion(_ apiVersion: String) -> Bool { types.contains { $0.apiVersion == apiVersion } }

  /// The objects of a type in a namespace, or in all, in order.
  func list(_ type: ObjectType, in namespace: String?) -> [Value] {
    (objects[type] ?? []).filter { namespace == nil || $0["metadata"]?["namespace"]?.string == namespace }
  }

  /// Changes the objects of the types of this name.
  mutating func change(_ resource: String, _ change: ([Value]) -> [Value]) {
    for type in types where type.resource == resource { objects[type] = change(objects[type] ?? []) }
  }

  /// The objects of the types of this name.
  func named(_ resource: String) -> [Value] {
    types.filter { $0.resource == resource }.flatMap { objects[$0] ?? [] }
  }

  /// The place of an object in lists: those of all namespaces are in the order of the namespaces.
  static func key(_ object: Value, in namespace: String? = nil) -> String {
    let name = object["metadata"]?["name"]?.string ?? ""
    guard namespace == nil, let own = object["metadata"]?["namespace"]?.string else { return name }
    return "\(own)/\(name)"
  }

  private static func types(inGroup group: Value) -> [ObjectType] {
    let name = group["metadata"]?["name"]?.string
    return (group["versions"]?.list ?? []).flatMap { version in
      let apiVersion = [name, version["version"]?.string].compactMap(\.self).joined(separator: "/")
      return (version["resources"]?.list ?? []).map { resource in
        ObjectType(
          apiVersion: apiVersion, resource: resource["resource"]?.string ?? "",
          kind: resource["responseKind"]?["kind"]?.string ?? "",
          subresources: (resource["subresources"]?.list ?? []).compactMap { $0["subresource"]?.string })
      }
    }
  }
}
