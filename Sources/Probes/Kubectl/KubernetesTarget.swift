internal import HTTPClient
internal import KubernetesClient
public import ProbeKit
internal import Processes
internal import Values

extension TargetDescription {
  /// A Kubernetes cluster, found as kubectl finds it.
  public static let kubernetes = TargetDescription(
    type: "kubernetes", summary: "A Kubernetes cluster, found as kubectl finds it.",
    address: FieldDescription(
      "kubernetes",
      .object([
        .init(
          "kubeconfig", .path,
          "The kubeconfig file; by default those of KUBECONFIG, ~/.kube/config, or a pod's service account."),
        .init("context", .string, "The context; the current one by default."),
        .init("namespace", .string, "The namespace of items that name none; the context's by default."),
      ]), "Which cluster: an empty map `{}` for the current context.", isRequired: true),
    fields: [.init("max_connections", .int(1...Int.max), "How many questions it is asked at once.")],
    defaultLimit: 16)
}

/// How a target is reached. Reads files; blocks.
func clusterConnection(of target: Target) throws(ProbeError) -> ClusterConnection {
  let address = Fields(target.address.map ?? [:])
  let files = KubeconfigFiles(file: address.string("kubeconfig"), environment: processEnvironment())
  do {
    var connection = try files.connection(context: address.string("context"))
    if let namespace = address.string("namespace"), !namespace.isEmpty { connection.namespace = namespace }
    return connection
  } catch {
    throw ProbeError(error)
  }
}

/// The client of a run for one cluster. Its kubeconfig is read when it is first asked.
final class ClusterResource: RunResource {
  private let target: Target
  private let made = Lock<Result<KubernetesClient, ProbeError>?>(nil)

  init(_ target: Target) { self.target = target }

  /// The client.
  func client(in context: ProbeContext) async throws(ProbeError) -> KubernetesClient {
    if let made = made.withLock({ $0 }) { return try made.get() }
    let unasked = ProbeError(.cancelled, "the item ended before its kubeconfig was read")
    let read = try await onThread(orThrow: unasked) { [target] in
      Result { () throws(ProbeError) in try clusterConnection(of: target) }
    }
    let http = context.httpClient
    let programs = context.resources.resource { RunningPrograms() }
    return try made.withLock { (made) throws(ProbeError) in
      let result = made ?? Self.client(read, http, programs, context)
      made = result
      return try result.get()
    }
  }

  func close() async {}

  private static func client(
    _ connection: Result<ClusterConnection, ProbeError>, _ http: HTTPClient, _ programs: RunningPrograms,
    _ context: ProbeContext
  ) -> Result<KubernetesClient, ProbeError> {
    connection.flatMap { connection in
      do throws(KubernetesError) {
        return .success(
          KubernetesClient(
            try ClusterTransport(
              connection, http: http, programs: programs, environment: processEnvironment(),
              redactor: context.redactor, now: context.now)))
      } catch {
        return .failure(ProbeError(error))
      }
    }
  }
}

extension ProbeContext {
  /// Why the type that a cluster says is meant is not granted; nil where nothing is limited.
  func refusal(
    of query: KubernetesClient.Query, to target: Target
  ) -> (@Sendable (APIResource) -> String?)? {
    guard let policy else { return nil }
    return { [part = query.subresource] type in
      let word = KubernetesResources.word(plural: type.name, group: type.group, subresource: part)
      return policy.refusal(of: .target(target, way: word))
    }
  }
}

extension ProbeError {
  /// What a cluster's refusal means for a probe, and what the probe has seen where there is no such object.
  init(_ error: KubernetesError, refusal: ValueMap? = nil) {
    switch error.kind {
    case .configuration, .invalid, .unknownResource: self.init(.invalid, error.message)
    case .credentials, .unauthorized: self.init(.authentication, error.message)
    case .tls: self.init(.unreachable, error.message, isTransient: false)
    case .unreachable: self.init(.unreachable, error.message)
    case .timeout: self.init(.timeout, error.message)
    case .notGranted: self.init(.notGranted, error.message)
    case .forbidden: self.init(.refused, error.message, isTransient: false)
    case .notFound:
      self.init(.refused, error.message, refusal: refusal.map { Observation($0) })
    case .gone, .throttled, .server, .unknownTypes, .unknownNamespace: self.init(.refused, error.message)
    case .answer: self.init(.answer, error.message, isTransient: false)
    case .cancelled: self.init(.cancelled, error.message, awaited: error.message)
    }
  }
}
