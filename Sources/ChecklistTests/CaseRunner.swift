internal import CheckEngine
internal import CheckModel
public import Checklists
internal import Diagnostics
internal import ProbeKit
internal import Recordings
public import Values

/// Runs a case and compares.
struct CaseRunner: Sendable {
  private let plan: TestPlan
  private let redactor: Redactor
  private let recording: Recording?

  /// Prepares a case; `redactor` knows its secrets, and `recording` what it is answered where it gives nothing.
  init(_ plan: TestPlan, redactor: Redactor, recording: Recording?) {
    self.plan = plan
    self.recording = recording
    self.redactor = redactor
  }

  /// Runs it. Nobody is asked, and nothing waits.
  func run() async -> CaseResult {
    let begin = ContinuousClock.now
    var result = CaseResult(
      name: plan.test.name, place: plan.test.place, expected: plan.test.expected)
    result.faults = plan.faults
    if !result.faults.hasErrors { await rehearse(&result) }
    result.duration = ContinuousClock.now - begin
    return result
  }

  private func rehearse(_ result: inout CaseResult) async {
    let answers = CannedAnswers(plan, recording, redactor: redactor)
    let start = plan.test.now
    let engine = Engine(
      plan: RunPlan(checklist: plan.checklist, title: plan.title, items: plan.items),
      options: RunOptions(jobs: Int.max, sharesAnswers: false), redactor: redactor,
      resources: RunResources(), arbiter: answers, now: { start })
    var results: [ItemID: [ItemResult]] = [:]
    _ = await engine.rehearse(from: answers) { event in
      if case .itemFinished(let id, let ended) = event { results[id] = ended }
    }
    let comparison = Comparison(plan: plan, results: results, redactor: redactor)
    result.outcomes = comparison.outcomes
    result.differences = comparison.differences
    result.faults.add(contentsOf: answers.faults.all)
    for (id, asked, given) in answers.unused {
      guard let expected = plan.test.expected.first(where: { plan.items(expected: $0.id).contains(id) })
      else {
        continue
      }
      result.differences.append(
        Difference(
          expected: expected,
          parts: [
            TestDifference(
              item: id.rawValue, part: "answers used", expected: String(given), got: String(asked))
          ], seen: nil))
    }
  }
}
