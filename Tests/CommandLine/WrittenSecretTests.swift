import TestEnvironment
import Testing

/// Secrets as people write them into files: with escapes, over several lines, in files that do not parse.
@Suite struct WrittenSecretTests {
  private static let text = "s3cret-of-the-house"

  private func environment(_ target: String) throws -> Workplace {
    try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: "- {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}",
        preamble: "targets: {database: postgres}"),
      "checklists/environments/e.yaml": "checkctl: 1\nenvironment: e\ntargets:\n\(target)\n",
    ])
  }

  @Test(
    arguments: [
      "  database: {postgres: {host: h, password: 'it''\(text)', odd: 1}}",
      "  database: {postgres: {host: h, password: \"a\\x2d\(text)\", odd: 1}}",
      "  database:\n    postgres:\n      password: |\n        first \(text)\n        last \(text)\n      odd: 1",
      "  database: {host: h, password: 'it''\(text)'",
      "  database: {host: h, password: @Xk9#mQ2,\(text)}",
      "  database:\n    password: |\n      first \(text)\n      last \(text)\n    host: {h",
      "  database:\n    password: @\n      first \(text)\n    host: h",
    ])
  func noMessageShowsThem(target: String) async throws {
    let workplace = try environment(target)
    for command in [["lint"], ["run", "main"], ["plan", "main"]] {
      let result = try await workplace.run(command)
      #expect([65, 78].contains(result.exitCode), "\(result)")
      #expect(!result.stderr.contains(Self.text), "\(result.stderr)")
      #expect(result.stderr.contains("environments/e.yaml:"), "\(result.stderr)")
    }
  }

  @Test func theSignOfABlockIsNoSecret() async throws {
    let lint = try await environment(
      "  database:\n    postgres:\n      password: |\n        \(Self.text)\n      odd: 1"
    )
    .checkctl("lint")
    #expect(
      lint.stderr.hasPrefix(
        """
        error[unknown-key]: the target `database`: `postgres` has no key `odd`
         --> checklists/environments/e.yaml:8:7
          |
        8 |       odd: 1
          |       ^^^
          = help: known here: host, hostaddr, port,
        """), "\(lint.stderr)")
  }

  /// Also where the declaration of an input is faulty, and beside what is interpolated.
  @Test(arguments: [
    "s: {type: strng, secret: true, default: SECRET}", "s: {type: string, secret: true, defalt: SECRET}",
    "s: {type: string, secert: true, default: SECRET}",
  ])
  func noDefaultOfASecretIsShown(declaration: String) async throws {
    let declaration = declaration.replacing("SECRET", with: Self.text)
    let workplace = try Workplace(
      items: "- {id: a, title: A, command: {argv: [\"true\"]}}", preamble: "inputs:\n  \(declaration)")
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 65)
    #expect(!lint.stderr.contains(Self.text), "\(lint.stderr)")
  }

  @Test func noParameterIsShownBesideWhatIsInterpolated() async throws {
    let workplace = try Workplace(
      items:
        "- {id: a, title: A, http: {url: 'http://h/', query: {api_key: \(Self.text), page: '${inputs.p}'}, bdoy: 3}}",
      preamble: "inputs: {p: {type: string, default: x}}")
    let lint = try await workplace.checkctl("lint")
    #expect(lint.exitCode == 65)
    #expect(!lint.stderr.contains(Self.text), "\(lint.stderr)")
  }

  /// A neighbour that does not parse, and one that asks something else of an input.
  @Test func otherChecklistsDoNotSpoilARun() async throws {
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items:
          "- {id: a, title: Answer is true, command: {argv: [echo, 'false hello']}, expect: {stdout: 'false'}}"
      ),
      "checklists/broken.yaml": "inputs: {s: {secret: true, default: false\n",
      "checklists/b.yaml": Workplace.checklist(
        "b", items: "- {id: a, title: A, command: {argv: [x]}}", preamble: "inputs: {n: {type: int}}"),
      "checklists/c.yaml": Workplace.checklist(
        "c", items: "- {id: a, title: A, command: {argv: [x]}}", preamble: "inputs: {n: {type: string}}"),
      "checklists/environments/e.yaml": "checkctl: 1\nenvironment: e\ninputs: {n: 3}\n",
    ])
    let run = try await workplace.checkctl("run", "main")
    #expect(run.exitCode == 1, "\(run.stderr)")
    #expect(
      run.stdout.contains("Answer is true: stdout: expected \"false\", observed \"false hello"),
      "\(run.stdout)")
  }

  @Test func explainShowsNone() async throws {
    let workplace = try Workplace(
      items:
        "- {id: a, title: A, http: {url: 'http://h/', basic: {username: u, password: 'it''\(Self.text)'}}}")
    let explain = try await workplace.checkctl("explain", "a")
    #expect(explain.exitCode == 0)
    #expect(!explain.stdout.contains(Self.text), "\(explain.stdout)")
  }

  /// The last lines of an output are shown, and a secret may begin before them.
  @Test func aSecretOfManyLinesIsMaskedBeforeItIsCut() async throws {
    let lines = (1...30).map { "key\($0)" }.joined(separator: "\n")
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items:
          #"- {id: a, title: A, command: {shell: 'echo "$KEY" >&2; exit 1', env: {KEY: "${inputs.key}"}}}"#,
        preamble: "inputs: {key: {type: string, secret: true}}"),
      "checklists/environments/e.yaml":
        "checkctl: 1\nenvironment: e\ninputs: {key: \"${secret_file('key.pem')}\"}\n",
      "checklists/environments/key.pem": lines,
    ])
    let run = try await workplace.checkctl("run", "main")
    #expect(run.exitCode == 1)
    #expect(run.stdout.contains("********"))
    #expect(!run.stdout.contains("key30") && !run.stdout.contains("key15"), "\(run.stdout)")
  }

  /// Nothing in a file acts on the terminal of who reads about it.
  @Test func whatWouldActOnATerminalIsShown() async throws {
    let workplace = try Workplace(
      items: #"""
        - {id: a, title: "A \e[31m", tags: ["\e[2J"], section: "\e[1m", locks: ["\e[3m"], command: {argv: ["true"]}}
        - {id: b, title: "B \e[31m", action: true, command: {argv: ["true"]}}
        """#)
    for command in [
      ["list"], ["list", "main"], ["plan", "main"], ["explain", "a"], ["run", "main", "a"],
      ["run", "main", "b"],
    ] {
      let result = try await workplace.run(command)
      #expect(!(result.stdout + result.stderr).contains("\u{1B}"), "\(command)")
      #expect((result.stdout + result.stderr).contains(#"\u{1b}"#) || command == ["list"], "\(command)")
    }
  }
}
