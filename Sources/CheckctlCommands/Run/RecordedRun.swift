internal import ArgumentParser
internal import CheckEngine
internal import CheckModel
internal import Checklists
internal import Recordings
internal import Values

/// A run that is being recorded.
struct RecordedRun {
  let values = RecordingValues()
  let recorder: Recorder
  let asker: RecordingAsker
  private let folder: RecordingFolder
  private let session: Session

  /// Finds out before anything is asked whether the recording may be written.
  init(_ folder: RecordingFolder, _ session: Session) throws {
    do {
      try folder.check()
    } catch {
      throw session.refuse(error)
    }
    self.folder = folder
    self.session = session
    recorder = Recorder(redactor: session.redactor)
    asker = RecordingAsker(into: recorder)
  }

  /// Writes the recording of a run that is over.
  func write(
    _ plan: RunPlan, _ summary: RunSummary, settings: [String: String], subject: String?, deadline: Duration?
  ) throws {
    let run = Recording.Run(
      checklist: plan.checklist, environment: plan.environment, subject: subject,
      recorded: recorder.started, deadline: deadline, verdict: summary.verdict.name,
      incomplete: summary.verdict == .interrupted ? summary.cutShort ?? "interrupted" : summary.cutShort,
      settings: settings, variables: values.variables, secretFiles: values.secretFiles)
    // Nobody is to know what surrogates are made by, or guessed secrets could be told by them.
    let key = (0..<4).map { _ in String(UInt64.random(in: 0 ... .max), radix: 16) }.joined()
    do {
      try folder.write(
        recorder.recording(of: run, plan, in: session.project.directory, key: key))
    } catch {
      throw session.refuse(error)
    }
  }
}

extension Session {
  /// Says what is wrong with a recording.
  func refuse(_ fault: RecordingFault) -> any Error {
    console.say("error: \(fault.message)")
    switch fault.kind {
    case .invalid: return FailureCode.invalidChecklist.exit
    case .notARecording: return FailureCode.usage.exit
    case .notWritten: return FailureCode.reportNotWritten.exit
    }
  }

  /// The recording in a folder.
  func recording(in folder: RecordingFolder) throws -> Recording {
    do {
      return try Recording(directory: folder.path)
    } catch {
      throw refuse(error)
    }
  }

  /// Refuses a recording of another checklist or environment.
  func refuse(
    _ run: Recording.Run, in folder: RecordingFolder, unlessOf checklist: String, environment: String?
  ) throws {
    if checklist != run.checklist {
      console.say(
        "error: \(folder.path) is a recording of the checklist `\(run.checklist)`, not of `\(checklist)`")
      console.say("  = help: `checkctl run \(run.checklist) --replay \(folder.path)` replays it")
      throw FailureCode.usage.exit
    }
    if let environment, environment != run.environment {
      let name = run.environment.map { "of the environment `\($0)`" } ?? "without an environment"
      console.say("error: \(folder.path) is a recording \(name), not of `\(environment)`")
      console.say("  = help: leave --environment out: a replay is of the one that was recorded")
      throw FailureCode.usage.exit
    }
  }
}
