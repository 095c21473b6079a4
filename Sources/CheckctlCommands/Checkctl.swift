public import ArgumentParser

/// The program: one subcommand for each thing that it does.
public struct Checkctl: AsyncParsableCommand {
  /// What `--version` prints.
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
        65   a checklist is invalid; all faults are listed
        70   an internal fault
        74   a report could not be written
        78   the environment is incomplete or invalid
        130  interrupted

      Shell completions: checkctl --generate-completion-script bash|zsh|fish
      """,
    version: version,
    subcommands: [
      RunCommand.self, LintCommand.self, ListCommand.self, PlanCommand.self, ExplainCommand.self,
      SchemaCommand.self, InitCommand.self,
    ])

  /// Makes the command; the parser does.
  public init() {}

  /// Parses the arguments of the process, runs what they ask for, and exits.
  public static func runProgram() async {
    ignoreBrokenPipes()
    noticeChildren()
    // Its pattern stands only behind `=`, or it would take the name of the checklist for one.
    await main(CommandLine.arguments.dropFirst().map { $0 == "--allow-actions" ? "--allow-actions=*" : $0 })
  }
}
