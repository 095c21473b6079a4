import Checklists
import Diagnostics
import SemanticVersions
import Testing

/// Every fault of packs, and of what includes them, with the whole text that its reader sees.
struct PackFaultTests {
  @Test func plainIncludeOfAPack() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        include:
          - platform/db/security

        """#
      ],
      packs: [try pack("platform/db", ["security.yaml": security])],
      #"""
      error[pack-without-name]: a checklist of a pack is included as an instance
       --> main.yaml:5:5
        |
      5 |   - platform/db/security
        |     ^^^^^^^^^^^^^^^^^^^^
        = help: write `{use: platform/db/security, as: NAME, targets: {...}}`: what it asks is bound by name, never by accident

      """#)
  }

  @Test func unknownPack() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        include:
          - {use: platfrom/db/security, as: x}

        """#
      ],
      packs: [try pack("platform/db", ["security.yaml": security])],
      #"""
      error[unknown-pack]: the project uses no pack `platfrom/db`
       --> main.yaml:5:11
        |
      5 |   - {use: platfrom/db/security, as: x}
        |           ^^^^^^^^^^^^^^^^^^^^
        = help: did you mean `platform/db`?

      """#)
  }

  @Test func packThatIsNotRequired() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        include:
          - {use: platform/db/outer, as: x, targets: {database: db}}

        """#
      ],
      packs: [
        try pack("platform/db", ["outer.yaml": outer(including: "platform/base/security")]),
        try pack("platform/base", ["security.yaml": security]),
      ],
      #"""
      error[unknown-pack]: the pack platform/db does not require the pack `platform/base`
       --> platform/db@1.0.0/outer.yaml:5:11
        |
      5 |   - {use: platform/base/security, as: inner, targets: {database: database}}
        |           ^^^^^^^^^^^^^^^^^^^^^^
        = help: it has to name it under `requires: packs:` in its pack.yaml

      """#)
  }

  @Test func fileThatThePackLacks() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        include:
          - {use: platform/db/securty, as: x}

        """#
      ],
      packs: [try pack("platform/db", ["security.yaml": security])],
      #"""
      error[unreadable-file]: the pack platform/db 1.0.0 has no file securty.yaml
       --> main.yaml:5:11
        |
      5 |   - {use: platform/db/securty, as: x}
        |           ^^^^^^^^^^^^^^^^^^^
        = help: did you mean `security.yaml`?

      """#)
  }

  @Test func pathOutOfThePack() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        include:
          - {use: platform/db/outer, as: x, targets: {database: db}}

        """#,
        "secret.yaml": #"""
        checkctl: 1
        checklist: security
        targets: {database: postgres}
        items:
          - {id: a, title: A, sql: {query: SHOW ssl}, expect: {value: "on"}}

        """#,
      ],
      packs: [try pack("platform/db", ["outer.yaml": outer(including: "../../secret.yaml")])],
      #"""
      error[outside-pack]: `../../secret.yaml` leads out of the pack platform/db
       --> platform/db@1.0.0/outer.yaml:5:11
        |
      5 |   - {use: ../../secret.yaml, as: inner, targets: {database: database}}
        |           ^^^^^^^^^^^^^^^^^
        = help: a pack reads only its own files, and includes others by `use: org/name/checklist`

      """#)
  }

  @Test func dataFileOutOfThePack() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        include:
          - {use: platform/db/data, as: x}

        """#,
        "slo.yaml": #"""
        a: 1

        """#,
      ],
      packs: [try pack("platform/db", ["data.yaml": data])],
      #"""
      error[outside-pack]: `../../slo.yaml` leads out of the pack platform/db
       --> platform/db@1.0.0/data.yaml:3:36
        |
      3 | inputs: {slo: {type: object, from: ../../slo.yaml}}
        |                                    ^^^^^^^^^^^^^^
        = help: a pack reads only its own files, and includes others by `use: org/name/checklist`

      """#)
  }

  @Test func pathIntoAPack() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        include:
          - {use: ../platform/db@1.0.0/security.yaml, as: x, targets: {database: db}}

        """#
      ],
      packs: [try pack("platform/db", ["security.yaml": security])],
      #"""
      error[unreadable-file]: /tmp/platform/db@1.0.0/security.yaml cannot be read: No such file or directory
       --> main.yaml:5:11
        |
      5 |   - {use: ../platform/db@1.0.0/security.yaml, as: x, targets: {database: db}}
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

      """#)
  }

  @Test func targetOfTheEnvironmentWithinAPack() throws {
    try expectFaults(
      [
        "main.yaml": #"""
        checkctl: 1
        checklist: main
        targets: {db: postgres}
        include:
          - {use: platform/db/outer, as: x, targets: {database: db}}

        """#
      ],
      packs: [
        try pack("platform/db", ["outer.yaml": outer(binding: "production"), "security.yaml": security])
      ],
      #"""
      error[unknown-target]: the pack platform/db declares no target `production` here
       --> platform/db@1.0.0/outer.yaml:5:57
        |
      5 |   - {use: security.yaml, as: inner, targets: {database: production}}
        |                                                         ^^^^^^^^^^
        = help: a pack binds only what its own checklist declares under `targets:`, never a target of the environment

      """#)
  }

  @Test func packName() throws {
    try expectManifestFaults(
      [
        "pack.yaml": #"""
        checkctl: 1
        pack: Platform/DB
        version: 1.0.0

        """#
      ],
      #"""
      error[invalid-pack-name]: `Platform/DB` is not the name of a pack
       --> pack.yaml:2:7
        |
      2 | pack: Platform/DB
        |       ^^^^^^^^^^^
        = help: a name is two words of lower-case letters, digits, `-`, `_` and `.` with a slash between: `org/name`

      """#)
  }

  @Test func packVersion() throws {
    try expectManifestFaults(
      [
        "pack.yaml": #"""
        checkctl: 1
        pack: platform/db
        version: v1.0
        requires: {checkctl: latest}

        """#
      ],
      #"""
      error[invalid-version]: `v1.0` is not a semantic version
       --> pack.yaml:3:10
        |
      3 | version: v1.0
        |          ^^^^
        = help: write it as 1.2.3 or 1.3.0-rc.1, see https://semver.org

      """#)
  }

  @Test func packSource() throws {
    try expectManifestFaults(
      [
        "pack.yaml": #"""
        checkctl: 1
        pack: platform/db
        version: 1.0.0
        requires:
          packs:
            platform/a: {version: ^1.0, source: "ftp://example.com/x"}
            platform/b: {version: ^1.0, source: {git: "ext::sh -c id"}}
            platform/c: {version: ^1.0, source: {git: https://example.com/x, tag: v1, commit: abc}}
            platform/d: {version: ^1.0, source: {git: https://example.com/x, path: ../x}}
            platform/e: {version: ^1.0, source: {git: https://example.com/x, commit: abc}}
            platform/f: {version: ^1.0, source: "https://user:secret@example.com/x.git"}

        """#
      ],
      #"""
      error[invalid-source]: `ftp://example.com/x` is not a place to get a pack from
       --> pack.yaml:6:41
        |
      6 |     platform/a: {version: ^1.0, source: "ftp://example.com/x"}
        |                                         ^^^^^^^^^^^^^^^^^^^^^
        = help: write a folder, the URL of a git repository (https, ssh or file, without a password), `oci://registry/name`, or `{git: URL, path: FOLDER, tag: TAG}`
      error[invalid-source]: `ext::sh -c id` is not the URL of a git repository
       --> pack.yaml:7:47
        |
      7 |     platform/b: {version: ^1.0, source: {git: "ext::sh -c id"}}
        |                                               ^^^^^^^^^^^^^^^
        = help: write an https, ssh or file URL without a password, or git@HOST:PATH
      error[conflicting-keys]: `tag` and `commit` exclude each other
       --> pack.yaml:8:41
        |
      8 |     platform/c: {version: ^1.0, source: {git: https://example.com/x, tag: v1, commit: abc}}
        |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        = help: keep one
      error[invalid-source]: `../x` is not a folder of the repository
       --> pack.yaml:9:76
        |
      9 |     platform/d: {version: ^1.0, source: {git: https://example.com/x, path: ../x}}
        |                                                                            ^^^^
        = help: write it relative to the repository's root, without `..`
      error[invalid-source]: `abc` is not the full name of a commit
        --> pack.yaml:10:78
         |
      10 |     platform/e: {version: ^1.0, source: {git: https://example.com/x, commit: abc}}
         |                                                                              ^^^
         = help: `git rev-parse` writes it: 40 hexadecimal digits
      error[invalid-source]: `https://user:********@example.com/x.git` is not a place to get a pack from
        --> pack.yaml:11:41
         |
      11 |     platform/f: {version: ^1.0, source: "https://user:********@example.com/x.git"}
         |                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         = help: write a folder, the URL of a git repository (https, ssh or file, without a password), `oci://registry/name`, or `{git: URL, path: FOLDER, tag: TAG}`

      """#)
  }

  @Test func packGrants() throws {
    try expectManifestFaults(
      [
        "pack.yaml": #"""
        checkctl: 1
        pack: platform/db
        version: 1.0.0
        needs_grants:
          targets: {database: {sqll: [read]}, cluster: {sql: read}}
          hosts: [https://example.com]
          files: [../etc/passwd]

        """#
      ],
      #"""
      error[unknown-probe]: there is no kind of probe `sqll`
       --> pack.yaml:5:24
        |
      5 |   targets: {database: {sqll: [read]}, cluster: {sql: read}}
        |                        ^^^^
        = help: did you mean `sql`?
      error[wrong-type]: what `sql` may do is a list, this is a string
       --> pack.yaml:5:54
        |
      5 |   targets: {database: {sqll: [read]}, cluster: {sql: read}}
        |                                                      ^^^^
        = help: such as `sql: [read]`, `http: [GET]` or `kubectl: [deployments, pods]`
      error[invalid-grant]: `https://example.com` under `hosts` is not the name or address of a host
       --> pack.yaml:6:11
        |
      6 |   hosts: [https://example.com]
        |           ^^^^^^^^^^^^^^^^^^^
        = help: leave out scheme, user and path, as in db.example.com:5432
      error[invalid-grant]: `../etc/passwd` under `files` has a `..` in it
       --> pack.yaml:7:11
        |
      7 |   files: [../etc/passwd]
        |           ^^^^^^^^^^^^^
        = help: write the path that is meant without it

      """#)
  }

  @Test func packTargets() throws {
    try expectManifestFaults(
      [
        "pack.yaml": #"""
        checkctl: 1
        pack: platform/db
        version: 1.0.0
        requires:
          targets: {database: prometheus, other: postgres, third: mysql}
          inputs: {size: string, gone: string}

        """#,
        "security.yaml": #"""
        checkctl: 1
        checklist: security
        targets: {database: postgres}
        inputs: {n: {type: int}, size: {type: int}}
        items:
          - {id: a, title: A, sql: {query: SHOW ssl}, expect: {value: "on"}}

        """#,
      ],
      #"""
      error[undeclared-input]: the checklists need the input `n`, and the pack does not say so
       --> pack.yaml:2:7
        |
      2 | pack: platform/db
        |       ^^^^^^^^^^^
       --> security.yaml:4:10
        |
      4 | inputs: {n: {type: int}, size: {type: int}}
        |          - declared here
        = help: add `n: int` under `requires: inputs:`
      error[undeclared-target]: the checklists ask a target `database` of type postgres, and the pack says that it is prometheus
       --> pack.yaml:5:13
        |
      5 |   targets: {database: prometheus, other: postgres, third: mysql}
        |             ^^^^^^^^
        = help: write `database: postgres` under `requires: targets:`
      error[unknown-target]: no checklist of the pack asks a target `other`
       --> pack.yaml:5:35
        |
      5 |   targets: {database: prometheus, other: postgres, third: mysql}
        |                                   ^^^^^
        = help: take it out
      error[unknown-target-type]: `mysql` is not a type of target
       --> pack.yaml:5:59
        |
      5 |   targets: {database: prometheus, other: postgres, third: mysql}
        |                                                           ^^^^^
        = help: types are http, postgres, prometheus
      error[wrong-type]: the input `size` is int in the checklists, not string
       --> pack.yaml:6:12
        |
      6 |   inputs: {size: string, gone: string}
        |            ^^^^
       --> security.yaml:4:26
        |
      4 | inputs: {n: {type: int}, size: {type: int}}
        |                          ---- declared here
      error[unknown-input]: no checklist of the pack has an input `gone`
       --> pack.yaml:6:26
        |
      6 |   inputs: {size: string, gone: string}
        |                          ^^^^
        = help: take it out

      """#)
  }

  @Test func projectFile() throws {
    try expectProjectFaults(
      [
        "checkctl.yaml": #"""
        checkctl: 1
        packs:
          platform/db: {version: ^1.0}
          Platform: {source: ../x}
          platform/c: {source: "", version: 1.x.y}
        signatures:
          platform/**: [keys/a.pem]
          platform/*: keys/a.pem

        """#
      ],
      #"""
      error[missing-key]: a pack of the project needs the key `source`
       --> checkctl.yaml:3:16
        |
      3 |   platform/db: {version: ^1.0}
        |                ^
      error[invalid-pack-name]: `Platform` is not the name of a pack
       --> checkctl.yaml:4:3
        |
      4 |   Platform: {source: ../x}
        |   ^^^^^^^^
        = help: a name is two words of lower-case letters, digits, `-`, `_` and `.` with a slash between: `org/name`
      error[invalid-source]: `` is not a place to get a pack from
       --> checkctl.yaml:5:24
        |
      5 |   platform/c: {source: "", version: 1.x.y}
        |                        ^^
        = help: write a folder, the URL of a git repository (https, ssh or file, without a password), `oci://registry/name`, or `{git: URL, path: FOLDER, tag: TAG}`
      error[invalid-version]: `1.x.y` is not a range of versions
       --> checkctl.yaml:5:37
        |
      5 |   platform/c: {source: "", version: 1.x.y}
        |                                     ^^^^^
        = help: write `^1.2`, `~1.2.3`, `>=1.0 <1.5`, `1.2.3` or `*`
      error[invalid-pack-name]: `platform/**` names no packs
       --> checkctl.yaml:7:3
        |
      7 |   platform/**: [keys/a.pem]
        |   ^^^^^^^^^^^
        = help: write `org/name`, `org/*` or `*`
      error[wrong-type]: the keys that sign `platform/*` are a list, this is a string
       --> checkctl.yaml:8:15
        |
      8 |   platform/*: keys/a.pem
        |               ^^^^^^^^^^
        = help: write `platform/*: [keys/NAME.pem]`: files of public keys

      """#)
  }

  private let security = #"""
    checkctl: 1
    checklist: security
    targets: {database: postgres}
    items:
      - {id: a, title: A, sql: {query: SHOW ssl}, expect: {value: "on"}}

    """#
  private let data = #"""
    checkctl: 1
    checklist: data
    inputs: {slo: {type: object, from: ../../slo.yaml}}
    items:
      - {id: a, title: A, command: {argv: [x]}}

    """#

  private func outer(including file: String = "security.yaml", binding target: String = "database") -> String
  {
    """
    checkctl: 1
    checklist: outer
    targets: {database: postgres}
    include:
      - {use: \(file), as: inner, targets: {database: \(target)}}

    """
  }

  private func pack(_ name: String, _ files: [String: String]) throws -> InstalledPack {
    InstalledPack(
      name: try #require(PackName(name)), version: SemanticVersion(1, 0, 0), directory: "/nowhere",
      files: files.mapValues { Array($0.utf8) }, grants: .standard, requires: [])
  }

  private func expectFaults(
    _ files: [String: String], packs: [InstalledPack], _ expected: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = try Loaded(files, packs: packs).lint()
    #expect(text == expected, sourceLocation: sourceLocation)
  }

  private func expectManifestFaults(
    _ files: [String: String], _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let loaded = try Loaded(files)
    loaded.project.checkManifest()
    let text = loaded.show(loaded.project.diagnostics)
    #expect(text == expected, sourceLocation: sourceLocation)
  }

  private func expectProjectFaults(
    _ files: [String: String], _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try Folder(files)
    let reader = PackReader(registry: FakeProbes.registry)
    #expect(reader.projectFile(in: folder.path) == nil)
    let renderer = DiagnosticRenderer(sources: reader.sources)
    let text = reader.diagnostics.sorted.map { renderer.render($0) }.joined().replacing(
      folder.path + "/", with: "")
    #expect(text == expected, sourceLocation: sourceLocation)
  }
}
