import Checklists
import FoundationEssentials
import SemanticVersions
import TestEnvironment
import Testing

@testable import RulePacks

/// Packs as a run finds them on the machine.
struct PackLoaderTests {
  private let team: Team
  private let name: PackName
  private let files = ["pack.yaml": manifest("o/a", "1.0.0"), "a.yaml": "x", "sub/b.yaml": "y"]

  /// A project that pins a pack of a repository which nobody reaches.
  init() throws {
    team = try Team("packs: {o/a: {source: \"https://127.0.0.1:1/x\"}}\n")
    name = try packName("o/a")
    let content = try content(files)
    let lock = LockFile([
      name: LockedPack(
        version: SemanticVersion(1, 0, 0),
        source: .git(url: "https://127.0.0.1:1/x", path: nil, revision: nil),
        revision: .commit(String(repeating: "a", count: 40), tag: "v1.0.0"), files: content.fileDigests,
        requires: [:], envelope: nil)
    ])
    try FolderWriter.replace(team.loader.lockPath, with: lock.text)
  }

  private var cached: String {
    get throws { team.cache.folder(of: try content(files).digest) }
  }
  private var vendored: String { "\(team.directory)/vendor/o/a" }

  private func vendor(_ files: [String: String]) throws {
    try FolderWriter.write(bytes(files), to: vendored)
  }

  private func folder() throws -> String? { try team.library().packs[name]?.directory }

  @Test func whatIsNotThereIsToBeFetched() throws {
    let error = try #require(refusal { try team.library() })
    #expect(error.kind == .unavailable)
    #expect(error.message == "the pack o/a 1.0.0 is not on this machine")
    #expect(error.help == "`checkctl pack fetch` gets what checkctl.lock pins")
  }

  @Test func itComesFromTheCache() throws {
    try team.cache.store(try content(files))
    #expect(try folder() == cached)
    #expect(try team.library().packs[name]?.files == bytes(files))
  }

  @Test func whatIsCommittedGoesFirst() throws {
    try team.cache.store(try content(files))
    try FolderWriter.replace("\(cached)/a.yaml", with: "tampered")
    try vendor(files)
    #expect(try folder() == vendored)
  }

  @Test func whatIsCommittedIsNoExcuse() throws {
    try team.cache.store(try content(files))
    try vendor(["pack.yaml": "x"])
    let error = try #require(refusal { try team.library() })
    #expect(error.kind == .untrusted)
    #expect(error.message == "the pack o/a in \(vendored) is not what checkctl.lock pins as 1.0.0")
    #expect(error.details == ["a.yaml is missing", "pack.yaml was changed", "sub/b.yaml is missing"])
    #expect(error.help == "`checkctl pack vendor` writes it anew; find out who changed it")
  }

  @Test func everyFileOfTheCacheIsLookedAt() throws {
    try team.cache.store(try content(files))
    try FolderWriter.replace("\(cached)/sub/b.yaml", with: "tampered")
    try FolderWriter.replace("\(cached)/sub/c.yaml", with: "added")
    FolderWriter.remove("\(try cached)/a.yaml")
    let error = try #require(refusal { try team.library() })
    #expect(error.kind == .untrusted)
    #expect(error.details == ["a.yaml is missing", "sub/b.yaml was changed", "sub/c.yaml was added"])
    #expect(
      error.help == "remove that folder and get it anew by `checkctl pack fetch`; find out who changed it")
  }

  @Test func aPackInAFolderIsComparedToo() async throws {
    let team = try Team("packs: {o/a: {source: ../a}}\n")
    for (path, text) in files { try team.folder.write(text, to: "a/\(path)") }
    try team.take(try await team.update())
    #expect(try team.library().packs[name]?.directory == "\(team.directory)/../a")
    try team.folder.write("changed", to: "a/a.yaml")
    let error = try #require(refusal { try team.library() })
    #expect(error.kind == .untrusted)
    #expect(error.details == ["a.yaml was changed"])
    #expect(
      error.help
        == "if it was changed on purpose, `checkctl pack update o/a` shows what that means and pins it")
  }

  @Test func aProjectWithPacksNeedsALockFile() throws {
    let team = try Team("packs: {o/a: {source: ../a}}\n")
    let error = try #require(refusal { try team.library() })
    #expect(error.kind == .invalid)
    #expect(error.message == "\(team.directory)/checkctl.yaml names packs, and there is no checkctl.lock")
    try team.say("packs: {}\n")
    #expect(try team.library().packs.isEmpty)
  }

  /// A lock file that disagrees with the project is no reason to ask anybody.
  @Test func nothingIsFetchedThatTheProjectDoesNotName() async throws {
    try team.say("packs: {o/a: {source: \"https://example.com/other\"}}\n")
    let manager = try team.manager()
    let error = try #require(await refusal { try await manager.fetch() })
    #expect(error.kind == .untrusted)
    #expect(error.message.hasPrefix("checkctl.yaml takes the pack o/a from https://example.com/other"))
    #expect(refusal { try manager.vendor() }?.kind == .untrusted)
  }

  @Test func vendoringCopiesWhatIsPinned() throws {
    try team.cache.store(try content(files))
    #expect(try team.manager().vendor() == [vendored])
    #expect(try PackFolder(path: vendored).content(of: "it").digest == content(files).digest)
    #expect(try folder() == vendored)
  }
}
