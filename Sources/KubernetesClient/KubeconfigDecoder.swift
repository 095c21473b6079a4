internal import Diagnostics
internal import Values
internal import YAMLSyntax

extension Kubeconfig {
  /// Reads a file, which may be JSON too. Relative paths in it are relative to its folder; keys that are not known
  /// are left alone. Throws `configuration`, with the place but without any text of the file, which holds secrets.
  public init(path: String, bytes: [UInt8]) throws(KubernetesError) {
    self.init()
    var sources = SourceMap()
    var faults = Diagnostics()
    let id = sources.add(SourceFile(path: path, bytes: bytes))
    let root = parseYAML(sources[id], id: id, diagnostics: &faults)
    if let fault = faults.all.first(where: { $0.code != "empty-file" }) {
      let place = fault.primary.map { sources.place(of: $0.span) } ?? path
      throw KubernetesError(
        .configuration, "\(place): the kubeconfig is not valid YAML (\(fault.code.rawValue))")
    }
    guard let root else { return }
    let reader = KubeconfigReader(node: root, place: "", file: absolutePath(path), sources: sources)
    currentContext = try reader.string("current-context")
    clusters = try reader.named("clusters", "cluster", without: Cluster()) {
      entry throws(KubernetesError) in try Cluster(entry)
    }
    users = try reader.named("users", "user", without: User()) {
      entry throws(KubernetesError) in try User(entry)
    }
    contexts = try reader.named("contexts", "context", without: Context()) {
      entry throws(KubernetesError) in try Context(entry)
    }
  }
}

extension Kubeconfig.Cluster {
  fileprivate init(_ reader: KubeconfigReader) throws(KubernetesError) {
    server = try reader.string("server")
    certificateAuthority = try reader.pem("certificate-authority")
    insecure = try reader.bool("insecure-skip-tls-verify")
    serverName = try reader.string("tls-server-name")
    proxy = try reader.string("proxy-url")
    disablesCompression = try reader.bool("disable-compression")
    for entry in try reader.elements("extensions")
    where try entry.string("name") == "client.authentication.k8s.io/exec" {
      pluginConfiguration = entry.json("extension")
    }
  }
}

extension Kubeconfig.User {
  fileprivate init(_ reader: KubeconfigReader) throws(KubernetesError) {
    certificate = try reader.pem("client-certificate")
    key = try reader.pem("client-key")
    token = try reader.string("token")
    tokenFile = try reader.path("tokenFile")
    username = try reader.string("username")
    password = try reader.string("password")
    impersonation.user = try reader.string("as")
    impersonation.uid = try reader.string("as-uid")
    impersonation.groups = try reader.strings("as-groups")
    if let extra = try reader.map("as-user-extra") {
      for key in extra.keys { impersonation.extra[key] = try extra.strings(key) }
    }
    plugin = try reader.map("exec").map { entry throws(KubernetesError) in try CredentialPlugin(entry) }
    authProvider = try reader.map("auth-provider").map { entry throws(KubernetesError) in
      try entry.string("name")
    }
  }
}

extension Kubeconfig.Context {
  fileprivate init(_ reader: KubeconfigReader) throws(KubernetesError) {
    cluster = try reader.string("cluster")
    user = try reader.string("user")
    namespace = try reader.string("namespace")
  }
}

extension CredentialPlugin {
  fileprivate init(_ reader: KubeconfigReader) throws(KubernetesError) {
    // A name alone is looked for on the path.
    command = try reader.string("command")
    if command.contains("/") { command = try reader.path("command") }
    arguments = try reader.strings("args")
    for entry in try reader.elements("env") {
      environment.append(Variable(name: try entry.string("name"), value: try entry.string("value")))
    }
    apiVersion = try reader.string("apiVersion")
    providesClusterInfo = try reader.bool("provideClusterInfo")
    interactiveMode = try reader.string("interactiveMode")
    installHint = try reader.string("installHint")
  }
}

/// A map of a kubeconfig file while it is read. What is absent or null is empty.
private struct KubeconfigReader {
  let node: Node
  /// Where it stands, such as `users[0].user`.
  let place: String
  /// The path of the file, from the root.
  let file: String
  let sources: SourceMap

