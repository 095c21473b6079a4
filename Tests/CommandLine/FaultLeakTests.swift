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
}
