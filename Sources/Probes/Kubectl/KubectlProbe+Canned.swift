internal import KubernetesClient
public import ProbeKit
public import Values

extension KubectlProbe: RehearsedProbe {
  /// What a test may state of an answer.
  public static let cannedFields: [FieldDescription] = [
    .init(
      "object", .map(.any),
      "The object that was asked for, as far as it matters; `apiVersion`, `kind`, `metadata.name` and `metadata.namespace` are added where they are known."
    ),
    .init("items", .list(.map(.any)), "The objects of a list; an empty one where there are none."),
    .init("exists", .bool, "Write `exists: false` where there is no such object."),
    .init("text", .string, "What a raw path answers."),
    .init("json", .any, "What a raw path answers, as a value."),
  ]

  /// An empty list is an answer, and one in which a JSONPath matches nothing.
  public static func maySeeNothing(asking fields: [String: Value]) -> Bool {
    fields["jsonpath"] != nil || fields["resource"]?.string?.contains("/") == false
  }

  /// The answer that the cluster would have given.
  public func rehearse(
    _ canned: Fields, in context: ProbeContext
  ) async throws(FieldFault) -> CannedAnswer {
    try canned.refuse("object", "items", "text", "json")
    if canned["exists"] == false { return try nothing(canned) }
    if raw != nil {
      guard canned.names("text") || canned.names("json") else {
        throw FieldFault("does not say what the path answers", help: "add `text: ok` or `json: {...}`")
      }
      let text = canned.string("text") ?? (canned.values["json"] ?? .null).json
      return CannedAnswer(Self.observation(raw: text, redacting: context.redactor))
    }
    if let name = ["text", "json"].first(where: canned.names) {
      throw FieldFault("belongs to a `raw` path, and this item asks for a resource", path: [.key(name)])
    }
    if query.name == nil {
      guard canned.names("items") else {
        throw FieldFault(
          "does not say what there is: `resource: \(query.resource)` is a list", help: "add `items: [...]`")
      }
      let items = canned.list("items").map(completed)
      secretValues(in: .list(items)).forEach(context.redactor.add)
      return CannedAnswer(observation(of: items))
    }
    guard let object = canned["object"] else {
      throw FieldFault(
        "does not say what there is: the item asks for one object",
        help: "add `object: {...}`, or `exists: false`")
    }
    let whole = completed(object)
    secretValues(in: whole).forEach(context.redactor.add)
    return CannedAnswer(Self.observation(of: whole))
  }

  private func nothing(_ canned: Fields) throws(FieldFault) -> CannedAnswer {
    try canned.refuse("exists", "object")
    try canned.refuse("exists", "items")
    guard query.name != nil || raw != nil else { return CannedAnswer(observation(of: [])) }
    let what = raw ?? "\(query.resource) \"\(query.name ?? "")\""
    return CannedAnswer(
      .failure(
        ProbeError(
          KubernetesError(.notFound, "\(what) not found"),
          refusal: raw == nil ? Self.nothing : ["exists": false])))
  }

  /// An object with what every object of its type has, where that is known.
  private func completed(_ object: Value) -> Value {
    guard var fields = object.map else { return object }
    let type = Self.types[query.resource.lowercased()]
    var added = ValueMap()
    if let type {
      if fields["apiVersion"] == nil { added["apiVersion"] = .string(type.version) }
      if fields["kind"] == nil { added["kind"] = .string(type.kind) }
    }
    var metadata = fields["metadata"]?.map ?? [:]
    if let name = query.name, metadata["name"] == nil { metadata["name"] = .string(name) }
    if let namespace = query.namespace, metadata["namespace"] == nil {
      metadata["namespace"] = .string(namespace)
    }
    if !metadata.isEmpty { fields["metadata"] = .map(metadata) }
    for (key, value) in fields { added[key] = value }
    return .map(added)
  }

  /// What there is in every cluster, by the names that kubectl knows it by.
  private static let types: [String: (version: String, kind: String)] = {
    let all: [(names: String, version: String, kind: String)] = [
      ("deployments deployment deploy deployments.apps deployment.apps", "apps/v1", "Deployment"),
      ("statefulsets statefulset sts statefulsets.apps", "apps/v1", "StatefulSet"),
      ("daemonsets daemonset ds daemonsets.apps", "apps/v1", "DaemonSet"),
      ("replicasets replicaset rs", "apps/v1", "ReplicaSet"), ("pods pod po", "v1", "Pod"),
      ("services service svc", "v1", "Service"), ("secrets secret", "v1", "Secret"),
      ("configmaps configmap cm", "v1", "ConfigMap"), ("nodes node no", "v1", "Node"),
      ("namespaces namespace ns", "v1", "Namespace"), ("events event ev", "v1", "Event"),
      ("endpoints ep", "v1", "Endpoints"), ("serviceaccounts serviceaccount sa", "v1", "ServiceAccount"),
      ("persistentvolumeclaims persistentvolumeclaim pvc", "v1", "PersistentVolumeClaim"),
      ("persistentvolumes persistentvolume pv", "v1", "PersistentVolume"),
      ("resourcequotas resourcequota quota", "v1", "ResourceQuota"),
      ("limitranges limitrange limits", "v1", "LimitRange"), ("jobs job", "batch/v1", "Job"),
      ("cronjobs cronjob cj", "batch/v1", "CronJob"),
      ("horizontalpodautoscalers horizontalpodautoscaler hpa", "autoscaling/v2", "HorizontalPodAutoscaler"),
      ("poddisruptionbudgets poddisruptionbudget pdb", "policy/v1", "PodDisruptionBudget"),
      ("networkpolicies networkpolicy netpol", "networking.k8s.io/v1", "NetworkPolicy"),
      ("ingresses ingress ing", "networking.k8s.io/v1", "Ingress"),
    ]
    return all.reduce(into: [:]) { types, entry in
      for name in entry.names.split(separator: " ") { types[String(name)] = (entry.version, entry.kind) }
    }
  }()
}
