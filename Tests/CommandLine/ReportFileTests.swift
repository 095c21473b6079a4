import TestEnvironment
import Testing
import Values

/// Where reports go: links, streams and spellings of one file.
@Suite struct ReportFileTests {
  private static let items = "- {id: a, title: A, command: {argv: [\"true\"]}}"

  @Test func oneFileInTwoSpellingsIsRefused() async throws {
    let workplace = try Workplace(items: Self.items)
    for other in ["./a.json", "folder/../a.json", "link.json"] {
      _ = try await workplace.shell("mkdir -p folder; ln -sf a.json link.json")
      let result = try await workplace.checkctl(
        "run", "main", "--report", "json=a.json", "--report", "junit=\(other)")
      #expect(result.exitCode == 64, "\(other)")
      #expect(result.stderr.contains("Two reports cannot go to the same file."))
    }
  }

  @Test func aLinkStaysAlsoWhereItLeadsToNothingYet() async throws {
    let workplace = try Workplace(items: Self.items)
    let result = try await workplace.shell(
      """
      mkdir real; ln -s ../real/r.json real/../link.json; mkdir rw; ln -s ../real/d.json rw/d.json
      "$CHECKCTL" run main --report json=rw/d.json >/dev/null || exit
      test -L rw/d.json && test -f real/d.json && ! test -L real/d.json && echo kept
      """)
    #expect(result.stdout == "kept\n", "\(result)")
  }

  @Test func aStreamThatGoesToAFileIsAppendedTo() async throws {
    let workplace = try Workplace(items: Self.items)
    let result = try await workplace.shell(
      """
      echo before >log
      "$CHECKCTL" run main --report pretty --report junit=/dev/stderr >/dev/null 2>>log; echo $?
      echo after >>log; head -c 6 log; grep -c testsuites log; tail -n 1 log
      "$CHECKCTL" run main --report json=/dev/stdout >out; echo $?; head -c 2 out | head -n 1
      "$CHECKCTL" run main --report json=/dev/stdout | head -c 2 | head -n 1
      """)
    #expect(result.stdout == "0\nbefore2\nafter\n0\n{\n{\n", "\(result)")
  }
}
