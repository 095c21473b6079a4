import Testing

@testable import Values

/// Work that several wait for.
@Suite struct SharedWorkTests {
  /// Work that ends with `true` when the gate opens, and with `false` where it is given up; `ended` says how.
  private struct Gate {
    let work: SharedWork<Bool>
    let open: AsyncStream<Void>.Continuation
    let ended: AsyncStream<Bool>

    init() {
      let (gate, open) = AsyncStream<Void>.makeStream()
      let (ended, end) = AsyncStream<Bool>.makeStream()
      (self.open, self.ended) = (open, ended)
      work = SharedWork {
        var openings = gate.makeAsyncIterator()
        let isOpen = await openings.next() != nil
        end.yield(isOpen)
        return isOpen
      }
    }
  }

  @Test func whoStaysGetsTheResultWhenAnotherLeaves() async throws {
    let gate = Gate()
    let leaving = try #require(gate.work.join())
    let staying = try #require(gate.work.join())
    let left = Task { await leaving.result() }
    left.cancel()
    #expect(await left.value == nil)
    gate.open.yield()
    #expect(await staying.result() == true)
  }

  @Test func itIsGivenUpWhenTheLastLeaves() async throws {
    let gate = Gate()
    let members = try (1...2).map { _ in try #require(gate.work.join()) }
    for member in members {
      let left = Task { await member.result() }
      left.cancel()
      #expect(await left.value == nil)
    }
    var ends = gate.ended.makeAsyncIterator()
    #expect(await ends.next() == false)
    #expect(gate.work.join() == nil)
  }
}
