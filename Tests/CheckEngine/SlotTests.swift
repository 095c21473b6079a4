import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

@testable import CheckEngine

@Suite struct SlotTests {
  typealias Reply = Simulation.Reply

  private func many(_ count: Int, _ change: (Int, inout PlannedItem) -> Void = { _, _ in }) -> [PlannedItem] {
    (0..<count).map { number in item(ItemID(rawValue: "i\(number)")) { change(number, &$0) } }
  }

  @Test(arguments: [1, 3, 32])
  func noMoreThanJobsAreAskedAtOnceInTheOrderOfThePlan(jobs: Int) {
    let run = Simulation(many(100), RunOptions(jobs: jobs))
    #expect(run.mostAtOnce == jobs)
    #expect(run.asked.map(\.id.rawValue) == (0..<100).map { "i\($0)" })
  }

  @Test func anImpossibleNumberOfJobsIsOne() {
    #expect(Simulation(many(3), RunOptions(jobs: 0)).mostAtOnce == 1)
  }

  @Test func aTargetIsAskedNoMoreThanItsLimitAtOnce() {
    let (small, large) = (Target.named("small"), Target.named("large"))
    let items = (0..<40).map {
      item(ItemID(rawValue: "i\($0)"), target: $0.isMultiple(of: 2) ? small : large)
    }
    let run = Simulation(items, RunOptions(jobs: 8, targetLimits: [small: 2, large: 5]))
    #expect(run.mostAtOnceByTarget == ["small": 2, "large": 5])
    #expect(run.mostAtOnce == 7)
    #expect(run.summary?.verdict == .passed)
  }

  /// What waits for an item that is skipped at the start takes one place each, and gives it back.
  @Test func itemsFreedAtTheStartTakeTheirPlacesOnce() {
    let target = Target.named("small")
    let skipped = item("skipped") { $0.skipReason = "when: false" }
    let items =
      [skipped]
      + (0..<12).map { number in
        item(ItemID(rawValue: "i\(number)"), target: target) { $0.after = ["skipped"] }
      }
    let run = Simulation(items, RunOptions(jobs: 3, targetLimits: [target: 2]))
    #expect(run.mostAtOnceByTarget == ["small": 2])
    #expect(run.asked.count == 12)
    #expect(run.summary?.verdict == .passed)
  }

  @Test func itemsThatShareALockAreNeverAskedTogether() {
    let items = many(30) { number, item in
      item.locks = [["x"], ["x", "y"], ["y", "z"], []][number % 4]
    }
    let run = Simulation(items)
    #expect(run.overlappingLocks.isEmpty)
    #expect(run.mostAtOnce > 2)
    #expect(run.summary?.verdict == .passed)
  }

  @Test func aPauseHoldsNeitherSlotNorLock() {
    let items = [
      item("a") {
        $0.locks = ["x"]
        $0.retry = RetryPolicy(every: .seconds(60), attempts: 2)
      }, item("b") { $0.locks = ["x"] }, item("c") { $0.delay = .seconds(30) }, item("d"),
    ]
    let run = Simulation(items, RunOptions(jobs: 1)) { id, attempt in
      Reply(answer: id == "a" && attempt == 1 ? .fails : .passes)
    }
    #expect(run.asked.map(\.id) == ["a", "b", "d", "c", "a"])
    #expect(run.asked.map(\.at) == [.zero, .seconds(1), .seconds(2), .seconds(30), .seconds(61)])
  }

  @Test func theTimeoutStartsWhenTheItemIsAsked() {
    let items = many(5) { _, item in item.timeout = .seconds(2) }
    let run = Simulation(items, RunOptions(jobs: 1)) { _, _ in
      Reply(answer: .passes, time: .seconds(2) - .milliseconds(1))
    }
    #expect(run.summary?.verdict == .passed)
  }

  @Test func tenThousandItemsComplete() {
    let items = (0..<10_000).map { number in
      item(ItemID(rawValue: "i\(number)"), needs: number == 0 ? [] : [ItemID(rawValue: "i\(number / 2)")])
    }
    let run = Simulation(items) { _, _ in Reply(answer: .passes, time: .milliseconds(1)) }
    #expect(run.summary?.counts == [.passed: 10_000])
    #expect(run.mostAtOnce == 32)
  }

  @Test func aLongChainOfBlockedItemsDoesNotExhaustTheStack() {
    let items = (0..<20_000).map { number in
      item(ItemID(rawValue: "i\(number)"), needs: number == 0 ? [] : [ItemID(rawValue: "i\(number - 1)")])
    }
    let run = Simulation(items) { _, _ in Reply(answer: .fails) }
    #expect(run.summary?.counts == [.failed: 1, .blocked: 19_999])
  }
}
