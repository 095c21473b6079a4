internal import PostgresClient
public import ProbeKit
internal import Values

extension TargetDescription {
  /// A PostgreSQL database, reached as libpq reaches it.
  public static let postgres = TargetDescription(
    type: "postgres",
    summary: "A PostgreSQL database.",
    address: FieldDescription(
      "postgres", .either([.string, .object(postgresKeywords)]),
      "A connection URI, a `key=value` string, or a map of libpq's connection keywords.", isRequired: true),
    fields: [
      FieldDescription(
        "max_connections", .int(1...1000), "How many connections may be open to it at once.",
        defaultValue: .int(Int64(defaultMaxConnections)))
    ],
    defaultLimit: defaultMaxConnections,
    secrets: postgresSecrets)
}

private let defaultMaxConnections = 4

private let postgresKeywords: [FieldDescription] = [
  FieldDescription("host", .string, "The name or address of the server, or the directory of its socket."),
  FieldDescription("hostaddr", .string, "The address of the server, to spare looking up its name."),
  FieldDescription("port", .either([.int(1...65_535), .string]), "The port; 5432 if left out."),
  FieldDescription("dbname", .string, "The name of the database."),
  FieldDescription("user", .string, "The role to log in as."),
  FieldDescription("password", .string, "The role's password.", isSecret: true),
  FieldDescription("passfile", .path, "A file of passwords, as ~/.pgpass."),
  FieldDescription("service", .string, "The name of a service in pg_service.conf."),
  FieldDescription(
    "sslmode", .oneOf(["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]),
    "Whether the connection must be encrypted, and the server be verified."),
  FieldDescription("sslrootcert", .path, "The certificates of the authorities that are trusted."),
  FieldDescription("sslcert", .path, "The client's certificate."),
  FieldDescription("sslkey", .path, "The key of the client's certificate."),
  FieldDescription("sslpassword", .string, "The password of that key.", isSecret: true),
  FieldDescription("sslcrl", .path, "Certificates that are revoked."),
  FieldDescription("ssl_min_protocol_version", .string, "The lowest version of TLS, such as TLSv1.2."),
  FieldDescription("channel_binding", .oneOf(["disable", "prefer", "require"]), "Whether to bind to TLS."),
  FieldDescription("gssencmode", .oneOf(["disable", "prefer", "require"]), "Whether GSSAPI may encrypt."),
  FieldDescription(
    "target_session_attrs",
    .oneOf(["any", "read-write", "read-only", "primary", "standby", "prefer-standby"]),
    "Which of several servers to take."),
  FieldDescription("options", .string, "Options for the server, such as `-c search_path=app`."),
  FieldDescription("application_name", .string, "The name that the server shows for the connections."),
  FieldDescription(
    "connect_timeout", .either([.int(0...3600), .string]), "How many seconds connecting may take."),
]

/// The configuration that a target amounts to. Errors show no part of a connection string.
func postgresConfiguration(of target: Target) throws(ProbeError) -> PostgresConfiguration {
  do {
    return try configuration(
      target.address, maxConnections: target.fields.int("max_connections") ?? defaultMaxConnections)
  } catch {
    throw ProbeError(
      .invalid, "the connection settings of the target '\(target.name)' cannot be used: \(error.message)",
      excerpt: error.hint)
  }
}

private func configuration(
  _ address: Value, maxConnections: Int
) throws(PostgresError) -> PostgresConfiguration {
  switch address {
  case .string(let text):
    return try PostgresConfiguration(conninfo: text, maxConnections: maxConnections)
  case .map(let map):
    return try PostgresConfiguration(keywords: keywords(map), maxConnections: maxConnections)
  default:
    throw PostgresError(
      kind: .configuration, message: "they are neither a connection string nor a map of keywords")
  }
}

private func keywords(_ map: ValueMap) -> [String: String] {
  var keywords: [String: String] = [:]
  for (key, value) in map where value != .null {
    keywords[key.description] = value.string ?? value.json
  }
  return keywords
}

/// The passwords of a target, wherever libpq finds them. Of a connection string that libpq does not understand,
/// all of it is secret.
private func postgresSecrets(of target: Target) -> [String] {
  guard let configuration = try? postgresConfiguration(of: target) else {
    return [target.address.string, target.address["password"]?.string].compactMap(\.self)
  }
  let resolved = (try? configuration.resolved().secrets) ?? []
  let written = target.address.string.flatMap(writtenPassword(inURL:)).map { [$0] } ?? []
  return Array(Set(configuration.secrets + resolved + written)).sorted()
}

/// The connections of a run to one target.
final class PostgresConnections: RunResource {
  let pool: PostgresPool

  init(_ configuration: PostgresConfiguration) { pool = PostgresPool(configuration) }

  func close() async { await pool.close() }
}
