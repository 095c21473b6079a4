import Checklists
import Diagnostics
import Testing

/// What the files of one folder have to do with each other.
struct FolderTests {
  private static let main = mainFile(soundItem)

  /// The declaration that a label points at stands in another checklist than the one that is loaded.
  @Test func anInputOfAnotherChecklist() throws {
    try expectFaults(
      [
        "main.yaml": Self.main,
        "other.yaml": """
        checkctl: 1
        checklist: other
        inputs: {zone: {type: string, pattern: '[a-z]+'}}
        \(soundItem)
        """,
        "environments/prod.yaml": environmentFile("prod", "inputs: {zone: A1}\n"),
      ], environment: "prod",
      """
      error[pattern-mismatch]: the input `zone` does not match its pattern
       --> environments/prod.yaml:3:16
        |
      3 | inputs: {zone: A1}
        |                ^^
       --> other.yaml:3:10
        |
      3 | inputs: {zone: {type: string, pattern: '[a-z]+'}}
        |          ---- declared here

      """)
  }

  /// A faulty item elsewhere says nothing about inputs; inputs that cannot be read do.
  @Test(arguments: [
    ("items: [{id: a, title: A, command: {argv: [x]}, severity: hgh}]", true),
    ("inputs: {zone: {type: strin}}\n" + soundItem, false), ("inputs: 5\n" + soundItem, false),
    ("include: [nowhere.yaml]", false), ("items: [", false),
  ])
  func faultsElsewhere(_ other: String, _ isTold: Bool) throws {
    let loaded = try Loaded([
      "main.yaml": Self.main, "other.yaml": "checkctl: 1\nchecklist: other\n\(other)\n",
      "environments/prod.yaml": environmentFile("prod", "inputs: {regoin: eu}\n"),
    ])
    #expect(loaded.lint("prod").contains("no checklist declares an input `regoin`") == isTold)
  }

  @Test func dataFilesAreNoChecklists() throws {
    let loaded = try Loaded([
      "main.yaml": mainFile("inputs: {slo: {type: map(number), from: slo.yaml}}\n" + soundItem),
      "slo.yaml": "a: 0.25\n", "stray.yaml": "a: 1\n", "checkedData.yaml": "checkctl: 1\n",
    ])
    #expect(loaded.project.checklistNames == ["checkedData", "main", "stray"])
    #expect(loaded.lint() == "")
  }

  @Test func whatIsExtendedMayBeIncomplete() throws {
    let files = [
      "main.yaml": mainFile("targets: {api: http, db: postgres}\n" + soundItem),
      "environments/base.yaml": environmentFile(
        "base", "targets: {api: {headers: {A: b}}, db: {postgres: {password: pw12345}}}\n"),
      "environments/prod.yaml": environmentFile(
        "prod", "extends: [base]\ntargets: {api: {http: 'http://a'}, db: {postgres: {host: h}}}\n"),
    ]
    #expect(try Loaded(files).lint("base") == "")
    #expect(try Loaded(files).lint("prod") == "")
    let alone = try Loaded(files.filter { $0.key != "environments/prod.yaml" }).lint("base")
    #expect(alone.contains("the target `api` does not say what it is"))
    #expect(alone.contains("needs the key `host`"))
  }

  @Test func whatIsExtendedIsCheckedForWhatItHas() throws {
    try expectFaults(
      [
        "main.yaml": Self.main,
        "environments/base.yaml": environmentFile(
          "base", "targets: {api: {haeders: {A: 'x ${inputs.n}'}}}\n"),
        "environments/prod.yaml": environmentFile("prod", "extends: [base]\n"),
      ], environment: "base",
      """
      error[unknown-key]: a target has no key `haeders`
       --> environments/base.yaml:3:17
        |
      3 | targets: {api: {haeders: {A: 'x ${inputs.n}'}}}
        |                 ^^^^^^^
        = help: did you mean `headers`?
      error[invalid-expression]: there is no `inputs.n`
       --> environments/base.yaml:3:42
        |
      3 | targets: {api: {haeders: {A: 'x ${inputs.n}'}}}
        |                                          ^
        = help: there are none

      """)
  }

