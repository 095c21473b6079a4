import Glibc

/// A throw-away PostgreSQL on a random loopback port and a Unix socket, shared by this test process.
///
/// It runs as an unprivileged user when the tests run as root. A watchdog stops it when this process has ended,
/// however it ended.
final class PostgresServer: Sendable {
  let directory: String
  let port: Int
  let password = "s3cr3t-of-the-tests"
  private let asServerUser: String

  /// The server that most tests ask.
  static let shared = PostgresServer(settings: ["max_connections=300"])

  /// Starts a server and waits until it accepts connections.
  init(settings: [String]) {
    TestVariables.set()
    directory = Shell.run("mktemp -d /tmp/checkctl-postgres.XXXXXX")
    asServerUser = getuid() == 0 ? "setpriv --reuid postgres --regid postgres --clear-groups" : ""
    if getuid() == 0 { _ = Shell.run("chown postgres \(directory) && chmod 755 \(directory)") }
    _ = Shell.run(
      """
      cd \(directory) && umask 077 && printf %s '\(password)' > pw && chmod 644 pw && \
      \(asServerUser) \(Self.binaries)/initdb -D \(directory)/data -U checkctl --pwfile=pw -A scram-sha-256 \
      --no-sync -E UTF8 --locale=C > init.log 2>&1; \
      \(asServerUser) openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
      -keyout data/server.key -out data/server.crt > tls.log 2>&1; chmod 600 data/server.key; \
      chmod 711 data; chmod 644 data/server.crt; chmod 700 data
      """)
    var chosen = 0
    for _ in 0..<20 where chosen == 0 {
      let candidate = Int.random(in: 20_000..<60_000)
      let options =
        settings + [
          "port=\(candidate)", "listen_addresses=127.0.0.1", "unix_socket_directories=\(directory)",
          "fsync=off",
          "lc_messages=C",
        ]
      let flags = options.map { "-c \($0)" }.joined(separator: " ")
      let status = Shell.status(
        "cd \(directory) && \(asServerUser) \(Self.binaries)/pg_ctl -D \(directory)/data -w -t 60 "
          + "-l \(directory)/data/log -o '\(flags)' start > /dev/null 2>&1")
      if status == 0 { chosen = candidate }
    }
    precondition(chosen != 0, "PostgreSQL does not start: \(Shell.run("cat \(directory)/data/log"))")
    port = chosen
    _ = Shell.run(
      """
      setsid sh -c 'while kill -0 \(getpid()) 2>/dev/null && [ -d \(directory) ]; do sleep 0.5; done; \
      \(stopCommand); rm -rf \(directory)' > /dev/null 2>&1 < /dev/null &
      """)
  }

  private static let binaries = "/usr/lib/postgresql/15/bin"

  private var stopCommand: String {
    "cd /; \(asServerUser) \(Self.binaries)/pg_ctl -D \(directory)/data -m immediate -w stop"
  }

  /// Stops the server and starts it again on the same port.
  func restart() {
    _ = Shell.run(
      "cd \(directory) && \(asServerUser) \(Self.binaries)/pg_ctl -D \(directory)/data -m fast -w "
        + "-l \(directory)/data/log restart > /dev/null 2>&1")
  }

  /// Stops the server for good.
  func stop() {
    _ = Shell.run("(\(stopCommand)) > /dev/null 2>&1; rm -rf \(directory)")
  }

  /// Keywords that lead to it as its superuser.
  var keywords: [String: String] {
    ["host": "127.0.0.1", "port": "\(port)", "dbname": "postgres", "user": "checkctl", "password": password]
  }
}

/// Runs shell commands to their end.
enum Shell {
  /// What the command prints, without the last line feed.
  static func run(_ command: String) -> String {
    guard let stream = popen(command, "r") else { return "" }
    defer { pclose(stream) }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { output += buffer[..<count] }
    if output.last == UInt8(ascii: "\n") { output.removeLast() }
    return String(decoding: output, as: UTF8.self)
  }

  /// The command's exit status as `wait` has it.
  static func status(_ command: String) -> Int32 {
    guard let stream = popen(command, "r") else { return -1 }
    var buffer = [UInt8](repeating: 0, count: 4096)
    while fread(&buffer, 1, buffer.count, stream) > 0 {}
    return pclose(stream)
  }
}

/// The environment variables of the tests, set once and before libpq reads any: the environment may not change
/// under a reader.
enum TestVariables {
  static let serviceFile = "/tmp/checkctl-postgres-services-\(getpid()).conf"
  private static let whenSet: Void = {
    setenv("PGSERVICEFILE", serviceFile, 1)
    setenv("PGOPTIONS", "-c geqo=off", 1)
  }()

  static func set() { whenSet }
}
