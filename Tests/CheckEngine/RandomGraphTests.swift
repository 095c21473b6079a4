import CheckModel
import Checklists
import ProbeKit
import Testing
import Values

@testable import CheckEngine

@Suite struct RandomGraphTests {
  /// Numbers that are the same for the same seed (SplitMix64).
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  @Test(arguments: 0..<40)
  func outcomesAreThoseOfASimpleModel(seed: Int) {
    var numbers = Numbers(state: UInt64(seed))
    var items: [PlannedItem] = []
    var replies: [ItemID: Simulation.Reply] = [:]
    let ids = (0..<60).map { ItemID(rawValue: "i\($0)") }
    for (place, id) in ids.enumerated() {
      var planned = item(id)
      for _ in 0..<Int.random(in: 0...3, using: &numbers) where place > 0 {
        let other = ids[Int.random(in: 0..<place, using: &numbers)]
        if Bool.random(using: &numbers) { planned.needs.append(other) } else { planned.after.append(other) }
      }
      if Int.random(in: 0..<12, using: &numbers) == 0 { planned.skipReason = "not here" }
      if Int.random(in: 0..<4, using: &numbers) == 0 {
        planned.locks = [["x"], ["y"], ["x", "y"]].randomElement(using: &numbers) ?? []
      }
      items.append(planned)
      let answers: [Answer] = [.passes, .passes, .passes, .passes, .passes, .fails, .error, .noData]
      replies[id] = Simulation.Reply(
        answer: answers.randomElement(using: &numbers) ?? .passes,
        time: .milliseconds(Int.random(in: 0...50, using: &numbers)))
    }
    let expected = model(items, replies)
    let run = Simulation(
      items.shuffled(using: &numbers), RunOptions(jobs: Int.random(in: 1...9, using: &numbers))
    ) {
      id, _ in replies[id] ?? .init(answer: .wrong)
    }
    for id in ids { #expect(run[id].outcome == expected[id]) }
    #expect(run.overlappingLocks.isEmpty)
    let places = Dictionary(uniqueKeysWithValues: run.asked.map(\.id).enumerated().map { ($1, $0) })
    for item in items {
      guard let place = places[item.summary.id] else { continue }
      for other in item.needs + item.after { #expect((places[other] ?? -1) < place) }
    }
  }

  /// The outcomes by the rules alone, for items that stand after all that they wait for.
  private func model(_ items: [PlannedItem], _ replies: [ItemID: Simulation.Reply]) -> [ItemID: Outcome] {
    var outcomes: [ItemID: Outcome] = [:]
    for item in items {
      let needed = item.needs.map { outcomes[$0] }
      let outcome: Outcome =
        if item.skipReason != nil || needed.contains(.skipped) {
          .skipped
        } else if needed.contains(where: { $0 != .passed }) {
          .blocked
        } else {
          switch replies[item.summary.id]?.answer {
          case .success(let observation)?:
            observation.noData != nil ? .noData : observation == .value("ok") ? .passed : .failed
          default: .error
          }
        }
      outcomes[item.summary.id] = outcome
    }
    return outcomes
  }
}
