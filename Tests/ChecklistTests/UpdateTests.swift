import ChecklistTests
import Checklists
import FoundationEssentials
import ProbeKit
import Probes
import Testing

/// What stands in a file of tests once what was seen is written into it.
@Suite struct UpdateTests {
  private static let items =
    targets + """
      items:
        - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}, outputs: {n: row_count}}
        - {id: b, title: B, sql: {query: SELECT 2}, expect: {value: 2}}
        - {id: c, title: C, for_each: [x], sql: {query: SELECT 3}, expect: {value: 3}}

      """

  private func updated(_ cases: String) async throws -> (text: String, TestUpdate) {
    let folder = try TestFolder(Self.items, "cases:\n" + cases)
    let update = TestUpdate(try await folder.run(), sources: folder.project.sources)
    let text = try update.text ?? folder.text
    guard update.refusals.isEmpty else { return (text, update) }
    // What is written passes, and is not written again.
    try Data(text.utf8).write(to: URL(filePath: folder.path + "/tests/main.test.yaml"))
    let again = Project(directory: folder.path, registry: ProbeRegistry(BuiltInProbes.all))
    let file = try #require(again.test(at: folder.path + "/tests/main.test.yaml"))
    let results = await TestRunner(again, jobs: 1).run([(file, file.cases)])
    let passed = results.map(\.isPassed)
    #expect(passed == [true])
    #expect(TestUpdate(results[0], sources: again.sources).text == nil)
    return (text.replacing("checkctl: 1\ntest: main\ncases:\n", with: ""), update)
  }

  @Test func onlyWhatDiffersIsWritten() async throws {
    let (text, update) = try await updated(
      """
        # The first.
        - name: one   # as it stands
          given: {a: {value: 2}, b: {value: 2}, 'c[x]': {rows: []}}
          expect:
            a: passed   # not so
            b: {passed:   }
            'c[x]':
              failed: "?"
        - {name: two, given: {a: {value: 1}}, expect: {a: passed}}
        - {name: three, given: {a: {value: it's}}, expect: {a: {outcome: failed, message: x, findings: [], attempts: 2, outputs: {n: 1}}}}

      """)
    #expect(
      text == """
          # The first.
          - name: one   # as it stands
            given: {a: {value: 2}, b: {value: 2}, 'c[x]': {rows: []}}
            expect:
              a: {failed: 'value: expected 1, observed 2'}   # not so
              b: {passed:   }
              'c[x]':
                {no_data: 'the query returned no rows'}
          - {name: two, given: {a: {value: 1}}, expect: {a: passed}}
          - {name: three, given: {a: {value: it's}}, expect: {a: {outcome: error, message: 'value: is a string ("it''s"), compared with a number (1); write it in quotes, or judge a number instead (in SQL, cast it)', findings: [], outputs: {n: 1}, attempts: 1}}}

        """)
    #expect(update.changes.map(\.subject) == ["one: a", "one: c[x]", "three: a"])
    #expect(
      update.changes.map(\.old) == [
        "passed", "failed: \"?\"",
        "{outcome: failed, message: x, findings: [], attempts: 2, outputs: {n: 1}}",
      ])
  }

  @Test func oneOutcomeForAllBecomesOneForEach() async throws {
    let (text, _) = try await updated(
      """
        - name: one
          given: {a: {value: 1}, b: {value: 1}, 'c[x]': {value: 3}}
          expect: passed
        - {name: two, given: {a: {value: 1}, b: {rows: []}}, expect: passed}
        - {name: three, given: {a: {rows: []}, b: {rows: []}}, expect: passed}

      """)
    #expect(
      text == """
          - name: one
            given: {a: {value: 1}, b: {value: 1}, 'c[x]': {value: 3}}
            expect:
              a: passed
              b: {failed: 'value: expected 2, observed 1'}
              'c[x]': passed
          - {name: two, given: {a: {value: 1}, b: {rows: []}}, expect: {a: passed, b: {no_data: 'the query returned no rows'}}}
          - {name: three, given: {a: {rows: []}, b: {rows: []}}, expect: no_data}

        """)
  }

  @Test func whatCannotBeWrittenIsTold() async throws {
    let (text, update) = try await updated(
      """
        - {name: one, given: {a: {value: 2}, b: {value: 1}}, expect: {a: &x {passed: }, b: *x}}

      """)
    #expect(update.text == nil)
    #expect(text.contains("expect: {a: &x {passed: }, b: *x}"))
    #expect(update.refusals.count == 2)
    #expect(
      update.refusals.first?.hasSuffix("a: what is expected stands elsewhere, as an alias; edit it by hand")
        == true)
  }

  @Test func coverageIsByWhereItemsStand() async throws {
    let folder = try TestFolder(
      Self.items
        + "  - {id: m, title: M, manual: {question: OK?}}\n  - {id: d, title: D, action: true, command: {argv: [x]}}\n"
        + "  - {id: e, title: E, command: {argv: [x]}}\ninclude: [other.yaml]\n",
      """
      cases:
        - {name: good, given: {a: {value: 1}, e: {}, o: {}}, expect: passed}
        - {name: bad, given: {a: {value: 2}, e: {exit_code: 1}, o: {exit_code: 1}}, expect: failed}
        - {name: empty, given: {a: {rows: []}, 'c[x]': {rows: []}}, expect: no_data}
        - {name: wrong, given: {b: {value: 1}}, expect: passed}

      """,
      others: [
        "other.yaml": "checkctl: 1\nchecklist: other\nitems: [{id: o, title: O, command: {argv: [x]}}]\n"
      ])
    let result = try await folder.run()
    let checklists = try ["main", "other"].map { try #require(folder.project.checklist($0)) }
    let coverage = Coverage(folder.project, checklists, [result])
    #expect(coverage.itemCount == 5)
    #expect(
      coverage.gaps.map { "\($0.checklist) \($0.item): \($0.lacks.joined(separator: ", "))" } == [
        "main b: passing, failing, no data", "main c: passing, failing",
      ])
  }
}
