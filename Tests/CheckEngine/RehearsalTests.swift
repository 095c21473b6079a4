import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

@testable import CheckEngine

/// Runs on what is remembered, in a time of their own.
@Suite struct RehearsalTests {
  /// Answers by the item and the attempt.
  private struct Answers: Memory {
    let answers: [ItemID: [Recollection]]

    func recall(
      _ id: ItemID, _ item: PlannedItem, attempt: Int, in context: ProbeContext
    ) -> Recollection {
      let known = answers[id] ?? []
      return attempt <= known.count
        ? known[attempt - 1] : Recollection(.failure(ProbeError(.invalid, "not remembered")))
    }
  }

  private func item(_ id: ItemID) -> PlannedItem {
    var item = PlannedItem(
      summary: ItemSummary(id: id, title: "T", kind: "fake"),
      question: Question(
        probe: .success(FakeProbe { _ in fatalError("nobody is asked") }),
        identity: .init(kind: "fake", target: nil, fields: Fields([.string("of"): .string(id.rawValue)]))))
    item.expectations = [.field("value", .eq("ok"))]
    return item
  }

  private func run(
    _ items: [PlannedItem], _ answers: [ItemID: [Recollection]], deadline: Duration? = nil
  ) async -> (results: [ItemID: ItemResult], summary: RunSummary) {
    var results: [ItemID: ItemResult] = [:]
    let engine = Engine(
      plan: RunPlan(checklist: "c", title: "C", items: items), options: RunOptions(deadline: deadline),
      redactor: Redactor(), resources: RunResources(), now: { Timestamp(seconds: 0) })
    let summary = await engine.rehearse(from: Answers(answers: answers)) { event in
      if case .itemFinished(_, let ended) = event { for result in ended { results[result.item.id] = result } }
    }
    return (results, summary)
  }

  private static func ok(_ took: Duration) -> Recollection {
    Recollection(.success(.value("ok")), arrival: .after(took))
  }

  private static func bad(_ took: Duration) -> Recollection {
    Recollection(.success(.value("bad")), arrival: .after(took))
  }

  @Test func pausesTakeNoTime() async throws {
    var retried = item("retried")
    retried.retry = RetryPolicy(every: .seconds(60), limit: .seconds(3600))
    let (results, summary) = await run(
      [retried], ["retried": [Self.bad(.seconds(1)), Self.bad(.seconds(1)), Self.ok(.seconds(1))]])
    let result = try #require(results["retried"])
    #expect(result.outcome == .passed)
    #expect(result.attempts == 3)
    #expect(result.duration == .seconds(123))
    #expect(summary.verdict == .passed)
  }

  @Test func whatCameOnlyWhenItWasGivenUpIsATimeoutAgain() async throws {
    var slow = item("slow")
    slow.timeout = .seconds(10)
    var quick = item("quick")
    quick.timeout = .seconds(10)
    let late = Recollection(
      .failure(ProbeError(.cancelled, "ended", awaited: "no answer from db")), arrival: .whenStopped)
    // An answer is never made late by what pauses took beyond their length.
    let drifted = Recollection(
      .success(.value("ok")), arrival: .after(.seconds(9), sinceFirstAsked: .seconds(11)))
    let (results, _) = await run([slow, quick], ["slow": [late], "quick": [drifted]])
    #expect(results["slow"]?.message == "no answer from db within 10s")
    #expect(results["quick"]?.outcome == .passed)
  }

  @Test func aDeadlineCutsShortAndWhatHadNoAnswerIsAnError() async {
    let never = Recollection(.failure(ProbeError(.cancelled, "ended")), arrival: .whenStopped)
    let cut = await run(
      [item("a"), item("b")], ["a": [never], "b": [Self.ok(.seconds(1))]], deadline: .seconds(5))
    #expect(cut.results["a"]?.message == "not decided: the deadline of 5s passed")
    #expect(cut.results["b"]?.outcome == .passed)
    let (results, _) = await run([item("a")], ["a": [never]])
    #expect(results["a"]?.outcome == .error)
    #expect(results["a"]?.message.hasPrefix("replay: there was no answer yet") == true)
  }

  @Test func whatIsNotRememberedIsAnError() async {
    let (results, summary) = await run([item("a")], [:])
    #expect(results["a"]?.message == "not remembered")
    #expect(summary.verdict == .undecided)
  }

  /// Keeps what was decided, and decides otherwise.
  private final class Overruling: Arbiter {
    let seen = Lock<[String]>([])

    func decide(
      _ id: ItemID, _ item: PlannedItem, attempt: Int, answer: Result<Observation, ProbeError>?,
      _ judged: Judged
    ) -> Judged {
      seen.withLock { $0.append("\(id) \(attempt) \(judged.outcome.rawValue)") }
      return Judged(outcome: .failed, message: "overruled", isTransient: false)
    }

    func ended(
      _ id: ItemID, _ item: PlannedItem, _ judged: Judged, attempts: Int, firstAsked: Duration?
    ) {
      seen.withLock { $0.append("\(id) ended \(judged.outcome.rawValue) \(attempts)") }
    }
  }

  @Test func anArbiterHasTheLastWord() async {
    let arbiter = Overruling()
    var next = item("b")
    next.needs = ["a"]
    let engine = Engine(
      plan: RunPlan(checklist: "c", title: "C", items: [item("a"), next]), redactor: Redactor(),
      resources: RunResources(), arbiter: arbiter, now: { Timestamp(seconds: 0) })
    let summary = await engine.rehearse(from: Answers(answers: ["a": [Self.ok(.seconds(1))]])) { _ in }
    #expect(summary.verdict == .failed)
    #expect(arbiter.seen.withLock { $0 } == ["a 1 passed", "a ended failed 1", "b ended blocked 0"])
  }
}
