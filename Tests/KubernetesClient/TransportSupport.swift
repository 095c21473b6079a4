import HTTPClient
import Processes
import Values

@testable import KubernetesClient

/// Asks by way of a transport of its own, which is closed whatever comes of it.
func withTransport(
  _ connection: ClusterConnection, environment: [String: String] = ["PATH": "/usr/bin:/bin"],
  _ body: (ClusterTransport) async throws -> Void
) async throws {
  let http = HTTPClient()
  let transport = try ClusterTransport(
    connection, http: http, programs: RunningPrograms(), environment: environment,
    redactor: Redactor(), now: { Timestamp(seconds: 0) })
  do {
    try await body(transport)
    await http.close()
  } catch {
    await http.close()
    throw error
  }
}

/// A connection to a server, without credentials.
func plainConnection(_ url: String) -> ClusterConnection {
  var cluster = Kubeconfig.Cluster()
  cluster.server = url
  return ClusterConnection(name: "test", cluster: cluster)
}
