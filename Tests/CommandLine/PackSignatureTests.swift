import TestEnvironment
import Testing
import Values

/// Packs that must be signed: who signed nothing, something else or with another key gets nothing in.
@Suite(.timeLimit(.minutes(5))) struct PackSignatureTests {
  /// Whoever uses packs of `platform` wants them signed by this key.
  private static func team(trusting key: SigningKeys.Key, variables: [String: String] = [:]) async throws
    -> Team
  {
    let team = try Team.ofShop("http://127.0.0.1:1", variables: variables)
    try team.write(try readFile(key.publicPath), to: "checklists/keys/team-a.pem")
    try team.write(
      "checkctl: 1\nsignatures: {platform/*: [keys/team-a.pem]}\n", to: "checklists/checkctl.yaml")
    return team
  }

  @Test(arguments: Publishing.Kind.allCases) func onlyWhatIsSignedByWhomItMustBe(kind: Publishing.Kind)
    async throws
  {
    let keys = try await SigningKeys()
    let (own, other) = (try await keys.make("team-a"), try await keys.make("other"))
    let publishing = try await Publishing.start(kind)
    let team = try await Self.team(trusting: own, variables: publishing.variables)
    let nothing = team.pins()
    let wanted = "  checkctl.yaml wants `platform/*` signed by keys/team-a.pem\n"
    let otherKey =
      "is not signed by a key that is trusted for it\n  it says that it is signed by \(other.name)\n\(wanted)"

    try await publishing.publish(.first, nil)
    try await team.checkctl("pack", "add", publishing.source).expect(
      77, stderr: "error: the pack platform/web 1.0.0 is not signed\n\(wanted)")
    try await publishing.publish(SharedPack(version: "1.0.1"), other.path)
    try await team.checkctl("pack", "add", publishing.source).expect(
      77, stderr: "error: the pack platform/web 1.0.1 \(otherKey)")
    try await team.checkctl("pack", "show", publishing.source).expect(77)
    #expect(team.pins() == nothing)
    #expect(team.cached() == [])

    try await publishing.publish(SharedPack(version: "1.0.2"), own.path)
    try await team.checkctl("pack", "add", publishing.source).expect(0)
    try await team.checkctl("pack", "list").expect(0, stdout: "platform/web  1.0.2  ", "  signed")
    try await team.checkctl("pack", "show", "platform/web").expect(
      0, stdout: "signed by    \(own.name)\n")
    try await team.checkctl("lint").expect(0)
    try await team.checkctl("pack", "verify").expect(0)
    let pins = team.pins()

    try await publishing.publish(.second, nil)
    try await team.checkctl("pack", "update").expect(
      77, stderr: "error: the pack platform/web 1.1.0 is not signed\n\(wanted)")
    try await publishing.publish(SharedPack(version: "1.2.0"), other.path)
    try await team.checkctl("pack", "update").expect(
      77, stderr: "error: the pack platform/web 1.2.0 \(otherKey)")
    #expect(team.pins() == pins)
    #expect(team.cached().count == 1)
    try await team.checkctl("lint").expect(0)

    try await publishing.publish(SharedPack(version: "1.3.0"), own.path)
    try await team.checkctl("pack", "update").expect(0, stdout: "platform/web 1.0.2 → 1.3.0\n")
    try await team.forget()
    try await team.checkctl("pack", "fetch").expect(0)
    try await team.checkctl("lint").expect(0)
    await publishing.stop()
  }

  /// Of what is not signed, no file is asked for.
  @Test func registriesAreAskedForNoFileBeforeTheSignatureIsKnown() async throws {
    let keys = try await SigningKeys()
    let (own, other) = (try await keys.make("team-a"), try await keys.make("other"))
    let registry = try await DockerRegistry.start()
    let team = try await Self.team(trusting: own)
    try await registry.publish(.first).expect(0)
    try await team.checkctl("pack", "add", registry.source).expect(77)
    #expect(!(try registry.log().contains("\"GET /v2/platform/web/blobs/")))

    // Of what is signed by another, the signature alone.
    try await registry.publish(SharedPack(version: "1.0.1"), key: other.path).expect(
      0, stderr: "platform/web 1.0.1 is published, signed by \(other.name)\n")
    try await team.checkctl("pack", "add", registry.source).expect(77)
    let asked = try registry.log().split(separator: "\n").filter {
      $0.contains("\"GET /v2/platform/web/blobs/")
    }
    #expect(asked.count == 1, "\(asked)")

    // A manifest that says it is another pack, of which nobody wants a signature.
    try await registry.publish(SharedPack(version: "1.0.2"), key: own.path).expect(0)
    try await team.checkctl("pack", "add", registry.source).expect(0)
    let before = try registry.log().split(separator: "\n").count {
      $0.contains("\"GET /v2/platform/web/blobs/")
    }
    try await registry.publish(.second).expect(0)
    try await registry.editManifest("1.1.0", "s#\"platform/web\"#\"other/web\"#", to: "1.1.1")
    try await team.checkctl("pack", "update").expect(
      77,
      stderr: "error: \(registry.source) should have the pack platform/web, and says that it is other/web\n")
    let after = try registry.log().split(separator: "\n").count {
      $0.contains("\"GET /v2/platform/web/blobs/")
    }
    #expect(before == after)
    await registry.stop()
  }

  @Test func aSignatureOverSomethingElse() async throws {
    let keys = try await SigningKeys()
    let own = try await keys.make("team-a")
    let team = try await Self.team(trusting: own)
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    try await tree.publish(.first, key: own.path)
    try await team.checkctl("pack", "add", tree.remote).expect(0)
    let pins = team.pins()

    // The signature of the first version beside the files of the second.
    var files = SharedPack.second.files
    files["pack.dsse.json"] = try await SharedPack.first.signature(by: own.path)
    try await tree.publish(files, tag: "v1.1.0")
    try await team.checkctl("pack", "update").expect(
      77, stderr: "error: the pack platform/web 1.1.0 bears a signature over something else\n",
      "  it is over platform/web 1.0.0 with the content sha256:")
    // The files and the signature of the first version under a new tag.
    try await tree.push(tag: "v1.2.0", commit: "v1.0.0")
    try await team.checkctl("pack", "update").expect(
      77, stderr: ": the tag v1.2.0 should be version 1.2.0, and its pack.yaml says 1.0.0\n")
    // A signature that is none.
    files["pack.dsse.json"] = "{}"
    try await tree.publish(files, tag: "v1.3.0")
    try await team.checkctl("pack", "update").expect(
      77, stderr: "error: the signature of the pack in the repository \(tree.remote) cannot be read: ")
    #expect(team.pins() == pins)
    #expect(team.cached().count == 1)

    let registry = try await DockerRegistry.start()
    let shop = try await Self.team(trusting: own)
    try await registry.publish(.first, key: own.path).expect(0)
    try await shop.checkctl("pack", "add", registry.source).expect(0)
    try await registry.publish(.second).expect(0)
    let old = try await registry.digest(of: "1.0.0").replacing(":", with: "-")
    let new = try await registry.digest(of: "1.1.0").replacing(":", with: "-")
    try await registry.editManifest(old, "", to: new)
    try await shop.checkctl("pack", "update").expect(
      77, stderr: "error: the pack platform/web 1.1.0 ", "checkctl.yaml wants `platform/*` signed by")
    #expect(shop.cached().count == 1)
    await registry.stop()
  }

  /// What was signed once is never taken without a signature, whatever the project says of keys.
  @Test func aSignatureThatIsLeftAway() async throws {
    let keys = try await SigningKeys()
    let (own, other) = (try await keys.make("team-a"), try await keys.make("other"))
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    try await tree.publish(.first, key: own.path)
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", tree.remote).expect(0)
    try await team.checkctl("pack", "list").expect(0, stdout: "  signed, unchecked")
    try await team.checkctl("pack", "show", "platform/web").expect(
      0, stdout: "signed by    \(own.name), by what it says itself\n")
    let pins = team.pins()
    try await tree.publish(.second)
    try await team.checkctl("pack", "update").expect(
      77, stderr: "error: platform/web was signed in version 1.0.0, and 1.1.0 is not\n")
    #expect(team.pins() == pins)
    try await tree.publish(SharedPack(version: "1.2.0"), key: other.path)
    try await team.checkctl("pack", "update", "--dry-run").expect(
      0, stdout: "platform/web 1.0.0 → 1.2.0\n  signed by: \(own.name) → \(other.name)\n")
  }

  /// The lock file keeps the signature, so that runs check it too.
  @Test func theSignatureInTheLockFile() async throws {
    let keys = try await SigningKeys()
    let (own, other) = (try await keys.make("team-a"), try await keys.make("other"))
    let team = try await Self.team(trusting: own)
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    try await tree.publish(.first, key: own.path)
    try await team.checkctl("pack", "add", tree.remote).expect(0)
    try await team.checkctl("lint").expect(0)
    let lock = try team.text("checklists/checkctl.lock")
    let signature = try #require(try parseJSON(lock)["packs"]?["platform/web"]?["signature"])

    try team.edit("checklists/checkctl.lock", ",\n      \"signature\": \(signature.json)", to: "")
    for command in [["run", "main"], ["lint"], ["pack", "verify", "--offline"]] {
      try await team.run(command).expect(77, stderr: "error: the pack platform/web 1.0.0 is not signed\n")
    }
    let forged = Value.string(try await SharedPack.first.signature(by: other.path))
    try team.write(lock.replacing(signature.json, with: forged.json), to: "checklists/checkctl.lock")
    for command in [["run", "main"], ["lint"], ["pack", "verify", "--offline"]] {
      try await team.run(command).expect(
        77, stderr: "error: the pack platform/web 1.0.0 is not signed by a key that is trusted for it\n")
    }
    try team.write(lock, to: "checklists/checkctl.lock")
    try team.write(try readFile(other.publicPath), to: "checklists/keys/team-a.pem")
    try await team.checkctl("run", "main").expect(
      77, stderr: "error: the pack platform/web 1.0.0 is not signed by a key that is trusted for it\n")
    try await team.shell("rm checklists/keys/team-a.pem").expect(0)
    try await team.checkctl("run", "main").expect(
      65, stderr: "error: the key checklists/keys/team-a.pem that must sign `platform/*` cannot be read: ")
  }

  @Test func aSignatureBesideAFolder() async throws {
    let keys = try await SigningKeys()
    let (own, other) = (try await keys.make("team-a"), try await keys.make("other"))
    let team = try await Self.team(trusting: own)
    for (path, text) in SharedPack.first.files { try team.write(text, to: "shared/web/\(path)") }
    func sign(_ key: SigningKeys.Key) async throws -> CommandResult {
      try await team.checkctl("pack", "sign", "-C", "shared/web", "--key", key.path)
    }
    try await team.checkctl("pack", "add", "shared/web").expect(77, stderr: "is not signed\n")
    try await sign(other).expect(
      0, stderr: "platform/web 1.0.0 is signed by \(other.name), in shared/web/pack.dsse.json\n")
    try await team.checkctl("pack", "add", "shared/web").expect(77, stderr: "is not signed by a key")
    try await sign(own).expect(0, stderr: "is signed by \(other.name), \(own.name), in ")
    try await team.checkctl("pack", "add", "shared/web").expect(0)
    try await team.checkctl("lint").expect(0)

    try team.edit("shared/web/basics.yaml", "/healthz", to: "/readyz")
    try await team.checkctl("pack", "update").expect(77, stderr: "bears a signature over something else\n")
    try await sign(own).expect(0)
    try await team.checkctl("pack", "update").expect(0)
    try await team.checkctl("lint").expect(0)

    try await team.shell("openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out ec.key").expect(
      0)
    let pair = try await team.checkctl("pack", "sign", "-C", "shared/web", "--key", "ec.key")
    pair.expect(64, stderr: "error: ec.key")
    #expect(!pair.stderr.contains("PRIVATE"))
    try await team.checkctl("pack", "sign", "-C", "shared/web", "--key", "none.key").expect(
      64, stderr: "error: the key none.key cannot be read: ")
    try await team.checkctl("pack", "sign", "-C", "shared/web").expect(64)
  }
}

