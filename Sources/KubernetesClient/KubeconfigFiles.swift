internal import Values

/// Where the configuration of a cluster is looked for, in kubectl's order (Kubernetes documentation, "Organizing
/// Cluster Access Using kubeconfig Files" and "Accessing the API from within a Pod"). Nothing is read before it is
/// asked for.
public struct KubeconfigFiles: Sendable {
  /// The only file to read; nil for those of `KUBECONFIG`, or `~/.kube/config`.
  public var file: String?
  /// The variables of the process.
  public var environment: [String: String]
  /// Where a pod finds its service account.
  public var serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount"

  /// Looks where kubectl does.
  public init(file: String? = nil, environment: [String: String]) {
    self.file = file
    self.environment = environment
  }

  /// The connection of a context, or of the current one. In a pod without any kubeconfig it is the cluster of the pod,
  /// as the pod's service account. Reads files; blocks.
  public func connection(context: String?) throws(KubernetesError) -> ClusterConnection {
    let (kubeconfig, found) = try read()
    if context == nil, kubeconfig.currentContext.isEmpty, file == nil, let pod = try podConnection() {
      return pod
    }
    guard !found.isEmpty else {
      throw KubernetesError(
        .configuration,
        "there is no kubeconfig: \(paths.joined(separator: ", ")) "
          + (paths.count == 1 ? "does not exist" : "do not exist"))
    }
    return try ClusterConnection(kubeconfig, context: context)
  }

  /// What all files say together, and which there are. A file that is not there says nothing.
  func read() throws(KubernetesError) -> (kubeconfig: Kubeconfig, found: [String]) {
    var kubeconfig = Kubeconfig()
    var found: [String] = []
    for path in paths {
      do {
        kubeconfig.merge(try Kubeconfig(path: path, bytes: try RegularFile.read(path)))
        found.append(path)
      } catch let fault as FileFault {
        if fault.isMissing, file == nil { continue }
        throw KubernetesError(.configuration, "the kubeconfig \(path) cannot be read: \(fault.message)")
      } catch let error as KubernetesError {
        throw error
      } catch {
        throw KubernetesError(.configuration, "the kubeconfig \(path) cannot be read")
      }
    }
    return (kubeconfig, found)
  }

  private var paths: [String] {
    if let file { return [file] }
    var paths: [String] = []
    for path in (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
    where !paths.contains(path) {
      paths.append(path)
    }
    return paths.isEmpty ? ["\(environment["HOME"] ?? "")/.kube/config"] : paths
  }

  /// Nil outside of a pod.
  private func podConnection() throws(KubernetesError) -> ClusterConnection? {
    guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
      let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty,
      (try? RegularFile.read("\(serviceAccount)/token")) != nil
    else { return nil }
    var cluster = Kubeconfig.Cluster()
    cluster.server = "https://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    cluster.certificateAuthority.file = "\(serviceAccount)/ca.crt"
    var connection = ClusterConnection(name: "in-cluster", cluster: cluster)
    connection.authentication = .tokenFile("\(serviceAccount)/token", fallback: "")
    if let namespace = environment["POD_NAMESPACE"], !namespace.isEmpty {
      connection.namespace = namespace
    } else if let bytes = try? RegularFile.read("\(serviceAccount)/namespace") {
      let text = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first
      if let text { connection.namespace = String(text) }
    }
    return connection
  }
}
