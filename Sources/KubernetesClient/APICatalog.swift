/// The types of resources that a cluster serves, those first that are meant where a name is ambiguous: core before the
/// other groups in the server's order, and of each group the preferred version.
struct APICatalog: Sendable {
  /// A group and version whose types could not be learnt, as where the server behind it is down.
  struct Unknown: Sendable {
    let version: Discovery.GroupVersion
    /// How many of the known types come before it.
    var place: Int
  }

  /// What a name means.
  struct Match {
    let resource: APIResource
    /// What could not be learnt and might hold the type that is meant.
    let doubts: [Discovery.GroupVersion]
  }

  /// All types that are known.
  var resources: [APIResource] = []
  /// What is not known, in order.
  private(set) var unknown: [Unknown] = []

  /// Adds a group and version whose types could not be learnt.
  mutating func addUnknown(_ version: Discovery.GroupVersion) {
    unknown.append(Unknown(version: version, place: resources.count))
  }

  /// Adds what comes after all that is there.
  mutating func append(_ other: APICatalog) {
    unknown += other.unknown.map { Unknown(version: $0.version, place: $0.place + resources.count) }
    resources += other.resources
  }

  /// The type that a name means, as kubectl reads it: plural, singular, short name or kind, with the group or its
  /// beginning behind a point, or with version and group.
  func match(_ text: String) -> Match? {
    let parts = text.lowercased().split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
      .map(String.init)
    if parts.count == 3, let match = match(parts[0], version: parts[1], group: parts[2]) { return match }
    return match(parts[0], version: nil, group: parts.dropFirst().joined(separator: "."))
  }

  /// Plurals and singulars come before short names and kinds of whatever group. A short name has the version that the
  /// server prefers (k8s.io/client-go/restmapper, "shortcutExpander"; k8s.io/apimachinery, "DefaultRESTMapper").
  private func match(_ name: String, version: String?, group: String) -> Match? {
    func place(isOf group: (String) -> Bool, _ isMeant: (APIResource) -> Bool) -> Int? {
      resources.firstIndex { group($0.group) && isMeant($0) }
    }
    let isGroup: (String) -> Bool = { group.isEmpty || $0 == group }
    let beginsGroup: (String) -> Bool = { $0.hasPrefix(group) }
    let isVersion: (APIResource) -> Bool = { version == nil || $0.version == version }
    guard !name.isEmpty else { return nil }
    let found =
      place(isOf: isGroup) { $0.isNamed(name) && isVersion($0) }
      ?? place(isOf: isGroup) { $0.shortNames.contains(name) }
      ?? place(isOf: beginsGroup) { $0.shortNames.contains(name) }
      ?? place(isOf: beginsGroup) { version == nil && $0.isNamed(name) }
      ?? place(isOf: isGroup) { $0.kind.lowercased() == name && isVersion($0) }
    return found.map { found in
      let isExact = isGroup(resources[found].group)
      let before = unknown.filter { $0.place <= found }.map(\.version)
      return Match(
        resource: resources[found],
        doubts: before.filter { isExact ? isGroup($0.group) : beginsGroup($0.group) })
    }
  }

  /// Every name that a type goes by, for suggestions.
  var names: [String] {
    resources.flatMap { [$0.name, $0.singular, $0.qualifiedName] + $0.shortNames }
  }
}
