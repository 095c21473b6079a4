internal import ArgumentParser
internal import CheckEngine
internal import CheckModel
internal import Checklists
internal import ProbeKit
internal import Recordings
internal import Records
internal import Reporting
internal import Values

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// `checkctl run CHECKLIST [ITEM ...]`.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Ask everything that a checklist asks, and say what came of it.",
    discussion: "The exit code is the verdict: see `checkctl --help`.")

  @Argument(help: "The checklist, by its name or by the path of its file.", completion: .checklists)
  var checklist: String

  @OptionGroup(title: "Selection") var selecting: SelectionOptions
  @OptionGroup(title: "Values") var values: EnvironmentOptions
  @OptionGroup(title: "Values") var about: SubjectOptions
  @OptionGroup var project: ProjectOptions

  @Option(name: [.short, .long], help: "How many questions are asked at once.")
  var jobs = 32

  @Option(name: .long, help: "The time the whole run may take, such as 90s or 5m.")
  var deadline: DurationOption?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Allow actions: --allow-actions=GLOB those whose ids match, --allow-actions alone at the end all of them.",
      valueName: "glob"))
  var allowActions: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "pretty, json or junit, to standard output or with =FILE to a file; may be repeated. Where none goes to standard output, pretty does.",
      valueName: "format[=file]"), completion: .list(["pretty", "json", "junit"]))
  var report: [ReportOption] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Also store every question and its answer in this folder, secrets replaced by surrogates.",
      valueName: "dir"), completion: .directory)
  var record: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Run on what --record stored in this folder: nothing is contacted, no secret is needed, and no action done. A question that was not recorded is an error.",
      valueName: "dir"), completion: .directory)
  var replay: String?

  @Flag(name: [.short, .long], help: "Show items that passed too, and excerpts of what was seen in full.")
  var verbose = false

  func validate() throws {
    guard (1...10_000).contains(jobs) else { throw ValidationError("--jobs is from 1 to 10000.") }
    let toOutput = report.filter(\.request.destination.isStandardOutput)
    guard toOutput.count <= 1 else {
      throw ValidationError("Only one report can go to standard output: give the others a =FILE.")
    }
    let files = report.compactMap(\.request.destination.file)
    guard Set(files).count == files.count else {
      throw ValidationError("Two reports cannot go to the same file.")
    }
    guard record == nil || replay == nil else {
      throw ValidationError("--record and --replay exclude each other: a replay asks nothing to record.")
    }
    guard record != "", replay != "" else { throw ValidationError("--record and --replay take a folder.") }
    guard replay == nil || about.subject == nil else {
      throw ValidationError("--subject goes not with --replay: the recording has its own.")
    }
    _ = try values.inputs()
  }

  func run() async throws {
    if let replay { return try await self.replay(RecordingFolder(replay)) }
    let session = try Session(project)
    let recording = try record.map { try RecordedRun(RecordingFolder($0), session) }
    let loaded = try session.checklist(checklist)
    let environment = try session.environment(values.environment, for: loaded)
    let inputs = try values.inputs()
    let plan = try session.plan(
      loaded, environment, inputs: inputs, selection: selecting.selection,
      outside: recording?.values ?? ProcessValues())
    try refuseActions(in: plan, session)
    let sink = try openReports(session)
    let control = RunControl()
    Interrupts.forward(to: control)
    let runPlan = self.plan(loaded, environment, plan)
    let engine = Engine(
      plan: runPlan,
      options: RunOptions(jobs: jobs, deadline: deadline?.duration, targetLimits: plan.targetLimits),
      redactor: session.redactor, resources: RunResources(), asker: recording?.asker ?? SystemAsker(),
      arbiter: recording?.recorder,
      signOffs: session.signOffs(of: loaded, environment, subject: about.subject), now: { .now })
    let recorder = recording?.recorder
    let summary = await engine.run(control: control) { event in
      recorder?.receive(event)
      sink.receive(event)
    }
    Interrupts.stopForwarding()
    // A report that cannot be written is no reason to lose the recording.
    let recorded = Result {
      try recording?.write(
        runPlan, summary, settings: inputs, subject: about.subject, deadline: deadline?.duration)
    }
    try await close(sink, session)
    try recorded.get()
    throw ExitCode(summary.verdict.rawValue)
  }

  /// Runs the checklist on a recording.
  private func replay(_ folder: RecordingFolder) async throws {
    let session = try Session(project)
    let recording = try session.recording(in: folder)
    let run = recording.run
    let loaded = try session.checklist(checklist)
    try session.refuse(run, in: folder, unlessOf: loaded.name, environment: values.environment)
    let environment = try run.environment.map { try session.environment($0, for: loaded) } ?? nil
    let settings = try values.inputs()
    let replay = Replay(
      recording, in: session.project.directory, settings: settings, redactor: session.redactor)
    let plan = try session.plan(
      loaded, environment, inputs: run.settings.merging(settings) { $1 },
      selection: selecting.selection, outside: ReplayedValues(recording))
    let sink = try openReports(session)
    var runPlan = self.plan(loaded, environment, plan)
    runPlan.replay = ReplayedRun(
      recording: folder.path, recorded: run.recorded, incomplete: run.incomplete)
    let engine = Engine(
      plan: runPlan,
      options: RunOptions(
        jobs: jobs, deadline: deadline?.duration ?? run.deadline, targetLimits: plan.targetLimits),
      redactor: session.redactor, resources: RunResources(), arbiter: replay, now: { run.recorded })
    let summary = await engine.rehearse(from: replay) { sink.receive($0) }
    try await close(sink, session)
    throw ExitCode(summary.verdict.rawValue)
  }

  private func plan(_ loaded: LoadedChecklist, _ environment: LoadedEnvironment?, _ plan: Plan) -> RunPlan {
    RunPlan(
      checklist: loaded.name, title: loaded.title, environment: environment?.name, items: plan.items,
      disabled: loaded.disabled + plan.disabled)
  }

  private func close(_ sink: ReportSink, _ session: Session) async throws {
    do {
      try await sink.close()
    } catch {
      session.console.say("error: \(error)")
      throw FailureCode.reportNotWritten.exit
    }
  }

  private func refuseActions(in plan: Plan, _ session: Session) throws {
    let refused = plan.items.filter { item in
      item.summary.isAction && item.skipReason == nil
        && !(allowActions.map { glob($0, matches: item.summary.id.rawValue) } ?? false)
    }
    guard !refused.isEmpty else { return }
    session.console.say("error: this would change something, and --allow-actions does not allow it:")
    for item in refused {
      session.console.say("  \(item.summary.id)  \(item.summary.title) (\(item.summary.place))")
    }
    session.console.say("  = help: add --allow-actions, or --allow-actions='GLOB' for some of them")
    throw FailureCode.usage.exit
  }

  private func openReports(_ session: Session) throws -> ReportSink {
    var requests = report.map(\.request)
    if !requests.contains(where: \.destination.isStandardOutput) {
      requests.insert(ReportRequest(.pretty), at: 0)
    }
    let style = ReportStyle(descriptor: STDOUT_FILENO, environment: processEnvironment(), isVerbose: verbose)
    do {
      return try ReportSink(requests, style: style, redactor: session.redactor)
    } catch {
      session.console.say("error: \(error)")
      throw FailureCode.reportNotWritten.exit
    }
  }
}

/// `FORMAT` or `FORMAT=FILE`.
struct ReportOption: ExpressibleByArgument {
  let request: ReportRequest

  init?(argument: String) {
    guard let request = ReportRequest(argument: argument) else { return nil }
    self.request = request
  }
}
