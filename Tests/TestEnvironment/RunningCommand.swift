internal import Subprocess
private import SystemPackage
private import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// What a command left when it ended.
public struct CommandResult: Sendable, Equatable {
  /// Everything on standard output, with what is not UTF-8 replaced.
  public let stdout: String
  /// Everything on standard error.
  public let stderr: String
  /// The exit code, or nil when a signal ended it.
  public let exitCode: Int32?
  /// The signal that ended it.
  public let signal: Int32?
}

/// A command that runs beside the test: it can be watched and signalled, and it is killed when the test's task is
/// cancelled while it awaits the result.
public final class RunningCommand: Sendable {
  private let shared: Shared
  private let task: Task<CommandResult, any Error>

  private final class Shared: Sendable {
    let state = Lock(State())
  }

  private struct State {
    var identifier: pid_t?
    var stdout: [UInt8] = []
    var stderr: [UInt8] = []
    var ended = false
  }

  /// Starts `command`, whose first word is a path or a name looked up on PATH.
  ///
  /// - Parameters:
  ///   - environment: the whole environment, but for a sanitizer's options, or nil to inherit this process's.
  ///   - extra: variables on top of it.
  ///   - directory: its working directory, this process's when nil.
  ///   - input: its standard input; empty when nil.
  public init(
    _ command: [String], environment: [String: String]? = nil, adding extra: [String: String] = [:],
    in directory: String? = nil, input: String = ""
  ) {
    let shared = Shared()
    self.shared = shared
    task = Task {
      try await Self.run(
        Configuration(
          executable: command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0]),
          arguments: Arguments(Array(command.dropFirst())),
          environment: Self.environment(environment, adding: extra),
          workingDirectory: directory.map { FilePath($0) }),
        input: input, shared: shared)
    }
  }

  deinit {
    task.cancel()
  }

  /// What the command left; waits for its end.
  public func result() async throws -> CommandResult {
    try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  /// Waits until `text` stands in what the command has written to standard output or standard error.
  public func waitForOutput(containing text: String, within limit: Duration = .seconds(30)) async throws {
    try await waitUntil("the command wrote '\(text)'", within: limit) {
      let (output, ended) = shared.state.withLock { state in
        (String(decoding: state.stdout + state.stderr, as: UTF8.self), state.ended)
      }
      if output.contains(text) { return true }
      if ended { throw TestEnvironmentError("the command ended without writing '\(text)':\n\(output)") }
      return false
    }
  }

  /// Sends the signal `number` (2 is SIGINT, 15 SIGTERM, 9 SIGKILL) to the command, once it has started.
  public func send(signal number: Int32) async throws {
    try await waitUntil("the command started") {
      shared.state.withLock { $0.identifier != nil || $0.ended }
    }
    let identifier = shared.state.withLock { $0.ended ? nil : $0.identifier }
    if let identifier { kill(identifier, number) }
  }

  private static func environment(_ whole: [String: String]?, adding extra: [String: String]) -> Environment {
    func keyed(_ variables: [String: String]) -> [(Environment.Key, String)] {
      variables.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
    }
    if let whole {
      let known = sanitizerOptions.merging(whole.merging(extra) { $1 }) { $1 }
      return .custom(Dictionary(uniqueKeysWithValues: keyed(known)))
    }
    return .inherit.updating(
      Dictionary(uniqueKeysWithValues: keyed(extra).map { ($0, Optional($1)) }))
  }

  private static func run(
    _ configuration: Configuration, input: String, shared: Shared
  ) async throws -> CommandResult {
    defer { shared.state.withLock { $0.ended = true } }
    let outcome = try await Subprocess.run(
      configuration, input: .string(input), output: .sequence, error: .sequence
    ) { execution in
      shared.state.withLock { $0.identifier = execution.processIdentifier.value }
      async let errors: Void = collect(execution.standardError) { bytes in
        shared.state.withLock { $0.stderr += bytes }
      }
      try await collect(execution.standardOutput) { bytes in
        shared.state.withLock { $0.stdout += bytes }
      }
      try await errors
    }
    let (stdout, stderr) = shared.state.withLock { ($0.stdout, $0.stderr) }
    let (exitCode, signal): (Int32?, Int32?) =
      switch outcome.terminationStatus {
      case .exited(let code): (code, nil)
      case .signaled(let number): (nil, number)
      }
    return CommandResult(
      stdout: String(decoding: stdout, as: UTF8.self), stderr: String(decoding: stderr, as: UTF8.self),
      exitCode: exitCode, signal: signal)
  }

  private static func collect(
    _ sequence: SubprocessOutputSequence, _ take: @Sendable ([UInt8]) -> Void
  ) async throws {
    for try await buffer in sequence {
      take(buffer.withUnsafeBytes { Array($0) })
    }
  }
}

/// What a sanitizer was told by whoever runs the tests, which holds for the programs that they run too.
private let sanitizerOptions = processEnvironment().filter {
  ["ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key)
}

/// Whether this is a run under the thread sanitizer, which holds signals back until it sees fit.
public let signalsAreHeldBack = processEnvironment()["TSAN_OPTIONS"] != nil

/// Runs `command` to its end; see `RunningCommand.init` for the parameters.
public func runCommand(
  _ command: [String], environment: [String: String]? = nil, adding extra: [String: String] = [:],
  in directory: String? = nil, input: String = ""
) async throws -> CommandResult {
  try await RunningCommand(command, environment: environment, adding: extra, in: directory, input: input)
    .result()
}

/// Runs `command` and returns its standard output; throws what it said when it does not exit with 0.
@discardableResult
func output(of command: [String], in directory: String? = nil, input: String = "") async throws -> String {
  let result = try await runCommand(command, in: directory, input: input)
  guard result.exitCode == 0 else {
    throw TestEnvironmentError(
      "\(command.joined(separator: " ")): exit code \(result.exitCode ?? -1)\n\(result.stderr)")
  }
  return result.stdout
}

/// Whether a real kubectl can be asked.
public func kubectlIsInstalled() async -> Bool {
  (try? await runCommand(["sh", "-c", "command -v kubectl"]).exitCode) == 0
}

/// The built `checkctl`, beside the test bundle or the demo that asks.
public var checkctlPath: String { builtProgram("checkctl") }

/// A program of this package, as it was built with whoever asks.
public func builtProgram(_ name: String) -> String {
  executablePath.removingLastComponent().appending(name).string
}

private var executablePath: FilePath {
  #if os(Linux)
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { text in
        text.baseAddress.map { readlink("/proc/self/exe", $0, text.count) } ?? 0
      }
    }
    return FilePath(String(decoding: buffer.prefix(max(length, 0)), as: UTF8.self))
  #else
    return FilePath(CommandLine.arguments[0])
  #endif
}
