public import Values

extension ClusterConnection {
  /// A kubeconfig of this connection alone, as `kubectl config view --minify --raw` shows one; written as JSON it is a
  /// kubeconfig file, which may stand anywhere (Kubernetes documentation, "kubeconfig (v1)").
  public var kubeconfig: Value {
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
    case .none: break
    case .token(let token): fields.add(token, as: "token")
    case .tokenFile(let path, let fallback):
      fields.add(path, as: "tokenFile")
      fields.add(fallback, as: "token")
    case .basic(let user, let password):
      fields.add(user, as: "username")
      fields.add(password, as: "password")
    case .plugin(let plugin): fields["exec"] = .map(plugin.fields)
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

extension Kubeconfig.Cluster {
  fileprivate var fields: ValueMap {
    var fields: ValueMap = ["server": .string(server)]
    fields.add(certificateAuthority, as: "certificate-authority")
    fields.add(insecure, as: "insecure-skip-tls-verify")
    fields.add(serverName, as: "tls-server-name")
    fields.add(proxy, as: "proxy-url")
    fields.add(disablesCompression, as: "disable-compression")
    if let configuration = pluginConfiguration.flatMap({ try? parseJSON($0) }) {
      fields["extensions"] = [["name": "client.authentication.k8s.io/exec", "extension": configuration]]
    }
    return fields
  }
}

extension CredentialPlugin {
  fileprivate var fields: ValueMap {
    var fields: ValueMap = ["apiVersion": .string(apiVersion), "command": .string(command)]
    fields.add(arguments, as: "args")
    if !environment.isEmpty {
      fields["env"] = .list(environment.map { ["name": .string($0.name), "value": .string($0.value)] })
    }
    fields.add(providesClusterInfo, as: "provideClusterInfo")
    fields.add(interactiveMode, as: "interactiveMode")
    fields.add(installHint, as: "installHint")
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
