import TestEnvironment
import Testing
import Values

/// Runs that are recorded, and replayed without what was asked.
@Suite(.timeLimit(.minutes(5))) struct ReplayTests {
  private static let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLXNlY3JldA"

  /// Items of many kinds, among them secrets, retries, a timeout, an error, and answers that are shared.
  private static func workplace(_ server: NginxServer, _ postgres: PostgresServer) throws -> Workplace {
    try Workplace([
      "checklists/environments/production.yaml": """
      checkctl: 1
      environment: production
      inputs: {token: "${env('TOKEN')}", folder: "${env('FOLDER')}"}
      targets:
        api: {http: "http://\(server.endpoint)", headers: {Authorization: "Bearer ${secret_file('/dev/shm/none')}"}}
        database: {postgres: "${env('DATABASE_URL')}"}
      """.replacing("/dev/shm/none", with: "token.txt"),
      "checklists/environments/token.txt": "file-secret-\(token)\n",
      "checklists/main.yaml": Workplace.checklist(
        items: """
          - {id: health, title: H, http: {target: api, path: /health}, expect: {json.status: up}}
          - {id: health-again, title: A, http: {target: api, path: /health}, expect: {json.count: {gt: 2}}}
          - {id: gone, title: G, http: {target: api, path: /gone}}
          - {id: rows, title: R, sql: {target: database, query: "SELECT n, n * 1.5 AS x FROM generate_series(1, 3) AS n"}, expect: {row_count: 3}}
          - {id: empty, title: E, sql: {target: database, query: "SELECT 1 WHERE false"}, expect: {value: 1}}
          - {id: odd, title: O, sql: {target: database, query: "SELECT 'NaN'::float8"}, expect: {value: 1}}
          - {id: broken, title: B, sql: {target: database, query: "SELECT * FROM no_such_table"}, expect: {row_count: 1}}
          - id: secret
            title: S
            command: {argv: [sh, -c, 'printf %s "$T"'], env: {T: "${inputs.token}"}}
            assert: ["size(stdout) >= 32", "stdout.startsWith('ey')", "stdout == inputs.token"]
            outputs: {token: {value: stdout, secret: true}}
          - id: passes-on
            title: P
            needs: [secret]
            http: {target: api, path: /health, headers: {X-Token: "${needs['secret'].outputs.token}"}}
            assert: ["size(needs['secret'].outputs.token) == \(token.utf8.count)"]
          - id: pin
            title: N
            sql: {target: database, query: "SELECT 4000 + 711 AS pin"}
            expect: {value: {gt: 4000, lt: 5000}}
            redact: [value]
          - id: retried
            title: T
            command: {argv: [sh, -c, 'echo x >> n; test "$(wc -l < n)" -ge 3'], cwd: "${inputs.folder}"}
            retry: {every: 100ms, for: 5m}
          - {id: slow, title: L, command: {argv: [sleep, '60']}, timeout: 300ms}
          - {id: file, title: F, file: {path: main.yaml}, expect: {size: {gt: 10}, age: {lt: 1h}}}
          - id: change
            title: C
            action: true
            command: {argv: [sh, -c, 'echo changed >> change'], cwd: "${inputs.folder}"}
          - {id: asked, title: Q, manual: {question: Is it so?}}
          - {id: waits, title: W, needs: [gone], http: {target: api, path: /health}}
          - id: each
            title: each ${each}
            for_each: [a/b, c]
            http: {target: api, path: "/health?${each}"}
          """,
        preamble: """
          inputs:
            token: {type: string, secret: true, pattern: 'eyJhbGciOiJIUzI1NiJ9[.].*'}
            folder: {type: string}
          targets: {api: http, database: postgres}
          """),
    ])
  }

  private static func server() async throws -> NginxServer {
    try await NginxServer.start(
      .directives(
        """
        location /health { default_type application/json; return 200 '{"status": "up", "count": 3}'; }
        location / { return 404; }
        """))
  }

  /// The outcome, the message and the root of each item; times within messages are left out.
  private func outcomes(_ report: RunReport) -> [String] {
    (report.document["items"]?.list ?? []).map { item in
      let message = (item["message"]?.string ?? "").split(separator: " attempts in ").first ?? ""
      return
        "\(item["id"]?.string ?? "") \(item["outcome"]?.string ?? ""): \(message) \(item["attempts"]?.int ?? -1)"
    }
  }

  @Test func aReplayContactsNothingAndGivesTheSameOutcomes() async throws {
    let server = try await Self.server()
    let postgres = try await SharedServers.postgres
    let workplace = try Self.workplace(server, postgres)
    let password = try #require(postgres.passwords[.checkctl])
    let recorded = try await workplace.report(
      "--record", "rec", "--allow-actions",
      variables: [
        "TOKEN": Self.token, "FOLDER": workplace.directory.path, "DATABASE_URL": postgres.uri(),
      ])
    await server.stop()
    #expect(recorded.exitCode == 1)
    #expect(try recorded.outcome("retried") == "passed")
    #expect(try recorded.outcome("secret") == "passed")
    #expect(try recorded.outcome("pin") == "passed")
    #expect(try recorded.outcome("odd") == "no_data")
    // No secret is left in any file of it, and only the owner may read them.
    let files = try await workplace.shell("cat rec/recording.json rec/items/*; find rec -type f ! -perm 600")
    #expect(!files.stdout.contains(Self.token))
    #expect(!files.stdout.contains(password))
    #expect(!files.stdout.contains("4711"))
    #expect(files.stdout.hasSuffix("}\n"), "a file that others may read")
    // The secret file, the variables and the server are gone.
    _ = try await workplace.shell("rm checklists/environments/token.txt")
    let replayed = try await workplace.report("--replay", "rec")
    #expect(outcomes(replayed) == outcomes(recorded))
    #expect(replayed.exitCode == recorded.exitCode)
    #expect(replayed.document["replay"]?["recording"]?.string == "rec")
    #expect(replayed.document["replay"]?["recorded"]?.string == recorded.document["started"]?.string)
    // The action was done once.
    #expect(try workplace.directory.read("change") == "changed\n")
    let pretty = try await workplace.checkctl("run", "main", "--replay", "rec")
    #expect(pretty.stdout.contains("replayed from rec, recorded at "))
    #expect(pretty.stdout.contains("REPLAY FAILED"))
    let junit = try await workplace.checkctl("run", "main", "--replay", "rec", "--report", "junit")
    #expect(junit.stdout.contains("<testsuites name=\"main (replay)\""))
    #expect(junit.stdout.contains("<property name=\"replay\" value=\"replayed from rec, recorded at "))
  }

  /// A folder whose checklist asks a few commands, recorded.
  private func recorded(_ items: String, environment: String? = nil, _ arguments: String...) async throws
    -> Workplace
  {
    let workplace = try Workplace(items: items)
    let result = try await workplace.run(["run", "main", "--record", "rec"] + arguments)
    #expect(result.stderr == "")
    return workplace
  }

  private static let items = """
    - {id: a, title: A, command: {argv: [echo, one]}, expect: {stdout: {contains: one}}}
    - {id: b, title: B, command: {argv: [echo, two]}, expect: {stdout: {contains: three}}}
    - id: pin
      title: P
      command: {argv: [sh, -c, 'printf %s-%s secret 4711']}
      expect: {stdout: {matches: '^secret-4711$'}}
      redact: [stdout]
    """

  @Test func whatWasNotRecordedIsAnErrorThatSaysWhy() async throws {
    let workplace = try await recorded(Self.items)
    let edited =
      Self.items.replacing("[echo, two]", with: "[echo, zwei]").replacing("title: P", with: "title: Q")
      + "\n- {id: new, title: N, command: {argv: [echo, one]}}"
    try workplace.directory.write(Workplace.checklist(items: edited), to: "checklists/main.yaml")
    let report = try await workplace.report("--replay", "rec")
    #expect(report.exitCode == 2)
    try report.expect([
      "a": ("passed", ""),
      "b": (
        "error",
        #"replay: this was not recorded: command.argv is ["echo","zwei"], and was ["echo","two"]: record again"#
      ),
      "new": ("error", "replay: new was not recorded: record again"),
      "pin": (
        "error",
        "replay: it was recorded before the item was changed, and secrets had a part in what was decided: record again"
      ),
    ])
  }

  /// What is expected may be edited where no secret had a part: the answers are judged afresh.
  @Test func anEditedExpectationIsJudgedByTheRecordedAnswer() async throws {
    let workplace = try await recorded(Self.items)
    let edited = Self.items.replacing("contains: three", with: "contains: two")
    try workplace.directory.write(Workplace.checklist(items: edited), to: "checklists/main.yaml")
    let report = try await workplace.report("--replay", "rec")
    #expect(report.exitCode == 0)
    #expect(try report.outcome("b") == "passed")
    let pinned = try report.item("pin")
    #expect(pinned["notes"]?.list?.first?.string?.hasPrefix("decided when it was recorded") == true)
    let text = try workplace.directory.read("rec/items/pin.json")
    #expect(!text.contains("secret-4711"))
  }

  @Test func aLongRetryAndADelayReplayAtOnce() async throws {
    let workplace = try await recorded(
      """
      - {id: never, title: N, command: {argv: ['false']}, retry: {every: 10ms, attempts: 3}}
      - {id: delayed, title: D, delay: 1s, command: {argv: ['true']}}
      """)
    let longer = """
      - {id: never, title: N, command: {argv: ['false']}, retry: {every: 30d, attempts: 3}}
      - {id: delayed, title: D, delay: 300d, command: {argv: ['true']}}
      - {id: more, title: M, command: {argv: ['false']}}
      """
    try workplace.directory.write(Workplace.checklist(items: longer), to: "checklists/main.yaml")
    let report = try await workplace.report("never", "delayed", "--replay", "rec")
    #expect(try report.outcome("delayed") == "passed")
    #expect(try report.item("never")["attempts"]?.int == 3)
    #expect(
      try report.message("never").hasPrefix("exit_code: expected 0, observed 1 (after 3 attempts in 2d"))
    let again = longer.replacing("attempts: 3", with: "attempts: 4")
    try workplace.directory.write(Workplace.checklist(items: again), to: "checklists/main.yaml")
    let exhausted = try await workplace.report("never", "--replay", "rec")
    #expect(try exhausted.outcome("never") == "error")
    #expect(try exhausted.message("never").hasPrefix("replay: it was asked 3 times when it was recorded"))
  }

  @Test func onlyARecordingIsWrittenOverAndOnlyOneIsRead() async throws {
    let workplace = try await recorded(Self.items)
    let again = try await workplace.checkctl("run", "main", "--record", "rec")
    #expect(again.exitCode == 1)
    try workplace.directory.write("x", to: "full/notes.txt")
    let both = try await workplace.checkctl("run", "main", "--record", "x", "--replay", "rec")
    #expect(both.exitCode == 64)
    let full = try await workplace.checkctl("run", "main", "--record", "full")
    #expect(full.exitCode == 64)
    #expect(full.stdout == "")
    #expect(full.stderr.contains("full is not empty and no recording"))
    let nowhere = try await workplace.checkctl("run", "main", "--record", "no/such/folder")
    #expect(nowhere.exitCode == 74)
    let none = try await workplace.checkctl("run", "main", "--replay", "none")
    #expect(none.exitCode == 65)
    #expect(none.stderr.contains("cannot read none/recording.json: No such file or directory"))
    try workplace.directory.write("{", to: "rec/items/a.json")
    let broken = try await workplace.checkctl("run", "main", "--replay", "rec")
    #expect(broken.exitCode == 65)
    #expect(broken.stderr.contains("rec/items/a.json:1:2: "))
    let other = try await workplace.checkctl("run", "main", "--replay", "rec", "--environment", "x")
    #expect(other.exitCode == 65)
  }

  @Test func aRecordingOfAnotherChecklistIsRefused() async throws {
    let workplace = try await recorded(Self.items)
    try workplace.directory.write(
      Workplace.checklist("other", items: Self.items), to: "checklists/other.yaml")
    let other = try await workplace.checkctl("run", "other", "--replay", "rec")
    #expect(other.exitCode == 64)
    #expect(other.stderr.contains("rec is a recording of the checklist `main`, not of `other`"))
  }

  @Test func anInterruptedRunRecordsWhatItHasAndSaysSo() async throws {
    let workplace = try Workplace(
      items: """
        - {id: quick, title: Q, command: {argv: [echo, hello]}}
        - {id: endless, title: E, command: {argv: [sleep, '600']}, timeout: 20m}
        """)
    let run = workplace.start(["run", "main", "--record", "rec"])
    try await run.waitForOutput(containing: "passed  quick")
    try await run.send(signal: 2)
    let result = try await run.result()
    #expect(result.exitCode == 130)
    let document = try parseJSON(try workplace.directory.read("rec/recording.json"))
    #expect(document["incomplete"]?.string == "interrupted")
    let report = try await workplace.report("--replay", "rec")
    #expect(try report.outcome("quick") == "passed")
    #expect(try report.outcome("endless") == "error")
    #expect(report.document["replay"]?["incomplete"]?.string == "interrupted")
  }
}
