/// Everything that is needed to open connections, with files read and names looked up.
struct Endpoint: Sendable {
  /// libpq's options, with an address for every name.
  var options: [String: String]
  /// Where that is, for messages.
  var place: String
  /// What must not be shown.
  var secrets: [String]
  /// How long one attempt may take.
  var connectTimeout: Duration

  /// Finds it out. It blocks: it reads files and asks name servers.
  static func find(_ configuration: PostgresConfiguration) -> Result<Endpoint, PostgresError> {
    do throws(PostgresError) {
      let resolved = try configuration.resolved()
      do throws(PostgresError) {
        var options = try ConnectionHost.lookingUpNames(in: resolved.options)
        options["client_encoding"] = "UTF8"
        options["application_name"] = options["application_name"] ?? configuration.applicationName
        options["service"] = nil
        return .success(
          Endpoint(
            options: options, place: resolved.displayName, secrets: resolved.secrets,
            connectTimeout: configuration.connectTimeout ?? timeout(in: options)))
      } catch {
        let message = "cannot connect to \(resolved.displayName): \(error.message)"
        return .failure(PostgresError(kind: error.kind, message: message))
      }
    } catch {
      return .failure(error)
    }
  }

  /// `connect_timeout` in seconds; zero and less mean none in libpq, which is no answer for us.
  static func timeout(in options: [String: String]) -> Duration {
    guard let seconds = options["connect_timeout"].flatMap({ Int64($0) }), seconds > 0 else {
      return .seconds(10)
    }
    return .seconds(seconds)
  }
}