  @Test func aMissingTargetOfAnInstance() throws {
    try expectFaults(
      [
        "main.yaml": mainFile("include:\n  - {use: sub.yaml, as: one, targets: {db: nope}}\n"),
        "sub.yaml": """
        checkctl: 1
        checklist: sub
        targets: {db: postgres}
        items:
          - {id: up, title: Up, sql: {query: SELECT 1}, expect: {value: 1}}

        """, "environments/prod.yaml": environmentFile("prod", "description: Empty\n"),
      ], environment: "prod", planned: true,
      """
      error[missing-target]: the environment `prod` has no target `nope`
       --> main.yaml:4:44
        |
      4 |   - {use: sub.yaml, as: one, targets: {db: nope}}
        |                                            ^^^^
       --> sub.yaml:3:11
        |
      3 | targets: {db: postgres}
        |           -- declared here
        = help: add `targets: {nope: {postgres: ...}}` to that environment

      """)
  }

  /// An environment serves all checklists, and each may ask something else of an input of the same name.
  @Test func anInputThatChecklistsDeclareDifferently() throws {
    let loaded = try Loaded([
      "a.yaml": "checkctl: 1\nchecklist: a\ninputs: {n: {type: string}}\n" + soundItem,
      "b.yaml": "checkctl: 1\nchecklist: b\ninputs: {n: {type: int}}\n" + soundItem,
      "c.yaml": "checkctl: 1\nchecklist: c\ninputs: {n: {type: int, default: 1}}\n" + soundItem,
      "environments/prod.yaml": environmentFile("prod", "inputs: {n: foo}\n"),
    ])
    _ = loaded.project.environment("prod")
    #expect(
      loaded.show(loaded.project.diagnostics) == """
        error[wrong-type]: the input `n` should be an integer, and is a string
         --> environments/prod.yaml:3:13
          |
        3 | inputs: {n: foo}
          |             ^^^
         --> b.yaml:3:10
          |
        3 | inputs: {n: {type: int}}
          |          - declared here

        """)
  }

  @Test func aTargetThatAnotherEnvironmentGivesItsType() throws {
    try expectFaults(
      [
        "main.yaml": mainFile(
          "targets: {db: postgres}\nitems:\n  - {id: a, title: A, sql: {query: SELECT 1}, expect: {value: 1}}\n"
        ),
        "environments/base.yaml": environmentFile("base", "targets: {db: {max_connections: 4}}\n"),
        "environments/prod.yaml": environmentFile(
          "prod", "extends: [base]\ntargets: {db: {postgres: {host: h}}}\n"),
      ], environment: "base", planned: true,
      """
      error[unknown-target-type]: the target `db` does not say what it is
       --> environments/base.yaml:3:11
        |
      3 | targets: {db: {max_connections: 4}}
        |           ^^
       --> main.yaml:3:11
        |
      3 | targets: {db: postgres}
        |           -- needed here
        = help: add `postgres:` to it, or choose an environment that extends this one

      """)
  }

  /// A file is the same by whatever path it is named.
  @Test func pathsInOtherWords() throws {
    let loaded = try Loaded(["sub/main.yaml": mainFile("include: [main.yaml]\n" + soundItem)])
    _ = loaded.project.checklist(loaded.folder.path + "/./sub/../sub//main.yaml")
    #expect(loaded.project.diagnostics.all.map(\.code.rawValue) == ["include-cycle"])
  }

  @Test func twoFilesOfOneName() throws {
    try expectFaults(
      [
        "main.yaml": Self.main, "main.yml": Self.main,
        "environments/prod.yaml": environmentFile("prod", "description: One\n"),
        "environments/prod.yml": environmentFile("prod", "description: Two\n"),
      ], environment: "prod",
      """
      error[duplicate-file]: main.yaml and main.yml go by the same name, and the second is never read
      = help: rename or remove one of them
      error[duplicate-file]: environments/prod.yaml and environments/prod.yml go by the same name, and the second is never read
      = help: rename or remove one of them

      """)
    let data = [
      "main.yaml": mainFile("inputs: {slo: {type: map(number), from: main.yml}}\n" + soundItem),
      "main.yml": "a: 0.25\n",
    ]
    #expect(try Loaded(data).lint() == "")
  }
}
