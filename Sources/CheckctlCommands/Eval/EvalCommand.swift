internal import ArgumentParser
internal import Checklists
internal import Diagnostics
internal import Values

/// `checkctl eval EXPR`.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Print the value of an expression as JSON, to try it out.",
    discussion: """
      Needs no checklist and contacts nothing. Where the data is a map, its keys are variables, as the fields of
      what a probe saw are in `assert`; the whole of it is `data`. `checkctl explain --functions` lists all that an
      expression can use. Before an expression that begins with - write --.
      """)

  @Argument(help: ArgumentHelp("The expression, in CEL.", valueName: "expr"))
  var expression: String

  @Option(
    name: .long, help: ArgumentHelp("Data in JSON or YAML; - reads standard input.", valueName: "file"),
    completion: .file())
  var data: String?

  @OptionGroup var settings: SettingOptions

  func validate() throws { _ = try settings.inputs() }

  func run() throws {
    let redactor = Redactor()
    let console = Console(redactor: redactor)
    var trial = Trial(redactor: redactor, now: .now)
    if let data { trial.readData(from: data) }
    for (name, text) in try settings.inputs().sorted(by: { $0.key < $1.key }) { trial.set(name, to: text) }
    guard let outcome = trial.outcome(of: expression) else {
      console.show(trial.diagnostics, trial.sources)
      throw FailureCode.invalidChecklist.exit
    }
    for range in outcome.emptyRanges {
      console.say("note: `\(range)` is empty: in `assert` this is no data")
    }
    console.write(outcome.value.prettyJSON + "\n")
  }
}
