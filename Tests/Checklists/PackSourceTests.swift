import Testing

@testable import Checklists

/// Names of packs, and where they come from, as anybody may write them.
struct PackSourceTests {
  @Test(arguments: ["o/a", "0/1", "my-org/my_pack.v2", "a/" + String(repeating: "b", count: 64)])
  func namesAreRead(text: String) { #expect(PackName(text)?.description == text) }

  @Test(arguments: [
    "", "/", "a", "a/", "/a", "a/b/c", "A/b", "a/B", "ä/b", "a /b", "a/ b", "-a/b", "a/b-", ".a/b", "a/..",
    "../a",
    "a/.", "a/_b", "a\u{0}/b", "a\n/b", "a/b@1", "a/" + String(repeating: "b", count: 65),
  ])
  func otherNamesAreNot(text: String) { #expect(PackName(text) == nil) }

  @Test func referencesNameAChecklistOfAPack() {
    let reference = PackReference("o/a/security")
    #expect(reference?.pack.description == "o/a" && reference?.checklist == "security")
    for text in ["o/a", "o/a/", "o/a/b/c", "o/a/b.yaml", "o/a/b.yml", "./a/b", "O/a/b", "../a/b"] {
      #expect(PackReference(text) == nil, "\(text)")
    }
  }

  @Test(arguments: [
    "https://example.com/x.git", "https://example.com:8443/x", "ssh://git@example.com/x",
    "ssh://example.com:22/x",
    "file:///srv/x.git", "git@example.com:o/x.git", "git@example.com:~/x",
  ])
  func repositoriesAreRead(url: String) {
    #expect(PackSource(url) == .git(url: url, path: nil, revision: nil))
    #expect(PackSource(url)?.text == url && PackSource(url)?.isSound == true)
  }

  /// What git, or ssh under it, would take for an option, a program or a password.
  @Test(arguments: [
    "https://user:password@example.com/x", "https://token@example.com/x", "ssh://git:password@example.com/x",
    "ssh://-oProxyCommand=date/x", "ssh://-oProxyCommand=date@example.com/x",
    "ssh://git@-oProxyCommand=date/x",
    "ssh://a@b@example.com/x", "https://-x/y", "file://-x/y", "https://", "ssh://", "http://example.com/x",
    "git://example.com/x", "ftp://example.com/x", "ext::sh -c date", "ext::sh", "fd::17", "https::x",
    "https://example.com/x y", "https://example.com/x\n", "https://example.com/\u{0}x",
    "https://ex\u{E4}mple.com/x",
    "javascript://x", "a\nb", "\u{1B}[2J", "", "oci://", "oci://user:password@example.com/x",
  ])
  func whatLeadsAstrayIsNoSource(text: String) { #expect(PackSource(text) == nil, "\(text)") }

  /// Nothing but a folder is looked at for these, whatever they look like.
  @Test(arguments: [
    "../packs/a", "/srv/packs/a", "a", "--upload-pack=date", "-oProxyCommand=date@example.com:x",
    "git@-oProxyCommand=date:x", "user:password@example.com:x", "@example.com:x", "git@:x", "a/b@c:d",
    "C:\\packs",
  ])
  func otherTextsAreFolders(text: String) {
    #expect(PackSource(text) == .directory(text))
    #expect(PackSource(text)?.isSound == true)
  }

  @Test func registriesAreRead() {
    let digest = "sha256:" + String(repeating: "a", count: 64)
    for reference in ["example.com/o/x", "example.com:5000/x:1.0", "example.com/x@\(digest)"] {
      #expect(PackSource("oci://\(reference)") == .registry(reference))
      #expect(PackSource("oci://\(reference)")?.text == "oci://\(reference)")
    }
  }

  private let url = "https://example.com/x"

  @Test(arguments: ["v1.0.0", "db/v1.0.0", "release-1", "ü", "a@b"])
  func tags(name: String) {
    #expect(PackSource.git(url: url, path: "a/b", revision: .tag(name)).isSound)
  }

  @Test(arguments: [
    "", "-f", "a b", "a..b", "a~1", "a^{}", "a:b", "a?", "a*", "a[b", "a\\b", "a\u{7F}", "a\n", "/a", "a/",
    "a//b",
    ".a", "a/.b", "a.", "a.lock", "a.lock/b", "a@{1}",
  ])
  func whatIsNoTag(name: String) {
    #expect(!PackSource.git(url: url, path: nil, revision: .tag(name)).isSound)
  }

  @Test func commits() {
    for name in [String(repeating: "0", count: 40), String(repeating: "af", count: 32)] {
      #expect(PackSource.git(url: url, path: nil, revision: .commit(name)).isSound)
    }
    for name in [
      "", "HEAD", "main", "0000000", String(repeating: "A", count: 40), String(repeating: "0", count: 41),
      "--upload-pack=" + String(repeating: "a", count: 26),
    ] { #expect(!PackSource.git(url: url, path: nil, revision: .commit(name)).isSound, "\(name)") }
  }

  @Test func foldersOfARepositoryStayInIt() {
    for path in ["a", "a/b", "a..b"] { #expect(PackSource.git(url: url, path: path, revision: nil).isSound) }
    for path in ["", "/a", "..", "../a", "a/../b", "a\nb"] {
      #expect(!PackSource.git(url: url, path: path, revision: nil).isSound, "\(path)")
    }
    #expect(!PackSource.git(url: "--upload-pack=date", path: nil, revision: nil).isSound)
    #expect(!PackSource.directory(url).isSound && !PackSource.directory("git@x:y").isSound)
    #expect(!PackSource.registry("").isSound)
  }

  @Test func foldersAreRelativeToWhoNamesThem() {
    #expect(PackSource.directory("../b").named(in: "../packs/a") == .directory("../packs/b"))
    #expect(PackSource.directory("b").named(in: "a") == .directory("a/b"))
    #expect(PackSource.directory("../../../b").named(in: "a") == .directory("../../b"))
    #expect(PackSource.directory("/b").named(in: "a") == .directory("/b"))
    #expect(PackSource(url)?.named(in: "a") == PackSource(url))
  }
}
