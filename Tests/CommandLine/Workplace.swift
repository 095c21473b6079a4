import TestEnvironment
import Testing
import Values

/// A folder in which `checkctl` runs as its users run it: an environment of their shell's few variables, and no
/// terminal.
struct Workplace {
  let directory: TemporaryDirectory

  /// Makes a folder with these files, by their names in it.
  init(_ files: [String: String] = [:]) throws {
    directory = try TemporaryDirectory()
    for (name, text) in files { try directory.write(text, to: name) }
  }

  /// Makes a folder with one checklist named `main`, of these items, and with what else its file holds.
  init(items: String, preamble: String = "") throws {
    try self.init(["checklists/main.yaml": Self.checklist(items: items, preamble: preamble)])
  }

  /// The text of a checklist.
  static func checklist(_ name: String = "main", items: String, preamble: String = "") -> String {
    "checkctl: 1\nchecklist: \(name)\ntitle: Main\n" + (preamble.isEmpty ? "" : preamble + "\n")
      + "items:\n"
      + items.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)\n" }.joined()
  }

  /// What every command of the tests sees of the environment.
  static let variables = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"]

  /// Starts `checkctl` with `arguments`.
  func start(_ arguments: [String], variables: [String: String] = [:]) -> RunningCommand {
    RunningCommand(
      [checkctlPath] + arguments, environment: Self.variables, adding: variables, in: directory.path)
  }

  /// Runs `checkctl` with `arguments` to its end, for which the folder stays.
  func run(_ arguments: [String], variables: [String: String] = [:]) async throws -> CommandResult {
    let result = try await start(arguments, variables: variables).result()
    return withExtendedLifetime(directory) { result }
  }

  /// Runs `checkctl` with `arguments` to its end.
  func checkctl(_ arguments: String..., variables: [String: String] = [:]) async throws -> CommandResult {
    try await run(arguments, variables: variables)
  }

  /// Runs a line of shell in which `$CHECKCTL` is the program.
  func shell(_ line: String, variables: [String: String] = [:]) async throws -> CommandResult {
    try await runCommand(
      ["sh", "-c", line], environment: Self.variables,
      adding: variables.merging(["CHECKCTL": checkctlPath]) { $1 }, in: directory.path)
  }

  /// Runs the checklist `main` and reads its JSON report.
  func report(_ arguments: String..., variables: [String: String] = [:]) async throws -> RunReport {
    let result = try await run(["run", "main", "--report", "json"] + arguments, variables: variables)
    return try RunReport(result)
  }
}

/// A JSON report and the exit code of the run that wrote it.
struct RunReport {
  let exitCode: Int32?
  let document: Value

  init(_ result: CommandResult) throws {
    #expect(result.stderr == "")
    try self.init(result.stdout, exitCode: result.exitCode)
  }

  init(_ text: String, exitCode: Int32?) throws {
    self.exitCode = exitCode
    document = try parseJSON(text)
  }

  /// One item of the report.
  func item(_ id: String) throws -> Value {
    let found = document["items"]?.list?.first { $0["id"]?.string == id }
    return try #require(found, "the report has no item \(id)")
  }

  /// The outcome of an item.
  func outcome(_ id: String) throws -> String {
    try item(id)["outcome"]?.string ?? ""
  }

  /// Expects each of these items to have that outcome and that message.
  func expect(
    _ items: [String: (outcome: String, message: String)], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (id, expected) in items {
      let item = try item(id)
      #expect(item["outcome"]?.string == expected.outcome, "\(item.json)", sourceLocation: sourceLocation)
      #expect(item["message"]?.string == expected.message, "\(id)", sourceLocation: sourceLocation)
    }
  }

  /// Why an item has its outcome.
  func message(_ id: String) throws -> String {
    try item(id)["message"]?.string ?? ""
  }
}

/// One server of each kind for all tests of this process; they end with it.
enum SharedServers {
  private static let postgresTask = Task { try await PostgresServer.start() }

  /// A PostgreSQL with the usual roles.
  static var postgres: PostgresServer {
    get async throws { try await postgresTask.value }
  }
}
