import Testing

@testable import KubernetesClient

@Suite struct ConnectionProxyTests {
  @Test func theKubeconfigWins() {
    var cluster = Kubeconfig.Cluster()
    cluster.server = "https://k"
    let environment = ["HTTPS_PROXY": "http://user:secret@proxy"]
    var connection = ClusterConnection(name: "c", cluster: cluster)
    #expect(connection.routed(by: environment).cluster.proxy == "http://user:secret@proxy")
    #expect(connection.routed(by: environment).secrets == ["secret"])
    connection.cluster.proxy = "http://other"
    #expect(connection.routed(by: environment) == connection)
  }
}
