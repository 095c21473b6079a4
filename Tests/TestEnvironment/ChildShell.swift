#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A shell script that runs beside this process and learns when it goes.
///
/// Its descriptor 3 is one end of a socket pair whose other end only this process has: reading it ends when this
/// process hangs up or ends, by SIGKILL too. It has a session of its own.
public final class ChildShell: Sendable {
  /// The shell's process, for whoever waits for it.
  let identifier: Int32
  private let line: Int32

  /// Starts `script` with `arguments` as `$1` and so on; its output is appended to the file `log`.
  public init(_ script: String, _ arguments: [String], log: String) throws(TestEnvironmentError) {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let made = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
    #else
      let made = socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
      ends.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
    #endif
    guard made == 0 else { throw TestEnvironmentError("socketpair: \(String(cString: strerror(errno)))") }
    line = ends[1]
    defer { close(ends[0]) }
    do {
      identifier = try Self.spawn(["/bin/sh", "-c", script, "sh"] + arguments, line: ends[0], log: log)
    } catch {
      close(ends[1])
      throw error
    }
  }

  deinit {
    close(line)
  }

  /// Ends what the script reads.
  func hangUp() {
    shutdown(line, Int32(SHUT_WR))
  }

  private static func spawn(
    _ arguments: [String], line: Int32, log: String
  ) throws(TestEnvironmentError) -> pid_t {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
      let newSession: Int16 = 0x80  // glibc's POSIX_SPAWN_SETSID, which its Swift overlay hides.
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
      let newSession = Int16(POSIX_SPAWN_SETSID | POSIX_SPAWN_CLOEXEC_DEFAULT)
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    posix_spawn_file_actions_adddup2(&actions, line, 3)
    #if canImport(Glibc)
      // Accepted sockets would be inherited; closing what is not open is no fault here.
      for descriptor: Int32 in 4..<1024 { posix_spawn_file_actions_addclose(&actions, descriptor) }
    #endif
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/", "TZ=UTC"]
    var identifier = pid_t()
    let result = withCStrings(arguments) { arguments in
      withCStrings(environment) { environment in
        posix_spawn(&identifier, "/bin/sh", &actions, &attributes, arguments, environment)
      }
    }
    guard result == 0 else {
      throw TestEnvironmentError("posix_spawn: \(String(cString: strerror(result)))")
    }
    return identifier
  }
}

/// Calls `body` with `strings` as a null-terminated vector of C strings.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = strings.map { strdup($0) }
  defer { copies.forEach { free($0) } }
  return body(copies + [nil])
}
