private import PostgresClient
internal import TestEnvironment
private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A leak made on purpose, to prove that counting notices it, by the name of what is counted.
///
/// What is planted goes with this process, however it ends.
enum Plant: String, CaseIterable {
  case threads, descriptors, children, sessions

  /// Leaks one more, and what belongs to it: the line of a child, the thread of a session.
  func grow(in database: PostgresServer) async throws {
    switch self {
    case .threads:
      guard BackgroundThread.start({ while true { pause() } }) else {
        throw TestEnvironmentError("the system has no thread left")
      }
    case .descriptors:
      guard open("/dev/null", O_RDONLY) >= 0 else {
        throw TestEnvironmentError("/dev/null: \(String(cString: strerror(errno)))")
      }
    case .children:
      _ = Unmanaged.passRetained(try ChildShell("read -r word <&3", [], log: "/dev/null"))
    case .sessions:
      let pool = PostgresPool(try PostgresConfiguration(conninfo: database.uri()))
      _ = Unmanaged.passRetained(pool)
      _ = try await pool.query("SELECT 1")
    }
  }
}
