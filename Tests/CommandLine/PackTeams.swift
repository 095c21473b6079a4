import TestEnvironment
import Testing
import Values

/// The pack that team A shares, in all the states that the tests need.
struct SharedPack {
  var name = "platform/web"
  var version = "1.0.0"
  /// What stands under `needs_grants`, as a flow map.
  var needs = "{targets: {service: {http: [GET]}}}"
  /// What stands under `requires: packs:`, as a flow map.
  var packs = "{}"
  /// The items of the checklist `basics`, a line each.
  var items = [
    "- {id: alive, title: The service answers, severity: high, http: {path: /healthz}}",
    "- {id: greeting, title: It greets, http: {path: /greeting}, expect: {body: \"${inputs.greeting}\"}}",
    "- {id: old, title: The old page is gone, http: {path: /old}, expect: {status: 404}}",
  ]
  /// Other files, by their paths.
  var others: [String: String] = ["docs/README.md": "# Web\n"]

  static let first = SharedPack()
  /// One item more, and another severity of one.
  static let second = {
    var pack = SharedPack(version: "1.1.0")
    pack.items[0] = pack.items[0].replacing("high", with: "critical")
    pack.items.append("- {id: ready, title: It is ready, http: {path: /readyz}}")
    return pack
  }()

  /// All files, by their paths.
  var files: [String: String] {
    let manifest = """
      checkctl: 1
      pack: \(name)
      version: \(version)
      description: What every web service does
      licence: Apache-2.0
      maintainers: [Team A]
      requires: {checkctl: ">=0.1", targets: {service: http}, inputs: {greeting: string}, packs: \(packs)}
      needs_grants: \(needs)

      """
    let basics = Workplace.checklist(
      "basics", items: items.joined(separator: "\n"),
      preamble: "targets: {service: http}\ninputs: {greeting: {type: string}}")
    return others.merging(["pack.yaml": manifest, "basics.yaml": basics]) { $1 }
  }
}

/// The people of one team, with their folder, their home, and nothing of anybody else's.
struct Team {
  let workplace: Workplace
  /// Their home, in which their cache is too.
  let home: TemporaryDirectory
  /// What their shell has beside the usual.
  var variables: [String: String]

  /// Starts with these files.
  init(_ files: [String: String] = [:], variables: [String: String] = [:]) throws {
    workplace = try Workplace(files)
    home = try TemporaryDirectory()
    self.variables = ["HOME": home.path, "XDG_CACHE_HOME": "\(home.path)/cache"].merging(variables) { $1 }
  }

  /// Those who use the pack for their shop, at this URL.
  static func ofShop(_ url: String, variables: [String: String] = [:]) throws -> Team {
    try Team(
      [
        "checklists/main.yaml": """
        checkctl: 1
        checklist: main
        title: Shop
        targets: {shop: http}
        include:
          - use: platform/web/basics
            as: web
            targets: {service: shop}
            inputs: {greeting: hello}
            override: {alive: {severity: low}}
            disable: {old: {reason: The old page stays}}

        """,
        "checklists/environments/test.yaml":
          "checkctl: 1\nenvironment: test\ntargets: {shop: {http: \"\(url)\"}}\n",
      ], variables: variables)
  }

  /// Runs `checkctl` in their folder.
  func checkctl(_ arguments: String...) async throws -> CommandResult {
    try await run(arguments)
  }

  /// Runs `checkctl` in their folder.
  func run(_ arguments: [String]) async throws -> CommandResult {
    try await workplace.run(arguments, variables: variables)
  }

  /// Runs a line of shell in which `$CHECKCTL` is the program.
  @discardableResult func shell(_ line: String) async throws -> CommandResult {
    try await workplace.shell(line, variables: variables)
  }

  /// The text of one of their files.
  func text(_ name: String) throws -> String { try workplace.directory.read(name) }

  /// Writes one of their files.
  func write(_ text: String, to name: String) throws { try workplace.directory.write(text, to: name) }

  /// Changes what is written in one of their files.
  func edit(_ name: String, _ old: String, to new: String, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let text = try text(name)
    #expect(text.contains(old), "\(name): \(text)", sourceLocation: sourceLocation)
    try write(text.replacing(old, with: new), to: name)
  }

  /// What the project says of its packs, and what is pinned.
  func pins() -> [String] {
    ["checkctl.yaml", "checkctl.lock"].map { (try? text("checklists/\($0)")) ?? "none" }
  }

  /// The folders of packs in their cache.
  func cached() -> [String] {
    TemporaryDirectory.entries(of: home.path(of: "cache/checkctl/packs"))
  }

  /// Loses their cache.
  func forget() async throws { try await shell("rm -rf \"$XDG_CACHE_HOME\"") }
}

/// A system to be checked: what the items of the pack ask.
func startShop() async throws -> NginxServer {
  try await NginxServer.start(
    .directives(
      """
      location = /healthz { return 200 fine; }
      location = /readyz { return 200 ready; }
      location = /greeting { return 200 hello; }
      location / { return 404; }
      """))
}

