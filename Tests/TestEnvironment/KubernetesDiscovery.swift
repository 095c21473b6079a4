import Values

/// What the stand-in says of its types: what was recorded, and custom types after it.
struct KubernetesDiscovery: Sendable {
  private let recording: KubernetesRecording
  private let types: [KubernetesCustomType]

  init(_ recording: KubernetesRecording, _ types: [KubernetesCustomType]) {
    self.recording = recording
    self.types = types
  }

  /// Every group in the aggregated form, the core group first.
  var groups: [Value] {
    ["/api", "/apis"].flatMap { recording.answer($0, aggregated: true)?["items"]?.list ?? [] }
      + KubernetesCustomType.aggregated(types)
  }

  /// A recorded list of groups with the custom ones in it.
  func completed(_ document: Value) -> Value {
    switch document["kind"]?.string {
    case "APIGroupDiscoveryList" where document["items"]?.list?.count != 1:
      document.adding(KubernetesCustomType.aggregated(types), to: "items")
    case "APIGroupList": document.adding(KubernetesCustomType.legacy(types), to: "groups")
    default: document
    }
  }

  /// The types of a version that was recorded in the aggregated form only, such as `/apis/node.k8s.io/v1`.
  func resources(_ path: String) -> Value? {
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count == 3, parts[0] == "apis" else { return nil }
    let group = groups.first { $0["metadata"]?["name"]?.string == parts[1] }
    let version = group?["versions"]?.list?.first { $0["version"]?.string == parts[2] }
    guard let resources = version?["resources"]?.list else { return nil }
    return [
      "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string("\(parts[1])/\(parts[2])"),
      "resources": .list(resources.map(Self.legacy)),
    ]
  }

  private static func legacy(_ resource: Value) -> Value {
    [
      "name": resource["resource"] ?? "", "singularName": resource["singularResource"] ?? "",
      "namespaced": .bool(resource["scope"]?.string == "Namespaced"),
      "kind": resource["responseKind"]?["kind"] ?? "", "verbs": resource["verbs"] ?? [],
      "shortNames": resource["shortNames"] ?? [],
    ]
  }
}

extension Value {
  /// The map with more elements at the end of one of its lists.
  fileprivate func adding(_ elements: [Value], to key: String) -> Value {
    guard var fields = map, !elements.isEmpty else { return self }
    fields[.string(key)] = .list((fields[.string(key)]?.list ?? []) + elements)
    return .map(fields)
  }
}
