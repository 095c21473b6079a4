internal import KubernetesClient
internal import ProbeKit
internal import Values

/// The `KUBECONFIG` that leads a program to the same cluster as a target of type `kubernetes`, as the same user, in the
/// same namespace and through the same proxy. Its secrets are masked from now on.
func kubernetesEnvironment(
  for target: Target, redactor: Redactor
) throws(ProbeError) -> [String: ChildVariable] {
  let connection = try clusterConnection(of: target).routed(by: processEnvironment())
  connection.secrets.forEach(redactor.add)
  return ["KUBECONFIG": .file(connection.kubeconfig.json + "\n")]
}
