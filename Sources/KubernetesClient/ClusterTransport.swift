public import HTTPClient
public import Processes
public import Values

/// Speaks with the API server of one cluster: shows our credentials, and says what a refusal means.
public final class ClusterTransport: Sendable {
  /// Whom we speak with.
  public let connection: ClusterConnection
  private let http: HTTPClient
  private let credentials: CredentialSource
  private let redactor: Redactor
  private let server: HTTPURL

  /// How often a question is asked again because the server had too much to do.
  private static let mostRepetitions = 10

  /// Throws `configuration` where the server's URL cannot be used. Its secrets are masked from now on.
  ///
  /// - Parameters:
  ///   - connection: The cluster, and who we are there.
  ///   - http: The client whose connections are used.
  ///   - programs: Knows of a credential plugin while it runs.
  ///   - environment: The variables of this process, which may name a proxy and which a credential plugin gets.
  public init(
    _ connection: ClusterConnection, http: HTTPClient, programs: RunningPrograms,
    environment: [String: String],
    redactor: Redactor, now: @escaping @Sendable () -> Timestamp
  ) throws(KubernetesError) {
    self.connection = connection.routed(by: environment)
    self.connection.secrets.forEach(redactor.add)
    do {
      server = try HTTPURL(connection.cluster.server)
    } catch {
      throw KubernetesError(
        .configuration, "the server of the context `\(connection.name)` cannot be used: \(error.message)")
    }
    self.http = http
    self.redactor = redactor
    credentials = CredentialSource(
      connection, environment: environment, programs: programs, redactor: redactor, now: now)
  }

  /// Whether nobody on the way can read what we show: kubectl too shows no credentials without TLS. What is on this
  /// machine is on no way.
  private var isPrivate: Bool { server.scheme == "https" || server.isOnThisMachine }

  /// The host and port of the server, for messages.
  public var name: String { server.authority }

  /// A kubeconfig, as JSON, by which a program reaches the same cluster as the same user, through the same proxy. A
  /// credential plugin is run here, and what it said stands there in its place.
  public func kubeconfig() async throws(KubernetesError) -> String {
    guard case .plugin = connection.authentication else { return connection.kubeconfig.json }
    return connection.replacingPlugin(by: try await credentials.credentials()).kubeconfig.json
  }

  /// The answer to a GET of a path, with its query, where it is a success. Credentials that were refused are learnt
  /// anew once, and a server that has too much to do is left alone for as long as it says.
  public func get(
    _ path: String, accept: String = "application/json", timeout: Duration?, maxBodyBytes: Int
  ) async throws(KubernetesError) -> HTTPResponse {
    let budget = TimeBudget(timeout)
    var refused: ClusterCredentials?
    var repetitions = 0
    while true {
      let shown = try await credentials.credentials()
      // The same again would be refused again.
      if let refused, refused == shown { throw KubernetesError(unauthorizedBy: name) }
      let response = try await send(try request(path, accept, shown, budget.left, maxBodyBytes))
      if (200..<300).contains(response.status) { return response }
      let error = KubernetesError(response, from: name, redacting: redactor)
      if error.kind == .unauthorized, refused == nil {
        refused = shown
        credentials.forget(shown)
      } else if let delay = error.retryAfter, repetitions < Self.mostRepetitions {
        if let left = budget.left, delay >= left {
          throw KubernetesError(
            error.kind, "\(error.message); it wants to be asked again after \(delay.unitText)")
        }
        repetitions += 1
        try await pause(delay)
      } else {
        throw error
      }
    }
  }

  private func send(_ request: HTTPRequest) async throws(KubernetesError) -> HTTPResponse {
    do {
      return try await http.send(request)
    } catch {
      throw KubernetesError(error)
    }
  }

  private func pause(_ delay: Duration) async throws(KubernetesError) {
    do {
      try await Task.sleep(for: delay)
    } catch {
      throw KubernetesError(.cancelled, "no answer from \(name)")
    }
  }

