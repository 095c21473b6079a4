/// Everything that is needed to open connections, with files read and names looked up.
struct Endpoint: Sendable {
  /// libpq's options, with an address for every name. The service that was resolved stays among them, else
  /// libpq would fill gaps from the one that `PGSERVICE` names.
  var options: [String: String]
  /// Where that is, for messages.
  var place: String
  /// What must not be shown.
  var secrets: [String]
  /// How long an attempt at one address may take; each address has its own.
  var connectTimeout: Duration
  /// The addresses, in the order in which they are tried.
  var hosts: [ConnectionHost] { ConnectionHost.list(options, defaultHost: "") }

  /// Finds it out. It blocks: it reads files and asks name servers.
  static func find(_ configuration: PostgresConfiguration) -> Result<Endpoint, PostgresError> {
    do throws(PostgresError) {
      let resolved = try configuration.resolved()
      do throws(PostgresError) {
        var options = try ConnectionHost.lookingUpNames(in: resolved.options)
        options["client_encoding"] = "UTF8"
        options["application_name"] = options["application_name"] ?? configuration.applicationName
        return .success(
          Endpoint(
            options: options, place: resolved.displayName, secrets: resolved.secrets,
            connectTimeout: timeout(of: configuration, in: options)))
      } catch {
        let message = "cannot connect to \(resolved.displayName): \(error.message)"
        return .failure(PostgresError(kind: error.kind, message: message))
      }
    } catch {
      return .failure(error)
    }
  }

  /// As libpq has it, `connect_timeout` is the time of each address. Without it the addresses share what
  /// connecting may take in all, one share being left for the question itself.
  private static func timeout(
    of configuration: PostgresConfiguration, in options: [String: String]
  ) -> Duration {
    let count = ConnectionHost.list(options, defaultHost: "").count
    if let total = configuration.connectTimeout { return total / count }
    if let each = connectTimeout(in: options) { return each }
    return count == 1 ? defaultTimeout : max(.seconds(1), .milliseconds(10_000 / (count + 1)))
  }

  /// `connect_timeout`; zero and less mean none in libpq, which is no answer for us.
  static func connectTimeout(in options: [String: String]) -> Duration? {
    guard let seconds = options["connect_timeout"].flatMap({ Int64($0) }), seconds > 0 else { return nil }
    return .seconds(min(seconds, 1_000_000))
  }

  /// How long connecting may take where nothing says it.
  static let defaultTimeout = Duration.seconds(10)
}

extension Endpoint {
  /// The same with only these addresses.
  func at(_ hosts: [ConnectionHost]) -> Endpoint {
    var endpoint = self
    endpoint.options.merge(ConnectionHost.options(hosts)) { $1 }
    return endpoint
  }
}
