import TestEnvironment
import Testing

/// What an update may take, what it grants, and how copies come back that were damaged.
@Suite(.timeLimit(.minutes(5))) struct PackRenewalTests {
  /// A project beside a git repository that has a pack in version 1.0.0.
  private struct Scene {
    let workplace: Workplace

    init() async throws {
      workplace = try Workplace([
        "pack/pack.yaml": Self.manifest("1.0.0", "commands: [sh]"),
        "pack/basics.yaml": """
        checkctl: 1
        checklist: basics
        items:
          - {id: shell, title: A shell, command: {argv: [sh, -c, "true"]}}

        """,
        "project/checklists/main.yaml": """
        checkctl: 1
        checklist: main
        include: [{use: platform/web/basics, as: web}]

        """,
      ])
      try await shell("git init -q pack && \(tag("v1.0.0"))")
    }

    static func manifest(_ version: String, _ needs: String) -> String {
      "checkctl: 1\npack: platform/web\nversion: \(version)\nneeds_grants: {\(needs)}\n"
    }

    func publish(_ version: String, _ needs: String) async throws {
      try workplace.directory.write(Self.manifest(version, needs), to: "pack/pack.yaml")
      try await shell(tag("v\(version)"))
    }

    private func tag(_ tag: String) -> String {
      "cd pack && git add . && git -c user.name=a -c user.email=a@b commit -qm x && git tag \(tag)"
    }

    func shell(_ line: String) async throws {
      let result = try await workplace.shell(line)
      try #require(result.exitCode == 0, "\(line): \(result.stderr)")
    }

    func checkctl(_ arguments: String...) async throws -> CommandResult {
      try await workplace.run(arguments + ["-C", "project"], variables: variables)
    }

    func add() async throws {
      let added = try await checkctl("pack", "add", "file://\(workplace.directory.path(of: "pack"))")
      #expect(added.exitCode == 0, "\(added.stderr)")
    }

    var variables: [String: String] { ["XDG_CACHE_HOME": workplace.directory.path(of: "cache")] }
    func text(_ name: String) throws -> String { try workplace.directory.read("project/checklists/\(name)") }
  }

  @Test func aVersionThatIsGoneLeadsNobodyBack() async throws {
    let scene = try await Scene()
    try await scene.publish("1.1.0", "commands: [sh]")
    try await scene.add()
    let lock = try scene.text("checkctl.lock")
    try await scene.shell("git -C pack tag -d v1.1.0")
    let update = try await scene.checkctl("pack", "update")
    #expect(update.exitCode == 0, "\(update.stderr)")
    #expect(update.stderr == "nothing changes\n")
    #expect(try scene.text("checkctl.lock") == lock)
  }

  /// What is granted beyond the standard is all named, that which an older version asked for in vain too.
  @Test func whatIsGrantedIsShown() async throws {
    let scene = try await Scene()
    try await scene.add()
    try await scene.publish("1.1.0", "commands: [sh], files: [/var/log/x.log]")
    let refused = try await scene.checkctl("pack", "update")
    #expect(refused.exitCode == 77)
    #expect(refused.stderr.contains("platform/web: file /var/log/x.log"), "\(refused.stderr)")
    let granted = try await scene.checkctl("pack", "update", "--grant")
    #expect(granted.exitCode == 0, "\(granted.stderr)")
    for line in ["command sh", "file /var/log/x.log"] {
      #expect(granted.stderr.contains("granted to platform/web: \(line)\n"), "\(granted.stderr)")
    }
    let run = try await scene.checkctl("run", "main")
    #expect(run.exitCode == 0, "\(run.stdout)\(run.stderr)")
  }

  /// A grant that was left away can be given later, where nothing else changes.
  @Test func aGrantThatWasKeptBackCanBeGiven() async throws {
    let scene = try await Scene()
    try await scene.add()
    #expect(try await scene.checkctl("run", "main").exitCode == 77)
    let granted = try await scene.checkctl("pack", "update", "--grant")
    #expect(granted.exitCode == 0, "\(granted.stderr)")
    #expect(granted.stderr.contains("granted to platform/web: command sh\n"), "\(granted.stderr)")
    #expect(try await scene.checkctl("run", "main").exitCode == 0)
  }

  @Test func nothingIsVendoredThatIsNotSigned() async throws {
    let scene = try await Scene()
    try await scene.add()
    let file = try scene.text("checkctl.yaml")
    try await scene.shell(
      "openssl genpkey -algorithm ed25519 | openssl pkey -pubout -out project/checklists/key.pem")
    try scene.workplace.directory.write(
      file + "signatures: {platform/*: [key.pem]}\n", to: "project/checklists/checkctl.yaml")
    let vendor = try await scene.checkctl("pack", "vendor")
    #expect(vendor.exitCode == 77)
    #expect(vendor.stderr.hasPrefix("error: the pack platform/web 1.0.0 is not signed\n"), "\(vendor.stderr)")
    try await scene.shell("test ! -e project/checklists/vendor")
  }

  @Test func damagedCopiesAreFetchedAnew() async throws {
    let scene = try await Scene()
    try await scene.add()
    try await scene.shell("for file in cache/checkctl/packs/*/basics.yaml; do echo '# more' >>$file; done")
    #expect(try await scene.checkctl("lint").exitCode == 77)
    let fetch = try await scene.checkctl("pack", "fetch")
    #expect(fetch.stderr == "platform/web 1.0.0 is fetched\n")
    #expect(try await scene.checkctl("lint").exitCode == 0)
  }

  /// An author has no environment, and binds no target.
  @Test func whatIsNeededIsKnownWithoutAnEnvironment() async throws {
    let workplace = try Workplace([
      "checklists/main.yaml": Workplace.checklist(
        items: """
          - {id: ssl, title: S, sql: {query: SHOW ssl}, expect: {value: "on"}}
          - {id: given, title: G, command: {argv: ["${inputs.program}"]}}
          """, preamble: "targets: {database: postgres}\ninputs: {program: {type: string}}")
    ])
    let needs = try await workplace.checkctl("pack", "needs")
    #expect(needs.exitCode == 0, "\(needs.stderr)")
    #expect(needs.stdout == "needs_grants:\n  targets:\n    database: {sql: [read]}\n")
    #expect(needs.stderr.hasPrefix("of given not everything is known"), "\(needs.stderr)")
  }
}
