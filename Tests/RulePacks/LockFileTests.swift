import Checklists
import Digests
import Glibc
import SemanticVersions
import TestEnvironment
import Testing
import Values

@testable import RulePacks

/// The text of a lock file, which anybody may have written.
struct LockFileTests {
  private let commit = String(repeating: "0a", count: 20)

  private func pack(
    _ source: PackSource, _ revision: PackRevision, requires: [PackName: VersionRange] = [:],
    envelope: String? = nil
  ) throws -> LockedPack {
    LockedPack(
      version: try version("1.2.3"), source: source, revision: revision,
      files: try content(["pack.yaml": "x", "b/a.yaml": "y"]).fileDigests, requires: requires,
      envelope: envelope)
  }

  private func lock() throws -> LockFile {
    LockFile([
      try packName("o/folder"): try pack(.directory("../packs/folder"), .folder),
      try packName("o/git"): try pack(
        .git(url: "https://example.com/x.git", path: "packs/x", revision: .tag("v1.2.3")),
        .commit(commit, tag: "v1.2.3"), requires: [try packName("o/folder"): try range("^1.0")],
        envelope: "{\"payload\": \"\u{1F600}\\\"}"),
      try packName("o/commit"): try pack(
        .git(url: "git@example.com:x", path: nil, revision: .commit(commit)), .commit(commit, tag: nil)),
      try packName("a/registry"): try pack(
        .registry("registry.example.com/o/x"), .manifest(SHA256Digest(of: "m"), tag: "1.2.3")),
    ])
  }

  private func read(_ text: String) throws(PackError) -> LockFile {
    try LockFile(Array(text.utf8), path: "l/checkctl.lock")
  }

  @Test func itIsReadAsItWasWritten() throws {
    let lock = try lock()
    let again = try read(lock.text)
    #expect(again.packs == lock.packs)
    #expect(again.text == lock.text)
    #expect(try read(LockFile().text).packs.isEmpty)
  }

