internal import Processes
internal import Values

/// Knows how to prove to one cluster who we are, and keeps what it learnt until that ends.
final class CredentialSource: Sendable {
  private struct State {
    var kept: (credentials: ClusterCredentials, learnt: ContinuousClock.Instant)?
    var running: SharedWork<Result<ClusterCredentials, KubernetesError>>?
  }

  /// How long a token file is not read again, as kubectl has it.
  private static let tokenFileAge = Duration.seconds(60)
  /// Credentials are not used in their last seconds.
  private static let margin = Duration.seconds(10)

  private let authentication: ClusterConnection.Authentication
  private let cluster: Kubeconfig.Cluster
  private let environment: [String: String]
  private let programs: RunningPrograms
  private let redactor: Redactor
  private let now: @Sendable () -> Timestamp
  private let state = Lock(State())

  init(
    _ connection: ClusterConnection, environment: [String: String], programs: RunningPrograms,
    redactor: Redactor, now: @escaping @Sendable () -> Timestamp
  ) {
    authentication = connection.authentication
    cluster = connection.cluster
    self.environment = environment
    self.programs = programs
    self.redactor = redactor
    self.now = now
  }

  /// What to show now.
  func credentials() async throws(KubernetesError) -> ClusterCredentials {
    switch authentication {
    case .none: return ClusterCredentials()
    case .token(let token): return ClusterCredentials(authorization: "Bearer \(token)")
    case .basic(let user, let password):
      return ClusterCredentials(authorization: "Basic " + base64(Array("\(user):\(password)".utf8)))
    case .tokenFile, .plugin:
      if let kept { return kept }
      return try await learn()
    }
  }

  /// The cluster did not accept these: the next time they are learnt anew.
  func forget(_ credentials: ClusterCredentials) {
    state.withLock { if $0.kept?.credentials == credentials { $0.kept = nil } }
  }

  private var kept: ClusterCredentials? {
    guard let (credentials, learnt) = state.withLock({ $0.kept }) else { return nil }
    if let expiry = credentials.expiry, expiry.since(now()) < Self.margin { return nil }
    if case .tokenFile = authentication, learnt.duration(to: .now) > Self.tokenFileAge { return nil }
    return credentials
  }

  /// Reads the file, or runs the program, once for all who ask meanwhile.
  private func learn() async throws(KubernetesError) -> ClusterCredentials {
    while true {
      let work = state.withLock { state in
        let work = state.running ?? SharedWork { await self.learnt() }
        state.running = work
        return work
      }
      guard let member = work.join() else {
        state.withLock { if $0.running === work { $0.running = nil } }
        continue
      }
      let result = await member.result()
      state.withLock { if $0.running === work { $0.running = nil } }
      guard let result else {
        throw KubernetesError(.cancelled, "the credentials did not come")
      }
      return try result.get()
    }
  }

  private func learnt() async -> Result<ClusterCredentials, KubernetesError> {
    let result = await ask()
    if case .success(let credentials) = result {
      credentials.secrets.forEach(redactor.add)
      state.withLock { $0.kept = (credentials, .now) }
    }
    return result
  }

  private func ask() async -> Result<ClusterCredentials, KubernetesError> {
    switch authentication {
    case .plugin(let plugin):
      let run = PluginRun(plugin: plugin, cluster: cluster, environment: environment, programs: programs)
      do throws(KubernetesError) {
        return .success(try await run.credentials(redacting: redactor))
      } catch {
        return .failure(error)
      }
    case .tokenFile(let path, let fallback):
      return await BackgroundThread.value { Self.token(in: path, fallback: fallback) }
        ?? .failure(KubernetesError(.cancelled, "the token file \(path) was not read"))
    case .none, .token, .basic: return .success(ClusterCredentials())
    }
  }

  private static func token(in path: String, fallback: String) -> Result<ClusterCredentials, KubernetesError>
  {
    let text: String
    do {
      text = String(decoding: try RegularFile.read(path), as: UTF8.self)
    } catch {
      guard fallback.isEmpty else { return .success(ClusterCredentials(authorization: "Bearer \(fallback)")) }
      return .failure(
        KubernetesError(.configuration, "the token file \(path) cannot be read: \(error.message)"))
    }
    guard let token = text.split(whereSeparator: \.isWhitespace).first else {
      return .failure(KubernetesError(.configuration, "the token file \(path) is empty"))
    }
    return .success(ClusterCredentials(authorization: "Bearer \(token)"))
  }
}
