internal import KubernetesClient
internal import ProbeKit

/// The `KUBECONFIG` that leads a program to the same cluster as a target of type `kubernetes`, as the same user, in the
/// same namespace and through the same proxy. Its secrets are masked from now on.
func kubernetesEnvironment(
  for target: Target, in context: ProbeContext
) async throws(ProbeError) -> [String: ChildVariable] {
  let resource = context.resources.resource(for: target) { ClusterResource(target) }
  let client = try await resource.client(in: context)
  do throws(KubernetesError) {
    return ["KUBECONFIG": .file(try await client.transport.kubeconfig() + "\n")]
  } catch {
    throw ProbeError(error)
  }
}
