internal import Values

/// Reads what an API server says of the types it serves (Kubernetes documentation, "The Kubernetes API: Discovery API").
enum Discovery {
  /// What to accept: all types in one answer where the server can do that, else the legacy form.
  static let accept =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

  /// What an answer of `/api` or `/apis` turns out to be.
  enum Answer {
    /// Everything at once.
    case aggregated(APICatalog)
    /// The groups and versions to ask about one by one: those first that are preferred.
    case legacy([GroupVersion])
  }

  /// A version of a group.
  struct GroupVersion: Hashable, Sendable {
    let group: String
    let version: String

    var path: String { group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)" }
    var description: String { group.isEmpty ? version : "\(group)/\(version)" }
  }

  /// Nil for anything else than such an answer.
  static func read(_ answer: Value) -> Answer? {
    switch answer["kind"]?.string {
    case "APIGroupDiscoveryList": return .aggregated(aggregated(answer))
    case "APIVersions":
      return .legacy(
        (answer["versions"]?.list ?? []).compactMap(\.string).map { GroupVersion(group: "", version: $0) })
    case "APIGroupList": return .legacy((answer["groups"]?.list ?? []).flatMap(versions))
    default: return nil
    }
  }

  /// The types of one group and version, of the legacy form; nil for anything else.
  static func resources(_ answer: Value, of version: GroupVersion) -> [APIResource]? {
    guard answer["kind"]?.string == "APIResourceList", let entries = answer["resources"]?.list else {
      return nil
    }
    var resources: [APIResource] = []
    var subresources: [String: [String]] = [:]
    for entry in entries {
      guard let name = entry["name"]?.string else { continue }
      let parts = name.split(separator: "/", maxSplits: 1)
      if parts.count == 2 {
        subresources[String(parts[0]), default: []].append(String(parts[1]))
      } else {
        resources.append(
          APIResource(
            group: version.group, version: version.version, name: name,
            singular: entry["singularName"]?.string ?? "", kind: entry["kind"]?.string ?? "",
            shortNames: texts(entry["shortNames"]), isNamespaced: entry["namespaced"]?.bool ?? false,
            verbs: texts(entry["verbs"]), subresources: []))
      }
    }
    for index in resources.indices {
      resources[index].subresources = subresources[resources[index].name] ?? []
    }
    return resources
  }

  private static func aggregated(_ answer: Value) -> APICatalog {
    var catalog = APICatalog()
    for item in answer["items"]?.list ?? [] {
      let group = item["metadata"]?["name"]?.string ?? ""
      for version in item["versions"]?.list ?? [] {
        let groupVersion = GroupVersion(group: group, version: version["version"]?.string ?? "")
        // Its types may not be those that they are now.
        if version["freshness"]?.string == "Stale" {
          catalog.addUnknown(groupVersion)
          continue
        }
        catalog.resources += (version["resources"]?.list ?? []).compactMap { resource($0, groupVersion) }
      }
    }
    return catalog
  }

  private static func resource(_ entry: Value, _ version: GroupVersion) -> APIResource? {
    guard let name = entry["resource"]?.string else { return nil }
    return APIResource(
      group: version.group, version: version.version, name: name,
      singular: entry["singularResource"]?.string ?? "", kind: entry["responseKind"]?["kind"]?.string ?? "",
      shortNames: texts(entry["shortNames"]), isNamespaced: entry["scope"]?.string == "Namespaced",
      verbs: texts(entry["verbs"]),
      subresources: (entry["subresources"]?.list ?? []).compactMap { $0["subresource"]?.string })
  }

  private static func versions(of group: Value) -> [GroupVersion] {
    let name = group["name"]?.string ?? ""
    let preferred = group["preferredVersion"]?["version"]?.string
    let all = (group["versions"]?.list ?? []).compactMap { $0["version"]?.string }
    return (all.filter { $0 == preferred } + all.filter { $0 != preferred })
      .map { GroupVersion(group: name, version: $0) }
  }

  private static func texts(_ value: Value?) -> [String] { value?.list?.compactMap(\.string) ?? [] }
}
