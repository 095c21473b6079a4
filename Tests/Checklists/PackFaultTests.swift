import Checklists
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
}
