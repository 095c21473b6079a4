import TestEnvironment
import Testing
import Values

/// `checkctl test`, as a whole.
@Suite struct TestTests {
  private static let items = """
    - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}
    - {id: b, title: B, needs: [a], http: {path: /}}
    """

  private static func workplace(_ files: [String: String]) throws -> Workplace {
    let workplace = try Workplace(items: items)
    try workplace.directory.write(
      "checkctl: 1\nchecklist: main\ntargets: {db: postgres, api: http}\nitems:\n" + items + "\n",
      to: "checklists/main.yaml")
    for (name, cases) in files {
      try workplace.directory.write(
        "checkctl: 1\ntest: main\ncases:\n" + cases, to: "checklists/tests/\(name).test.yaml")
    }
    return workplace
  }

  private static let good = "  - {name: it is one, given: {a: {value: 1}, b: {}}, expect: passed}\n"
  private static let bad = "  - {name: it is two, given: {a: {value: 2}}, expect: {a: passed}}\n"

  private func steady(_ text: String) -> String { text.replacing(/\([0-9.]+(ms|s)\)/, with: "(TIME)") }

  @Test func nothingIsAskedAndAllIsTold() async throws {
    let workplace = try Self.workplace(["good": Self.good, "bad": Self.good + Self.bad])
    let result = try await workplace.checkctl("test")
    #expect(result.exitCode == 1)
    #expect(
      steady(result.stdout) == """
        FAIL checklists/tests/bad.test.yaml  1 of 2 cases failed
          FAIL it is two (checklists/tests/bad.test.yaml:5:12)
               a outcome
               - passed
               + failed
               a message
                 value: expected 1, observed 2
        ok   checklists/tests/good.test.yaml  1 case

        3 cases in 2 files: 2 passed, 1 failed (TIME)

        """)
    #expect(result.stderr == "if all of this is right, `checkctl test --update` writes it into the files\n")
  }

  @Test func argumentsSelectFilesChecklistsAndCases() async throws {
    let workplace = try Self.workplace(["good": Self.good, "bad": Self.good + Self.bad])
    for arguments in [
      ["good.test.yaml"], ["checklists/tests/good.test.yaml"], ["it is one"], ["main", "*one"],
    ] {
      let result = try await workplace.run(["test"] + arguments)
      #expect(result.exitCode == 0, "\(arguments): \(result.stderr)")
    }
    let verbose = try await workplace.checkctl("test", "bad.test.yaml", "*two", "-v")
    #expect(verbose.exitCode == 1)
    #expect(verbose.stdout.contains("1 case in 1 file"))
    let nothing = try await workplace.checkctl("test", "it is tow")
    #expect(nothing.exitCode == 64)
    #expect(
      nothing.stderr == """
        error: `it is tow` is no file of tests, no checklist, and the name of no case
          = help: did you mean `it is two`?

        """)
    #expect(try await workplace.checkctl("test", "good.test.yaml", "it is two").exitCode == 64)
  }

  @Test func withoutTestsThereIsNothingToDo() async throws {
    let result = try await Self.workplace([:]).checkctl("test")
    #expect(result.exitCode == 64)
    #expect(
      result.stderr == """
        error: there are no tests in checklists/tests
          = help: write one as checklists/tests/CHECKLIST.test.yaml

        """)
  }

  @Test func faultsOfTheFileAndOfWhatIsAnsweredAreTold() async throws {
    let workplace = try Self.workplace(["wrong": "  - {name: x, given: {aa: {}}, expect: {a: passt}}\n"])
    let result = try await workplace.checkctl("test")
    #expect(result.exitCode == 65)
    #expect(result.stdout == "")
    #expect(result.stderr.contains("error[unknown-item]: the checklist `main` has no item `aa`"))
    #expect(result.stderr.contains(" --> checklists/tests/wrong.test.yaml:4:23"))
    #expect(result.stderr.hasSuffix("2 errors\n"))
    let answered = try await Self.workplace([
      "wrong": "  - {name: x, given: {a: {rows: [{x: 1}, {y: 1}]}}, expect: {a: failed}}\n"
    ]).checkctl("test")
    #expect(answered.exitCode == 65)
    #expect(
      answered.stderr.contains("error[invalid-observation]: what `a` is given: `rows[1]` has the columns y"))
  }

  @Test func reportsGoWhereTheyAreSent() async throws {
    let workplace = try Self.workplace(["bad": Self.good + Self.bad])
    let result = try await workplace.checkctl("test", "--report", "tap", "--report", "junit=report.xml")
    #expect(result.exitCode == 1)
    #expect(
      result.stdout.hasPrefix("TAP version 14\n1..2\nok 1 - main: it is one\nnot ok 2 - main: it is two\n"))
    let junit = try workplace.directory.read("report.xml")
    #expect(junit.contains(#"<testsuite name="checklists/tests/bad.test.yaml" tests="2" failures="1""#))
    #expect(try await workplace.checkctl("test", "--report", "tap=no/where").exitCode == 74)
    #expect(try await workplace.checkctl("test", "--report", "tap", "--report", "junit").exitCode == 64)
  }

  @Test func whatWasSeenIsWrittenIntoTheFiles() async throws {
    let workplace = try Self.workplace(["bad": "  # as it is\n" + Self.good + Self.bad])
    let result = try await workplace.checkctl("test", "--update")
    #expect(result.exitCode == 0)
    #expect(
      result.stderr == """
        updated checklists/tests/bad.test.yaml:6:59: it is two: a
          - passed
          + {failed: 'value: expected 1, observed 2'}

        """)
    let text = try workplace.directory.read("checklists/tests/bad.test.yaml")
    #expect(text.contains("  # as it is\n" + Self.good))
    #expect(text.hasSuffix("expect: {a: {failed: 'value: expected 1, observed 2'}}}\n"))
    let again = try await workplace.checkctl("test", "--update")
    #expect(again.exitCode == 0)
    #expect(again.stderr == "")
  }

  @Test func coverageListsWhatIsLacking() async throws {
    let workplace = try Self.workplace(["good": Self.good])
    let listed = try await workplace.checkctl("test", "--coverage")
    #expect(listed.exitCode == 0)
    #expect(
      listed.stderr == """
        main a lacks a case: failing, no data (checklists/main.yaml:5:8)
        main b lacks a case: failing (checklists/main.yaml:6:8)
        coverage: 0 of 2 items have every case

        """)
    #expect(try await workplace.checkctl("test", "--require-coverage").exitCode == 1)
  }

  @Test func neitherEnvironmentNorSecretsAreLookedAt() async throws {
    let workplace = try Self.workplace(["good": Self.good])
    try workplace.directory.write(
      "checkctl: 1\nenvironment: broken\ntargets: {db: {postgres: \"${env('NOT_SET')}\"}}\n",
      to: "checklists/environments/broken.yaml")
    #expect(try await workplace.checkctl("test").exitCode == 0)
  }

  @Test func theTestsOfThePackPass() async throws {
    let result = try await Workplace(items: Self.items).checkctl("test", "-C", SchemaTests.root)
    #expect(result.exitCode == 0, "\(result.stdout)\(result.stderr)")
  }
}
