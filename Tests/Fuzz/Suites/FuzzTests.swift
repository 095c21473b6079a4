import TestEnvironment
import Testing
import Values

/// Hostile inputs by chance: those of a seed are always the same. `CHECKCTL_FUZZ_ITERATIONS` says how many a target is
/// fed beside the corpus, and `CHECKCTL_FUZZ_SEED` where they begin.
@Suite(.serialized) struct FuzzTests {
  private static let program = builtProgram("checkctl-fuzz")

  @Test(arguments: [
    "checklist", "document", "environment", "expression", "http", "json", "jsonpath", "kubeconfig", "kubectl",
    "lock", "log", "pack", "project", "promql",
  ])
  func nothingThatIsReadDoesHarm(_ target: String) async throws {
    let seed = number("CHECKCTL_FUZZ_SEED") ?? 0
    let count = number("CHECKCTL_FUZZ_ITERATIONS") ?? 60
    let result = try await run([target, "\(seed)", "\(count)"])
    guard result.exitCode != 0 else { return }
    let lines = result.stdout.split(separator: "\n").suffix(2).joined(separator: ": ")
    let end =
      result.signal.map { $0 == 14 ? "hung" : "ended by signal \($0)" }
      ?? "exit code \(result.exitCode ?? -1)"
    Issue.record("checkctl-fuzz \(target) \(seed) \(count), \(end): \(lines)\n\(result.stderr.suffix(4_000))")
  }

  /// A seed that was printed leads back to its input.
  @Test func theSameSeedMakesTheSameInput() async throws {
    let first = try await run(["json", "5"])
    #expect(first.exitCode == 0 && !first.stdout.isEmpty)
    #expect(try await run(["json", "5"]) == first)
    #expect(try await run(["json", "6"]) != first)
  }

  @Test func mutantsStayWithinBounds() {
    let mutator = Mutator(corpus: [Array("{\"a\": [1, 2]}\nb\n".utf8), []], tokens: [Array("x".utf8)])
    let inputs = (0..<2_000).map { mutator.input(seed: $0) }
    #expect(inputs.allSatisfy { $0.count <= Mutator.largest })
    #expect(Set(inputs).count > 1_000)
    #expect(inputs[7] == mutator.input(seed: 7))
  }

  @Test func everyTargetIsTested() async throws {
    let usage = try await run([])
    #expect(usage.exitCode == 64)
    #expect(
      usage.stdout.contains(
        "targets: checklist document environment expression http json jsonpath kubeconfig kubectl lock log pack project promql\n"
      ))
  }

  /// Without the runtime's own report of a crash, which takes seconds.
  private func run(_ arguments: [String]) async throws -> CommandResult {
    var environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "SWIFT_BACKTRACE": "enable=no"]
    environment["CHECKCTL_FUZZ_MEMORY"] = processEnvironment()["CHECKCTL_FUZZ_MEMORY"]
    return try await runCommand([Self.program] + arguments, environment: environment)
  }

  private func number(_ variable: String) -> UInt64? {
    processEnvironment()[variable].flatMap { UInt64($0) }
  }
}