  var keys: [String] { node.mapping?.compactMap { $0.key.scalar?.text } ?? [] }

  func string(_ key: String) throws(KubernetesError) -> String {
    guard let value = value(key) else { return "" }
    guard let text = value.string else { throw fault(key, value, "a string") }
    return text
  }

  /// True or false, also by the words of YAML 1.1, which kubectl reads.
  func bool(_ key: String) throws(KubernetesError) -> Bool {
    guard let value = value(key) else { return false }
    if case .bool(let flag)? = value.scalar?.value { return flag }
    switch value.scalar.flatMap({ $0.style == .plain ? $0.text : nil }) {
    case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return true
    case "n", "N", "no", "No", "NO", "off", "Off", "OFF": return false
    default: throw fault(key, value, "true or false")
    }
  }

  func strings(_ key: String) throws(KubernetesError) -> [String] {
    guard let value = value(key) else { return [] }
    let texts = value.sequence?.map(\.string)
    guard let texts, !texts.contains(nil) else { throw fault(key, value, "a list of strings") }
    return texts.compactMap(\.self)
  }

  func map(_ key: String) throws(KubernetesError) -> KubeconfigReader? {
    guard let value = value(key) else { return nil }
    guard value.mapping != nil else { throw fault(key, value, "a map") }
    return inner(value, path(of: key))
  }

  func elements(_ key: String) throws(KubernetesError) -> [KubeconfigReader] {
    guard let value = value(key) else { return [] }
    guard let elements = value.sequence, elements.allSatisfy({ $0.mapping != nil }) else {
      throw fault(key, value, "a list of maps")
    }
    return elements.enumerated().map { inner($1, "\(path(of: key))[\($0)]") }
  }

  /// The entries of a list by their names; `empty` for one that has a name only.
  func named<Entry>(
    _ list: String, _ key: String, without empty: Entry,
    _ make: (KubeconfigReader) throws(KubernetesError) -> Entry
  ) throws(KubernetesError) -> [String: Entry] {
    var entries: [String: Entry] = [:]
    for element in try elements(list) {
      let name = try element.string("name")
      guard entries[name] == nil else {
        throw KubernetesError(
          .configuration,
          "\(sources.place(of: element.node.span)): \(list) has two entries named `\(name)`")
      }
      entries[name] = try element.map(key).map(make) ?? empty
    }
    return entries
  }

  /// A path, from the root; in the file it may be relative to its folder.
  func path(_ key: String) throws(KubernetesError) -> String {
    let path = try string(key)
    guard !path.isEmpty, !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
    return file[...slash] + path
  }

  /// A file by its path, or its content in base64.
  func pem(_ key: String) throws(KubernetesError) -> Kubeconfig.PEM {
    let data = try string("\(key)-data")
    guard let bytes = base64Decoded(data) else { throw fault("\(key)-data", value("\(key)-data"), "base64") }
    return Kubeconfig.PEM(file: try path(key), data: bytes)
  }

  /// A value as JSON.
  func json(_ key: String) -> String? { value(key).map { Value($0).json } }

  private func value(_ key: String) -> Node? {
    node[key].flatMap { $0.scalar?.value == .null ? nil : $0 }
  }

  private func inner(_ node: Node, _ place: String) -> KubeconfigReader {
    KubeconfigReader(node: node, place: place, file: file, sources: sources)
  }

  private func path(of key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  private func fault(_ key: String, _ value: Node?, _ expected: String) -> KubernetesError {
    KubernetesError(
      .configuration, "\(sources.place(of: (value ?? node).span)): \(path(of: key)) should be \(expected)")
  }
}

extension Value {
  /// What a node stands for.
  fileprivate init(_ node: Node) {
    switch node.content {
    case .sequence(let elements): self = .list(elements.map(Value.init))
    case .mapping(let entries):
      self = .map(ValueMap(entries.map { (.string($0.key.scalar?.text ?? ""), Value($0.value)) }))
    case .scalar(let scalar):
      self =
        switch scalar.value {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .bigInteger(let digits): Decimal(digits).map(Value.decimal) ?? .string(digits)
        case .float(let number): .double(number)
        case .string: .string(scalar.text)
        }
    }
  }
}
