public import CheckModel
public import Checklists
internal import Diagnostics
internal import ProbeKit
internal import Recordings
internal import Values

/// What came of the cases of a file that were run.
public struct FileResult: Sendable {
  /// The file.
  public let test: ChecklistTest
  /// What came of its cases, in the order of the file.
  public let cases: [CaseResult]

  /// Whether all came as expected.
  public var isPassed: Bool { cases.allSatisfy(\.isPassed) }

  /// The same for reports.
  public var report: TestFileResult {
    TestFileResult(path: test.path, checklist: test.checklist.name, cases: cases.map(\.report))
  }
}

/// Runs cases side by side.
public struct TestRunner {
  private let project: Project
  private let jobs: Int

  /// Prepares a runner of at most so many cases at once.
  public init(_ project: Project, jobs: Int) {
    self.project = project
    self.jobs = max(1, jobs)
  }

  /// Runs the chosen cases of each file; the results are in the order of the files, whichever case ends first.
  public func run(_ tests: [(file: ChecklistTest, cases: [TestCase])]) async -> [FileResult] {
    // Planning shares what the project knows; what follows shares nothing.
    let recordings = recordings(of: tests.flatMap(\.cases))
    let runners = tests.flatMap { test in
      test.cases.map { one in
        let redactor = Redactor()
        var plan = project.plan(one, of: test.file, redactor: redactor)
        var recording: Recording?
        if let named = one.recording {
          do throws(RecordingFault) {
            recording = try recordings[named.folder]?.get()
          } catch {
            plan.addFault(Diagnostic("invalid-recording", error.message, at: named.span))
          }
        }
        return CaseRunner(plan, redactor: redactor, recording: recording)
      }
    }
    var results = await run(runners)[...]
    return tests.map { test in
      let own = results.prefix(test.cases.count)
      results = results.dropFirst(test.cases.count)
      return FileResult(test: test.file, cases: Array(own))
    }
  }

  /// The recordings that cases name, each read once.
  private func recordings(of cases: [TestCase]) -> [String: Result<Recording, RecordingFault>] {
    var read: [String: Result<Recording, RecordingFault>] = [:]
    for case let named? in cases.map(\.recording) where read[named.folder] == nil {
      read[named.folder] = Result { () throws(RecordingFault) in try Recording(directory: named.folder) }
    }
    return read
  }

  private func run(_ runners: [CaseRunner]) async -> [CaseResult] {
    await withTaskGroup(of: (Int, CaseResult).self) { group in
      var results = [CaseResult?](repeating: nil, count: runners.count)
      var next = 0
      func start() {
        let (place, runner) = (next, runners[next])
        next += 1
        group.addTask { (place, await runner.run()) }
      }
      while next < min(jobs, runners.count) { start() }
      while let (place, result) = await group.next() {
        results[place] = result
        if next < runners.count { start() }
      }
      return results.compactMap(\.self)
    }
  }
}
