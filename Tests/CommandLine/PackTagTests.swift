import TestEnvironment
import Testing
import Values

/// Tags that lead elsewhere, and packs that go by a name that is not theirs.
@Suite(.timeLimit(.minutes(5))) struct PackTagTests {
  /// The first version with another item in it.
  private static let changed = {
    var pack = SharedPack.first
    pack.items[2] = "- {id: old, title: Nothing is asked any more, http: {path: /healthz}}"
    return pack
  }()

  @Test func aTagOfARepositoryThatIsMoved() async throws {
    try await Scene.with { scene in
      let (team, pins) = (scene.team, scene.team.pins())
      let first = try await scene.tree.git("rev-parse", "v1.0.0")
      let moved = try await scene.tree.publish(Self.changed)
      let commits =
        "  it was commit \(first.prefix(12)) (tag v1.0.0), and is now commit \(moved.prefix(12)) (tag v1.0.0)\n"
      try await team.checkctl("pack", "verify").expect(
        77,
        stderr:
          "error: the tag v1.0.0 of \(scene.tree.remote) was moved: it is not platform/web 1.0.0 as it was pinned\n",
        commits + "  basics.yaml was changed\n",
        "  = help: a version never changes: what is pinned goes on running; ask who keeps the pack\n")
      try await team.checkctl("pack", "update").expect(
        77,
        stderr:
          "error: platform/web 1.0.0 from \(scene.tree.remote) is not what it was when it was pinned\n",
        commits + "  basics.yaml was changed\n")
      #expect(team.pins() == pins)
      #expect(team.cached().count == 1)
      try await team.checkctl("run", "main").expect(0)
      try await team.forget()
      try await team.checkctl("pack", "fetch").expect(0)
      try await team.checkctl("run", "main").expect(0, stdout: "2 passed, 1 disabled")

      try await scene.tree.git("push", "--quiet", "origin", ":refs/tags/v1.0.0")
      try await scene.tree.publish(.second)
      try await team.checkctl("pack", "verify").expect(
        77, stderr: "error: \(scene.tree.remote) has the tag v1.0.0 no more, which was platform/web 1.0.0\n")
      try await team.checkctl("run", "main").expect(0)
    }
  }

  /// What was pushed under a version stays what it was, whatever is pushed later.
  @Test func aTagOfARegistryThatIsPushedAnew() async throws {
    let (shop, registry) = (try await startShop(), try await DockerRegistry.start())
    let team = try Team.ofShop(shop.url)
    try await registry.publish(.first).expect(0, stderr: "platform/web 1.0.0 is published, unsigned\n")
    try await registry.publish(.first).expect(0, stderr: "platform/web 1.0.0 is there already, unsigned\n")
    try await registry.publish(Self.changed).expect(
      77, stderr: "error: \(registry.source) has another 1.0.0 already\n", "  there it is sha256:",
      "  = help: a version never changes: raise `version` in pack.yaml\n")
    try await team.checkctl("pack", "add", registry.source).expect(0)
    let pins = team.pins()

    try await registry.forget(tag: "1.0.0", of: "platform/web")
    try await registry.publish(Self.changed).expect(0)
    try await team.checkctl("pack", "verify").expect(
      77,
      stderr:
        "error: the tag 1.0.0 of \(registry.source) was moved: it is not platform/web 1.0.0 as it was pinned\n",
      "  basics.yaml was changed\n")
    try await team.checkctl("pack", "update").expect(
      77, stderr: "error: platform/web 1.0.0 from \(registry.source) is not what it was when it was pinned\n",
      "  it was manifest ", "  basics.yaml was changed\n")
    #expect(team.pins() == pins)
    #expect(team.cached().count == 1)
    try await team.forget()
    try await team.checkctl("pack", "fetch").expect(0)
    try await team.checkctl("run", "main").expect(0, stdout: "2 passed, 1 disabled")
    await registry.stop()
    await shop.stop()
  }

  @Test func aTagThatIsAnotherVersionThanThePackInIt() async throws {
    try await Scene.with { scene in
      try await scene.tree.push(tag: "v1.0.9")
      let pins = scene.team.pins()
      try await scene.team.checkctl("pack", "update").expect(
        77,
        stderr:
          "error: \(scene.tree.remote): the tag v1.0.9 should be version 1.0.9, and its pack.yaml says 1.0.0\n"
      )
      #expect(scene.team.pins() == pins)
    }
  }

  /// The same by the program of the ORAS project: a manifest that is there gets another tag.
  @Test func aTagOfARegistryThatIsAnotherVersion() async throws {
    let registry = try await DockerRegistry.start()
    try await registry.publish(.first).expect(0)
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", registry.source).expect(0)
    let type = "application/vnd.oci.image.manifest.v1+json"
    let manifests = "\(registry.url)/v2/platform/web/manifests"
    try await team.shell(
      "curl -fsS -H 'Accept: \(type)' \(manifests)/1.0.0 -o m.json && "
        + "curl -fsS -X PUT -H 'Content-Type: \(type)' --data-binary @m.json \(manifests)/1.0.9"
    ).expect(0)
    let pins = team.pins()
    try await team.checkctl("pack", "update").expect(
      77,
      stderr:
        "error: \(registry.source): the tag 1.0.9 should be version 1.0.9, and its pack.yaml says 1.0.0\n")
    #expect(team.pins() == pins)
    await registry.stop()
  }

  @Test func aNameThatIsSomebodyElses() async throws {
    try await Scene.with { scene in
      let (team, thief) = (scene.team, try await GitWorkTree.withRepositoryOnDisk())
      let pins = team.pins()
      // A repository that claims the name of a pack that is used already.
      try await thief.publish(SharedPack(version: "9.0.0"))
      try await team.checkctl("pack", "add", thief.remote).expect(
        64, stderr: "error: the project uses platform/web already\n")
      #expect(team.pins() == pins)

      // A project that expects another pack there.
      try team.edit("checklists/checkctl.yaml", "platform/web", to: "platform/shop")
      try await team.checkctl("pack", "update").expect(
        77,
        stderr:
          "error: \(scene.tree.remote) should have the pack platform/shop, and says that it is platform/web\n",
        "  = help: a pack goes by the name in its pack.yaml: check where it comes from\n")
      try team.edit("checklists/checkctl.yaml", "platform/shop", to: "platform/web")

      // A project of which the source is changed, and nobody looked at what that means.
      try team.edit("checklists/checkctl.yaml", scene.tree.remote, to: thief.remote)
      try team.edit("checklists/checkctl.yaml", "~1.0", to: "*")
      try await team.checkctl("run", "main").expect(
        77,
        stderr:
          "error: checkctl.yaml takes the pack platform/web from \(thief.remote), and checkctl.lock pins it from \(scene.tree.remote)\n",
        "  = help: `checkctl pack update` brings checkctl.lock up to date, and shows what that changes\n")
      #expect(try !scene.wasAsked)
      try await team.checkctl("pack", "update", "--dry-run").expect(
        0, stdout: "platform/web 1.0.0 → 9.0.0\n  source: \(scene.tree.remote) → \(thief.remote)\n")
      #expect(team.pins()[1] == pins[1])
    }
  }

  /// Where a pack comes from is for the project to say; where it does not, all who need it have to agree.
  @Test func aPackThatTakesAnotherFromElsewhere() async throws {
    let thief = try await GitWorkTree.withRepositoryOnDisk()
    try await thief.publish(SharedPack(version: "1.0.5"))
    func pack(_ name: String, taking source: String) async throws -> GitWorkTree {
      let tree = try await GitWorkTree.withRepositoryOnDisk()
      try await tree.publish(
        SharedPack(name: name, packs: "{platform/web: {version: ^1.0, source: \"\(source)\"}}"))
      return tree
    }
    try await Scene.with { scene in
      let (team, pins) = (scene.team, scene.team.pins())
      let other = try await pack("other/shop", taking: thief.remote)
      try await team.checkctl("pack", "add", other.remote).expect(0)
      let lock = try parseJSON(team.pins()[1])
      #expect(lock["packs"]?["platform/web"] == (try parseJSON(pins[1])["packs"]?["platform/web"]))
      try await team.checkctl("pack", "list").expect(0, stdout: "platform/web  1.0.0  \(scene.tree.remote)")

      let apart = try Team()
      try apart.write("checkctl: 1\nchecklist: main\ntitle: M\nitems: []\n", to: "checklists/main.yaml")
      try await apart.checkctl("pack", "add", other.remote).expect(
        0, stderr: "  with platform/web 1.0.5, which it needs\n")
      let before = apart.pins()
      let third = try await pack("third/shop", taking: scene.tree.remote)
      try await apart.checkctl("pack", "add", third.remote).expect(
        77, stderr: "error: the pack platform/web is said to come from two places\n",
        "checkctl.yaml → other/shop 1.0.0 takes it from \(thief.remote)\n",
        "checkctl.yaml → third/shop 1.0.0 takes it from \(scene.tree.remote)\n",
        "  = help: add it to checkctl.yaml with the `source` that you trust\n")
      #expect(apart.pins() == before)
    }
  }
}
