import TestEnvironment
import Testing
import Values

/// What people and programs read of a run.
@Suite struct ReportTests {
  private static let items = """
    - id: good
      title: The good one
      section: Basics
      tags: [quick]
      command: {argv: [echo, fine]}
    - id: bad
      title: The bad one
      section: Basics
      severity: critical
      owner: platform
      remedy: Mend it.
      docs: https://example.com/mend
      command: {shell: "echo first line; echo second line; exit 3"}
    - {id: behind, title: The one behind, section: Basics, needs: [bad], command: {argv: ["true"]}}
    - {id: other, title: "An <odd> & \\"quoted\\" one", command: {argv: [/no/such/program]}}
    - {id: opinion, title: An opinion, gate: false, command: {argv: ["false"]}}
    """

  /// Durations differ from run to run.
  private func steady(_ text: String) -> String {
    text.replacing(/[0-9.]+(ms|s)\b/, with: "TIME")
  }

  @Test func whatIsNoTerminalGetsPlainLinesAndASummary() async throws {
    let result = try await Workplace(items: Self.items).checkctl("run", "main", "--jobs", "1")
    #expect(result.exitCode == 1)
    #expect(result.stderr == "")
    #expect(
      steady(result.stdout) == """
        main: Main, 5 items
        passed  good  The good one (TIME)
        FAILED  bad  The bad one: exit_code: expected 0, observed 3 (TIME)
        BLOCKED behind  The one behind: blocked by bad, which failed
        ERROR   other  An <odd> & "quoted" one: there is no program '/no/such/program' (TIME)
        FAILED  opinion  An opinion: exit_code: expected 0, observed 1 (does not count) (TIME)

        Basics
          FAILED  The bad one [critical]
                  exit_code: expected 0, observed 3
                  │ first line
                  │ second line
                  remedy: Mend it.
                  docs: https://example.com/mend
                  bad · command · owner platform · TIME · checklists/main.yaml:10:9

          BLOCKED The one behind [medium]
                  blocked by bad, which failed
                  behind · command · checklists/main.yaml:18:10

          passed  1 other item

        Other items
          FAILED  An opinion [medium] (does not count)
                  exit_code: expected 0, observed 1
                  opinion · command · TIME · checklists/main.yaml:20:10

          ERROR   An <odd> & "quoted" one [medium]
                  there is no program '/no/such/program'
                  other · command · TIME · checklists/main.yaml:19:10

        1 passed, 2 failed, 1 error, 1 blocked in TIME
        FAILED: 1 item failed, 1 undecided

        """)
  }

  @Test func verboseShowsWhatPassedToo() async throws {
    let workplace = try Workplace(items: Self.items)
    let brief = try await workplace.checkctl("run", "main", "good")
    #expect(!brief.stdout.contains("good · command"))
    let verbose = try await workplace.checkctl("run", "main", "good", "--verbose")
    #expect(
      steady(verbose.stdout).contains(
        "  passed  The good one\n          good · command · TIME · checklists/main.yaml:5:9\n"))
  }

  @Test func severalReportsAreWrittenAtOnce() async throws {
    let workplace = try Workplace(items: Self.items)
    let result = try await workplace.checkctl(
      "run", "main", "--report", "json=r.json", "--report", "junit=r.xml", "--report", "pretty")
    #expect(result.exitCode == 1)
    #expect(result.stdout.hasSuffix("FAILED: 1 item failed, 1 undecided\n"))
    let report = try RunReport(workplace.directory.read("r.json"), exitCode: result.exitCode)
    #expect(report.document["version"] == 1)
    #expect(report.document["checklist"] == "main")
    #expect(report.document["verdict"] == "failed")
    #expect(report.document["exit_code"] == 1)
    #expect(report.document["environment"] == .null)
    #expect(
      report.document["counts"] == [
        "passed": 1, "failed": 2, "error": 1, "no_data": 0, "pending": 0, "blocked": 1, "waived": 0,
        "skipped": 0, "disabled": 0,
      ])
    let bad = try report.item("bad")
    #expect(bad["severity"] == "critical")
    #expect(bad["owner"] == "platform")
    #expect(bad["remedy"] == "Mend it.")
    #expect(bad["place"] == "checklists/main.yaml:10:9")
    #expect(bad["findings"] == [["path": "exit_code", "expected": "0", "observed": 3]])
    #expect(try report.item("good")["tags"] == ["quick"])
    #expect(try report.item("opinion")["counts_as"] == "nothing")
    let python = try await workplace.shell(
      """
      exec python3 -c "
      import xml.etree.ElementTree as E
      root = E.parse('r.xml').getroot()
      for case in root.iter('testcase'):
        print(case.get('name'), [part.tag for part in case if part.tag != 'properties'])
      print(root.get('tests'), root.get('failures'), root.get('errors'), root.get('skipped'))
      "
      """)
    #expect(
      python.stdout == """
        opinion: An opinion ['failure']
        other: An <odd> & "quoted" one ['error']
        bad: The bad one ['failure']
        behind: The one behind ['error']
        good: The good one []
        5 2 2 0

        """, "\(python.stderr)")
  }

  /// A pseudo-terminal of util-linux; its size is 0, so the width is the usual one.
  private func terminal(_ command: String, in workplace: Workplace, noColor: Bool = false) async throws
    -> String
  {
    let result = try await workplace.shell(
      "exec script -qec \"$CHECKCTL \(command)\" /dev/null </dev/null",
      variables: ["TERM": "xterm", "NO_COLOR": noColor ? "1" : ""])
    return result.stdout
  }

  @Test func aTerminalShowsProgressAndClearsIt() async throws {
    let items = "- {id: good, title: The good one, command: {argv: [sleep, \"0.3\"]}}"
    let workplace = try Workplace(items: items)
    let colored = try await terminal("run main", in: workplace)
    let parts = colored.components(separatedBy: "\r\u{1B}[J")
    #expect(parts.count >= 2, "\(colored)")
    #expect(parts.dropLast().contains { $0.contains("0/1 done") })
    let end = try #require(parts.last)
    #expect(!end.contains("done"))
    #expect(end.hasPrefix("\r\n  \u{1B}[32mpassed\u{1B}[0m  1 item\r\n"), "\(end)")
    #expect(end.hasSuffix("\u{1B}[32mPASSED: every item that counts passed or is waived\u{1B}[0m\r\n"))
    let plain = try await terminal("run main", in: workplace, noColor: true)
    #expect(plain.contains("0/1 done"))
    #expect(!plain.contains("m\u{1B}") && !plain.contains("\u{1B}[3") && !plain.contains("\u{1B}[1m"))
    #expect(
      plain.hasSuffix(
        "\r\n  passed  1 item\r\n\r\n1 passed in "
          + (plain.components(separatedBy: "1 passed in ").last ?? "")))
  }

  @Test func aReaderThatLeavesEndsTheReportQuietly() async throws {
    let workplace = try Workplace(
      items: (1...300).map { "- {id: item-\($0), title: T, command: {argv: [/no/such/program]}}" }
        .joined(separator: "\n"))
    for command in ["run main", "run main --report json", "plan main", "list main", "schema checklist"] {
      let result = try await workplace.shell("{ $CHECKCTL \(command); echo $? >code; } | head -n 1")
      #expect(result.stderr == "", "\(command)")
      #expect(result.stdout.split(separator: "\n").count == 1)
      let code = try workplace.directory.read("code")
      #expect(["0\n", "2\n"].contains(code), "\(command) ended with \(code)")
    }
  }
}

extension String {
  /// The parts between the places where `separator` stands.
  fileprivate func components(separatedBy separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }

  /// A new report has the mode that the umask leaves; one that was there keeps its own.
  @Test func theModeOfAReportIsItsUsers() async throws {
    let result = try await Workplace(items: "- {id: a, title: A, command: {argv: [\"true\"]}}").shell(
      """
      umask 077; "$CHECKCTL" run main --report json=report >/dev/null; stat -c %a report
      umask 022; "$CHECKCTL" run main --report json=report >/dev/null; stat -c %a report
      chmod 640 report; "$CHECKCTL" run main --report json=report >/dev/null; stat -c %a report
      "$CHECKCTL" run main --report json=other >/dev/null; stat -c %a other
      """)
    #expect(result.stdout == "600\n600\n640\n644\n", "\(result)")
  }
}
