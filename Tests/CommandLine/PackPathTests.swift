import TestEnvironment
import Testing
import Values

/// Files of packs that would lie anywhere but in the pack, or be another on other machines: such packs are refused whole.
@Suite(.timeLimit(.minutes(5))) struct PackPathTests {
  /// What a tree of git may hold although its program would not put it there, each with what is said of it. `add MODE
  /// TYPE OBJECT NAME` is an entry of the pack's folder.
  private static let trees = [
    ("add 100644 blob $file ../evil.yaml", #""../evil.yaml" leads out of its folder"#),
    ("add 040000 tree $(tree 100644 blob $file evil.yaml) ..", #""../evil.yaml" leads out of its folder"#),
    ("add 040000 tree $(tree 100644 blob $file evil.yaml) .", #""./evil.yaml" leads out of its folder"#),
    (
      "add 100644 blob $file /tmp/evil.yaml",
      #"the file "/tmp/evil.yaml" has a part in its path that is empty"#
    ),
    (#"add 100644 blob $file 'a\..\evil.yaml'"#, "has more in its path than printable ASCII without"),
    (
      "add 100644 blob $file c:evil.yaml",
      #"the file "c:evil.yaml" has more in its path than printable ASCII"#
    ),
    (
      "add 100644 blob $file \"$(printf 'e\\303\\251vil.yaml')\"", "has more in its path than printable ASCII"
    ),
    ("add 100644 blob $file BASICS.yaml", "BASICS.yaml and basics.yaml differ in case alone"),
    ("add 040000 tree $(tree 100644 blob $file other.md) Docs", "Docs and docs differ in case alone"),
    ("add 100644 blob $file Environments", "has no place in a pack: Environments belongs to the project"),
    ("add 120000 blob $file link.yaml", "link.yaml is a link or another repository"),
    ("add 160000 commit $(git rev-parse HEAD) module", "module is a link or another repository"),
    ("add 100644 blob $large large.bin", "is refused: large.bin or all of it is too large"),
  ]

  @Test(arguments: trees) func inARepository(entry: String, said: String) async throws {
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    try await tree.publish(.first)
    let result = try await runCommand(
      ["bash", "-euc", Self.script, "bash", entry], adding: ["HOME": tree.directory.path],
      in: tree.directory.path)
    result.expect(0)
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", tree.remote, "--version", "1.0.0").expect(
      77, stderr: "error: the ", tree.remote, " is refused: ", said)
    #expect(team.pins() == ["none", "none"])
    #expect(team.cached() == [])
    try await team.shell("find .. \"$HOME/..\" -name evil.yaml | grep . || ls /tmp/evil.yaml").expect(2)
  }

  /// Moves the tag to a tree with one entry more, written byte for byte.
  private static let script = #"""
    tree() { entry "$@" | git hash-object -t tree -w --stdin --literally; }
    entry() { printf '%s %s\0' "${1#0}" "$4"; perl -e 'print pack("H*", $ARGV[0])' "$3"; }
    add() {
      { git cat-file tree HEAD^{tree}; entry "$@"; } | git hash-object -t tree -w --stdin --literally >root
    }
    file=$(echo 'checkctl: 1' | git hash-object -w --stdin)
    large=$(head -c 5242880 /dev/zero | git hash-object -w --stdin)
    eval "$1"
    commit=$(git -c user.name=A -c user.email=a@example.com commit-tree -m evil "$(cat root)")
    git tag -f v1.0.0 "$commit"
    git push -q -f origin refs/tags/v1.0.0
    """#

  /// What the manifest of a registry may say, as a change that sed makes to a good one.
  @Test(arguments: [
    (
      "s#docs/README.md#../evil.yaml#",
      #"the file "../evil.yaml" has a part in its path that is empty, begins"#
    ),
    ("s#docs/README.md#/tmp/evil.yaml#", #"the file "/tmp/evil.yaml" has a part in its path that is empty"#),
    (#"s#docs/README.md#a\\\\\\\\evil.yaml#"#, "has more in its path than printable ASCII"),
    ("s#docs/README.md#.evil.yaml#", "begins with a dot"),
    ("s#docs/README.md#BASICS.yaml#", "BASICS.yaml and basics.yaml differ in case alone"),
    ("s#docs/README.md#basics.yaml#", "it has the file basics.yaml twice"),
    ("s#docs/README.md#basics.yaml/evil.yaml#", "basics.yaml/evil.yaml lies in what is also a file"),
    ("s#docs/README.md#environments/test.yaml#", "environments belongs to the project that uses it"),
    ("s#docs/README.md#checkctl.yaml#", "checkctl.yaml belongs to the project that uses it"),
    (#"s#"size":6\b#"size":5242880#"#, "docs/README.md or all of it is too large"),
  ])
  func inARegistry(change: String, said: String) async throws {
    let registry = try await DockerRegistry.start()
    try await registry.publish(.first).expect(0)
    try await registry.editManifest("1.0.0", change + ";s#\"1.0.0\"#\"1.0.1\"#", to: "1.0.1")
    let team = try Team.ofShop("http://127.0.0.1:1")
    try await team.checkctl("pack", "add", registry.source).expect(
      77, stderr: "error: \(registry.source) is refused: ", said)
    #expect(team.pins() == ["none", "none"])
    #expect(team.cached() == [])
    await registry.stop()
  }

  /// What a folder may hold, for those who publish it as for those who use it.
  @Test(arguments: [
    ("ln -s /etc/passwd link", "link is a link"), ("ln -s ../checklists docs/more", "docs/more is a link"),
    ("mkfifo pipe", "pipe is no file and no folder"),
    ("mkdir Docs && echo x > Docs/more.md", "Docs and docs differ in case alone"),
    ("echo x > 'a b:c'", #"the file "a b:c" has more in its path than printable ASCII"#),
    ("head -c 5242880 /dev/zero > large.bin", "the file large.bin has more than 4 MiB"),
  ])
  func inAFolder(change: String, said: String) async throws {
    let team = try Team.ofShop("http://127.0.0.1:1")
    for (path, text) in SharedPack.first.files { try team.write(text, to: "shared/\(path)") }
    try await team.shell("cd shared && \(change)").expect(0)
    try await team.checkctl("pack", "add", "shared").expect(
      77, stderr: "error: the pack in checklists/../shared is refused: ", said)
    #expect(team.pins() == ["none", "none"])
    let key = try await SigningKeys().make("key")
    try await team.checkctl("pack", "sign", "-C", "shared", "--key", key.path).expect(77, stderr: said)
    try await team.checkctl("pack", "publish", "-C", "shared", "oci://127.0.0.1:1/platform/web").expect(
      77, stderr: said)
  }

  /// What belongs to a project is no part of a pack, wherever it is published.
  @Test func whatBelongsToAProjectStaysThere() async throws {
    let tree = try await GitWorkTree.withRepositoryOnDisk()
    var pack = SharedPack.first
    for name in [".github/workflows/ci.yaml", "environments/test.yaml", "checkctl.yaml", "waivers.yaml"] {
      pack.others[name] = "checkctl: 1\nenvironment: test\n"
    }
    pack.others["checkctl.yaml"] = "checkctl: 1\n"
    pack.others["waivers.yaml"] = "checkctl: 1\nwaivers: []\n"
    try await tree.publish(pack)
    let registry = try await DockerRegistry.start()
    try await registry.publish(pack).expect(0)
    for source in [tree.remote, registry.source] {
      let team = try Team.ofShop("http://127.0.0.1:1")
      try await team.checkctl("pack", "add", source).expect(0)
      let files = try parseJSON(team.pins()[1])["packs"]?["platform/web"]?["files"]?.map?.keys
      #expect(files?.map(\.description) == ["basics.yaml", "docs/README.md", "pack.yaml"])
    }
    await registry.stop()
  }
}
