/// A stand-in for a Kubernetes cluster: its API over TLS, to whoever shows a token.
public final class KubernetesServer: Sendable {
  /// What it answers.
  public let api: KubernetesAPI
  /// A kubeconfig file whose contexts are the identities, and `invalid`, whose token nobody knows.
  public let kubeconfig: String
  private let directory: TemporaryDirectory
  private let plain: ScriptedServer
  private let proxy: NginxServer

  /// Starts it on a free endpoint of this run, with `types` beside those that were recorded.
  public static func start(types: [KubernetesCustomType] = []) async throws -> KubernetesServer {
    let authority = try await CertificateAuthority()
    let api = try KubernetesAPI(types: types)
    let plain = try ScriptedServer(answering: { api.steps(answering: $0) })
    var options = NginxServer.Options()
    options.certificate = try await authority.server([LoopbackEndpoint.hostOfThisRun])
    options.http2 = true
    let proxy = try await NginxServer.start(
      .directives(
        "location / { proxy_pass \(plain.url); proxy_http_version 1.1; proxy_buffering off; }"),
      options: options)
    return try KubernetesServer(api, plain, proxy, authority)
  }

  private init(
    _ api: KubernetesAPI, _ plain: ScriptedServer, _ proxy: NginxServer, _ authority: CertificateAuthority
  ) throws {
    (self.api, self.plain, self.proxy) = (api, plain, proxy)
    directory = try TemporaryDirectory()
    let authorityFile = try directory.write(readFile(authority.root.certificatePath), to: "ca.crt")
    kubeconfig = try directory.write(
      api.kubeconfig(server: proxy.url, authority: authorityFile), to: "config", permissions: 0o600)
  }

  /// The base URL, without a closing slash.
  public var url: String { proxy.url }

  /// A line per request that was answered: method, target, protocol, status.
  public func accessLog() throws -> String { try proxy.accessLog() }

  /// Stops it.
  public func stop() async {
    await proxy.stop()
    plain.stop()
  }
}

extension KubernetesAPI {
  /// A kubeconfig whose contexts are the identities, and `invalid`, whose token nobody knows.
  ///
  /// - Parameters:
  ///   - server: The URL by which the API is reached.
  ///   - authority: The path of the CA file, where it is reached over TLS.
  public func kubeconfig(server: String, authority: String? = nil) -> String {
    let known = tokens.merging(["invalid": randomSecret()]) { own, _ in own }.sorted { $0.key < $1.key }
    let users = known.map { "{name: \($0.key), user: {token: \($0.value)}}" }
    let contexts = known.map {
      "{name: \($0.key), context: {cluster: stand-in, user: \($0.key), namespace: eventcore}}"
    }
    let trust = authority.map { ", certificate-authority: \"\($0)\"" } ?? ""
    return """
      apiVersion: v1
      kind: Config
      current-context: admin
      clusters: [{name: stand-in, cluster: {server: "\(server)"\(trust)}}]
      users: [\(users.joined(separator: ", "))]
      contexts: [\(contexts.joined(separator: ", "))]

      """
  }
}
