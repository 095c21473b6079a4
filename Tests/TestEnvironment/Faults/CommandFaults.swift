/// Programs that do not do as they should.
struct CommandFaults: FaultSource {
  let faults: [Fault]

  init(marker: String) {
    let input = String(repeating: "x", count: 200_000)
    let stay = "sleep \(marker)"
    faults = [
      Fault(
        "command-not-found", "command: {argv: [no-such-program]}", says: ["no program 'no-such-program'"]),
      Fault(
        "command-not-executable", "command: {argv: [/etc/passwd]}",
        says: ["/etc/passwd", "not executable|ermission"]),
      Fault(
        "command-ignores-sigterm", "command: {shell: \"trap '' TERM; while :; do \(stay); done\"}",
        says: ["/bin/sh did not end within 10s"]),
      Fault(
        "command-leaves-children", "command: {shell: \"\(stay) & \(stay) & exit 3\"}", "failed",
        says: ["exit_code: expected 0, observed 3"]),
      Fault(
        "command-closes-its-output", "command: {shell: \"exec >&- 2>&-; \(stay)\"}",
        says: ["/bin/sh did not end within 10s"]),
      Fault(
        "command-writes-without-end", "command: {argv: [\"yes\", \"\(marker)\"]}",
        says: ["yes wrote more than 1Mi", "standard output"]),
      Fault(
        "command-never-reads", "command: {argv: [sleep, \"\(marker)\"], stdin: \(input)}",
        says: ["sleep did not end within 10s"]),
    ]
  }

  func stop() async {}
}
