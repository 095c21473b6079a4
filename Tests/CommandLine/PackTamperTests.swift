import TestEnvironment
import Testing
import Values

/// Packs of which the files, or the lines that pin them, were changed behind everybody's back: nothing of them runs.
@Suite(.timeLimit(.minutes(5))) struct PackTamperTests {
  private static let commands = [
    ["run", "main"], ["plan", "main"], ["lint"], ["pack", "verify", "--offline"],
  ]

  @Test(arguments: [
    ("echo '# x' >> basics.yaml", "  basics.yaml was changed\n"),
    ("sed -i s/GET/POST/ pack.yaml", "  pack.yaml was changed\n"),
    ("echo x > more.txt", "  more.txt was added\n"),
    ("rm docs/README.md", "  docs/README.md is missing\n"),
    ("mv basics.yaml Basics.yaml", "  Basics.yaml was added\n  basics.yaml is missing\n"),
    (
      "ln -sf /etc/passwd docs/README.md",
      "error: the pack platform/web is refused: docs/README.md is a link\n"
    ),
    ("ln -s /etc more", "error: the pack platform/web is refused: more is a link\n"),
  ])
  func inTheCache(change: String, said: String) async throws {
    try await Scene.with { scene in
      let folder = try scene.cachedFolder
      try await scene.team.shell("cd \(folder) && \(change)").expect(0)
      for command in Self.commands { try await scene.team.run(command).expect(77, stderr: said) }
      #expect(try !scene.wasAsked)
      try await scene.team.checkctl("pack", "update").expect(77, stderr: said)
      if said.hasPrefix("  ") {
        try await scene.team.checkctl("run", "main").expect(
          77,
          stderr: "error: the pack platform/web in \(folder) is not what checkctl.lock pins as 1.0.0\n",
          "  = help: remove that folder and get it anew by `checkctl pack fetch`; find out who changed it\n")
      }
      try await scene.team.shell("rm -r \(folder)").expect(0)
      try await scene.team.checkctl("pack", "fetch").expect(0)
      try await scene.team.checkctl("run", "main").expect(0)
    }
  }

  @Test func inTheVendorFolder() async throws {
    try await Scene.with { scene in
      try await scene.team.checkctl("pack", "vendor").expect(0)
      try scene.team.edit("checklists/vendor/platform/web/basics.yaml", "/healthz", to: "/readyz")
      for command in Self.commands {
        try await scene.team.run(command).expect(
          77,
          stderr:
            "error: the pack platform/web in checklists/vendor/platform/web is not what checkctl.lock pins as 1.0.0\n",
          "  basics.yaml was changed\n",
          "  = help: `checkctl pack vendor` writes it anew; find out who changed it\n")
      }
      #expect(try !scene.wasAsked)
      try await scene.team.checkctl("pack", "vendor").expect(0)
      try await scene.team.checkctl("run", "main").expect(0)
    }
  }

  /// A folder may change, but never without a word.
  @Test func inAFolder() async throws {
    let shop = try await startShop()
    let team = try Team.ofShop(shop.url)
    for (path, text) in SharedPack.first.files { try team.write(text, to: "shared/web/\(path)") }
    try await team.checkctl("pack", "add", "shared/web").expect(0)
    #expect(
      try team.text("checklists/checkctl.yaml")
        == "checkctl: 1\npacks:\n  platform/web:\n    source: \"../shared/web\"\n")
    try team.edit("shared/web/basics.yaml", "/healthz", to: "/readyz")
    for command in Self.commands {
      try await team.run(command).expect(
        77, stderr: "is not what checkctl.lock pins as 1.0.0\n  basics.yaml was changed\n",
        "  = help: if it was changed on purpose, `checkctl pack update platform/web` shows what that means and pins it\n"
      )
    }
    #expect(try shop.accessLog() == "")
    let updated = try await team.checkctl("pack", "update", "platform/web")
    updated.expect(0, stdout: "platform/web 1.0.0\n", stderr: "checklists/checkctl.lock is written")
    try await team.checkctl("run", "main").expect(0)
    try await team.shell("rm -r shared").expect(0)
    try await team.checkctl("run", "main").expect(
      69, stderr: "error: the pack platform/web: there is no folder checklists/../shared/web\n")
    await shop.stop()
  }

  /// The lock file is checked by itself, against the project, and against what is there.
  @Test func theLinesThatPinIt() async throws {
    try await Scene.with { scene in
      let (team, file) = (scene.team, "checklists/checkctl.lock")
      let whole = try team.text(file)
      let entry = try #require(try parseJSON(whole)["packs"]?["platform/web"])
      let digest = try #require(entry["files"]?["basics.yaml"]?.string)
      func expect(_ code: Int32, _ said: String, after old: String, to new: String) async throws {
        try team.edit(file, old, to: new)
        for command in Self.commands { try await team.run(command).expect(code, stderr: said) }
        try team.write(whole, to: file)
      }
      let other = "sha256:" + String(repeating: "0", count: 64)
      try await expect(
        77,
        "error: checklists/checkctl.lock cannot be read: the entry of platform/web has other files than its `content` says",
        after: digest, to: other)
      try await expect(
        77,
        "error: checklists/checkctl.lock cannot be read: the entry of platform/web has other files than its `content` says",
        after: try #require(entry["content"]?.string), to: other)
      try await expect(
        77,
        "error: checkctl.yaml takes the pack platform/web from \(scene.tree.remote), and checkctl.lock pins it",
        after: scene.tree.remote, to: "file:///elsewhere")
      try await expect(
        65, "error: checkctl.yaml wants platform/web ~1.0, and checkctl.lock pins 1.3.0",
        after: #""version": "1.0.0""#, to: #""version": "1.3.0""#)
      try await expect(
        77, "error: the pack platform/web says that it is version 1.0.0, and checkctl.lock pins it as 1.0.7",
        after: #""version": "1.0.0""#, to: #""version": "1.0.7""#)
      try await expect(
        65, "error: checkctl.yaml names the pack platform/web, and checkctl.lock does not pin it",
        after: "\"platform/web\"", to: "\"platform/wep\"")
      try await expect(
        65, "cannot be read: the entry of platform/web has no `commit`", after: "commit", to: "comet")
      try await expect(65, "cannot be read: ", after: "{", to: "")
      #expect(try !scene.wasAsked)
      try await team.checkctl("run", "main").expect(0)
      try await team.shell("rm \(file)").expect(0)
      for command in Self.commands {
        try await team.run(command).expect(
          65, stderr: "error: checklists/checkctl.yaml names packs, and there is no checkctl.lock\n",
          "  = help: `checkctl pack update` writes it: what it pins is what runs\n")
      }
    }
  }

  /// Another commit under the same content is none: what is fetched is what was pinned.
  @Test func anotherCommitThanTheOneThatIsPinned() async throws {
    try await Scene.with([.first, .second]) { scene in
      let other = try await scene.tree.git("rev-parse", "v1.1.0")
      let own = try await scene.tree.git("rev-parse", "v1.0.0")
      try scene.team.edit("checklists/checkctl.lock", own, to: other)
      try await scene.team.forget()
      try await scene.team.checkctl("pack", "fetch").expect(77, stderr: "error: ", "1.1.0")
      #expect(scene.team.cached() == [])
    }
  }
}
