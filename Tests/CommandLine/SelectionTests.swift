import TestEnvironment
import Testing
import Values

/// Which items a command line selects, and what it gives them.
@Suite struct SelectionTests {
  private static let items = """
    - {id: ssl-on, title: T, section: Security / Database, tags: [db, tls], severity: critical, command: {argv: ["true"]}}
    - {id: ssl-new, title: T, section: Security / Database, tags: [db], needs: [ssl-on], command: {argv: ["true"]}}
    - {id: rate, title: T, section: Metrics, tags: [quick], severity: low, command: {argv: ["true"]}}
    - {id: hint, title: T, section: Metrics, severity: info, gate: true, command: {argv: ["true"]}}
    - {id: core, title: T, for_each: [a, b], command: {argv: [echo, "${each}"]}}
    """

  private static let selections: [(arguments: [String], ids: [String])] = [
    ([], ["core[a]", "core[b]", "hint", "rate", "ssl-new", "ssl-on"]),
    (["ssl-*"], ["ssl-new", "ssl-on"]),
    (["ssl-ne?"], ["ssl-new", "ssl-on"]),
    (["rate", "hint"], ["hint", "rate"]),
    (["core"], ["core[a]", "core[b]"]),
    (["core[b]"], ["core[b]"]),
    (["--tag", "tls"], ["ssl-on"]),
    (["--tag", "tls", "--tag", "quick"], ["rate", "ssl-on"]),
    (["--section", "metrics"], ["hint", "rate"]),
    (["--section", "Database"], ["ssl-new", "ssl-on"]),
    (["--section", "Security / *"], ["ssl-new", "ssl-on"]),
    (["--severity", "critical"], ["ssl-on"]),
    (["--severity", "low", "--section", "Metrics"], ["rate"]),
    (["--tag", "db", "ssl-new"], ["ssl-new", "ssl-on"]),
  ]

  @Test(arguments: selections)
  func itemsAreSelected(arguments: [String], ids: [String]) async throws {
    let workplace = try Workplace(items: Self.items)
    let result = try await workplace.run(["run", "main", "--report", "json"] + arguments)
    let report = try RunReport(result)
    #expect(report.exitCode == 0)
    #expect(report.document["items"]?.list?.compactMap { $0["id"]?.string } == ids)
  }

  private static let misspelt: [(arguments: [String], message: String)] = [
    (["rate", "hnit"], "error: `hnit` selects nothing\n  = help: did you mean `hint`?\n"),
    (
      ["--tag", "db", "--tag", "tsl"], "error: `tsl` selects nothing\n  = help: did you mean `tls`?\n"
    ),
    (
      ["--section", "Metrics", "--section", "Networks"],
      "error: `Networks` selects nothing\n  = help: known here: Metrics, Security / Database\n"
    ),
  ]

  @Test(arguments: misspelt, ["run", "plan", "list"])
  func whatSelectsNothingIsNotPassedOver(
    selection: (arguments: [String], message: String), command: String
  ) async throws {
    let result = try await Workplace(items: Self.items).run([command, "main"] + selection.arguments)
    #expect(result.exitCode == 64)
    #expect(result.stderr == selection.message)
    #expect(result.stdout == "")
  }

  @Test func aSelectionNeedsItsChecklist() async throws {
    let result = try await Workplace(items: Self.items).checkctl("list", "--severity", "critical")
    #expect(result.exitCode == 64)
    #expect(result.stderr.hasPrefix("Error: Name the checklist of which items are selected."))
  }

  @Test func theFolderMayBeTheOneThatHoldsChecklists() async throws {
    let workplace = try Workplace(items: Self.items)
    for folder in [".", workplace.directory.path, "\(workplace.directory.path)/checklists"] {
      let result = try await workplace.checkctl("list", "main", "rate", "-C", folder)
      #expect(result.exitCode == 0, "\(folder): \(result.stderr)")
    }
  }

