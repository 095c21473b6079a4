import TestEnvironment
import Testing

/// Exit code 78: an environment that is incomplete, invalid or not chosen; and 74: a report that cannot be written.
@Suite struct EnvironmentTests {
  private static let preamble = """
    targets: {database: postgres}
    inputs:
      token: {type: string, secret: true}
      owner: {type: string}
    """
  private static let items = """
    - {id: token, title: Token, command: {argv: [echo, "${inputs.token}"]}}
    - {id: owner, title: Owner, command: {argv: [echo, "${inputs.owner}"]}}
    - {id: question, title: Question, sql: {query: SELECT 1}, expect: {value: 1}}
    - {id: free, title: Free, command: {argv: ["true"]}}
    """
  private static let production = """
    checkctl: 1
    environment: production
    inputs: {token: "${secret_file('token')}"}
    targets: {database: {postgres: "${env('DATABASE_URL')}"}}

    """

  private func workplace(_ environments: [String: String] = ["production": production]) throws -> Workplace {
    var files = ["checklists/main.yaml": Workplace.checklist(items: Self.items, preamble: Self.preamble)]
    for (name, text) in environments { files["checklists/environments/\(name).yaml"] = text }
    return try Workplace(files)
  }

  /// An empty connection string would lead to whatever libpq takes for granted.
  @Test func aVariableThatIsEmptyIsAFault() async throws {
    let result = try await workplace().checkctl("run", "main", variables: ["DATABASE_URL": ""])
    #expect(result.exitCode == 78)
    #expect(result.stderr.contains("error[unresolved]: the environment variable DATABASE_URL is empty\n"))
  }

