import TestEnvironment
import Testing

/// Programs that items start, seen from outside.
@Suite(.timeLimit(.minutes(5))) struct ChildrenTests {
  private func run(_ item: String, through launcher: [String] = []) async throws -> CommandResult {
    let files = try TemporaryDirectory()
    try files.write(
      """
      checkctl: 1
      checklist: children
      items:
        - id: child
          title: A program
          \(item.split(separator: "\n").joined(separator: "\n    "))
      """, to: "children.yaml")
    return try await runCommand(
      launcher + [checkctlPath, "run", "children.yaml"], in: files.path)
  }

  @Test func `a failing program fails also where SIGCHLD is inherited as ignored`() async throws {
    let launcher = [
      "python3", "-c",
      "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])",
    ]
    let failing = try await run("command: {argv: [\"false\"]}", through: launcher)
    #expect(failing.exitCode == 1, "\(failing.stdout)\(failing.stderr)")
    let passing = try await run("command: {argv: [\"true\"]}", through: launcher)
    #expect(passing.exitCode == 0, "\(passing.stdout)\(passing.stderr)")
  }

  @Test func `no program outlives the run that it ignores`() async throws {
    let files = try TemporaryDirectory()
    let result = try await run(
      """
      timeout: 300ms
      command:
        shell: "trap '' TERM; echo $$ > '\(files.path)/group'; while :; do sleep 0.2; done"
      """)
    #expect(result.exitCode == 2, "\(result.stdout)\(result.stderr)")
    #expect(result.stdout.contains("/bin/sh did not end within 300ms"), "\(result.stdout)")
    #expect(!result.stdout.contains("did not stop"), "\(result.stdout)")
    let group = try files.read("group").filter { $0 != "\n" }
    // Those that were killed may wait for init to reap them.
    try await waitUntil("no process of the group runs") {
      try await runCommand(["pgrep", "--runstates", "D,R,S,T", "-g", group]).exitCode == 1
    }
  }
}
