import Values

/// A type that a custom resource definition brings: served by the stand-in, without an object (Kubernetes documentation,
/// "Custom Resources").
public struct KubernetesCustomType: Sendable {
  let group: String
  let plural: String
  let singular: String
  let kind: String
  let shortNames: [String]

  /// A type of the version `v1` of a group.
  public init(_ group: String, _ plural: String, _ singular: String, _ kind: String, short: [String] = []) {
    self.group = group
    self.plural = plural
    self.singular = singular
    self.kind = kind
    shortNames = short
  }

  /// Two groups whose types go by the same names.
  public static let clashing = [
    KubernetesCustomType("a.example", "gadgets", "gadget", "Widget", short: ["gad", "wid"]),
    KubernetesCustomType("a.example", "foos", "foo", "Foo", short: ["widgets", "bar"]),
    KubernetesCustomType("b.example", "widgets", "widget", "Gizmo", short: ["wid", "giz"]),
    KubernetesCustomType("b.example", "bars", "bar", "Thing"),
  ]

  /// The type in the aggregated form of discovery.
  private var aggregated: Value {
    [
      "resource": .string(plural), "singularResource": .string(singular), "scope": "Namespaced",
      "responseKind": ["group": .string(group), "version": "v1", "kind": .string(kind)],
      "shortNames": .list(shortNames.map(Value.string)), "verbs": ["get", "list"],
    ]
  }

  /// The groups of some types in the aggregated form of discovery, in order.
  static func aggregated(_ types: [KubernetesCustomType]) -> [Value] {
    groups(of: types).map { group in
      let resources = types.filter { $0.group == group }.map(\.aggregated)
      return [
        "metadata": ["name": .string(group)],
        "versions": [["version": "v1", "freshness": "Current", "resources": .list(resources)]],
      ]
    }
  }

  /// The groups of some types as `/apis` has them, in order.
  static func legacy(_ types: [KubernetesCustomType]) -> [Value] {
    groups(of: types).map { group in
      let version: Value = ["groupVersion": .string("\(group)/v1"), "version": "v1"]
      return ["name": .string(group), "versions": [version], "preferredVersion": version]
    }
  }

  private static func groups(of types: [KubernetesCustomType]) -> [String] {
    types.map(\.group).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}
