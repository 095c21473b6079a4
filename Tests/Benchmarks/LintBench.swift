internal import TestEnvironment

/// A hundred thousand items in one file, against libyaml's bare event loop in C over the same file.
enum LintBench {
  /// Six lines each.
  private static func items(_ count: Int, assert: Bool = false, needs: Bool = false) -> some Sequence<String>
  {
    (0..<count).lazy.map { number in
      // Chains of ten, whose first ones all need the very first: a fan.
      let need = number == 0 ? "[]" : number % 10 == 0 ? "[item-0]" : "[item-\(number - 1)]"
      return """
          - id: item-\(number)
            title: Item \(number) holds
            severity: high
            command: {argv: [/bin/true, "\(number)"]}
            \(assert ? "assert: exit_code == 0 && stdout != 'number \(number)'" : "expect: {exit_code: 0}")
            \(needs ? "needs: \(need)" : "tags: [measured]")

        """
    }
  }

  /// A checklist of so many items.
  static func checklist(_ name: String, items count: Int) -> String {
    "checkctl: 1\nchecklist: \(name)\ntitle: Measured\nitems:\n" + items(count).joined()
  }

  static func measure(_ tools: Tools, _ report: inout Report) async throws {
    let loop = tools.folder.path(of: "events")
    let source = try tools.folder.write(eventLoop, to: "events.c")
    _ = try Usage.of(["cc", "-O2", "-o", loop, source, "-lyaml"])
    func lint(_ name: String) -> [String] { [tools.checkctl, "lint", name] }
    report.heading("lint of 100,000 items in one file of 600,000 lines")
    try tools.write(items: items(100_000), name: "plain")
    let file = tools.folder.path(of: "checklists/plain.yaml")
    let both = try tools.measure([lint("plain"), [loop, file]])
    report.figures("checkctl lint", both[0])
    report.figures("libyaml's event loop in C", both[1])
    report.compare("CPU against libyaml", both[0].cpu / both[1].cpu, bar: 2.5)
    report.compare("memory", both[0].memory, bar: 400, unit: " MiB")
    try tools.write(items: items(1_000), name: "small")
    let small = try tools.measure([lint("small"), [tools.checkctl, "--version"]])
    let perItem = (both[0].cpu - small[1].cpu) / 100, perSmallItem = small[0].cpu - small[1].cpu
    report.compare("CPU per item, 100,000 against 1,000", perItem / perSmallItem, bar: 1.2)
    try tools.write(items: items(100_000, assert: true), name: "asserting")
    report.figures("with an assert in each", try tools.measure([lint("asserting")], rounds: 1)[0])
    try measurePlan(tools, &report)
  }

  private static func measurePlan(_ tools: Tools, _ report: inout Report) throws {
    report.heading("plan of 100,000 items in chains and fans of needs")
    try tools.write(items: items(100_000, needs: true), name: "chained")
    let both = try tools.measure([[tools.checkctl, "plan", "chained"], [tools.checkctl, "lint", "chained"]])
    report.figures("checkctl plan", both[0])
    report.figures("checkctl lint", both[1])
    report.compare("wall against its own lint", both[0].wall / both[1].wall, bar: 1.5)
  }

  private static let eventLoop = """
    #include <stdio.h>
    #include <yaml.h>

    int main(int count, char **arguments) {
      FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
      yaml_parser_t parser;
      yaml_event_t event;
      if (!file || !yaml_parser_initialize(&parser)) return 1;
      yaml_parser_set_input_file(&parser, file);
      for (int done = 0; !done;) {
        if (!yaml_parser_parse(&parser, &event)) return 1;
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
      }
      yaml_parser_delete(&parser);
      return fclose(file);
    }

    """
}
