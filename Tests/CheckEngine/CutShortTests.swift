import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

@testable import CheckEngine

@Suite struct CutShortTests {
  typealias Reply = Simulation.Reply
  private static let never = Reply(answer: .passes, time: nil)

  private func action(_ id: ItemID, needs: [ItemID] = []) -> PlannedItem {
    item(id, needs: needs, effect: .write) { $0.summary.isAction = true }
  }

  private func cleanup(_ id: ItemID, needs: [ItemID] = [], after: [ItemID] = []) -> PlannedItem {
    item(id, needs: needs, after: after, effect: .write) {
      $0.summary.isAction = true
      $0.isCleanup = true
    }
  }

  @Test func aDeadlineEndsWhatIsNotDecided() {
    let items = [
      item("done"), item("hangs"), item("later", needs: ["hangs"]), item("last", needs: ["later"]),
    ]
    let run = Simulation(items, RunOptions(deadline: .seconds(30))) { id, _ in
      id == "hangs" ? Self.never : Reply(answer: .passes)
    }
    #expect(run["done"].outcome == .passed)
    #expect(run["hangs"].outcome == .error)
    #expect(run["hangs"].message == "not decided: the deadline of 30s passed")
    #expect(run["later"].message == "not asked: the deadline of 30s passed")
    #expect(run["last"].message == "not asked: the deadline of 30s passed")
    #expect(run.summary?.cutShort == "the deadline of 30s passed" && run.summary?.verdict == .undecided)
    #expect(run.cancelled == ["hangs"] && run.now == .seconds(30))
  }

  @Test func aDeadlineEndsPausesAndTellsTheLastAnswer() {
    let items = [
      item("a") { $0.retry = RetryPolicy(every: .seconds(20)) }, item("b") { $0.delay = .seconds(90) },
    ]
    let run = Simulation(items, RunOptions(deadline: .seconds(30))) { _, _ in Reply(answer: .error) }
    #expect(run["a"].message == "not decided: the deadline of 30s passed; its last answer: nobody is there")
    #expect(run["b"].message == "not asked: the deadline of 30s passed")
  }

  @Test func aDeadlineThatNobodyMissesChangesNothing() {
    let run = Simulation([item("a")], RunOptions(deadline: .seconds(30)))
    #expect(run.summary?.cutShort == nil && run.summary?.verdict == .passed)
  }

  @Test func anInterruptLetsActionsFinishAndRunsCleanup() {
    let items = [
      action("create"), item("check", needs: ["create"]), cleanup("drop", needs: ["create"]), item("hangs"),
      cleanup("sweep", after: ["hangs"]),
    ]
    let run = Simulation(items, interruptsAt: [.seconds(2)]) { id, _ in
      id == "hangs" ? Self.never : Reply(answer: .passes, time: .seconds(5))
    }
    #expect(
      run["create"].outcome == .passed && run["drop"].outcome == .passed && run["sweep"].outcome == .passed)
    #expect(run["check"].message == "not asked: interrupted")
    #expect(run["hangs"].message == "not decided: interrupted")
    #expect(run.cancelled == ["hangs"] && run.summary?.verdict == .interrupted)
    #expect(run.summary?.cutShort == "interrupted")
  }

  @Test func aSecondInterruptKillsActionsAndCleanup() {
    let items = [action("create"), cleanup("drop", needs: ["create"]), cleanup("sweep")]
    let run = Simulation(items, interruptsAt: [.seconds(2), .seconds(3)]) { _, _ in Self.never }
    #expect(run["create"].outcome == .error && run["create"].message == "state unknown: interrupted")
    #expect(run["sweep"].message == "state unknown: interrupted")
    #expect(run["drop"].message == "not asked: interrupted")
    #expect(run.now == .seconds(3))
  }

  @Test func cleanupRunsAfterAFailedActionButNotAfterOneThatNeverBegan() {
    let items = [
      item("ready"), action("create", needs: ["ready"]), cleanup("drop", needs: ["create"]), action("other"),
      cleanup("undo", needs: ["other"]),
    ]
    let run = Simulation(items) { id, _ in Reply(answer: ["ready", "other"].contains(id) ? .fails : .passes) }
    #expect(run["drop"].message == "blocked by ready (failed)")
    #expect(run["other"].outcome == .failed && run["undo"].outcome == .passed)
  }

  @Test func cleanupWithoutATimeoutIsBoundedOnceTheRunIsCutShort() {
    let items = [item("hangs"), cleanup("sweep", after: ["hangs"]), cleanup("begun")]
    let options = RunOptions(deadline: .seconds(10), cleanupTimeout: .seconds(5))
    let run = Simulation(items, options) { _, _ in Self.never }
    #expect(run["sweep"].message == "state unknown: no answer within 5s")
    #expect(run["begun"].message == "state unknown: no answer within 5s")
    #expect(run.now == .seconds(15))
  }

  @Test func whatIsBlockedAlreadyStaysBlocked() {
    let items = [item("bad"), item("hangs"), item("c", needs: ["hangs", "bad"])]
    let run = Simulation(items, RunOptions(deadline: .seconds(9))) { id, _ in
      id == "hangs" ? Self.never : Reply(answer: .fails)
    }
    #expect(run["c"].message == "blocked by bad (failed)" && run.summary?.verdict == .failed)
  }
}
