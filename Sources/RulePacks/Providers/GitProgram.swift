internal import Processes
internal import Values

/// The `git` program, run without a terminal, and for the protocols that packs come by alone.
struct GitProgram: Sendable {
  let redactor: Redactor
  private let running = RunningPrograms()
  /// How long one command may take.
  private static let patience = Duration.seconds(120)
  /// The most that a command may write, in bytes.
  private static let mostOutput = PackContent.mostBytes + (16 << 20)

  /// No hook of the machine runs, and nothing that outlives the command.
  private static let settings = [
    "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
  ]

  init(redactor: Redactor) { self.redactor = redactor }

  /// What a command writes to standard output; throws `unavailable` where it fails, with what it said.
  func run(
    _ arguments: [String], input: [UInt8] = [], of what: String
  ) async throws(PackError) -> [UInt8] {
    let exit = try await finished(arguments, input: input, of: what)
    guard case .exited(code: 0, signal: nil) = exit.ending else {
      let said =
        exit.errorExcerpt(redacting: redactor)?.split(whereSeparator: \.isNewline).map(String.init) ?? []
      throw PackError(
        .unavailable, "\(what): git \(arguments.first ?? "") \(exit.endingText)", details: said.suffix(6))
    }
    return exit.output
  }

  /// Whether a command ends with 0.
  func succeeds(_ arguments: [String], of what: String) async throws(PackError) -> Bool {
    if case .exited(code: 0, signal: nil) = try await finished(arguments, input: [], of: what).ending {
      true
    } else {
      false
    }
  }

  private func finished(
    _ arguments: [String], input: [UInt8], of what: String
  ) async throws(PackError) -> ChildExit {
    let environment = Self.environment()
    let child: Child
    do throws(ProcessError) {
      let program = try findProgram("git", path: environment["PATH"] ?? "", directory: nil)
      child = Child(
        program: program, arguments: ["git"] + Self.settings + arguments, environment: environment,
        input: input,
        outputLimit: Self.mostOutput)
    } catch {
      throw PackError(.unavailable, "\(what): \(error.message)", help: "packs from git repositories need git")
    }
    let task = Task { await Result { () async throws(ProcessError) in try await child.run(among: running) } }
    let alarm = Task {
      try await Task.sleep(for: Self.patience)
      task.cancel()
    }
    defer { alarm.cancel() }
    let result = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    switch result {
    case .success(let exit): return exit
    case .failure(let error): throw PackError(.unavailable, "\(what): git cannot be run: \(error.message)")
    }
  }

  /// The variables of this process without those that point git at a repository, and with nobody to answer it.
  private static func environment() -> [String: String] {
    var variables = processEnvironment()
    for name in [
      "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE",
      "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CEILING_DIRECTORIES", "GIT_TRACE",
    ] { variables[name] = nil }
    variables["GIT_ALLOW_PROTOCOL"] = "https:ssh:file"
    variables["GIT_TERMINAL_PROMPT"] = "0"
    variables["LC_ALL"] = "C"
    if variables["GIT_SSH_COMMAND"] == nil, variables["GIT_SSH"] == nil {
      variables["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes"
    }
    return variables
  }
}

extension ChildExit {
  /// How it ended, in words.
  fileprivate var endingText: String {
    switch ending {
    case .exited(let code, nil): "ended with \(code)"
    case .exited(_, let signal?): "was ended by signal \(signal)"
    case .cancelled: "did not end in time"
    case .tooMuch: "wrote too much"
    }
  }
}

extension Result where Failure == ProcessError {
  /// What an asynchronous body comes to.
  fileprivate init(_ body: () async throws(ProcessError) -> Success) async {
    do throws(ProcessError) {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}
