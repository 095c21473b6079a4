private import Values

/// Serves over plain HTTP what was recorded of a real API server, to whoever shows the token of an identity, such as
/// `token-of-admin`.
public final class KubernetesReplay: Sendable {
  /// The base URL, without a closing slash.
  public let url: String
  private let server: ScriptedServer

  /// Starts it on a free endpoint of this run.
  public init() throws {
    let recording = try KubernetesRecording()
    server = try ScriptedServer { Self.answer($0, from: recording) }
    url = server.url
  }

  /// A kubeconfig whose contexts are the identities of the recording.
  public var kubeconfig: String {
    let identities = ["admin", "viewer", "podreader", "nobody", "invalid"]
    return """
      apiVersion: v1
      kind: Config
      current-context: admin
      clusters: [{name: replay, cluster: {server: "\(url)"}}]
      users: [\(identities.map { "{name: \($0), user: {token: token-of-\($0)}}" }.joined(separator: ", "))]
      contexts: [\(identities.map { "{name: \($0), context: {cluster: replay, user: \($0), namespace: eventcore}}" }.joined(separator: ", "))]
      """
  }

  /// Stops it.
  public func stop() { server.stop() }

  private static func answer(_ request: String, from recording: KubernetesRecording) -> [ScriptedServer.Step]
  {
    let path = request.split(separator: " ").dropFirst().first.map(String.init) ?? ""
    // Everything fits into the first page that clients ask for.
    let known = path.replacing("&limit=500", with: "").replacing("?limit=500", with: "")
    let identity =
      request.split(separator: "Authorization: Bearer token-of-").dropFirst().first
      .map { String($0.prefix { !$0.isNewline }) } ?? "anonymous"
    let isDiscovery = ["/api", "/apis"].contains(path) && request.contains("apidiscovery")
    let found = recording.exchanges.first {
      $0.path == known && $0.accept.contains("apidiscovery") == isDiscovery
        && ($0.identity == identity || isDiscovery)
    }
    let status = found?.status ?? 404
    let body = found.map { $0.body.string ?? $0.body.json } ?? "404 page not found"
    return [
      .text(
        "HTTP/1.1 \(status) Answer\r\ncontent-type: \(found?.contentType ?? "text/plain")\r\n"
          + "content-length: \(body.utf8.count)\r\n\r\n\(body)")
    ]
  }
}