  @Test func everythingThatIsMissingIsListed() async throws {
    let result = try await workplace().checkctl("run", "main")
    #expect(result.exitCode == 78)
    #expect(result.stdout == "")
    #expect(
      result.stderr == """
        error[missing-input]: the input `owner` is not set
         --> checklists/main.yaml:7:3
          |
        7 |   owner: {type: string}
          |   ^^^^^
          = help: set it in the environment `production` or by --set owner=VALUE

        error[unresolved]: the secret file checklists/environments/token cannot be read: No such file or directory
         --> checklists/environments/production.yaml:3:17
          |
        3 | inputs: {token: "${secret_file('token')}"}
          |                 ^^^^^^^^^^^^^^^^^^^^^^^^^

        error[unresolved]: the environment variable DATABASE_URL is not set
         --> checklists/environments/production.yaml:4:32
          |
        4 | targets: {database: {postgres: "${env('DATABASE_URL')}"}}
          |                                ^^^^^^^^^^^^^^^^^^^^^^^^

        3 errors

        """)
  }

  @Test func whatNoSelectedItemUsesMayBeMissing() async throws {
    let result = try await workplace().checkctl("run", "main", "free")
    #expect(result.exitCode == 0, "\(result.stderr)")
    #expect(result.stdout.hasPrefix("main: Main, environment production, 1 item\n"))
  }

  @Test func lintNeedsNoSecrets() async throws {
    let result = try await workplace().checkctl("lint")
    #expect(result.exitCode == 0)
    #expect(result.stderr == "1 checklist and 1 environment without a fault\n")
  }

  @Test func planNeedsNoSecrets() async throws {
    let result = try await workplace().checkctl("plan", "main", "--set", "owner=me")
    #expect(result.exitCode == 0, "\(result.stderr)")
    #expect(result.stderr == "")
    #expect(
      result.stdout == #"""
        Main (main), environment production: 4 items in 1 wave

        Targets
          database  postgres  ${env("DATABASE_URL")}

        Wave 1
          token  Token  (medium)
            asks command
              argv: ["echo","********"]
            expects exit_code to be 0
            timeout 10s
          owner  Owner  (medium)
            asks command
              argv: ["echo","me"]
            expects exit_code to be 0
            timeout 10s
          question  Question  (medium)
            asks sql database
              query: SELECT 1
            expects value to be 1
            timeout 10s
          free  Free  (medium)
            asks command
              argv: ["true"]
            expects exit_code to be 0
            timeout 10s

        """#)
  }

  @Test func aMissingTargetIsSaid() async throws {
    let without = try await workplace([:]).checkctl("run", "main", "question")
    #expect(without.exitCode == 78)
    #expect(
      without.stderr == """
        error[missing-target]: there is no environment, and the target `database` is needed
         --> checklists/main.yaml:4:11
          |
        4 | targets: {database: postgres}
          |           ^^^^^^^^
          = help: add `targets: {database: {postgres: ...}}` to an environment

        1 error

        """)
    let misspelt = Self.production.replacing("database:", with: "databse:")
    let near = try await workplace(["production": misspelt]).checkctl("run", "main", "question")
    #expect(near.exitCode == 78)
    #expect(near.stderr.contains("the environment `production` has no target `database`"), "\(near.stderr)")
    #expect(near.stderr.contains("= help: did you mean `databse`?"))
  }

  @Test func amongSeveralEnvironmentsOneMustBeChosen() async throws {
    let staging = Self.production.replacing("production", with: "staging")
    let workplace = try workplace(["production": Self.production, "staging": staging])
    let open = try await workplace.checkctl("run", "main", "free")
    #expect(open.exitCode == 78)
    #expect(
      open.stderr == """
        error: several environments are there, and none was chosen
          = help: add --environment, one of production, staging

        """)
    let misspelt = try await workplace.checkctl("run", "main", "free", "--environment", "prodution")
    #expect(misspelt.exitCode == 78)
    #expect(
      misspelt.stderr == """
        error: there is no environment `prodution` in checklists/environments
          = help: did you mean `production`?

        """)
    let chosen = try await workplace.checkctl("run", "main", "free", "-e", "staging")
    #expect(chosen.exitCode == 0)
    #expect(chosen.stdout.hasPrefix("main: Main, environment staging, 1 item\n"))
  }

  @Test func anInvalidEnvironmentIsSaid() async throws {
    let odd = Self.production.replacing("token:", with: "tokn:").replacing(
      "environment: production", with: "environment: prod")
    let result = try await workplace(["production": odd]).checkctl("run", "main", "free")
    #expect(result.exitCode == 78)
    #expect(
      result.stderr == """
        error[name-mismatch]: the file is named `production`, its environment `prod`
         --> checklists/environments/production.yaml:2:14
          |
        2 | environment: prod
          |              ^^^^
          = help: rename one of them

        error[unknown-input]: no checklist declares an input `tokn`
         --> checklists/environments/production.yaml:3:10
          |
        3 | inputs: {tokn: "${secret_file('token')}"}
          |          ^^^^
          = help: did you mean `token`?

        2 errors

        """)
  }

  private static let badPaths: [(path: String, reason: String)] = [
    ("missing/report.json", "No such file or directory"), ("checklists", "Is a directory"),
    ("/dev/full", "No space left on device"), ("/proc/report.json", "No such file or directory"),
  ]

  @Test(arguments: badPaths)
  func aReportThatCannotBeWrittenIsSaid(path: String, reason: String) async throws {
    let result = try await workplace().checkctl("run", "main", "free", "--report", "json=\(path)")
    #expect(result.exitCode == 74)
    #expect(result.stderr == "error: cannot write the report to \(path): \(reason)\n")
  }

  @Test func aFullStandardOutputIsSaid() async throws {
    let workplace = try workplace()
    let run = try await workplace.shell("$CHECKCTL run main free >/dev/full")
    #expect(run.exitCode == 74)
    #expect(run.stderr == "error: cannot write the report to standard output: No space left on device\n")
    let list = try await workplace.shell("$CHECKCTL list main >/dev/full")
    #expect(list.exitCode == 74)
    #expect(list.stderr == "error: cannot write to standard output: No space left on device\n")
  }

  /// Whether a folder is read-only is nothing to root, so the run belongs to an unprivileged user.
  @Test func aReadOnlyFolderIsSaid() async throws {
    let workplace = try workplace()
    let result = try await workplace.shell(
      """
      chmod a-w .
      if [ $(id -u) -eq 0 ]; then
        set -- setpriv --reuid 65534 --regid 65534 --clear-groups
      fi
      exec "$@" $CHECKCTL run main free --report junit=r.xml
      """)
    #expect(result.exitCode == 74, "\(result.stderr)")
    #expect(result.stderr == "error: cannot write the report to r.xml: Permission denied\n")
    #expect(result.stdout == "")
  }
}
