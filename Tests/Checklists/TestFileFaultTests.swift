import Checklists
import Diagnostics
import ProbeKit
import Probes
import Testing
import Values

/// What is said of files of tests before anything is tried.
@Suite struct TestFileFaultTests {
  private static let checklists = [
    "main.yaml": #"""
    checkctl: 1
    checklist: main
    inputs: {names: {type: list(string), default: [x, y]}, limit: {type: int}}
    targets: {database: postgres, api: http}
    items:
      - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}, outputs: {size: row_count}}
      - {id: b, title: B, needs: [a], sql: {query: SELECT 2}, expect: {row_count: 0}}
      - {id: c, title: C, http: {path: /}, expect: {status: 200, latency: {lt: 1s}}}
      - {id: each, title: E, for_each: '${inputs.names}', sql: {query: SELECT 3}, expect: {value: "${inputs.limit}"}}
      - {id: step, title: S, checklist: {name: other}}
      - {id: plug, title: P, plugin: {name: disk}, expect: {free: 1}}

    """#,
    "other.yaml": #"""
    checkctl: 1
    checklist: other
    items: [{id: o, title: O, command: {argv: [x]}}]

    """#,
  ]

  /// A project with a file of tests.
  private func loaded(_ text: String) throws -> Loaded {
    var files = Self.checklists
    files["tests/case.test.yaml"] = text
    return try Loaded(files, registry: ProbeRegistry(BuiltInProbes.all))
  }

  private func test(_ loaded: Loaded) -> ChecklistTest? {
    loaded.project.testPaths.first.flatMap { loaded.project.test(at: $0) }
  }

  @Test func everyFaultIsToldAtItsPlace() throws {
    let loaded = try loaded(
      #"""
      checkctl: 1
      test: main
      now: yesterday
      recording: runs/1
      inputs: {limt: 1, limit: many}
      cases:
        - name: twice
          given:
            aa: {value: 1}
            a: {rwos: []}
            b: {rows: 5, row: 1}
            c: {error: it is down, kind: down}
            each: {observe: {valeu: 1}}
            step: {value: 1}
            plug: {free: 1}
            '*': {value: 1}
          expect:
            a: passt
            b: {failed: x, passed: y}
            c: {failed: {contain: x}, message: y, findings: x, attempts: many}
            c[x]: passed
            each[x]: {message: x}
            d: passed
        - name: twice
          given:
            a: {outcome: passed, outputs: {sise: 1}}
            b: [passed, {rows: []}]
            c: []
            each: 5
          expect: {a: {passed: , outputs: {sise: 1}}}
        - {name: none, given: {a: failed}, expect: passed}
        - {expect: {}}

      """#)
    #expect(test(loaded) != nil)
    #expect(
      loaded.show(loaded.project.diagnostics)
        == #"""
        error[invalid-time]: `now` is a time such as 2026-01-15T12:00:00Z, not `yesterday`
         --> tests/case.test.yaml:3:6
          |
        3 | now: yesterday
          |      ^^^^^^^^^
        error[unknown-input]: no checklist declares an input `limt`
         --> tests/case.test.yaml:5:10
          |
        5 | inputs: {limt: 1, limit: many}
          |          ^^^^
          = help: did you mean `limit`?
        error[wrong-type]: the input `limit` should be an integer, and is a string
         --> tests/case.test.yaml:5:26
          |
        5 | inputs: {limt: 1, limit: many}
          |                          ^^^^
        error[unknown-item]: the checklist `main` has no item `aa`
         --> tests/case.test.yaml:9:7
          |
        9 |       aa: {value: 1}
          |       ^^
          = help: did you mean `a`?
        error[invalid-observation]: what `a` is given: `rwos` is not a known key
          --> tests/case.test.yaml:10:11
           |
        10 |       a: {rwos: []}
           |           ^^^^
           = help: did you mean `rows`?
        error[invalid-observation]: what `b` is given: `rows` should be a list, each a map, each value anything, and is an integer
          --> tests/case.test.yaml:11:17
           |
        11 |       b: {rows: 5, row: 1}
           |                 ^
        error[invalid-observation]: what `b` is given: `row` should be a map, each value anything, and is an integer
          --> tests/case.test.yaml:11:25
           |
        11 |       b: {rows: 5, row: 1}
           |                         ^
        error[unknown-word]: the `kind` of an error is one of timeout, unreachable, authentication, refused, invalid, answer, unanswered
          --> tests/case.test.yaml:12:36
           |
        12 |       c: {error: it is down, kind: down}
           |                                    ^^^^
        error[invalid-observation]: what `each` is given: `valeu` is not a field of the observation
          --> tests/case.test.yaml:13:24
           |
        13 |       each: {observe: {valeu: 1}}
           |                        ^^^^^
           = help: did you mean `value`?
        error[wrong-type]: `step` stands for a checklist, which is asked nothing itself
          --> tests/case.test.yaml:14:13
           |
        14 |       step: {value: 1}
           |             ^^^^^^^^^^
           = help: give it an outcome, or give its items what they are answered
        error[wrong-type]: what a plugin item is answered is written under `observe`
          --> tests/case.test.yaml:15:13
           |
        15 |       plug: {free: 1}
           |             ^^^^^^^^^
           = help: write `{observe: {FIELD: VALUE}}`
        error[ambiguous-item]: `*` matches items of several kinds: checklist, command, http, plugin, sql
          --> tests/case.test.yaml:16:7
           |
        16 |       '*': {value: 1}
           |       ^^^
           = help: name items of one kind together
        error[unknown-word]: an outcome is one of passed, failed, error, no_data, blocked, skipped, waived, pending, not `passt`
          --> tests/case.test.yaml:18:10
           |
        18 |       a: passt
           |          ^^^^^
           = help: did you mean `passed`?
        error[conflicting-keys]: `b` comes to one outcome, and several are named
          --> tests/case.test.yaml:19:10
           |
        19 |       b: {failed: x, passed: y}
           |          ^
        error[invalid-matcher]: `contain` is not a matcher
          --> tests/case.test.yaml:20:20
           |
        20 |       c: {failed: {contain: x}, message: y, findings: x, attempts: many}
           |                    ^^^^^^^
           = help: did you mean `contains`?
        error[conflicting-keys]: the message stands behind `failed` already
          --> tests/case.test.yaml:20:42
           |
        20 |       c: {failed: {contain: x}, message: y, findings: x, attempts: many}
           |                                          ^
        error[wrong-type]: `findings` is a list, this is a string
          --> tests/case.test.yaml:20:55
           |
        20 |       c: {failed: {contain: x}, message: y, findings: x, attempts: many}
           |                                                       ^
        error[wrong-type]: `attempts` is a number, this is a string
          --> tests/case.test.yaml:20:68
           |
        20 |       c: {failed: {contain: x}, message: y, findings: x, attempts: many}
           |                                                                    ^^^^
        error[unknown-item]: the item `c` has no elements
          --> tests/case.test.yaml:21:7
           |
        21 |       c[x]: passed
           |       ^^^^
        error[missing-key]: it is not said what `each[x]` comes to
          --> tests/case.test.yaml:22:16
           |
        22 |       each[x]: {message: x}
           |                ^
           = help: write `passed`, `{failed: MESSAGE}`, ...
        error[unknown-item]: the checklist `main` has no item `d`
          --> tests/case.test.yaml:23:7
           |
        23 |       d: passed
           |       ^
           = help: `checkctl list main` shows them all
        error[duplicate-name]: two cases are named `twice`
          --> tests/case.test.yaml:24:11
           |
        24 |   - name: twice
           |           ^^^^^
          --> tests/case.test.yaml:7:11
           |
         7 |   - name: twice
           |           ----- the first
        error[unknown-output]: `a` has no output `sise`
          --> tests/case.test.yaml:26:38
           |
        26 |       a: {outcome: passed, outputs: {sise: 1}}
           |                                      ^^^^
           = help: did you mean `size`?
        error[conflicting-keys]: an outcome stands for all that `b` is asked, and not in a list of answers
          --> tests/case.test.yaml:27:11
           |
        27 |       b: [passed, {rows: []}]
           |           ^^^^^^
        error[wrong-type]: `c` is given no answer
          --> tests/case.test.yaml:28:10
           |
        28 |       c: []
           |          ^^
        error[unknown-word]: `each` is given an outcome, one of passed, failed, error, no_data, skipped, pending, or a map of what it is answered; this is `5`
          --> tests/case.test.yaml:29:13
           |
        29 |       each: 5
           |             ^
        error[unknown-output]: `a` has no output `sise`
          --> tests/case.test.yaml:30:38
           |
        30 |     expect: {a: {passed: , outputs: {sise: 1}}}
           |                                      ^^^^
           = help: did you mean `size`?
        error[wrong-type]: no item is given an answer that could come to `passed`
          --> tests/case.test.yaml:31:46
           |
        31 |   - {name: none, given: {a: failed}, expect: passed}
           |                                              ^^^^^^
           = help: name the items: `ITEM: passed`
        error[missing-key]: a case needs the key `name`
          --> tests/case.test.yaml:32:5
           |
        32 |   - {expect: {}}
           |     ^
        error[wrong-type]: `expect` is a map of items and what they come to, or one outcome for all that are given an answer
          --> tests/case.test.yaml:32:14
           |
        32 |   - {expect: {}}
           |              ^^
           = help: write `ITEM: passed`, or `ITEM: {failed: MESSAGE}`

        """#)
  }

  @Test func theChecklistIsOneOfTheFolder() throws {
    let loaded = try loaded("checkctl: 1\ntest: mian\ncases: []\n")
    #expect(test(loaded) == nil)
    let folder = loaded.folder.path
    #expect(
      loaded.show(loaded.project.diagnostics).replacing(folder, with: "FOLDER")
        == #"""
        error[unknown-checklist]: there is no checklist `mian` in FOLDER
         --> tests/case.test.yaml:2:7
          |
        2 | test: mian
          |       ^^^^
          = help: did you mean `main`?

        """#)
  }

  @Test func whatACaseLacksOrDoesNotUseIsToldWhenItIsPlanned() throws {
    let loaded = try loaded(
      #"""
      checkctl: 1
      test: main
      cases:
        - name: one
          given:
            a: failed
            c: {status: 200}
          expect: {a: passed, b: passed}
        - name: two
          given: {each: {value: 1}, c: {status: 200}}
          expect: {'each[z]': passed, each: passed}
        - name: three
          given: {b: {rows: []}, c: {status: 200}}
          expect: {b: passed}

      """#)
    let file = try #require(test(loaded))
    #expect(loaded.show(loaded.project.diagnostics) == "")
    var faults = Diagnostics()
    for one in file.cases {
      faults.add(contentsOf: loaded.project.plan(one, of: file, redactor: Redactor()).faults.all)
    }
    #expect(
      loaded.show(faults)
        == #"""
        error[conflicting-keys]: `a` is expected to come to what it is given
         --> tests/case.test.yaml:6:7
          |
        6 |       a: failed
          |       ^
          = help: give it what it is answered instead
        error[unknown-item]: there is no item `each[z]` with these inputs
          --> tests/case.test.yaml:11:14
           |
        11 |     expect: {'each[z]': passed, each: passed}
           |              ^^^^^^^^^
           = help: did you mean `each[x]`?
        error[unused-answer]: no item that this case expects something of asks or needs `c`
          --> tests/case.test.yaml:13:28
           |
        13 |     given: {b: {rows: []}, c: {status: 200}}
           |                            ^
           = help: take it out, or add it to `expect`
        error[missing-input]: the input `limit` is not set
         --> main.yaml:3:56
          |
        3 | inputs: {names: {type: list(string), default: [x, y]}, limit: {type: int}}
          |                                                        ^^^^^
          = help: set it under `inputs` of the file of tests, or of the case

        """#)
  }
}
