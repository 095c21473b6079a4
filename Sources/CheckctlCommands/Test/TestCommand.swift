internal import ArgumentParser
internal import ChecklistTests
internal import Checklists
internal import Diagnostics
internal import Values

/// `checkctl test [TEST ...]`.
struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Try checklists offline, with answers that files of tests give.",
    discussion:
      "Runs checklists/tests/*.test.yaml. No system is contacted, no environment is needed and no secret is read. The exit code is 0 if all came as expected, 1 if something did not, and 65 if a file is invalid."
  )

  @Argument(
    help: ArgumentHelp(
      "What to run: files of tests, checklists, or globs of the names of cases. All by default.",
      valueName: "test"))
  var tests: [String] = []

  @OptionGroup var project: ProjectOptions

  @Option(name: [.short, .long], help: "How many cases run at once; as many as there are cores by default.")
  var jobs: Int?

  @Flag(name: [.short, .long], help: "Show cases that passed too.")
  var verbose = false

  func validate() throws {
    guard (1...1_000).contains(jobs ?? 1) else { throw ValidationError("--jobs is from 1 to 1000.") }
  }

  func run() async throws {
    let session = try Session(project)
    let paths = session.project.testPaths
    let files = paths.compactMap { session.project.test(at: $0) }
    session.console.show(session.project.diagnostics, session.project.sources)
    guard !session.project.diagnostics.hasErrors else {
      session.sayCount(session.project.diagnostics)
      throw FailureCode.invalidChecklist.exit
    }
    let results = await TestRunner(session.project, jobs: jobs ?? 4).run(files.map { ($0, $0.cases) })
    var faults = Diagnostics()
    for result in results {
      session.console.write("\(result.test.path): \(result.passedCount) of \(result.cases.count)\n")
      for one in result.cases {
        faults.add(contentsOf: one.faults.all)
        guard !one.isPassed else { continue }
        session.console.write("  \(one.name) (\(one.place))\n")
        for difference in one.differences {
          for part in difference.parts {
            session.console.write(
              "    \(difference.item) \(part.name)\n      expected \(part.expected)\n      got      \(part.got)\n"
            )
          }
        }
      }
    }
    session.console.show(faults, session.project.sources)
    if faults.hasErrors { throw FailureCode.invalidChecklist.exit }
    if results.contains(where: { $0.passedCount < $0.cases.count }) { throw ExitCode(1) }
  }
}
