internal import TestEnvironment

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Runs the checklists of the demo, and compares what they found with what was planted.
struct DemoRun {
  let environment: DemoEnvironment
  let faults: [DemoFault]
  let say: @Sendable (String) -> Void

  private static let folder = ".build/demo"

  /// Returns 0 where the items that failed are those of the faults.
  func allChecklists() async throws -> Int32 {
    _ = try await runCommand(["mkdir", "-p", Self.folder])
    var found: Set<String> = []
    for checklist in DemoOutcomes.checklists { found.formUnion(try await run(checklist)) }
    say("the reports are in \(Self.folder)")
    let planted = faults.reduce(into: Set<String>()) { $0.formUnion($1.items) }
    let (missed, surplus) = (planted.subtracting(found), found.subtracting(planted))
    if !missed.isEmpty { say("planted and not found: \(missed.sorted().joined(separator: ", "))") }
    if !surplus.isEmpty { say("found and not planted: \(surplus.sorted().joined(separator: ", "))") }
    guard missed.isEmpty, surplus.isEmpty else { return 1 }
    say("found what was planted, and nothing else: \(planted.count) items of \(faults.count) faults")
    return 0
  }

  /// The items that did not pass.
  private func run(_ checklist: String) async throws -> Set<String> {
    let report = "\(Self.folder)/\(checklist).json"
    let arguments = DemoOutcomes.arguments(checklist) + ["--report", "pretty", "--report", "json=\(report)"]
    say("checkctl \(arguments.joined(separator: " "))")
    let result = try await runCommand([checkctlPath] + arguments, adding: environment.variables)
    print(result.stdout, terminator: "")
    fflush(nil)
    _ = result.stderr.withCString { write(STDERR_FILENO, $0, result.stderr.utf8.count) }
    return try DemoOutcomes(report: readFile(report)).unsound
  }
}
