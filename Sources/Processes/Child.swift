public import Values

#if canImport(Glibc)
  private import CSpawn
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// How a program ended and what it wrote.
public struct ChildExit: Sendable {
  /// What ended it.
  public enum Ending: Sendable {
    /// By itself, or by a signal: then the code is 128 and its number.
    case exited(code: Int32, signal: Int32?)
    /// We ended it because nobody waits for it any more.
    case cancelled
    /// We ended it because it wrote too much to this stream.
    case tooMuch(stream: String)
  }

  /// What ended it.
  public let ending: Ending
  /// What it wrote to standard output; nothing if that was too much.
  public let output: [UInt8]
  /// What it wrote to standard error; nothing if that was too much.
  public let errors: [UInt8]

  /// The last lines of standard error, or of standard output where that is empty. Secrets are masked before
  /// anything is cut: half of one would not be known. For the same reason a stream that was too much is empty.
  public func excerpt(redacting redactor: Redactor) -> String? {
    Self.excerpt(of: errors.isEmpty ? output : errors, redacting: redactor)
  }

  /// The last lines of standard error alone, for a program whose standard output holds secrets.
  public func errorExcerpt(redacting redactor: Redactor) -> String? {
    Self.excerpt(of: errors, redacting: redactor)
  }

  private static func excerpt(of stream: [UInt8], redacting redactor: Redactor) -> String? {
    let text = redactor.redact(String(decoding: stream, as: UTF8.self))
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let last = lines.reversed().drop(while: \.isEmpty).prefix(20).reversed()
    let shown = last.map { $0.shortened(to: 500) }.joined(separator: "\n")
    return shown.isEmpty ? nil : shown
  }
}

/// A program to run in a session of its own. What it puts into another process group, as setsid and job control do, is
/// out of reach and not ended.
///
/// What remains of a process group can be ended safely only between the end of its leader and the moment it is
/// reaped: until then its number cannot belong to anyone else. swift-subprocess reaps at once and waits for the
/// end of the pipes, which a grandchild may hold for ever; so this calls `posix_spawn` itself, on a thread.
public struct Child: Sendable {
  let program: String
  let arguments: [String]
  let environment: [String: String]
  let files: [String: [UInt8]]
  let directory: String?
  let input: [UInt8]
  let outputLimit: Int

  /// A program that has not been started.
  ///
  /// - Parameters:
  ///   - program: Its file.
  ///   - arguments: What it is given, its own name first.
  ///   - environment: All of its variables, but for those of `files`.
  ///   - files: By the variable that holds its path, what stands in a file that is private to us and is there only
  ///     while the program runs.
  ///   - directory: Where it runs; where this process does when nil.
  ///   - input: What it reads from standard input.
  ///   - outputLimit: How many bytes it may write to each of its streams.
  public init(
    program: String, arguments: [String], environment: [String: String],
    files: [String: [UInt8]] = [:], directory: String? = nil, input: [UInt8] = [], outputLimit: Int
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.files = files
    self.directory = directory
    self.input = input
    self.outputLimit = outputLimit
  }

  /// Runs the program to its end and ends what it left behind in its group. Cancelling the task ends all of that,
  /// and so does closing `running`, which knows of the program until it is reaped. A task that is cancelled already
  /// starts nothing.
  public func run(among running: RunningPrograms) async throws(ProcessError) -> ChildExit {
    if Task.isCancelled { return ChildExit(ending: .cancelled, output: [], errors: []) }
    let wake = try WakePipe.forChild()
    running.began(wake)
    defer { running.ended(wake) }
    let result: Result<ChildExit, ProcessError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isRunning = BackgroundThread.start {
          continuation.resume(returning: Result { () throws(ProcessError) in try runBlocking(wake) })
        }
        if !isRunning {
          continuation.resume(
            returning: .failure(ProcessError(isTransient: true, "no thread could be made")))
        }
      }
    } onCancel: {
      wake.send(.cancel)
    }
    return try result.get()
  }

  private func runBlocking(_ wake: WakePipe) throws(ProcessError) -> ChildExit {
    try withPrivateFiles(files) { (paths) throws(ProcessError) in
      try runBlocking(wake, environment.merging(paths) { $1 })
    }
  }

  private func runBlocking(
    _ wake: WakePipe, _ environment: [String: String]
  ) throws(ProcessError) -> ChildExit {
    var pipes = try ChildPipes()
    defer { pipes.closeAll() }
    let process = try spawn(pipes, environment)
    pipes.closeChildEnds()
    let isWatched = BackgroundThread.start {
      var information = siginfo_t()
      while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
      wake.send(.exited)
    }
    guard isWatched else {
      kill(-process, SIGKILL)
      _ = try reap(process)
      throw ProcessError("no thread could be made")
    }
    var conversation = Conversation(process: process, input: input, outputLimit: outputLimit)
    conversation.run(&pipes, wake)
    // The leader is not reaped yet, so its number still names this group and no other.
    kill(-process, SIGKILL)
    let exit = try reap(process)
    return ChildExit(
      ending: conversation.ending ?? exit, output: conversation.output, errors: conversation.errors)
  }

  private func spawn(
    _ pipes: ChildPipes, _ environment: [String: String]
  ) throws(ProcessError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (index, end) in pipes.childEnds.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, end, Int32(index))
    }
    if let directory { posix_spawn_file_actions_addchdir_np(&actions, directory) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | Self.newSession
    #if canImport(Darwin)
      flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
      posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    #endif
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var process = pid_t()
    let status = withCStrings(arguments) { argv in
      withCStrings(environment.map { "\($0.key)=\($0.value)" }.sorted()) { variables in
        posix_spawn(&process, program, &actions, &attributes, argv, variables)
      }
    }
    guard status == 0 else {
      throw ProcessError(spawning: arguments[0], status: status)
    }
    return process
  }

  /// How the leader ended. Nobody can say where the system reaps children by itself, as it does when SIGCHLD is
  /// ignored.
  private func reap(_ process: pid_t) throws(ProcessError) -> ChildExit.Ending {
    var status: Int32 = 0
    var reaped = waitpid(process, &status, 0)
    while reaped < 0, errno == EINTR { reaped = waitpid(process, &status, 0) }
    guard reaped == process else {
      throw ProcessError("how \(arguments[0]) ended could not be learnt")
    }
    let signal = status & 0x7F
    return signal == 0
      ? .exited(code: status >> 8 & 0xFF, signal: nil) : .exited(code: 128 + signal, signal: signal)
  }

  #if canImport(Darwin)
    private static let newSession = POSIX_SPAWN_SETSID
  #else
    /// `POSIX_SPAWN_SETSID` of glibc, which its header shows to GNU C only.
    private static let newSession: Int32 = 0x80
  #endif
}

/// Runs `body` with the texts as C wants them: an array that ends in a null pointer.
private func withCStrings<Result>(
  _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = texts.map { strdup($0) }
  defer { copies.forEach { free($0) } }
  return body(copies + [nil])
}
