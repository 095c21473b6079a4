#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// PostgreSQL's programs, and an initialised data directory to copy: `initdb` takes seconds, a copy does not.
enum PostgresTemplate {
  /// The directory of the newest installed server's programs; Debian's `psql` on PATH is only a wrapper.
  static func programs() throws(TestEnvironmentError) -> String {
    let debian = "/usr/lib/postgresql"
    let versions = directoryEntries(debian).compactMap { Int($0) }.sorted(by: >)
    let candidates = versions.map { "\(debian)/\($0)/bin" } + ["/opt/homebrew/bin", "/usr/local/bin"]
    guard let found = candidates.first(where: { access("\($0)/initdb", X_OK) == 0 }) else {
      throw TestEnvironmentError("PostgreSQL is not installed: run make deps")
    }
    return found
  }

  /// Puts a fresh data directory at `destination`, owned by the service user.
  static func copy(to destination: String) async throws {
    let template = try await template.value
    try await output(of: ["cp", "-a", template, destination])
  }

  /// The path of the template; the first who asks makes it.
  private static let template = Task { try await make() }

  private static func make() async throws -> String {
    let programs = try programs()
    let version = try await output(of: ["\(programs)/postgres", "--version"])
    let name = String(version.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }.dropLast())
    return try await BuildCache.folder("\(name)-\(geteuid())") { path in
      let directory = try TemporaryDirectory()
      let fresh = directory.path(of: "data")
      try ServiceUser.current.own(directory.path)
      try await output(
        of: ServiceUser.current.prefixing([
          "\(programs)/initdb", "--pgdata", fresh, "--username", "postgres", "--auth", "trust", "--no-sync",
          "--encoding", "UTF8", "--locale", "C",
        ]), in: directory.path)
      try await output(of: ["cp", "-a", fresh, path])
    }
  }
}
