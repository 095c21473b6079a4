internal import PostgresClient
internal import ProbeKit

/// The `PG*` variables that lead a program to the same database as a target of type `postgres`, with the same
/// rights: `PGHOST`, `PGPORT`, `PGDATABASE`, `PGUSER`, `PGPASSWORD`, `PGSSLMODE`, ... Service file, password file
/// and variables of this process are already taken into account.
///
/// - Throws: `.invalid` for settings that libpq does not understand; the message shows no part of them.
func postgresEnvironment(for target: Target) throws(ProbeError) -> [String: String] {
  let configuration = try postgresConfiguration(of: target)
  do {
    return try configuration.resolved().environmentVariables
  } catch {
    throw ProbeError(
      .invalid, "the connection settings of the target '\(target.name)' cannot be used: \(error.message)",
      excerpt: error.hint)
  }
}
