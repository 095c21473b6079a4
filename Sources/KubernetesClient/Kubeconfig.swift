/// What kubeconfig files say (Kubernetes documentation, "Organizing Cluster Access Using kubeconfig Files").
public struct Kubeconfig: Hashable, Sendable {
  /// Clusters by name.
  public var clusters: [String: Cluster] = [:]
  /// Users by name.
  public var users: [String: User] = [:]
  /// Contexts by name.
  public var contexts: [String: Context] = [:]
  /// The name of the context to use where nobody says; empty where the files do not say either.
  public var currentContext = ""

  /// Says nothing.
  public init() {}

  /// Adds what another file says. What is known already stays: the first file that names a cluster, user or
  /// context, or says which context is the current one, is the only one that counts there.
  public mutating func merge(_ other: Kubeconfig) {
    clusters.merge(other.clusters) { first, _ in first }
    users.merge(other.users) { first, _ in first }
    contexts.merge(other.contexts) { first, _ in first }
    if currentContext.isEmpty { currentContext = other.currentContext }
  }

  /// Where a cluster is, and how it proves itself.
  public struct Cluster: Hashable, Sendable {
    /// The URL of its API.
    public var server = ""
    /// Authorities to trust instead of the system's.
    public var certificateAuthority = PEM()
    /// Whether any certificate is accepted.
    public var insecure = false
    /// The name that the certificate must be for, where it is not the URL's.
    public var serverName = ""
    /// The URL of the proxy to go through.
    public var proxy = ""
    /// Whether answers are asked for uncompressed.
    public var disablesCompression = false
    /// What is handed to credential plugins: the extension `client.authentication.k8s.io/exec`.
    public var pluginConfiguration: JSONText?
  }

  /// As whom a cluster is asked.
  public struct User: Hashable, Sendable {
    /// The client's certificate.
    public var certificate = PEM()
    /// The key of the client's certificate.
    public var key = PEM()
    /// A bearer token.
    public var token = ""
    /// A file with a bearer token; it wins over `token` where it can be read.
    public var tokenFile = ""
    /// The name for basic authentication.
    public var username = ""
    /// The password for basic authentication.
    public var password = ""
    /// Whose rights are asked for.
    public var impersonation = Impersonation()
    /// The program that knows the credentials.
    public var plugin: CredentialPlugin?
    /// The name of a provider that was once built into clients, such as `oidc`.
    public var authProvider: String?
  }

  /// A cluster, a user and a namespace, under one name.
  public struct Context: Hashable, Sendable {
    /// The name of the cluster.
    public var cluster = ""
    /// The name of the user.
    public var user = ""
    /// The namespace; `default` where it is empty.
    public var namespace = ""
  }

  /// Certificates or a key, in a file or at hand; what is at hand wins.
  public struct PEM: Hashable, Sendable {
    /// The file; empty for none.
    public var file = ""
    /// What a file would hold; empty for nothing.
    public var data: [UInt8] = []

    /// Whether there is neither.
    public var isEmpty: Bool { file.isEmpty && data.isEmpty }
  }

  /// Someone whose rights are asked for (Kubernetes documentation, "User impersonation").
  public struct Impersonation: Hashable, Sendable {
    /// The user's name; empty for nobody.
    public var user = ""
    /// The user's unique id.
    public var uid = ""
    /// The user's groups.
    public var groups: [String] = []
    /// More about the user, by key.
    public var extra: [String: [String]] = [:]

    /// Whether it names anything.
    public var isEmpty: Bool { self == Impersonation() }
  }

  /// JSON as text, kept as it is.
  public typealias JSONText = String
}

/// A program that knows credentials (Kubernetes documentation, "client-go credential plugins").
public struct CredentialPlugin: Hashable, Sendable {
  /// The versions that are spoken.
  static let apiVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

  /// The program: a name on the path, or a file.
  public var command = ""
  /// Its arguments.
  public var arguments: [String] = []
  /// Variables for it, beside those of this process.
  public var environment: [Variable] = []
  /// The version of what it reads and writes, such as `client.authentication.k8s.io/v1`.
  public var apiVersion = ""
  /// Whether it is told about the cluster.
  public var providesClusterInfo = false
  /// Whether it asks its user: `Never`, `IfAvailable` or `Always`.
  public var interactiveMode = ""
  /// What to say where the program is not there.
  public var installHint = ""

  /// A variable and its value.
  public struct Variable: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: String
  }
}
