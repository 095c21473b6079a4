import CheckModel
import Testing

/// What a run says of its results, sign-offs included, which no probe makes yet.
@Suite struct VerdictTableTests {
  private func verdict(_ outcomes: [Outcome], ungated: [Outcome] = [], interrupted: Bool = false) -> Verdict {
    let results = [(true, outcomes), (false, ungated)].flatMap { gates, outcomes in
      outcomes.map { outcome in
        ItemResult(item: ItemSummary(id: "a", title: "A", kind: "command", gates: gates), outcome: outcome)
      }
    }
    return verdict(of: results, interrupted: interrupted)
  }

  private func verdict(of results: [ItemResult], interrupted: Bool = false) -> Verdict {
    Verdict(
      gating: Set(results.filter(\.item.gates).map(\.decisiveOutcome)), interrupted: interrupted)
  }

  @Test func failedTakesPrecedence() {
    #expect(verdict([.passed, .pending, .noData, .error, .failed]) == .failed)
    #expect(verdict([.passed, .pending, .noData]) == .undecided)
    #expect(verdict([.passed, .pending, .error]) == .undecided)
  }

  @Test func pendingIsWhenOnlySignOffsAreMissing() {
    #expect(verdict([.pending]) == .pending)
    #expect(verdict([.passed, .waived, .skipped, .pending]) == .pending)
    #expect(verdict([.passed], ungated: [.pending]) == .passed)
    #expect(Verdict.pending.rawValue == 3)
  }

  @Test func somethingMustBeDecided() {
    #expect(verdict([]) == .undecided)
    #expect(verdict([.skipped]) == .undecided)
    #expect(verdict([.skipped], ungated: [.passed]) == .undecided)
    #expect(verdict([.waived]) == .passed)
    #expect(verdict([.skipped, .passed], ungated: [.failed, .error]) == .passed)
  }

  @Test func aBlockedItemCountsAsItsRoot() {
    func blocked(by outcome: Outcome) -> Verdict {
      let item = ItemSummary(id: "a", title: "A", kind: "command")
      let result = ItemResult(
        item: item, outcome: .blocked, root: ItemResult.Root(id: "root", outcome: outcome))
      return verdict(of: [result])
    }
    #expect(blocked(by: .failed) == .failed)
    #expect(blocked(by: .error) == .undecided)
    #expect(blocked(by: .noData) == .undecided)
    #expect(blocked(by: .pending) == .pending)
  }

  @Test func anInterruptHidesWhatWasFound() {
    #expect(verdict([.passed, .failed], interrupted: true) == .interrupted)
  }
}
