internal import HTTPClient

extension ClusterConnection {
  /// The same connection through the proxy that the variables of the process name for its server; a proxy that the
  /// kubeconfig names wins.
  public func routed(by environment: [String: String]) -> ClusterConnection {
    guard cluster.proxy.isEmpty, let server = try? HTTPURL(cluster.server),
      let proxy = environmentProxy(for: server, environment)
    else { return self }
    var routed = self
    routed.cluster.proxy = proxy
    return routed
  }
}
