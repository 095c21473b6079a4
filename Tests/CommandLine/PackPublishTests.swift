import TestEnvironment
import Testing
import Values

/// The ways in which packs are published, and named by those who use them.
@Suite(.timeLimit(.minutes(5))) struct PackPublishTests {
  /// Any client of the OCI specifications gets the same files.
  @Test func othersGetTheSameFiles() async throws {
    let registry = try await DockerRegistry.start()
    try await registry.publish(.first).expect(0)
    let folder = try TemporaryDirectory()
    try await OrasClient.pull("\(registry.name)/platform/web:1.0.0", into: folder.path)
    for (path, text) in SharedPack.first.files { #expect(try folder.read(path) == text, "\(path)") }
    await registry.stop()
  }

  @Test func whatIsNotPublished() async throws {
    let credentials = PrometheusServer.Credentials(user: "team", password: "correct horse")
    let registry = try await DockerRegistry.start(.basic(credentials))
    let refusing = try RefusingEndpoint()
    let author = try Team(SharedPack.first.files)
    func publish(_ place: String) async throws -> CommandResult {
      try await author.checkctl("pack", "publish", place, "-C", ".")
    }
    try await publish(registry.source).expect(69, stderr: "error: \(registry.name) ", "401")
    try await publish("oci://\(refusing.endpoint)/platform/web").expect(
      69, stderr: "error: ", "\(refusing.endpoint)")
    try await publish("https://example.com/web.git").expect(64, stderr: "is no oci://registry/name")
    try await publish("\(registry.source):2.0.0").expect(
      65, stderr: "error: the pack is version 1.0.0, and its tag would be 2.0.0\n")
    // "team:wrong battery" in base64; neither form of it is told to anybody.
    try author.home.write(
      #"{"auths": {"\#(registry.name)": {"auth": "dGVhbTp3cm9uZyBiYXR0ZXJ5"}}}"#, to: ".docker/config.json")
    let refused = try await publish(registry.source)
    refused.expect(69, stderr: "error: \(registry.name) ", "401")
    #expect(!refused.stderr.contains("battery") && !refused.stderr.contains("dGVhbTp3cm9uZ"))

    try author.edit("basics.yaml", "targets: {service: http}", to: "targets: {server: http}")
    try await publish(registry.source).expect(65, stderr: "error[")
    try author.write("checkctl: 1\npack: platform/web\n", to: "pack.yaml")
    try await publish(registry.source).expect(65, stderr: "`version`")
    try await author.shell("rm pack.yaml").expect(0)
    try await publish(registry.source).expect(65, stderr: "error: . is no pack: it has no pack.yaml\n")
    await registry.stop()
  }

  /// A repository of several packs: each has its folder, and tags that begin with its name.
  @Test func aFolderOfARepositoryWithTagsOfItsOwn() async throws {
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    for pack in [SharedPack.first, .second] {
      var files: [String: String] = ["README.md": "Packs\n", "pack.yaml": "no pack"]
      for (path, text) in pack.files { files["packs/web/\(path)"] = text }
      try await tree.publish(files, tag: "web/v\(pack.version)")
      // A tag with a message leads to the commit by way of an object of its own.
      try await tree.git("tag", "--force", "--annotate", "--message", "M", "web/v\(pack.version)", "HEAD")
      try await tree.git("push", "--quiet", "--force", "origin", "refs/tags/web/v\(pack.version)")
    }
    try await tree.push(tag: "v7.0.0")
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", tree.remote, "--path", "packs/web", "--version", "~1.0").expect(0)
    #expect(
      try team.text("checklists/checkctl.yaml").contains("source: {git: \"\(tree.remote)\", path: packs/web}")
    )
    let pinned = try parseJSON(team.pins()[1])["packs"]?["platform/web"]
    #expect(pinned?["commit"]?.string == (try await tree.git("rev-parse", "web/v1.0.0^{commit}")))
    #expect(pinned?["tag"] == "web/v1.0.0")
    try await team.checkctl("lint").expect(0)
    try await team.checkctl("pack", "verify").expect(0, stdout: "(tag web/v1.0.0)")
    try team.edit("checklists/checkctl.yaml", "~1.0", to: "^1.0")
    try await team.checkctl("pack", "update").expect(0, stdout: "platform/web 1.0.0 → 1.1.0\n")
    try await team.checkctl("pack", "add", tree.remote).expect(65, stderr: "error: the pack.yaml of ")
  }

  /// A tag or a commit by its name stays what it is, whatever is published.
  @Test func oneStateOfARepository() async throws {
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    let commit = try await tree.publish(.first)
    for option in [["--tag", "v1.0.0"], ["--commit", commit]] {
      let team = try Team.ofShop("http://127.0.0.1:1")
      try await team.run(["pack", "add", tree.remote] + option).expect(0)
      try await tree.publish(.second)
      try await team.checkctl("pack", "update").expect(0, stderr: "nothing changes\n")
      try await team.checkctl("pack", "list").expect(0, stdout: "platform/web  1.0.0  ")
      try await team.forget()
      try await team.checkctl("pack", "fetch").expect(0)
      try await team.checkctl("lint").expect(0)
    }
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", tree.remote, "--tag", "v3").expect(
      69, stderr: "error: the repository \(tree.remote) has no tag v3\n  it has v1.0.0, v1.1.0\n")
    let other = String(repeating: "0", count: 40)
    try await team.checkctl("pack", "add", tree.remote, "--commit", other).expect(
      69, stderr: "error: the repository \(tree.remote) does not hand out the commit \(other)\n")
    #expect(team.pins() == ["none", "none"])
  }
}
