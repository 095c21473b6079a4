internal import TestEnvironment

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Measures `checkctl` beside others that do the same, in one run, as medians of five whole processes, and compares the
/// ratios with their bars. `checkctl-bench CHECKCTL [SECTION ...]`; `checkctl-bench expressions` measures expressions only.
@main
struct Bench {
  private static let sections:
    [(name: String, measure: @Sendable (Tools, inout Report) async throws -> Void)] = [
      ("start", StartBench.measure), ("http", HTTPBench.measure), ("growth", HTTPBench.measureGrowth),
      ("sql", SQLBench.measure), ("promql", PromQLBench.measure), ("kubectl", KubectlBench.measure),
      ("command", CommandBench.measure), ("lint", LintBench.measure), ("load", LoadBench.measure),
      ("packs", PackBench.measure), ("scripts", ScriptsBench.measure),
    ]

  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == ["expressions"] { return try Expressions.measure() }
    guard let program = arguments.first else {
      print("usage: checkctl-bench CHECKCTL [SECTION ...] | expressions")
      exit(64)
    }
    let chosen = arguments.dropFirst()
    var report = Report()
    for section in sections where chosen.isEmpty || chosen.contains(section.name) {
      try await section.measure(try Tools(checkctl: program), &report)
    }
    guard !report.misses.isEmpty else { return }
    print("\nbars that were missed:")
    report.misses.forEach { print("  \($0)") }
    exit(1)
  }
}

/// What every measurement works with: the program, and a folder of its own.
struct Tools {
  /// How often each process runs.
  static let rounds = 5
  let checkctl: String
  let folder: TemporaryDirectory

  init(checkctl: String) throws {
    self.checkctl = checkctl
    folder = try TemporaryDirectory()
    guard chdir(folder.path) == 0 else { throw TestEnvironmentError("\(folder.path) cannot be entered") }
  }

  /// Writes the checklist `main` of these items.
  func write(items: some Sequence<String>, preamble: String = "", name: String = "main") throws {
    let head = "checkctl: 1\nchecklist: \(name)\ntitle: Measured\n\(preamble)items:\n"
    try folder.write(head + items.joined(), to: "checklists/\(name).yaml")
  }

  /// Writes the only environment, which binds one target.
  func write(target binding: String) throws {
    try folder.write(
      "checkctl: 1\nenvironment: here\ntargets: {\(binding)}\n", to: "checklists/environments/here.yaml")
  }

  /// The command that runs it.
  func run(_ name: String = "main", _ arguments: String...) -> [String] {
    [checkctl, "run", name] + arguments
  }

  /// Runs several commands by turns, so that what else the machine does meets all of them.
  func measure(
    _ commands: [[String]], adding variables: [String: String] = [:], rounds: Int = Tools.rounds
  ) throws -> [Usage] {
    var all: [[Usage]] = commands.map { _ in [] }
    for _ in 0..<rounds {
      for (place, command) in commands.enumerated() {
        all[place].append(try Usage.of(command, adding: variables))
      }
    }
    return all.map(Usage.median)
  }
}
