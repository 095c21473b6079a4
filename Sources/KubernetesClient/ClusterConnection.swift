internal import Values

/// Where a cluster is and as whom it is asked: one context, with everything that kubeconfig files say of it.
public struct ClusterConnection: Hashable, Sendable {
  /// How a client says who it is, beside its certificate.
  public enum Authentication: Hashable, Sendable {
    /// Not at all.
    case none
    /// By a bearer token.
    case token(String)
    /// By the bearer token in a file, which is read again as it changes, or by this one where it cannot be read.
    case tokenFile(String, fallback: String)
    /// By a name and a password.
    case basic(user: String, password: String)
    /// As a program says.
    case plugin(CredentialPlugin)
  }

  /// The name of the context, or `in-cluster`.
  public var name: String
  /// The cluster.
  public var cluster: Kubeconfig.Cluster
  /// The client's certificate; empty for none.
  public var certificate = Kubeconfig.PEM()
  /// The key of the client's certificate.
  public var key = Kubeconfig.PEM()
  /// How the client says who it is.
  public var authentication = Authentication.none
  /// Whose rights are asked for.
  public var impersonation = Kubeconfig.Impersonation()
  /// The namespace that is meant where nobody names one.
  public var namespace = "default"

  /// The secrets in it.
  public var secrets: [String] {
    var secrets: [String] = key.data.isEmpty ? [] : [String(decoding: key.data, as: UTF8.self)]
    switch authentication {
    case .none, .tokenFile(_, fallback: ""): break
    case .token(let token), .tokenFile(_, fallback: let token): secrets.append(token)
    case .basic(_, let password): secrets.append(password)
    case .plugin(let plugin):
      secrets += plugin.environment.filter { isNameOfCredential($0.name) }.map(\.value)
    }
    if let password = writtenPassword(inURL: cluster.proxy) { secrets.append(password) }
    return secrets
  }
}

extension ClusterConnection {
  /// The connection that a context of kubeconfig files means. Without a name the current one is meant.
  ///
  /// The faults are those that kubectl refuses too (k8s.io/client-go/tools/clientcmd, "ConfirmUsable").
  public init(_ kubeconfig: Kubeconfig, context name: String?) throws(KubernetesError) {
    let name = name ?? kubeconfig.currentContext
    guard let context = kubeconfig.contexts[name] else {
      throw Self.unknown("context", name, among: kubeconfig.contexts.keys)
    }
    guard let cluster = kubeconfig.clusters[context.cluster] else {
      throw Self.unknown("cluster", context.cluster, among: kubeconfig.clusters.keys)
    }
    var user = Kubeconfig.User()
    if !context.user.isEmpty {
      guard let known = kubeconfig.users[context.user] else {
        throw Self.unknown("user", context.user, among: kubeconfig.users.keys)
      }
      user = known
    }
    try Self.check(cluster, context.cluster)
    try Self.check(user, context.user)
    self.name = name
    self.cluster = cluster
    if cluster.server.contains("://") {
      (certificate, key) = (user.certificate, user.key)
      authentication = Self.authentication(of: user)
    } else {
      // kubectl takes this for HTTP, and shows no credentials there.
      self.cluster.server = "http://\(cluster.server)"
    }
    impersonation = user.impersonation
    if !context.namespace.isEmpty { namespace = context.namespace }
  }

  /// A token wins over a plugin, since it is there already.
  private static func authentication(of user: Kubeconfig.User) -> Authentication {
    if !user.tokenFile.isEmpty { return .tokenFile(user.tokenFile, fallback: user.token) }
    if !user.token.isEmpty { return .token(user.token) }
    if !user.username.isEmpty || !user.password.isEmpty {
      return .basic(user: user.username, password: user.password)
    }
    return user.plugin.map(Authentication.plugin) ?? .none
  }

  private static func unknown(
    _ kind: String, _ name: String, among known: some Collection<String>
  ) -> KubernetesError {
    let names = known.sorted().prefix(20).joined(separator: ", ")
    let rest = known.isEmpty ? "there is none" : "there are \(names)"
    return KubernetesError(
      .configuration,
      name.isEmpty
        ? "the kubeconfig names no current \(kind); \(rest)"
        : "the kubeconfig has no \(kind) `\(name)`; \(rest)")
  }

  // MARK: - What cannot be used

  private static func check(_ cluster: Kubeconfig.Cluster, _ name: String) throws(KubernetesError) {
    if cluster.server.isEmpty { throw fault("the cluster `\(name)` has no server") }
    let authority = cluster.certificateAuthority
    if !authority.file.isEmpty, !authority.data.isEmpty {
      throw fault(
        "the cluster `\(name)` has both certificate-authority and certificate-authority-data: one must go")
    }
    if cluster.insecure, !authority.isEmpty {
      throw fault(
        "the cluster `\(name)` has a certificate authority, and insecure-skip-tls-verify: one must go")
    }
  }

  private static func check(_ user: Kubeconfig.User, _ name: String) throws(KubernetesError) {
    let methods = [
      ("token", !user.token.isEmpty || !user.tokenFile.isEmpty),
      ("username", !user.username.isEmpty || !user.password.isEmpty),
    ].filter(\.1).map(\.0)
    guard methods.count < 2 else { throw fault("the user `\(name)` has a token and a password: one must go") }
    if let provider = user.authProvider {
      throw fault(
        "the user `\(name)` has the auth provider `\(provider)`, which kubectl no longer knows: use exec instead"
      )
    }
    if !user.certificate.isEmpty, user.key.isEmpty {
      throw fault("the user `\(name)` has a client-certificate without its client-key")
    }
    for (pem, key) in [(user.certificate, "client-certificate"), (user.key, "client-key")]
    where !pem.file.isEmpty && !pem.data.isEmpty {
      throw fault("the user `\(name)` has both \(key) and \(key)-data: one must go")
    }
    if user.impersonation.user.isEmpty, !user.impersonation.isEmpty {
      throw fault("the user `\(name)` has as-uid, as-groups or as-user-extra without as")
    }
    if let plugin = user.plugin { try check(plugin, name) }
  }

  private static func check(_ plugin: CredentialPlugin, _ name: String) throws(KubernetesError) {
    if plugin.command.isEmpty { throw fault("the user `\(name)` has an exec without command") }
    if plugin.environment.contains(where: { $0.name.isEmpty }) {
      throw fault("the user `\(name)` has an exec with a variable without a name")
    }
    let versions = CredentialPlugin.apiVersions
    guard versions.contains(plugin.apiVersion) else {
      throw fault(
        "the exec of the user `\(name)` needs an apiVersion of \(versions.joined(separator: " or "))")
    }
    switch plugin.interactiveMode {
    case "Never", "IfAvailable": break
    case "" where plugin.apiVersion.hasSuffix("/v1beta1"): break
    case "Always":
      throw fault("the exec of the user `\(name)` asks its user, and nobody would answer it here")
    default: throw fault("the exec of the user `\(name)` needs an interactiveMode of Never or IfAvailable")
    }
  }

  private static func fault(_ message: String) -> KubernetesError {
    KubernetesError(.configuration, "the kubeconfig cannot be used: \(message)")
  }
}
