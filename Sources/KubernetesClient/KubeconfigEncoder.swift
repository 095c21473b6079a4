internal import Values

extension ClusterConnection {
  /// A kubeconfig of this connection alone, as `kubectl config view --minify --raw` shows one; written as JSON it is a
  /// kubeconfig file, which may stand anywhere (Kubernetes documentation, "kubeconfig (v1)"). It names no credential
  /// plugin: that may need variables which only this process has.
  var kubeconfig: Value {
    let name = Value.string(name)
    return [
      "apiVersion": "v1", "kind": "Config", "current-context": name,
      "clusters": [["name": name, "cluster": .map(cluster.fields)]],
      "users": [["name": name, "user": .map(userFields)]],
      "contexts": [
        ["name": name, "context": ["cluster": name, "user": name, "namespace": .string(namespace)]]
      ],
    ]
  }

  private var userFields: ValueMap {
    var fields: ValueMap = [:]
    fields.add(certificate, as: "client-certificate")
    fields.add(key, as: "client-key")
    switch authentication {
    case .none, .plugin: break
    case .token(let token): fields.add(token, as: "token")
    case .tokenFile(let path, let fallback):
      fields.add(path, as: "tokenFile")
      fields.add(fallback, as: "token")
    case .basic(let user, let password):
      fields.add(user, as: "username")
      fields.add(password, as: "password")
    }
    fields.add(impersonation.user, as: "as")
    fields.add(impersonation.uid, as: "as-uid")
    fields.add(impersonation.groups, as: "as-groups")
    if !impersonation.extra.isEmpty {
      let extra = impersonation.extra.sorted { $0.key < $1.key }
      fields["as-user-extra"] = .map(ValueMap(extra.map { (.string($0.key), Value($0.value)) }))
    }
    return fields
  }
}

extension ClusterConnection {
  /// The same connection with what its credential plugin said in the place of the plugin.
  func replacingPlugin(by credentials: ClusterCredentials) -> ClusterConnection {
    var connection = self
    connection.authentication = credentials.bearerToken.map(Authentication.token) ?? .none
    if let certificate = credentials.certificate {
      connection.certificate = Kubeconfig.PEM(data: certificate)
      connection.key = Kubeconfig.PEM(data: credentials.key ?? [])
    }
    return connection
  }
}

extension Kubeconfig.Cluster {
  fileprivate var fields: ValueMap {
    var fields: ValueMap = ["server": .string(server)]
    fields.add(certificateAuthority, as: "certificate-authority")
    fields.add(insecure, as: "insecure-skip-tls-verify")
    fields.add(serverName, as: "tls-server-name")
    fields.add(proxy, as: "proxy-url")
    fields.add(disablesCompression, as: "disable-compression")
    return fields
  }
}

extension ValueMap {
  /// Adds a text unless it is empty, which is what an absent one means.
  fileprivate mutating func add(_ text: String, as key: ValueKey) {
    if !text.isEmpty { self[key] = .string(text) }
  }

  fileprivate mutating func add(_ texts: [String], as key: ValueKey) {
    if !texts.isEmpty { self[key] = Value(texts) }
  }

  fileprivate mutating func add(_ flag: Bool, as key: ValueKey) {
    if flag { self[key] = true }
  }

  fileprivate mutating func add(_ pem: Kubeconfig.PEM, as key: String) {
    add(pem.file, as: .string(key))
    add(base64(pem.data), as: .string("\(key)-data"))
  }
}

extension Value {
  fileprivate init(_ texts: [String]) { self = .list(texts.map(Value.string)) }
}
