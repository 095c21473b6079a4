public import Values

/// Answers that a real kube-apiserver with RBAC gave, for an `eventcore` namespace set up as the production checklist
/// asks; `managedFields` are left out.
public struct KubernetesRecording: Sendable {
  /// A question and its answer.
  public struct Exchange: Sendable {
    /// Who asked: `admin`, `viewer` (most but no secrets), `podreader` (pods of `default`), `nobody`, `invalid` (a token
    /// that is not known) or `anonymous`.
    public let identity: String
    /// What the question accepted.
    public let accept: String
    /// The path with its query; every question is a GET.
    public let path: String
    /// The status code.
    public let status: Int
    /// The content type of the answer.
    public let contentType: String
    /// The answer: text where it is not JSON.
    public let body: Value
  }

  /// All of them, in the order they were recorded.
  public let exchanges: [Exchange]

  /// Reads the recording, which lies beside this file.
  public init() throws {
    let file = "\(#filePath)".split(separator: "/").dropLast().map { "/\($0)" }.joined()
    let recording = try parseJSON(readFile("\(file)/Kubernetes/exchanges.json"))
    exchanges = (recording["exchanges"]?.list ?? []).map { exchange in
      Exchange(
        identity: exchange["identity"]?.string ?? "", accept: exchange["accept"]?.string ?? "",
        path: exchange["path"]?.string ?? "", status: exchange["status"]?.int ?? 0,
        contentType: exchange["content_type"]?.string ?? "", body: exchange["body"] ?? .null)
    }
  }

  /// The answer to a path, in one of its forms.
  public func answer(_ path: String, as identity: String = "admin", aggregated: Bool = false) -> Value? {
    exchanges.first {
      $0.path == path && $0.identity == identity && $0.accept.contains("apidiscovery") == aggregated
    }?.body
  }
}
