import Values

/// What the controllers of a cluster make of a deployment that was changed, all at once: the replica set of its template
/// gets the next revision, and all replicas are updated (Kubernetes documentation, "Deployments").
struct KubernetesRollout {
  private(set) var deployment: Value
  private(set) var replicaSets: [Value]

  private static let revisionPath = ["metadata", "annotations", "deployment.kubernetes.io/revision"][...]

  /// Rolls a deployment out over the replica sets of its namespace.
  init(_ changed: Value, _ all: [Value]) {
    deployment = changed
    replicaSets = all
    let owner = changed["metadata"]?["uid"]
    let owned = all.indices.filter { all[$0]["metadata"]?["ownerReferences"]?.list?.first?["uid"] == owner }
    let newest = owned.map { Self.revision(of: all[$0]) }.max() ?? 0
    let template = changed["spec"]?["template"]
    let current = owned.first { Self.template(of: all[$0]) == template }
    let isCurrent = current.map { Self.revision(of: all[$0]) == newest } ?? false
    let revision = Value.string("\(isCurrent ? newest : newest + 1)")
    let replicas = changed["spec"]?["replicas"] ?? 1
    for index in owned { replicaSets[index] = Self.scaled(all[index], to: index == current ? replicas : 0) }
    if let current {
      if !isCurrent { replicaSets[current] = Self.remembering(replicaSets[current]) }
      replicaSets[current] = replicaSets[current].setting(Self.revisionPath, to: revision)
    } else {
      replicaSets.append(Self.replicaSet(of: changed, revision: revision, replicas: replicas))
    }
    deployment = deployment.setting(Self.revisionPath, to: revision)
    for field in ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"] {
      deployment = deployment.setting("status.\(field)", to: replicas)
    }
    let generation = (changed["metadata"]?["generation"]?.int ?? 0) + 1
    for path in ["metadata.generation", "status.observedGeneration"] {
      deployment = deployment.setting(path, to: .int(Int64(generation)))
    }
  }

  /// A replica set with a note of the revision that it has been.
  private static func remembering(_ set: Value) -> Value {
    let path = ["metadata", "annotations", "deployment.kubernetes.io/revision-history"][...]
    let former = set["metadata"]?["annotations"]?["deployment.kubernetes.io/revision-history"]?.string
    let all = [former, String(revision(of: set))].compactMap(\.self).joined(separator: ",")
    return set.setting(path, to: .string(all))
  }

  /// A replica set of a deployment, of another template perhaps.
  static func replicaSet(
    of deployment: Value, template: Value? = nil, revision: Value, replicas: Value
  ) -> Value {
    let name = deployment["metadata"]?["name"]?.string ?? ""
    let template = template ?? deployment["spec"]?["template"] ?? [:]
    let hash = Value.string("5d4cf5\(revision.string ?? "")")
    let selector = (deployment["spec"]?["selector"] ?? [:]).setting(
      ["matchLabels", "pod-template-hash"], to: hash)
    let owner: Value = [
      "apiVersion": "apps/v1", "kind": "Deployment", "name": .string(name),
      "uid": deployment["metadata"]?["uid"] ?? "", "controller": true, "blockOwnerDeletion": true,
    ]
    let metadata: Value = [
      "name": .string("\(name)-\(hash.string ?? "")"),
      "namespace": deployment["metadata"]?["namespace"] ?? "",
      "uid": .string("00000000-0000-4000-8000-\(revision.string ?? "")".padded(to: 36)),
      "resourceVersion": "256", "generation": 1,
      "creationTimestamp": deployment["metadata"]?["creationTimestamp"] ?? "",
      "labels": (deployment["metadata"]?["labels"] ?? [:]).setting(["pod-template-hash"], to: hash),
      "annotations": ["deployment.kubernetes.io/revision": revision], "ownerReferences": [owner],
    ]
    let set: Value = [
      "metadata": metadata,
      "spec": [
        "selector": selector,
        "template": template.setting(["metadata", "labels", "pod-template-hash"], to: hash),
      ],
    ]
    return scaled(set, to: replicas)
  }

  private static func scaled(_ set: Value, to replicas: Value) -> Value {
    let status: Value =
      replicas == 0
      ? ["replicas": 0, "observedGeneration": 1]
      : [
        "replicas": replicas, "fullyLabeledReplicas": replicas, "readyReplicas": replicas,
        "availableReplicas": replicas, "observedGeneration": 1,
      ]
    return set.setting("spec.replicas", to: replicas).setting("status", to: status)
  }

  private static func revision(of object: Value) -> Int {
    object["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"]?.string.flatMap { Int($0) } ?? 0
  }

  /// The template as the deployment had it, without what its controller adds.
  private static func template(of set: Value) -> Value? {
    set["spec"]?["template"]?.setting(["metadata", "labels", "pod-template-hash"][...], to: nil)
  }
}

extension Value {
  fileprivate func setting(_ path: [String], to value: Value) -> Value { setting(path[...], to: value) }
}

extension String {
  fileprivate func padded(to length: Int) -> String {
    self + String(repeating: "0", count: Swift.max(length - count, 0))
  }
}