/// Keys as `openssl` makes them.
struct SigningKeys {
  private let directory: TemporaryDirectory

  init() async throws { directory = try TemporaryDirectory() }

  struct Key {
    let directory: TemporaryDirectory
    let path: String
    let publicPath: String

    /// What signatures call it: the digest of the public key as it stands in the file.
    let name: String
  }

  /// Makes a key.
  func make(_ name: String) async throws -> Key {
    let (path, publicPath) = (directory.path(of: "\(name).key"), directory.path(of: "\(name).pem"))
    let digest = try await runCommand([
      "sh", "-ec",
      """
      openssl genpkey -algorithm ed25519 -out \(path)
      openssl pkey -in \(path) -pubout -out \(publicPath)
      openssl pkey -pubin -in \(publicPath) -outform DER | sha256sum
      """,
    ])
    digest.expect(0)
    return Key(
      directory: directory, path: path, publicPath: publicPath, name: "sha256:" + digest.stdout.prefix(64))
  }
}

extension DockerRegistry {
  private static let manifestType = "application/vnd.oci.image.manifest.v1+json"
  private static let indexType = "application/vnd.oci.image.index.v1+json"

  /// The digest of the manifest that a tag leads to.
  func digest(of tag: String) async throws -> String {
    let result = try await runCommand([
      "sh", "-c",
      "curl -fsS -H 'Accept: \(Self.manifestType)' \(url)/v2/platform/web/manifests/\(tag) | sha256sum",
    ])
    return "sha256:" + result.stdout.prefix(64)
  }

  /// Puts what a tag leads to under another one, changed by a script of sed's.
  func editManifest(_ tag: String, _ script: String, to other: String) async throws {
    let place = "\(url)/v2/platform/web/manifests"
    try await runCommand([
      "sh", "-ec",
      """
      manifest=$(mktemp)
      curl -fsS -H 'Accept: \(Self.manifestType)' -H 'Accept: \(Self.indexType)' \(place)/\(tag) -o "$manifest"
      if grep -q '"manifests"' "$manifest"; then type=\(Self.indexType); else type=\(Self.manifestType); fi
      sed -i '\(script)' "$manifest"
      curl -fsS -X PUT -H "Content-Type: $type" --data-binary "@$manifest" \(place)/\(other)
      rm "$manifest"
      """,
    ]).expect(0)
  }
}