  @Test func listShowsTheSelectedItems() async throws {
    let workplace = try Workplace(items: Self.items)
    let all = try await workplace.checkctl("list", "main", "--section", "Metrics")
    #expect(
      all.stdout == """
        rate  low   command  Metrics  T  [quick]
        hint  info  command  Metrics  T

        """)
  }

  private static let settings: [(type: String, text: String, printed: String)] = [
    ("string", "a b=c", "a b=c"), ("string", "", ""), ("string", "007", "007"), ("int", "-7", "-7"),
    ("number", "0.25", "0.25"), ("bool", "true", "true"), ("duration", "90s", "1m30s"),
    ("size", "2Ki", "2048"),
    ("url", "https://example.com/", "https://example.com/"),
  ]

  @Test(arguments: settings)
  func settingsHaveTheTypeOfTheirInput(type: String, text: String, printed: String) async throws {
    let workplace = try Workplace(
      items: "- {id: shown, title: \"[${inputs.given}]\", command: {argv: [\"true\"]}}",
      preamble: "inputs: {given: {type: \(type)}}")
    let report = try await workplace.report("--set", "given=\(text)")
    #expect(try report.item("shown")["title"]?.string == "[\(printed)]")
  }

  @Test func listsAreSetAsYAML() async throws {
    let workplace = try Workplace(
      items: "- {id: shown, title: T, for_each: '${inputs.given}', command: {argv: [echo, '${each}']}}",
      preamble: "inputs: {given: {type: list(string)}}")
    let report = try await workplace.report("--set", "given=[a, \"b c\"]")
    #expect(try report.outcome("shown[a]") == "passed")
    #expect(try report.outcome("shown[b c]") == "passed")
  }

  @Test func aSettingOfTheWrongTypeIsSaid() async throws {
    let workplace = try Workplace(
      items: "- {id: shown, title: \"${inputs.given}\", command: {argv: [\"true\"]}}",
      preamble: "inputs: {given: {type: int}}")
    let result = try await workplace.checkctl("run", "main", "--set", "given=many")
    #expect(result.exitCode == 64)
    #expect(
      result.stderr == """
        error[wrong-type]: the input `given` should be an integer, and is a string
         --> --set given:1:1
          |
        1 | many
          | ^^^^
         --> checklists/main.yaml:4:10
          |
        4 | inputs: {given: {type: int}}
          |          ----- declared here

        1 error

        """)
  }

  @Test func checklistsAreFoundByFolderAndByPath() async throws {
    let text = Workplace.checklist(items: "- {id: here, title: T, command: {argv: [cat, data], cwd: .}}")
    let workplace = try Workplace([
      "ops/main.yaml": text, "ops/data": "x",
      "elsewhere/checklists/other.yml": text.replacing("main", with: "other"),
    ])
    for arguments in [
      ["run", "main", "-C", "ops"], ["run", "ops/main.yaml"], ["run", "./ops/main.yaml"],
    ] {
      let result = try await workplace.run(arguments)
      #expect(result.exitCode == 0, "\(arguments) \(result.stdout)\(result.stderr)")
    }
    let other = try await workplace.checkctl("list", "--directory", "elsewhere/checklists")
    #expect(other.stdout == "other  1 item  Main\n")
    let inside = try await workplace.shell("cd ops && $CHECKCTL run main")
    #expect(inside.exitCode == 0, "\(inside.stdout)\(inside.stderr)")
  }

  @Test func helpVersionAndCompletionsArePrinted() async throws {
    let workplace = try Workplace()
    let version = try await workplace.checkctl("--version")
    #expect(version.stdout.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    let help = try await workplace.checkctl("--help")
    #expect(help.exitCode == 0)
    for word in ["run", "lint", "list", "plan", "explain", "eval", "schema", "init"] {
      #expect(help.stdout.contains("\n  \(word) "))
      let own = try await workplace.checkctl(word, "--help")
      #expect(own.exitCode == 0)
      #expect(own.stdout.contains("USAGE: checkctl \(word)"))
      #expect(own.stderr == "")
    }
    for code in ["0", "1", "2", "3", "64", "65", "70", "74", "78", "130"] {
      #expect(help.stdout.contains("\n  \(code) "))
    }
    for shell in ["bash", "zsh", "fish"] {
      let script = try await workplace.checkctl("--generate-completion-script", shell)
      #expect(script.exitCode == 0)
      #expect(script.stdout.contains("allow-actions"))
      if shell == "bash" {
        let syntax = try await runCommand(["bash", "-n"], input: script.stdout)
        #expect(syntax.exitCode == 0, "\(syntax.stderr)")
      }
    }
  }
}
