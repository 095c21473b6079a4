internal import ArgumentParser
internal import CheckModel
internal import ChecklistTests
internal import Checklists
internal import Diagnostics
internal import Reporting
internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// `checkctl test [TEST ...]`.
struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Try checklists offline, with answers that files of tests give.",
    discussion: """
      Runs the cases of checklists/tests/*.test.yaml. No system is contacted, no environment is needed and no secret is
      read. The exit code is 0 if all came as expected, 1 if something did not, 64 if nothing is selected, 65 if a file
      is invalid, and 74 if a report could not be written.
      """)

  @Argument(
    help: ArgumentHelp(
      "What to run: files of tests, checklists, and globs of the names of cases; of each sort one must fit. All by default.",
      valueName: "test"))
  var tests: [String] = []

  @OptionGroup var project: ProjectOptions

  @Option(name: [.short, .long], help: "How many cases run at once; as many as there are cores by default.")
  var jobs: Int?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "pretty, junit or tap, to standard output or with =FILE to a file; may be repeated. Where none goes to standard output, pretty does.",
      valueName: "format[=file]"), completion: .list(["pretty", "junit", "tap"]))
  var report: [TestReportOption] = []

  @Flag(
    name: .long,
    help:
      "List the items that lack a passing case, a failing one, or one without data where there can be none.")
  var coverage = false

  @Flag(name: .long, help: "The same, and fail where one lacks a case.")
  var requireCoverage = false

  @Flag(name: .long, help: "Write what was seen into the files where cases expect something else.")
  var update = false

  @Flag(name: [.short, .long], help: "Show cases that passed too.")
  var verbose = false

  func validate() throws {
    guard (1...1_000).contains(jobs ?? 1) else { throw ValidationError("--jobs is from 1 to 1000.") }
    let toOutput = report.filter(\.request.destination.isStandardOutput)
    guard toOutput.count <= 1 else {
      throw ValidationError("Only one report can go to standard output: give the others a =FILE.")
    }
    let files = report.compactMap(\.request.destination.file)
    guard Set(files).count == files.count else {
      throw ValidationError("Two reports cannot go to the same file.")
    }
  }

  func run() async throws {
    let session = try Session(project)
    let selection = try TestSelection(tests, session)
    let files = try selection.load(session)
    let reports = try openReports(session)
    let begin = ContinuousClock.now
    let results = await TestRunner(session.project, jobs: jobs ?? coreCount).run(files)
    try refuse(results.flatMap(\.cases).map(\.faults), session)
    let record = TestRecord(files: results.map(\.report), duration: ContinuousClock.now - begin)
    do {
      try reports.write(record)
    } catch {
      session.console.say("error: \(error)")
      throw FailureCode.reportNotWritten.exit
    }
    let isUpdated = try update && write(results, session)
    let isCovered = try !(coverage || requireCoverage) || tellCoverage(results, selection, session)
    guard results.allSatisfy(\.isPassed) || isUpdated, isCovered || !requireCoverage else {
      if !update, !results.allSatisfy(\.isPassed) {
        session.console.say("if all of this is right, `checkctl test --update` writes it into the files")
      }
      throw ExitCode(1)
    }
  }

  private var coreCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  private func refuse(_ found: [Diagnostics], _ session: Session) throws {
    var faults = Diagnostics()
    for one in found { faults.add(contentsOf: one.all) }
    session.console.show(faults, session.project.sources)
    guard faults.hasErrors else { return }
    session.sayCount(faults)
    throw FailureCode.invalidChecklist.exit
  }

  private func openReports(_ session: Session) throws -> TestReports {
    var requests = report.map(\.request)
    if !requests.contains(where: \.destination.isStandardOutput) {
      requests.insert(TestReportRequest(.pretty), at: 0)
    }
    let style = ReportStyle(descriptor: STDOUT_FILENO, environment: processEnvironment(), isVerbose: verbose)
    do {
      return try TestReports(requests, style: style)
    } catch {
      session.console.say("error: \(error)")
      throw FailureCode.reportNotWritten.exit
    }
  }

  /// Writes what was seen; whether nothing is left that differs.
  private func write(_ results: [FileResult], _ session: Session) throws -> Bool {
    var isComplete = true
    for result in results where !result.isPassed {
      let update = TestUpdate(result, sources: session.project.sources)
      for change in update.changes {
        session.console.say(
          "updated \(change.place): \(change.subject)\n  - \(change.old)\n  + \(change.new)")
      }
      for refusal in update.refusals {
        isComplete = false
        session.console.say("not updated: \(refusal)")
      }
      guard let text = update.text else { continue }
      do {
        try replaceFile(at: result.test.path, with: text)
      } catch {
        session.console.say("error: \(error)")
        throw FailureCode.reportNotWritten.exit
      }
    }
    return isComplete
  }

  /// Says which items lack a case; whether none does.
  private func tellCoverage(
    _ results: [FileResult], _ selection: TestSelection, _ session: Session
  ) throws -> Bool {
    let names = selection.isEverything ? session.project.checklistNames : results.map(\.test.checklist.name)
    let checklists = Set(names).sorted().compactMap { session.project.checklist($0) }
    guard !session.project.diagnostics.hasErrors else {
      session.console.show(session.project.diagnostics, session.project.sources)
      session.sayCount(session.project.diagnostics)
      throw FailureCode.invalidChecklist.exit
    }
    let coverage = Coverage(session.project, checklists, results)
    for gap in coverage.gaps {
      session.console.say(
        "\(gap.checklist) \(gap.item) lacks a case: \(gap.lacks.joined(separator: ", ")) (\(gap.place))")
    }
    let covered = coverage.itemCount - coverage.gaps.count
    session.console.say("coverage: \(covered) of \(counted(coverage.itemCount, "item")) have every case")
    return coverage.gaps.isEmpty
  }
}

/// `FORMAT` or `FORMAT=FILE`.
struct TestReportOption: ExpressibleByArgument {
  let request: TestReportRequest

  init?(argument: String) {
    guard let request = TestReportRequest(argument: argument) else { return nil }
    self.request = request
  }
}
