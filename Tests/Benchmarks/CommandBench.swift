internal import TestEnvironment

/// Five hundred `command` items against xargs.
enum CommandBench {
  static func measure(_ tools: Tools, _ report: inout Report) async throws {
    let items = (0..<500).map { number in
      "  - {id: n-\(number), title: Number \(number), command: {argv: [/bin/true]}}\n"
    }
    try tools.write(items: items)
    let list = try tools.folder.write((0..<500).map { "\($0)\n" }.joined(), to: "numbers")
    report.heading("500 command items, /bin/true")
    let xargs = ["xargs", "--arg-file", list, "-P", "2", "-n", "1", "/bin/true"]
    let both = try tools.measure([tools.run(), xargs])
    report.figures("checkctl", both[0])
    report.figures("xargs -P 2 -n 1", both[1])
    report.compare("wall against xargs", both[0].wall / both[1].wall, bar: 2)
  }
}
