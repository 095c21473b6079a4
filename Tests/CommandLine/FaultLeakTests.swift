import TestEnvironment
import Testing

/// A process that meets every fault again and again holds no more at the end than before.
@Suite(.timeLimit(.minutes(10))) struct FaultLeakTests {
  @Test func noFaultLeavesAnythingBehind() async throws {
    let program = checkctlPath + "-leaks"
    let result = try await runCommand([program])
    #expect(result.exitCode == 0, "\(result.stdout)\(result.stderr)")
    for name in ["threads", "descriptors", "children", "sessions"] {
      #expect(result.stdout.contains("\(name): "), "\(result.stdout)")
    }
    #expect(result.stdout.contains("faults, none\n"))
  }

  /// What the proof above counts, it notices: the same counting after rounds that leak one of it each.
  @Test(arguments: ["threads", "descriptors", "children", "sessions"])
  func aPlantedLeakIsNoticed(_ name: String) async throws {
    let result = try await runCommand([checkctlPath + "-leaks", "--plant", name])
    #expect(result.exitCode == 1, "\(result.stdout)\(result.stderr)")
    let leaking = result.stdout.split(separator: "\n").filter { $0.hasSuffix(": LEAK") }
      .compactMap { $0.split(separator: ":").first.map(String.init) }
    #expect(leaking.contains(name), "\(result.stdout)")
    // A child has its line to this process, and a session its thread and descriptors; neither comes with anything else.
    #expect(leaking.filter { ["children", "sessions"].contains($0) && $0 != name } == [])
    #expect(result.stdout.hasSuffix("rounds of a leak, some\n"), "\(result.stdout)")
  }
}
