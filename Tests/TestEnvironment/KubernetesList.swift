private import Values

/// A list of objects: what selectors leave of it, in pages (Kubernetes documentation, "Kubernetes API Concepts",
/// "Retrieving large results sets in chunks").
struct KubernetesList {
  private let type: KubernetesObjects.ObjectType
  private let namespace: String?
  private let version: String
  private let objects: [Value]

  /// The objects of a type in a namespace, or in all.
  init(_ objects: KubernetesObjects, _ type: KubernetesObjects.ObjectType, _ namespace: String?) {
    self.type = type
    self.namespace = namespace
    version = objects.resourceVersion
    self.objects = objects.list(type, in: namespace)
  }

  /// The page that a request asks for.
  func answer(_ request: StandInRequest) -> StandInResponse {
    let (labels, fields) = (request.parameter("labelSelector"), request.parameter("fieldSelector"))
    guard let labelSelector = LabelSelector(labels ?? "") else {
      return KubernetesStatus.badRequest("unable to parse requirement: \(labels ?? "")").response
    }
    guard let fieldSelector = FieldSelector(fields ?? "") else {
      return KubernetesStatus.badRequest("invalid selector: '\(fields ?? "")'").response
    }
    let known = FieldSelector.supported(by: type.resource)
    if let field = fieldSelector.fields.first(where: { !known.contains($0) }) {
      return KubernetesStatus.badRequest("field label not supported: \(field)").response
    }
    var start: String?
    if let token = request.parameter("continue"), !token.isEmpty {
      guard let place = place(token) else {
        return KubernetesStatus.badRequest("continue key is not valid: illegal base64 data").response
      }
      start = place
    }
    let selected = objects.filter {
      labelSelector.matches($0["metadata"]?["labels"]) && fieldSelector.matches($0)
    }
    let rest = start.map { start in selected.drop { KubernetesObjects.key($0, in: namespace) < start } }
    return page(
      of: rest ?? selected[...], limit: request.parameter("limit").flatMap(Int.init) ?? 0,
      isSelected: labels != nil || fields != nil)
  }

  private func page(of rest: ArraySlice<Value>, limit: Int, isSelected: Bool) -> StandInResponse {
    let items = limit > 0 ? rest.prefix(limit) : rest
    var metadata: ValueMap = ["resourceVersion": .string(version)]
    if items.count < rest.count, let last = items.last {
      metadata["continue"] = .string(token(after: last))
      if !isSelected { metadata["remainingItemCount"] = .int(Int64(rest.count - items.count)) }
    }
    let body: Value = [
      "kind": .string("\(type.kind)List"), "apiVersion": .string(type.apiVersion), "metadata": .map(metadata),
      "items": .list(Array(items)),
    ]
    return StandInResponse(200, "application/json", body.json)
  }

  /// The server's own form: base64 as URLs have it (RFC 4648, section 5) of the key behind the last object.
  private func token(after last: Value) -> String {
    let start = KubernetesObjects.key(last, in: namespace) + "\0"
    let place: Value = ["v": "meta.k8s.io/v1", "rv": .int(Int64(version) ?? 0), "start": .string(start)]
    return base64(Array(place.json.utf8)).filter { $0 != "=" }
      .replacing("+", with: "-").replacing("/", with: "_")
  }

  private func place(_ token: String) -> String? {
    let plain = token.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
    let text = base64Decoded(plain + padding).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return (try? parseJSON(text))?["start"]?.string
  }
}
