private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A server process that cannot outlive this one, however this one ends.
///
/// A small shell stands between and ends the server when this process hangs up. The two have a session of their
/// own, so a Ctrl-C at the terminal does not reach the server first.
final class SupervisedProcess: Sendable {
  private let shell: ChildShell
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
  ///   - log: where its output goes, appended.
  init(_ command: [String], stopSignal: String, log: String) throws(TestEnvironmentError) {
    self.log = log
    let shell = try ChildShell(
      Self.supervisor, [stopSignal] + ServiceUser.current.prefixing(command), log: log)
    self.shell = shell
    let (identifier, shared) = (shell.identifier, shared)
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

  /// Whether the process has ended.
  var hasEnded: Bool { shared.state.withLock { $0.ended } }

  /// Stops the process and returns when it has ended.
  func stop() async {
    shell.hangUp()
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

  /// The signal is sent until it works: a server that is still starting ignores it.
  private static let supervisor = """
    signal=$1
    shift
    "$@" </dev/null 3<&- &
    child=$!
    {
      read -r word <&3
      left=100
      while [ "$left" -gt 0 ] && kill -s "$signal" "$child"; do sleep 0.1; left=$((left - 1)); done
      kill -s KILL "$child"
    } 2>/dev/null &
    watcher=$!
    exec 3<&-
    wait "$child"
    status=$?
    kill -s KILL "$watcher" 2>/dev/null
    trap '' TERM
    kill -s TERM 0
    exit "$status"
    """
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