  @Test func itsTextIsInOrder() throws {
    let name = try packName("o/folder")
    let text = LockFile([name: try #require(try lock().packs[name])]).text
    let content = try content(["pack.yaml": "x", "b/a.yaml": "y"])
    #expect(
      text == """
        {
          "checkctl": 1,
          "note": "Written by `checkctl pack`. Commit it; do not edit it.",
          "packs": {
            "o/folder": {
              "version": "1.2.3",
              "source": {
                "directory": "../packs/folder"
              },
              "content": "\(content.digest)",
              "files": {
                "b/a.yaml": "\(SHA256Digest(of: "y"))",
                "pack.yaml": "\(SHA256Digest(of: "x"))"
              }
            }
          }
        }

        """)
  }

  @Test func ofItsBeginningsNoneCounts() throws {
    let bytes = Array(try lock().text.utf8)
    for count in 0..<bytes.count - 1 {
      let error = refusal { try LockFile(Array(bytes[..<count]), path: "l") }
      try #require(error?.kind == .invalid, "\(count)")
    }
  }

  /// What is changed in the text, and what is said of it.
  @Test(arguments: [
    (#""checkctl": 1"#, #""checkctl": 2"#, "this program reads version 1 of its format"),
    (#""checkctl": 1,"#, "", "this program reads version 1 of its format"),
    (#""packs": {"#, #""Packs": {"#, "it has no `packs`"),
    (#""o/git": {"#, #""O/git": {"#, "O/git is not the name of a pack"),
    (#""o/git": {"#, #""../git": {"#, "../git is not the name of a pack"),
    (#""o/git": {"#, #""o/commit": {"#, "at byte"),
    (#""pack.yaml""#, #""../pack.yaml""#, "has a `files` that cannot be read"),
    (#""pack.yaml""#, #""/etc/passwd""#, "has a `files` that cannot be read"),
    (#""pack.yaml""#, #""vendor/x""#, "has a `files` that cannot be read"),
    (#""pack.yaml""#, #""b/a.yaml""#, "at byte"),
    (#""version": "1.2.3","#, "", "has no `version`"),
    (#""version": "1.2.3""#, #""version": "1.2""#, "has a `version` that cannot be read"),
    (#""version": "1.2.3""#, #""version": 1"#, "has a `version` that cannot be read"),
    (#""^1.0""#, #""newest""#, "has a `requires` that cannot be read"),
    (#""^1.0""#, "1", "has a `requires` that cannot be read"),
    (#""o/folder": "^1.0""#, #""x": "^1.0""#, "has a `requires` that cannot be read"),
    (#""directory": "../packs/folder""#, #""directory": """#, "has a `source` that cannot be read"),
    (#""directory": "../packs/folder""#, #""folder": "x""#, "has no `git`"),
    (#""directory": "../packs/folder""#, #""directory": "git@x:y""#, "has a `source` that cannot be read"),
    (#""git": "https://example.com/x.git""#, #""git": "--upload-pack=touch x""#, "has a `source` that"),
    (#""git": "https://example.com/x.git""#, #""git": "ext::sh -c date""#, "has a `source` that"),
    (#""git": "https://example.com/x.git""#, #""git": "/srv/x.git""#, "has a `source` that cannot be read"),
    (#""git": "https://example.com/x.git""#, #""git": "https://u:p@example.com/x""#, "has a `source` that"),
    (#""path": "packs/x""#, #""path": "../x""#, "has a `source` that cannot be read"),
    (#""path": "packs/x""#, #""path": 1"#, "has a `path` that cannot be read"),
    (#""registry": "registry.example.com/o/x""#, #""registry": """#, "has a `source` that cannot be read"),
  ])
  func malformedEntriesAreRefused(old: String, new: String, reason: String) throws {
    let text = try lock().text
    try #require(text.contains(old))
    let error = try #require(refusal { try read(text.replacing(old, with: new)) })
    // Whoever edits digests has more in mind than a merge that went wrong.
    #expect(error.kind == (reason.hasPrefix("has other files") ? .untrusted : .invalid))
    #expect(error.message.hasPrefix("l/checkctl.lock cannot be read: "), "\(error.message)")
    #expect(error.message.contains(reason), "\(error.message)")
    #expect(error.help?.contains("version control") == true)
  }

  /// A program must not take what a lock file names for one of its options.
  @Test(arguments: ["--upload-pack=touch x", "HEAD", "0a0a", "", "refs/heads/main", "0A"])
  func aCommitIsAWholeObjectName(name: String) throws {
    let wrong = name == "0A" ? commit.uppercased() : name
    let text = try lock().text.replacing(#""commit": "\#(commit)""#, with: #""commit": "\#(wrong)""#)
    #expect(
      refusal { try read(text) }?.message.contains("`commit` that cannot be read") == true
        || refusal { try read(text) }?.message.contains("`source` that cannot be read") == true)
  }

  @Test(arguments: ["-x", "a b", "a..b", "x:refs/heads/y", "a^{}", "a\\u0000", "/a", "a.lock", "a@{1}", ""])
  func aTagIsTheNameOfOne(name: String) throws {
    let text = try lock().text.replacing(#""tag": "v1.2.3""#, with: #""tag": "\#(name)""#)
    #expect(refusal { try read(text) }?.kind == .invalid)
  }

  @Test(arguments: [
    "", "null", "[]", "1", "\"x\"", "{}", "{\"checkctl\":1}", "{\"checkctl\":1,\"packs\":[]}",
  ])
  func otherJSONIsNone(text: String) {
    #expect(refusal { try read(text) }?.kind == .invalid)
  }

  @Test func nestingAndSizeAreBounded() throws {
    #expect(
      refusal { try read(String(repeating: "[", count: 1_000_000)) }?.message.contains("nested") == true)
    let team = try Team("")
    try team.folder.write("", to: "checklists/checkctl.lock")
    try #require(truncate(team.loader.lockPath, off_t(RegularFile.largest + 1)) == 0)
    let error = refusal { try team.loader.lock() }
    #expect(error?.kind == .invalid)
    #expect(error?.message == "\(team.loader.lockPath) cannot be read: larger than 64 MiB")
  }

  /// Whatever is read says the same when it is written again, and names nothing that leads a program astray.
  @Test func mutantsAreReadOrRefused() throws {
    let tokens = [
      "..", "sha256:", "\"commit\"", "ext::", "-", "{", "}", "[", "]", "null", ":", ",", "\"", "/",
    ]
    let mutator = Mutator(corpus: [Array(try lock().text.utf8)], tokens: tokens.map { Array($0.utf8) })
    var read = 0
    for seed in 0..<2_000 {
      do {
        let lock = try LockFile(mutator.input(seed: UInt64(seed)), path: "l")
        read += 1
        #expect(try self.read(lock.text).packs == lock.packs, "seed \(seed)")
        #expect(lock.packs.values.allSatisfy { $0.source.isSound }, "seed \(seed)")
      } catch {
        #expect(error.kind != .unavailable, "seed \(seed)")
      }
    }
    #expect(read > 0)
  }
}
