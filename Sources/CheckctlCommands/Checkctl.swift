public import ArgumentParser
internal import Diagnostics
internal import Values

/// The program: one subcommand for each thing that it does.
public struct Checkctl: AsyncParsableCommand {
  /// What `--version` prints, a semantic version.
  static let version = "0.1.0"

  /// The name, the help and the subcommands.
  public static let configuration = CommandConfiguration(
    commandName: "checkctl",
    abstract: "Runs production checklists: typed questions to running systems, in YAML.",
    discussion: """
      EXIT CODES
        0    every gating item passed or is waived, and at least one was decided
        1    a gating item failed
        2    none failed, but something could not be decided
        3    only sign-offs are missing or expired
        64   the command line is wrong, selects nothing, or selects an action
             without --allow-actions
        65   a checklist, a pack or an expression is invalid; all faults are
             listed
        69   a pack is not to be had
        70   an internal fault
        74   a report or another file could not be written
        77   a pack is not what or by whom it should be, or does more than it
             was granted
        78   the environment is incomplete or invalid
        130  interrupted, whatever was decided until then

      Shell completions: checkctl --generate-completion-script bash|zsh|fish
      """,
    version: version,
    subcommands: [
      RunCommand.self, LintCommand.self, ListCommand.self, PlanCommand.self, ExplainCommand.self,
      EvalCommand.self, TestCommand.self, SchemaCommand.self, InitCommand.self,
      AttestCommand.self, WaiveCommand.self, PackCommand.self,
    ])

  /// Makes the command; the parser does.
  public init() {}

  /// Parses the arguments of the process, runs what they ask for, and exits.
  public static func runProgram() async {
    ignoreBrokenPipes()
    noticeChildren()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let unknown = unknownCommand(arguments) { exit(withError: unknown) }
    do {
      var command = try parseAsRoot(try allowingActions(arguments))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      exit(withError: isInternalFault(error) ? internalFault(error) : error)
    }
  }

  /// Says so where the first word is none of the commands; the parser would find fault with the word behind it.
  private static func unknownCommand(_ arguments: [String]) -> ExitCode? {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let first = arguments.first, !first.hasPrefix("-"), !names.contains(first) else { return nil }
    let console = Console(redactor: Redactor())
    console.say("error: there is no command `\(first)`")
    let near = closestMatch(to: first, among: names).map { "did you mean `\($0)`?" }
    console.say("  = help: " + (near ?? "`checkctl --help` lists them"))
    return FailureCode.usage.exit
  }

  /// The arguments with `--allow-actions` for all of them written out. Its pattern stands only behind `=`; a word
  /// that follows could be meant for one, and would allow more than that.
  private static func allowingActions(_ arguments: [String]) throws -> [String] {
    for (option, next) in zip(arguments, arguments.dropFirst())
    where option == "--allow-actions" && !next.hasPrefix("-") {
      throw ValidationError(
        "Write --allow-actions=\(next) to allow those actions, or --allow-actions at the end to allow all.")
    }
    return arguments.map { $0 == "--allow-actions" ? "--allow-actions=*" : $0 }
  }

  /// Whether an error is nobody's but ours: the parser would end with 1, which says that an item failed.
  static func isInternalFault(_ error: any Error) -> Bool {
    !(error is ExitCode) && exitCode(for: error) == .failure
  }

  private static func internalFault(_ error: any Error) -> ExitCode {
    Console(redactor: Redactor()).say("internal fault: \(type(of: error)); please report this")
    return FailureCode.internal.exit
  }
}