  private func request(
    _ path: String, _ accept: String, _ shown: ClusterCredentials, _ timeout: Duration?, _ maxBodyBytes: Int
  ) throws(KubernetesError) -> HTTPRequest {
    var request = HTTPRequest(url: try url(path))
    request.headers.append("Accept", accept)
    if isPrivate, let authorization = shown.authorization {
      request.headers.append("Authorization", authorization)
    }
    impersonate(&request)
    request.timeout = timeout
    request.maxBodyBytes = maxBodyBytes
    request.decompress = !connection.cluster.disablesCompression
    request.proxy = proxy
    request.tls = tls(shown)
    return request
  }

  /// The URL of a path of this server, and of no other: our credentials go with it.
  private func url(_ path: String) throws(KubernetesError) -> HTTPURL {
    var base = connection.cluster.server
    while base.hasSuffix("/") { base.removeLast() }
    guard path.hasPrefix("/") else {
      throw KubernetesError(.invalid, "a path begins with a slash, and this one does not: \(path)")
    }
    // The server may be a path of a proxy that leads to other clusters too.
    let plain = path.lowercased().replacing(exactly: "%2e", with: ".").replacing(exactly: "%2f", with: "/")
    let parts = plain.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
      .split(separator: UInt8(ascii: "/"))
    guard !parts.contains(where: { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }) else {
      throw KubernetesError(.invalid, "a path cannot have `.` or `..` as a part: \(path)")
    }
    let url: HTTPURL
    do {
      url = try HTTPURL(base + path)
    } catch {
      throw KubernetesError(.invalid, "the path \(path) cannot be asked for: \(error.message)")
    }
    guard url.hasSameOrigin(as: server) else {
      throw KubernetesError(.invalid, "the path \(path) leads away from \(name)")
    }
    return url
  }

  /// A SOCKS proxy is left to look up the server's name, as Go's clients have it; libcurl calls that `socks5h`.
  private var proxy: String? {
    let proxy = connection.cluster.proxy
    guard !proxy.isEmpty else { return nil }
    return proxy.hasPrefix("socks5://") ? "socks5h://" + proxy.dropFirst(9) : proxy
  }

  /// Kubernetes documentation, "User impersonation".
  private func impersonate(_ request: inout HTTPRequest) {
    let other = connection.impersonation
    guard !other.isEmpty else { return }
    request.headers.append("Impersonate-User", other.user)
    if !other.uid.isEmpty { request.headers.append("Impersonate-Uid", other.uid) }
    for group in other.groups { request.headers.append("Impersonate-Group", group) }
    for (key, values) in other.extra.sorted(by: { $0.key < $1.key }) {
      for value in values { request.headers.append("Impersonate-Extra-\(headerNamePart(key))", value) }
    }
  }

  private func tls(_ shown: ClusterCredentials) -> TLSOptions {
    var tls = TLSOptions()
    let cluster = connection.cluster
    tls.insecure = cluster.insecure
    tls.serverName = cluster.serverName.isEmpty ? nil : cluster.serverName
    if !cluster.certificateAuthority.data.isEmpty {
      tls.caData = cluster.certificateAuthority.data
    } else if !cluster.certificateAuthority.file.isEmpty {
      tls.caFile = cluster.certificateAuthority.file
    }
    if let certificate = shown.certificate {
      (tls.clientCertificateData, tls.clientKeyData) = (certificate, shown.key)
      return tls
    }
    let (certificate, key) = (connection.certificate, connection.key)
    tls.clientCertificateData = certificate.data.isEmpty ? nil : certificate.data
    tls.clientKeyData = key.data.isEmpty ? nil : key.data
    if certificate.data.isEmpty, !certificate.file.isEmpty { tls.clientCertificateFile = certificate.file }
    if key.data.isEmpty, !key.file.isEmpty { tls.clientKeyFile = key.file }
    return tls
  }
}

/// A part of the name of a header field, with what may not stand there percent-encoded (RFC 9110, section 5.6.2).
private func headerNamePart(_ text: String) -> String {
  percentEncoded(text.lowercased(), keeping: "!#$&'*+-.^_`|~")
}
