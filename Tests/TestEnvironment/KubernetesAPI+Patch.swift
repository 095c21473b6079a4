public import Values

extension KubernetesAPI {
  /// Changes a deployment as a request says, and lets the cluster follow: what `kubectl rollout undo` asks for.
  func patched(_ request: StandInRequest, by user: String) -> StandInResponse {
    guard let resource = KubernetesRequest(path: request.path), resource.resource == "deployments",
      let name = resource.name, resource.subresource == nil
    else { return KubernetesStatus.methodNotAllowed.response }
    guard user == "operator" else {
      return KubernetesStatus.forbidden(user, resource, verb: "patch").response
    }
    guard request.headers["content-type"] == "application/json-patch+json",
      let patch = KubernetesPatch(request.body)
    else { return KubernetesStatus.unsupportedMediaType.response }
    return objects.withLock { objects in
      guard let type = objects.type(of: resource),
        let old = objects.list(type, in: resource.namespace).first(where: { $0.name == name })
      else { return KubernetesStatus.notFound(resource).response }
      let rollout = KubernetesRollout(patch.applied(to: old), objects.named("replicasets"))
      objects.change("deployments") { $0.map { $0 == old ? rollout.deployment : $0 } }
      objects.change("replicasets") { _ in rollout.replicaSets }
      return object(resource, type, among: objects)
    }
  }

  /// The objects of a type, such as `deployments`.
  public func objects(of resource: String) -> [Value] { objects.withLock { $0.named(resource) } }
}

extension Value {
  fileprivate var name: String? { self["metadata"]?["name"]?.string }
}
