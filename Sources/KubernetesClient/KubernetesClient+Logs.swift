internal import HTTPClient
internal import Values

extension KubernetesClient {
  /// The log of a container (Kubernetes API reference, "Pod", "read log of the specified Pod").
  public struct LogQuery: Hashable, Sendable {
    /// The name of the pod.
    public var pod: String
    /// The name of the container.
    public var container: String
    /// The namespace; nil for that of the connection.
    public var namespace: String?
    /// How many lines of its end; nil for all.
    public var tailLines: Int?
    /// How old lines may be, in seconds; nil for any age.
    public var sinceSeconds: Int?

    /// All of the log, in the namespace of the connection.
    public init(pod: String, container: String) {
      self.pod = pod
      self.container = container
    }
  }

  /// A log as it stands. Throws `invalid` where the container has none yet, or the pod has no such container.
  public func log(
    _ query: LogQuery, timeout: Duration?, maxBodyBytes: Int
  ) async throws(KubernetesError) -> [UInt8] {
    let namespace = namespace(query.namespace)
    for (part, text) in [("pod", query.pod), ("namespace", namespace)] where !isPathSegment(text) {
      throw KubernetesError(.invalid, "`\(text)` cannot be a \(part)")
    }
    var path =
      "/api/v1/namespaces/\(percentEncodedSegment(namespace))/pods/\(percentEncodedSegment(query.pod))/log"
      + "?container=\(percentEncodedSegment(query.container))"
    if let lines = query.tailLines { path += "&tailLines=\(lines)" }
    if let seconds = query.sinceSeconds { path += "&sinceSeconds=\(seconds)" }
    return try await transport.get(
      path, accept: "text/plain, */*", timeout: timeout, maxBodyBytes: maxBodyBytes
    ).body
  }

  /// The namespace that is meant: the one that is named, else that of the connection.
  func namespace(_ named: String?) -> String {
    [named, transport.connection.namespace].compactMap(\.self).first { !$0.isEmpty } ?? "default"
  }
}
