internal import Processes
internal import Values

/// What a cluster is shown so that it knows us.
struct ClusterCredentials: Hashable, Sendable {
  /// The value of the `Authorization` field.
  var authorization: String?
  /// The client's certificate, in PEM; nil for none, or for that of the kubeconfig.
  var certificate: [UInt8]?
  /// The key of that certificate, in PEM.
  var key: [UInt8]?
  /// When they end; nil where nobody says.
  var expiry: Timestamp?

  /// The bearer token; nil where there is none.
  var bearerToken: String? {
    guard let authorization, authorization.hasPrefix("Bearer ") else { return nil }
    return String(authorization.dropFirst("Bearer ".count))
  }

  /// The secrets in them.
  var secrets: [String] {
    [authorization, authorization.flatMap { $0.split(separator: " ").last.map(String.init) }].compactMap(
      \.self)
      + (key.map { [String(decoding: $0, as: UTF8.self)] } ?? [])
  }
}

/// One run of a credential plugin (Kubernetes documentation, "client-go credential plugins").
struct PluginRun: Sendable {
  let plugin: CredentialPlugin
  let cluster: Kubeconfig.Cluster
  /// The variables of this process: a plugin gets all of them, as kubectl's do.
  let environment: [String: String]
  let programs: RunningPrograms

  /// More than any credentials.
  private static let outputLimit = 1 << 20

  /// Runs the program and reads what it says.
  func credentials(redacting redactor: Redactor) async throws(KubernetesError) -> ClusterCredentials {
    // Finding the program and the authorities reads files.
    let found = await BackgroundThread.value { Result { () throws(KubernetesError) in try makeChild() } }
    guard let found else { throw KubernetesError(.cancelled, "\(plugin.command) was not run") }
    let child = try found.get()
    let exit: ChildExit
    do {
      exit = try await child.run(among: programs)
    } catch {
      throw fault(error.message)
    }
    // A plugin that fails may say its token on standard error too.
    secrets(in: exit.output).forEach(redactor.add)
    switch exit.ending {
    case .exited(0, _): return try read(exit.output)
    case .exited(let code, _):
      let reason = exit.errorExcerpt(redacting: redactor).map { ": \($0)" } ?? ""
      throw fault("ended with exit code \(code)\(reason)")
    case .tooMuch: throw fault("wrote more than \(byteText(Int64(Self.outputLimit)))")
    case .cancelled: throw KubernetesError(.cancelled, "\(plugin.command) did not end")
    }
  }

  private func makeChild() throws(KubernetesError) -> Child {
    var environment = environment
    for variable in plugin.environment { environment[variable.name] = variable.value }
    environment["KUBERNETES_EXEC_INFO"] = try request.json
    let program: String
    do {
      program = try findProgram(plugin.command, path: environment["PATH"] ?? "", directory: nil)
    } catch {
      throw fault(error.message + (plugin.installHint.isEmpty ? "" : "; \(plugin.installHint)"))
    }
    return Child(
      program: program, arguments: [plugin.command] + plugin.arguments, environment: environment,
      outputLimit: Self.outputLimit)
  }

  /// What the program is told.
  private var request: Value {
    get throws(KubernetesError) {
      var spec: ValueMap = ["interactive": false]
      if plugin.providesClusterInfo { spec["cluster"] = .map(try clusterInfo) }
      return ["kind": "ExecCredential", "apiVersion": .string(plugin.apiVersion), "spec": .map(spec)]
    }
  }

  private var clusterInfo: ValueMap {
    get throws(KubernetesError) {
      var info: ValueMap = ["server": .string(cluster.server)]
      if !cluster.serverName.isEmpty { info["tls-server-name"] = .string(cluster.serverName) }
      if cluster.insecure { info["insecure-skip-tls-verify"] = true }
      let authority = try cluster.certificateAuthority.content(of: "certificate authority")
      if !authority.isEmpty { info["certificate-authority-data"] = .string(base64(authority)) }
      if !cluster.proxy.isEmpty { info["proxy-url"] = .string(cluster.proxy) }
      if cluster.disablesCompression { info["disable-compression"] = true }
      info["config"] = cluster.pluginConfiguration.flatMap { try? parseJSON($0) }
      return info
    }
  }

  private func read(_ output: [UInt8]) throws(KubernetesError) -> ClusterCredentials {
    guard let answer = try? parseJSON(output) else { throw fault("did not write an ExecCredential in JSON") }
    guard answer["kind"]?.string == "ExecCredential", answer["apiVersion"]?.string == plugin.apiVersion else {
      throw fault("did not write an ExecCredential of \(plugin.apiVersion), which the kubeconfig names")
    }
    guard let status = answer["status"], status.map != nil else { throw fault("wrote no status") }
    let (certificate, key) = (text("clientCertificateData", status), text("clientKeyData", status))
    guard (certificate == nil) == (key == nil) else {
      throw fault("wrote only one of clientCertificateData and clientKeyData")
    }
    let token = text("token", status)
    guard token != nil || certificate != nil else { throw fault("wrote neither a token nor a certificate") }
    var expiry: Timestamp?
    if let text = text("expirationTimestamp", status) {
      expiry = Timestamp(rfc3339: text)
      guard expiry != nil else { throw fault("wrote an expirationTimestamp that is no time") }
    }
    return ClusterCredentials(
      authorization: token.map { "Bearer \($0)" }, certificate: certificate.map { Array($0.utf8) },
      key: key.map { Array($0.utf8) }, expiry: expiry)
  }

  private func secrets(in output: [UInt8]) -> [String] {
    guard let status = try? parseJSON(output)["status"] else { return [] }
    return ["token", "clientKeyData"].compactMap { text($0, status) }
  }

  private func text(_ key: String, _ status: Value) -> String? {
    status[key]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  private func fault(_ message: String) -> KubernetesError {
    KubernetesError(.credentials, "the credential plugin \(plugin.command): \(message)")
  }
}

extension Kubeconfig.PEM {
  /// What it holds, read from its file where it has one. Blocks.
  func content(of what: String) throws(KubernetesError) -> [UInt8] {
    if !data.isEmpty || file.isEmpty { return data }
    do {
      return try RegularFile.read(file)
    } catch {
      throw KubernetesError(.configuration, "the \(what) \(file) cannot be read: \(error.message)")
    }
  }
}
