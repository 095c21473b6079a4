import Checklists
import Diagnostics
import Testing

/// Items that wait for each other: one report for all that hang together, however many cycles they make.
struct CycleTests {
  /// What is said of items with these `needs`, each named `i` and its place.
  private func cycles(_ needs: [[Int]]) throws -> [Diagnostic] {
    let items = needs.enumerated().map { place, needs in
      let ids = needs.map { "i\($0)" }.joined(separator: ", ")
      return "  - {id: i\(place), title: T, needs: [\(ids)], command: {argv: [x]}}\n"
    }
    let loaded = try Loaded("items:\n" + items.joined())
    _ = loaded.project.checklist("main")
    let found = loaded.project.diagnostics.all
    #expect(found.allSatisfy { $0.code == "cycle" })
    return found
  }

  private func messages(_ needs: [[Int]]) throws -> [String] { try cycles(needs).map(\.message).sorted() }

  @Test func manyCyclesOfTheSameItems() throws {
    let count = 250
    let found = try cycles((0..<count).map { $0 == 0 ? [1] : [($0 + 1) % count, 0] })
    #expect(found.map(\.message) == ["items wait for each other: i0 → i1 → i0"])
  }

  @Test func aLongCycleIsCutShort() throws {
    let found = try cycles((0..<250).map { [($0 + 1) % 250] })
    #expect(
      found.map(\.message) == [
        "items wait for each other: i0 → i1 → i2 → i3 → i4 → i5 → i6 → i7 → i8 → i9 → … and 240 more"
      ])
    #expect(found.first?.related.count == 10)
    #expect(found.first?.related.last?.message == "`i9` waits for `i10`")
  }

  @Test func cyclesThatShareNothing() throws {
    #expect(
      try messages([[1], [0], [3], [4], [2], [0, 2]]) == [
        "items wait for each other: i0 → i1 → i0", "items wait for each other: i2 → i3 → i4 → i2",
      ])
    #expect(
      try messages([[0, 1], [0], [2], []]) == [
        "`i0` waits for itself", "`i2` waits for itself", "items wait for each other: i0 → i1 → i0",
      ])
    #expect(try messages([[1, 2], [3], [3], []]) == [])
    #expect(try messages([[2, 1], [2], [3], [1]]) == ["items wait for each other: i1 → i2 → i3 → i1"])
  }
}
