import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

@testable import CheckEngine

@Suite struct DependencyTests {
  typealias Reply = Simulation.Reply

  @Test func anItemIsAskedWhenAllItNeedsPassed() {
    let run = Simulation([item("c", needs: ["a", "b"]), item("a"), item("b", needs: ["a"])])
    #expect(run.asked.map(\.id) == ["a", "b", "c"])
    #expect(run.asked.map(\.at) == [.zero, .seconds(1), .seconds(2)])
    #expect(run.summary?.verdict == .passed)
  }

  @Test(arguments: [
    (Answer.fails, Outcome.failed, "blocked by a (failed)"),
    (.error, .error, "blocked by a (error)"),
    (.noData, .noData, "blocked by a (no data)"),
  ])
  func aBlockedItemNamesTheRoot(answer: Answer, outcome: Outcome, message: String) {
    let run = Simulation([item("a"), item("b", needs: ["a"]), item("c", needs: ["b"])]) { _, _ in
      Reply(answer: answer)
    }
    for id: ItemID in ["b", "c"] {
      #expect(run[id].outcome == .blocked)
      #expect(run[id].message == message)
      #expect(run[id].root == ItemResult.Root(id: "a", outcome: outcome))
      #expect(run[id].attempts == 0 && run[id].started == nil)
    }
    #expect(run.asked.count == 1)
  }

  @Test func theFirstNeedThatDidNotPassBlocksWhicheverEndsFirst() {
    let items = [item("slow"), item("quick"), item("c", needs: ["slow", "quick"])]
    let run = Simulation(items) { id, _ in
      id == "slow" ? Reply(answer: .error, time: .seconds(9)) : Reply(answer: .fails, time: .seconds(1))
    }
    #expect(run["c"].message == "blocked by slow (error)")
  }

  @Test func whatNeedsASkippedItemIsSkipped() {
    let items = [
      item("a") { $0.skipReason = "when: inputs.replicated is false" }, item("bad"),
      item("b", needs: ["bad", "a"]), item("c", needs: ["b"]), item("d", after: ["a", "bad"]),
    ]
    let run = Simulation(items) { id, _ in Reply(answer: id == "bad" ? .fails : .passes) }
    #expect(run["a"].outcome == .skipped && run["a"].message == "when: inputs.replicated is false")
    #expect(run["b"].outcome == .skipped && run["b"].message == "it needs a, which is skipped")
    #expect(run["c"].outcome == .skipped && run["c"].message == "it needs b, which is skipped")
    #expect(run["d"].outcome == .passed)
    #expect(run.summary?.verdict == .failed)
  }

  @Test func afterIsOrderOnly() {
    let run = Simulation([item("late", after: ["early"]), item("early")]) { id, _ in
      Reply(answer: id == "early" ? .fails : .passes)
    }
    #expect(run.asked.map(\.id) == ["early", "late"])
    #expect(run["late"].outcome == .passed)
  }

  @Test func aPlanThatIsWrongEndsAsErrorsNotInATrap() {
    let items = [
      item("a", needs: ["b"]), item("b", after: ["a"]), item("below", needs: ["a"]),
      item("self", needs: ["self"]),
      item("lost", needs: ["nobody"]), item("waits", needs: ["lost"]), item("fine"),
    ]
    let run = Simulation(items)
    for id: ItemID in ["a", "b", "below", "self"] {
      #expect(run[id].outcome == .error)
      #expect(run[id].message == "internal fault: it waits for itself, or for an item that does")
    }
    #expect(run["lost"].message == "internal fault: it waits for nobody, which is not part of the run")
    #expect(run["waits"].message == "blocked by lost (error)")
    #expect(run["fine"].outcome == .passed)
    #expect(run.summary?.verdict == .undecided)
    #expect(plan(items).waves == [["lost", "fine"], ["waits"]])
  }

  @Test func anIdMayNotStandTwice() {
    let run = Simulation([item("a"), item("a")])
    #expect(run.summary?.counts == [.passed: 1, .error: 1])
  }

  @Test func wavesAreTheEarliestSteps() {
    let items = [item("d", needs: ["b"], after: ["c"]), item("a"), item("b", needs: ["a"]), item("c")]
    #expect(plan(items).waves == [["a", "c"], ["b"], ["d"]])
    #expect(plan([]).waves == [])
  }

  @Test func aProbeThatCouldNotBeMadeIsAnErrorAndIsNotAsked() {
    let broken = item("a") {
      $0.question = Question(
        probe: .failure(ProbeError(.invalid, "the query is empty")), identity: $0.question.identity)
    }
    let run = Simulation([broken, item("b", needs: ["a"])])
    #expect(run["a"].outcome == .error && run["a"].message == "the query is empty" && run["a"].attempts == 0)
    #expect(run["b"].message == "blocked by a (error)")
    #expect(run.asked.isEmpty)
  }

  @Test func eventsComeInOrder() {
    let run = Simulation([item("a"), item("b", needs: ["a"])])
    let names = run.events.map { event in
      switch event {
      case .runStarted(let header): "run \(header.itemCount)"
      case .itemStarted(let id, let title): "\(id) \(title)"
      case .itemRetrying(let id, _, _, _): "\(id) again"
      case .itemFinished(let id, let results): "\(id) \(results.map(\.outcome.rawValue).joined())"
      case .runFinished(let summary): "\(summary.verdict)"
      }
    }
    #expect(
      names == ["run 2", "a Title of a", "a passed", "b Title of b", "b passed", "passed"])
  }

  @Test func aPlanWithoutItemsDecidesNothing() {
    #expect(Simulation([]).summary?.verdict == .undecided)
  }
}
