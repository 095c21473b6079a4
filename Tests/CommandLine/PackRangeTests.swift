import TestEnvironment
import Testing
import Values

/// Packs that need packs: one version of each, or a reason why there is none.
@Suite(.timeLimit(.minutes(5))) struct PackRangeTests {
  /// A repository with a pack that needs `platform/web` in a range.
  private func pack(
    _ name: String, _ versions: [(version: String, range: String)], from base: GitWorkTree
  ) async throws -> GitWorkTree {
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    for (version, range) in versions {
      try await tree.publish(
        SharedPack(
          name: name, version: version,
          packs: "{platform/web: {version: \"\(range)\", source: \"\(base.remote)\"}}"))
    }
    return tree
  }

  private func base() async throws -> GitWorkTree {
    let base = try await GitWorkTree.withRepositoryOnDisk()
    for version in ["1.0.0", "1.0.4", "1.1.0", "1.2.0", "2.0.0"] {
      try await base.publish(SharedPack(version: version))
    }
    return base
  }

  @Test func aDiamondComesToOneVersion() async throws {
    let base = try await base()
    let left = try await pack("team/left", [("1.0.0", "^1.0")], from: base)
    let right = try await pack("team/right", [("1.0.0", "~1.1")], from: base)
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", left.remote).expect(
      0, stderr: "  with platform/web 1.2.0, which it needs\n")
    try await team.checkctl("pack", "add", right.remote).expect(0)
    try await team.checkctl("pack", "list").expect(
      0, stdout: "team/left     1.0.0", "team/right    1.0.0",
      "platform/web  1.1.0  \(base.remote)", "needed by another pack\n")
    let team2 = try Team.ofShop("http://127.0.0.1:1")
    try await team2.checkctl("pack", "add", right.remote).expect(
      0, stderr: "  with platform/web 1.1.0, which it needs\n")
    // What is only needed by others is no pack of the project, yet may be included under its grants.
    try await team2.checkctl("lint").expect(0)
    try await team2.checkctl("pack", "remove", "platform/web").expect(64)
    try await team2.checkctl("pack", "remove", "team/right").expect(0)
    #expect(try parseJSON(team2.pins()[1])["packs"] == [:])
  }

  @Test func aConflictNamesBothChains() async throws {
    let base = try await base()
    let left = try await pack("team/left", [("1.0.0", "^1.2")], from: base)
    let right = try await pack("team/right", [("1.3.0", "~1.0")], from: base)
    let team = try Team()
    try team.write(Workplace.checklist(items: "[]"), to: "checklists/main.yaml")
    try await team.checkctl("pack", "add", left.remote).expect(0)
    let pins = team.pins()
    try await team.checkctl("pack", "add", right.remote).expect(
      65, stderr: "error: no version of the pack platform/web will do for all who need it\n",
      "  checkctl.yaml → team/left 1.0.0 needs platform/web ^1.2\n",
      "  checkctl.yaml → team/right 1.3.0 needs platform/web ~1.0\n",
      "  = help: change a range in checkctl.yaml, or use other versions of the packs that need it\n")
    #expect(team.pins() == pins)
  }

  /// The newest version of one pack may have to give way for all to agree.
  @Test func aNewerVersionThatDisagreesIsPassedOver() async throws {
    let base = try await base()
    let left = try await pack("team/left", [("1.0.0", "^1.0"), ("1.1.0", "^2.0")], from: base)
    let right = try await pack("team/right", [("1.0.0", "~1.0")], from: base)
    let team = try Team()
    try team.write(
      "checkctl: 1\npacks:\n  team/left: {source: \(left.remote), version: ^1.0}\n"
        + "  team/right: {source: \(right.remote), version: ^1.0}\n", to: "checklists/checkctl.yaml")
    try await team.checkctl("pack", "update").expect(
      0, stdout: "platform/web 1.0.4 is new, from \(base.remote)\n",
      "team/left 1.0.0 is new, from \(left.remote)\n", "team/right 1.0.0 is new")
  }

  @Test func aVersionThatIsNotThere() async throws {
    let base = try await base()
    let left = try await pack("team/left", [("1.0.0", "^3.0")], from: base)
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", left.remote).expect(
      65, stderr: "error: no version of the pack platform/web will do for all who need it\n",
      "  checkctl.yaml → team/left 1.0.0 needs platform/web ^3.0\n",
      "  there are 1.0.0, 1.0.4, 1.1.0, 1.2.0, 2.0.0\n")
    #expect(team.pins() == ["none", "none"])
  }

  @Test func aPackForAnotherProgram() async throws {
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    var files = SharedPack.first.files
    files["pack.yaml"] = files["pack.yaml"]?.replacing(">=0.1", with: ">=99")
    try await tree.publish(files, tag: "v1.0.0")
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", tree.remote).expect(
      65, stderr: "error: platform/web 1.0.0 needs checkctl >=99, and this is ")
    #expect(team.pins() == ["none", "none"])
  }

  /// Packs that include each other are packs that need each other: no version is chosen twice.
  @Test func packsThatNeedEachOther() async throws {
    let (one, other) = (
      try await GitWorkTree.withRepositoryOnDisk(), try await GitWorkTree.withRepositoryOnDisk()
    )
    try await one.publish(
      SharedPack(name: "team/one", packs: "{team/other: {version: ^1.0, source: \"\(other.remote)\"}}"))
    try await other.publish(
      SharedPack(name: "team/other", packs: "{team/one: {version: ^1.0, source: \"\(one.remote)\"}}"))
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", one.remote).expect(
      0, stderr: "  with team/other 1.0.0, which it needs\n")
  }
}