/// Where team A puts what it shares.
struct Publishing {
  /// What consumers name.
  let source: String
  /// What their shell must have.
  let variables: [String: String]
  /// Publishes a state of the pack, signed by the key in a file where there is one.
  let publish: (_ pack: SharedPack, _ key: String?) async throws -> Void
  let pause: () async -> Void
  let resume: () async throws -> Void
  let stop: () async -> Void

  enum Kind: String, CaseIterable { case git, registry }

  static func start(_ kind: Kind) async throws -> Publishing {
    switch kind {
    case .git: try await ofGit()
    case .registry: try await ofRegistry()
    }
  }

  private static func ofGit() async throws -> Publishing {
    let server = try await GitServer.start()
    let repository = try await server.makeRepository("web")
    let tree = try await GitWorkTree(remote: repository, authorityPath: server.authorityPath)
    return Publishing(
      source: repository, variables: ["GIT_SSL_CAINFO": server.authorityPath],
      publish: { try await tree.publish($0, key: $1) }, pause: server.pause, resume: server.resume,
      stop: server.stop)
  }

  private static func ofRegistry() async throws -> Publishing {
    let credentials = PrometheusServer.Credentials(user: "team", password: "correct horse")
    let registry = try await DockerRegistry.start(.basic(credentials))
    let login = try TemporaryDirectory()
    // base64 of "team:correct horse".
    try login.write(
      #"{"auths": {"\#(registry.name)": {"auth": "dGVhbTpjb3JyZWN0IGhvcnNl"}}}"#, to: "config.json")
    let variables = ["DOCKER_CONFIG": login.path]
    return Publishing(
      source: registry.source, variables: variables,
      publish: { pack, key in
        try await registry.publish(pack, key: key, variables: variables).expect(0)
        withExtendedLifetime(login) {}
      }, pause: registry.pause, resume: registry.resume, stop: registry.stop)
  }
}

extension GitWorkTree {
  /// Publishes a state of the pack under its version as a tag, or another one.
  @discardableResult
  func publish(_ pack: SharedPack, key: String? = nil, tag: String? = nil) async throws -> String {
    var files = pack.files
    if let key { files["pack.dsse.json"] = try await pack.signature(by: key) }
    return try await publish(files, tag: tag ?? "v\(pack.version)")
  }
}

extension DockerRegistry {
  /// Where the pack is in it.
  var source: String { "oci://\(name)/platform/web" }

  /// Publishes a state of the pack.
  func publish(
    _ pack: SharedPack, key: String? = nil, variables: [String: String] = [:]
  ) async throws -> CommandResult {
    let author = try Team(pack.files, variables: variables)
    return try await author.run(
      ["pack", "publish", source, "-C", "."] + (key.map { ["--key", $0] } ?? []))
  }
}

extension SharedPack {
  /// What `pack sign` writes beside it.
  func signature(by key: String) async throws -> String {
    let author = try Team(files)
    try await author.checkctl("pack", "sign", "-C", ".", "--key", key).expect(0)
    return try author.text("pack.dsse.json")
  }
}

/// Team B with a pack of team A's, which is a git repository on disk, and a shop to be checked.
struct Scene {
  let shop: NginxServer
  let tree: GitWorkTree
  let team: Team

  /// The folder in the cache that has the only pack there is.
  var cachedFolder: String {
    get throws { "\(team.home.path)/cache/checkctl/packs/\(try #require(team.cached().first))" }
  }

  /// Whether the shop was asked anything.
  var wasAsked: Bool { get throws { try !shop.accessLog().isEmpty } }

  /// Runs `body` when team A has published these and team B has added the pack.
  static func with(
    _ packs: [SharedPack] = [.first], adding arguments: [String] = ["--version", "~1.0"],
    _ body: (Scene) async throws -> Void
  ) async throws {
    let shop = try await startShop()
    let result: Result<Void, any Error>
    do {
      let tree = try await GitWorkTree.withRepositoryOnDisk()
      for pack in packs { try await tree.publish(pack) }
      let scene = Scene(shop: shop, tree: tree, team: try Team.ofShop(shop.url))
      try await scene.team.run(["pack", "add", tree.remote] + arguments).expect(0)
      result = .success(try await body(scene))
    } catch {
      result = .failure(error)
    }
    await shop.stop()
    try result.get()
  }
}

extension CommandResult {
  /// Expects an exit code, and what standard output and standard error have among other things.
  func expect(
    _ code: Int32, stdout: String..., stderr: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(exitCode == code, "\(self.stdout)\(self.stderr)", sourceLocation: sourceLocation)
    for text in stdout {
      #expect(
        self.stdout.contains(text), "\(text)\n\(self.stdout)\(self.stderr)", sourceLocation: sourceLocation)
    }
    for text in stderr {
      #expect(
        self.stderr.contains(text), "\(text)\n\(self.stdout)\(self.stderr)", sourceLocation: sourceLocation)
    }
  }
}
