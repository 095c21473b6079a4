import TestEnvironment
import Testing
import Values

/// What is kept of packs, in the cache that all projects of a user share and beside the checklists of one.
@Suite(.timeLimit(.minutes(5))) struct PackCacheTests {
  /// Jobs of a build machine that begin at once, each with its own version, and none of them kept yet.
  @Test func programsThatShareACacheWaitForEachOther() async throws {
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    let versions = (0..<8).map { "1.\($0).0" }
    for version in versions {
      var pack = SharedPack(version: version)
      pack.others["data.txt"] = (0..<20_000).map { "\(version) \($0 &* 2_654_435_761)\n" }.joined()
      try await tree.publish(pack)
    }
    let shared = try TemporaryDirectory()
    let teams = try versions.map { _ in
      try Team.ofShop("http://127.0.0.1:1", variables: ["XDG_CACHE_HOME": shared.path])
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (team, version) in zip(teams, versions) {
        group.addTask {
          try await team.checkctl("pack", "add", tree.remote, "--version", version).expect(0)
          try await team.checkctl("lint").expect(0)
        }
      }
      try await group.waitForAll()
    }
    // What is there already is neither written nor missing for a moment.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for team in teams {
        group.addTask {
          for _ in 0..<4 { try await team.checkctl("lint").expect(0) }
        }
        group.addTask {
          for _ in 0..<4 { try await team.checkctl("pack", "update").expect(0) }
        }
      }
      try await group.waitForAll()
    }
    #expect(TemporaryDirectory.entries(of: shared.path(of: "checkctl/packs")).count == versions.count)
  }

  /// What is committed beside the checklists follows what is pinned.
  @Test func aVendoredPackIsUpdatedAndRemoved() async throws {
    try await Scene.with(adding: []) { scene in
      let (team, folder) = (scene.team, "checklists/vendor/platform/web")
      try await team.checkctl("pack", "vendor").expect(0)
      try await scene.tree.publish(.second)
      try await team.checkctl("pack", "update").expect(
        0,
        stderr: "\(folder) is up to date with it; commit it\nchecklists/checkctl.lock is written; commit it\n"
      )
      #expect(try team.text("\(folder)/basics.yaml").contains("ready"))
      try await team.forget()
      try await team.checkctl("run", "main").expect(0, stdout: "3 passed, 1 disabled")
      try await team.checkctl("pack", "update").expect(0, stderr: "nothing changes\n")

      try team.write(
        Workplace.checklist(items: "- {id: a, title: A, http: {path: /}}", preamble: "targets: {shop: http}"),
        to: "checklists/main.yaml")
      try await team.checkctl("pack", "remove", "platform/web").expect(0)
      #expect(
        TemporaryDirectory.entries(of: team.workplace.directory.path(of: "checklists/vendor/platform")) == [])
    }
  }

  /// A cache that cannot be written is said to be so, and nothing is pinned.
  @Test func aCacheThatIsNone() async throws {
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    try await tree.publish(.first)
    var team = try Team.ofShop("http://127.0.0.1:1")
    team.variables["XDG_CACHE_HOME"] = "/dev/null"
    try await team.checkctl("pack", "add", tree.remote).expect(74, stderr: "error: /dev/null/checkctl")
    #expect(team.pins() == ["none", "none"])
  }
}
