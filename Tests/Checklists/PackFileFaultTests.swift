import Checklists
import Diagnostics
import Testing

/// Every fault of `pack.yaml` and `checkctl.yaml`, with the whole text that its reader sees.
struct PackFileFaultTests {
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
