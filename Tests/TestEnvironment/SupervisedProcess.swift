private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A server process that cannot outlive this one, however this one ends.
///
/// A small shell stands between: it holds one end of a socket pair whose other end only this process has. A word on
/// it means stop; its end, which a SIGKILLed process brings about too, means stop and remove the directory.
/// The server has a session of its own, so a Ctrl-C at the terminal does not reach it first.
final class SupervisedProcess: Sendable {
  private let control: Int32
  private let shared = Shared()
  private let log: String

  private final class Shared: Sendable {
    let state = Lock(State())
  }

  private struct State {
    var ended = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  /// Starts `command` as the service user.
  ///
  /// - Parameters:
  ///   - stopSignal: the name of the signal that makes it end quickly, as `kill -s` has it.
  ///   - directory: what is removed when this process is gone without having said stop.
  ///   - log: where its output goes, appended.
  init(
    _ command: [String], stopSignal: String, directory: String, log: String
  ) throws(TestEnvironmentError) {
    self.log = log
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let made = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
    #else
      let made = socketpair(AF_UNIX, SOCK_STREAM, 0, &ends)
      ends.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
    #endif
    guard made == 0 else { throw TestEnvironmentError("socketpair: \(String(cString: strerror(errno)))") }
    control = ends[1]
    defer { close(ends[0]) }
    let arguments =
      ["/bin/sh", "-c", Self.supervisor, "supervisor", stopSignal, directory]
      + ServiceUser.current.prefixing(command)
    let identifier: pid_t
    do {
      identifier = try Self.spawn(arguments, control: ends[0], log: log)
    } catch {
      close(ends[1])
      throw error
    }
    let shared = shared
    startThread {
      var status: Int32 = 0
      while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
      let waiting = shared.state.withLock { state in
        state.ended = true
        defer { state.waiting = [] }
        return state.waiting
      }
      waiting.forEach { $0.resume() }
    }
  }

  deinit {
    close(control)
  }

  /// Whether the process has ended.
  var hasEnded: Bool { shared.state.withLock { $0.ended } }

  /// Stops the process and returns when it has ended.
  func stop() async {
    if !hasEnded {
      _ = "stop\n".withCString { send(control, $0, 5, Self.withoutSignal) }
    }
    await withCheckedContinuation { continuation in
      let ended = shared.state.withLock { state in
        if !state.ended { state.waiting.append(continuation) }
        return state.ended
      }
      if ended { continuation.resume() }
    }
  }

  /// Waits until `condition` holds; throws with the end of the log when the process ended before.
  func waitUntil(_ subject: String, _ condition: () async throws -> Bool) async throws {
    do {
      try await TestEnvironment.waitUntil(subject) {
        let holds = try await condition()
        if hasEnded { throw TestEnvironmentError("the server ended before \(subject)") }
        return holds
      }
    } catch let error as TestEnvironmentError {
      await stop()
      throw TestEnvironmentError("\(error)\n\(logTail)")
    }
  }

  private var logTail: String {
    ((try? readFile(log)) ?? "").split(separator: "\n").suffix(20).joined(separator: "\n")
  }

  #if canImport(Glibc)
    private static let withoutSignal = Int32(MSG_NOSIGNAL)
    /// glibc's POSIX_SPAWN_SETSID, which its Swift overlay hides.
    private static let newSession: Int16 = 0x80
  #else
    private static let withoutSignal: Int32 = 0
    private static let newSession = Int16(POSIX_SPAWN_SETSID)
  #endif

  private static let supervisor = """
    signal=$1 directory=$2
    shift 2
    lost=
    trap 'lost=yes' USR1
    "$@" </dev/null 3<&- &
    child=$!
    {
      read -r word <&3 || kill -s USR1 $$
      kill -s "$signal" "$child"
      left=100
      while [ "$left" -gt 0 ] && kill -0 "$child"; do sleep 0.1; left=$((left - 1)); done
      kill -s KILL "$child"
    } 2>/dev/null &
    watcher=$!
    exec 3<&-
    while :; do
      wait "$child"
      status=$?
      kill -0 "$child" 2>/dev/null || break
    done
    kill -s KILL "$watcher" 2>/dev/null
    trap '' TERM
    kill -s TERM 0
    [ -z "$lost" ] || rm -rf -- "$directory"
    exit "$status"
    """

  private static func spawn(
    _ arguments: [String], control: Int32, log: String
  ) throws(TestEnvironmentError) -> pid_t {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    posix_spawn_file_actions_adddup2(&actions, control, 3)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
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

/// Runs `body` on a thread of its own, where it may block.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let work = Unmanaged.passRetained(Work(body))
  #if canImport(Glibc)
    var thread = pthread_t()
  #else
    var thread: pthread_t?
  #endif
  pthread_create(
    &thread, nil,
    { argument in
      let argument: UnsafeMutableRawPointer? = argument
      if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
      return nil
    }, work.toOpaque())
  #if canImport(Glibc)
    pthread_detach(thread)
  #else
    thread.map { _ = pthread_detach($0) }
  #endif
}
