import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

@testable import CheckEngine

@Suite struct RepeatingTests {
  typealias Reply = Simulation.Reply

  private func retried(_ policy: RetryPolicy, stable: StablePolicy? = nil, timeout: Duration? = nil)
    -> PlannedItem
  {
    item("a") {
      $0.retry = policy
      $0.stable = stable
      $0.timeout = timeout
    }
  }

  @Test(arguments: [Answer.fails, .error, .noData])
  func itIsAskedAgainUntilItPasses(answer: Answer) {
    let run = Simulation([retried(RetryPolicy(every: .seconds(5), limit: .seconds(60)))]) { _, attempt in
      Reply(answer: attempt < 3 ? answer : .passes)
    }
    #expect(run["a"].outcome == .passed)
    #expect(run["a"].message == "after 3 attempts in 13s")
    #expect(run["a"].attempts == 3)
    #expect(run.asked.map(\.at) == [.zero, .seconds(6), .seconds(12)])
  }

  @Test func theNumberOfAttemptsIsALimit() {
    let run = Simulation([retried(RetryPolicy(every: .seconds(1), attempts: 3, backoff: 2))]) { _, _ in
      Reply(answer: .error)
    }
    #expect(run["a"].outcome == .error)
    #expect(run["a"].message == "nobody is there (after 3 attempts in 6s)")
    #expect(run.asked.map(\.at) == [.zero, .seconds(2), .seconds(5)])
  }

  @Test func theTimeIsALimit() {
    let run = Simulation([retried(RetryPolicy(every: .seconds(4), limit: .seconds(10)))]) { _, _ in
      Reply(answer: .noData)
    }
    #expect(run["a"].outcome == .noData)
    #expect(run["a"].message == "there was nothing (after 3 attempts in 11s)")
  }

  @Test func whatCannotChangeByItselfIsNotAskedAgain() {
    let run = Simulation([retried(RetryPolicy(every: .seconds(4), attempts: 10))]) { _, _ in
      Reply(answer: .wrong)
    }
    #expect(run["a"].outcome == .error && run["a"].message == "no such table" && run["a"].attempts == 1)
  }

  @Test func anActionIsNeverAskedAgain() {
    let action = item("a", effect: .write) {
      $0.summary.isAction = true
      $0.retry = RetryPolicy(every: .seconds(1), attempts: 5)
    }
    let run = Simulation([action]) { _, _ in Reply(answer: .error) }
    #expect(run["a"].attempts == 1)
  }

  @Test func stableItemsPassSeveralTimesInARow() {
    let run = Simulation([item("a") { $0.stable = StablePolicy(passes: 3, every: .seconds(2)) }])
    #expect(run["a"].outcome == .passed && run["a"].attempts == 3)
    #expect(run.asked.map(\.at) == [.zero, .seconds(3), .seconds(6)])
  }

  @Test func aStableItemThatDoesNotPassOnceFails() {
    let run = Simulation([item("a") { $0.stable = StablePolicy(passes: 3, every: .seconds(2)) }]) {
      _, attempt in
      Reply(answer: attempt == 2 ? .fails : .passes)
    }
    #expect(run["a"].outcome == .failed && run["a"].attempts == 2)
  }

  @Test func underRetryPassesAreCountedAnew() {
    let policy = RetryPolicy(every: .seconds(1), attempts: 2)
    let run = Simulation([retried(policy, stable: StablePolicy(passes: 2, every: .seconds(1)))]) {
      _, attempt in
      Reply(answer: attempt == 2 ? .fails : .passes)
    }
    #expect(run["a"].outcome == .passed && run["a"].attempts == 4)
  }

  @Test func aTimedOutProbeIsCancelledAndIsAnError() {
    let run = Simulation([item("a") { $0.timeout = .seconds(10) }]) { _, _ in
      Reply(answer: .passes, time: nil)
    }
    #expect(run["a"].outcome == .error && run["a"].message == "no answer within 10s")
    #expect(run.cancelled == ["a"] && run.now == .seconds(10))
  }

  @Test func aProbeThatDoesNotStopIsLeftBehind() {
    let items = [item("a") { $0.timeout = .seconds(10) }, item("b")]
    let run = Simulation(items, RunOptions(jobs: 1)) { id, _ in
      id == "a" ? Reply(answer: .passes, time: nil, ignoresCancel: true) : Reply(answer: .passes)
    }
    #expect(run["a"].message == "no answer within 10s; the probe did not stop when told to")
    #expect(run["b"].outcome == .passed && run.now == .seconds(13))
  }

  @Test func anActionThatTimesOutLeavesItsStateUnknown() {
    let run = Simulation([
      item("a", effect: .write) {
        $0.summary.isAction = true
        $0.timeout = .seconds(10)
      }
    ]) { _, _ in Reply(answer: .passes, time: nil) }
    #expect(run["a"].outcome == .error && run["a"].message == "state unknown: no answer within 10s")
  }

  @Test func itWaitsItsDelayBeforeItIsFirstAsked() {
    let run = Simulation([item("a"), item("b", needs: ["a"]) { $0.delay = .seconds(7) }])
    #expect(run.asked.map(\.at) == [.zero, .seconds(8)])
  }

  @Test func whatHasNoDataForGoodIsNotAskedAgain() {
    let nothing = Answer.success(Observation(ValueMap(), noData: "there is nothing", isFinal: true))
    let run = Simulation([retried(RetryPolicy(every: .seconds(4), attempts: 10))]) { _, _ in
      Reply(answer: nothing)
    }
    #expect(run["a"].outcome == .noData && run["a"].message == "there is nothing" && run["a"].attempts == 1)
  }
}
