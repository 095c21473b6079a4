import Checklists
import SemanticVersions
import TestEnvironment
import Testing

@testable import RulePacks

/// Packs that are not what, or not from where, they should be.
@Suite(.timeLimit(.minutes(3))) struct PackTrustTests {
  private func need(_ place: String, _ range: String = "*") -> String {
    "{version: \"\(range)\", source: \"\(place)\"}"
  }

  @Test func twoPlacesOfOneNameAreNotTrusted() async throws {
    let (mine, theirs) = (try await Repository("o/c", "1.0.0"), try await Repository("o/c", "1.0.0"))
    let b = try await Repository(["1.0.0": manifest("o/b", "1.0.0", needs: ["o/c": need(theirs.url)])])
    let a = try await Repository([
      "1.0.0": manifest("o/a", "1.0.0", needs: ["o/c": need(mine.url), "o/x": need(b.url)])
    ])
    for packs in ["o/a: {source: \"\(a.url)\"}, o/b: {source: \"\(b.url)\"}"] {
      let team = try Team("packs: {\(packs)}\n")
      let error = try #require(await refusal { try await team.update() })
      #expect(error.kind == .untrusted)
      #expect(
        error.lines == [
          "the pack o/c is said to come from two places",
          "checkctl.yaml → o/a 1.0.0 takes it from \(mine.url)",
          "checkctl.yaml → o/b 1.0.0 takes it from \(theirs.url)",
          "help: add it to checkctl.yaml with the `source` that you trust",
        ])
      try team.say("packs: {\(packs), o/c: {source: \"\(mine.url)\"}}\n")
      let others = await refusal { try await team.update() }
      #expect(others?.message == "\(b.url) should have the pack o/x, and says that it is o/b")
    }
  }

  /// The second place shows only when the first one was chosen already.
  @Test func aSecondPlaceIsFoundHoweverLate() async throws {
    let (mine, theirs) = (try await Repository("o/c", "1.0.0"), try await Repository("o/c", "1.0.0"))
    let d = try await Repository(["1.0.0": manifest("o/d", "1.0.0", needs: ["o/c": need(theirs.url)])])
    let a = try await Repository([
      "1.0.0": manifest("o/a", "1.0.0", needs: ["o/c": need(mine.url), "o/d": need(d.url)])
    ])
    let team = try Team("packs: {o/a: {source: \"\(a.url)\"}}\n")
    let error = try #require(await refusal { try await team.update() })
    #expect(error.kind == .untrusted)
    #expect(error.message == "the pack o/c is said to come from two places")
    #expect(error.details.count == 2)
  }

  @Test func aPackGoesByItsOwnName() async throws {
    let stolen = try await Repository("o/other", "1.0.0")
    let team = try Team("packs: {o/a: {source: \"\(stolen.url)\"}}\n")
    let error = try #require(await refusal { try await team.update() })
    #expect(error.kind == .untrusted)
    #expect(error.message == "\(stolen.url) should have the pack o/a, and says that it is o/other")
    // Also where the place was looked at before, under its right name.
    try team.say("packs: {o/other: {source: \"\(stolen.url)\"}, o/a: {source: \"\(stolen.url)\"}}\n")
    #expect(await refusal { try await team.update() } == error)
  }

  @Test func aTagIsTheVersionThatItNames() async throws {
    let a = try await Repository(["1.5.0": manifest("o/a", "1.4.0")])
    let team = try Team("packs: {o/a: {source: \"\(a.url)\"}}\n")
    let error = try #require(await refusal { try await team.update() })
    #expect(error.kind == .untrusted)
    #expect(
      error.message == "\(a.url): the tag v1.5.0 should be version 1.5.0, and its pack.yaml says 1.4.0")
  }

  @Test func aPackFromElsewhereNamesNoFolderHere() async throws {
    for place in ["../b", "/etc"] {
      let a = try await Repository(["1.0.0": manifest("o/a", "1.0.0", needs: ["o/b": need(place)])])
      let team = try Team("packs: {o/a: {source: \"\(a.url)\"}}\n")
      let error = try #require(await refusal { try await team.update() })
      #expect(error.kind == .untrusted)
      #expect(
        error.message
          == "the pack o/a from \(a.url) takes another from \(place) on this machine")
    }
  }

  /// The same folder is the same however it is written.
  @Test func foldersAreRelativeToThePack() async throws {
    let folder = try TemporaryDirectory()
    try folder.write(manifest("o/a", "1.0.0", needs: ["o/c": need("../sub/c")]), to: "a/pack.yaml")
    try folder.write(manifest("o/b", "1.0.0", needs: ["o/c": need("../c")]), to: "sub/b/pack.yaml")
    try folder.write(manifest("o/c", "1.0.0"), to: "sub/c/pack.yaml")
    let team = try Team(
      "packs: {o/a: {source: \(folder.path(of: "a"))}, o/b: {source: \(folder.path(of: "sub/b"))}}\n")
    let update = try await team.update()
    #expect(update.versions.keys.sorted() == ["o/a", "o/b", "o/c"])
    #expect(update.after[try packName("o/c")]?.source == .directory(folder.path(of: "sub/c")))
  }

  /// A folder has the version that stands in it, also while another pack is renewed.
  @Test func aFolderThatWasRaisedIsTakenAsItIs() async throws {
    let folder = try TemporaryDirectory()
    try folder.write(manifest("o/a", "1.0.0"), to: "a/pack.yaml")
    let team = try Team("packs: {o/a: {source: \(folder.path(of: "a"))}}\n")
    try team.take(try await team.update())
    try folder.write(manifest("o/a", "1.1.0"), to: "a/pack.yaml")
    #expect(try await team.update("o/none").versions == ["o/a": "1.1.0"])
  }

  @Test func aMovedTagIsRefusedAndWhatIsPinnedRuns() async throws {
    let a = try await Repository("o/a", "1.0.0")
    let team = try Team("packs: {o/a: {source: \"\(a.url)\"}}\n")
    try team.take(try await team.update())
    let before = try await a.commit("v1.0.0").prefix(12)
    #expect(try await team.manager().verifySources() == ["o/a 1.0.0: commit \(before) (tag v1.0.0)"])
    try await a.add([
      .init(files: ["pack.yaml": manifest("o/a", "1.0.0"), "a.yaml": "changed"], tags: ["v1.0.0"])
    ])
    let after = try await a.commit("v1.0.0").prefix(12)
    let moved = try #require(await refusal { try await team.manager().verifySources() })
    #expect(moved.kind == .untrusted)
    #expect(
      moved.lines == [
        "the tag v1.0.0 of \(a.url) was moved: it is not o/a 1.0.0 as it was pinned",
        "it was commit \(before) (tag v1.0.0), and is now commit \(after) (tag v1.0.0)", "a.yaml was changed",
        "help: a version never changes: what is pinned goes on running; ask who keeps the pack",
      ])
    let update = try #require(await refusal { try await team.update() })
    #expect(update.kind == .untrusted)
    #expect(update.message == "o/a 1.0.0 from \(a.url) is not what it was when it was pinned")
    #expect(try team.library().packs.count == 1)
    try await a.git(["--git-dir=\(a.path)", "tag", "-d", "v1.0.0"])
    try await a.add([.init(files: ["pack.yaml": manifest("o/a", "1.1.0")], tags: ["v1.1.0"])])
    let gone = try #require(await refusal { try await team.manager().verifySources() })
    #expect(gone.message == "\(a.url) has the tag v1.0.0 no more, which was o/a 1.0.0")
  }

  @Test func whatIsPinnedIsFetchedAgain() async throws {
    let a = try await Repository("o/a", "1.0.0", "1.1.0")
    let team = try Team("packs: {o/a: {source: \"\(a.url)\", version: 1.0.0}}\n")
    try team.take(try await team.update())
    FolderWriter.remove(team.cache.directory)
    #expect(refusal { try team.library() }?.kind == .unavailable)
    #expect(try await team.manager().fetch().map(\.description) == ["o/a"])
    #expect(try team.library().packs.count == 1)
    #expect(try await team.manager().fetch().isEmpty)
  }

  @Test func aPackDescribesItself() async throws {
    let a = try await Repository([.init(files: ["x.yaml": "1"], tags: ["v1.0.0"])])
    let team = try Team("packs: {o/a: {source: \"\(a.url)\"}}\n")
    let none = try #require(await refusal { try await team.update() })
    #expect(none.kind == .invalid && none.message == "\(a.url) has no pack.yaml")
    try await a.add([.init(files: ["pack.yaml": "checkctl: 1\npack: A\nversion: 1\n"], tags: ["v1.1.0"])])
    let faults = try #require(await refusal { try await team.update() })
    #expect(faults.message == "the pack.yaml of \(a.url) has faults")
    #expect(faults.details.first?.hasPrefix("pack.yaml:2:7: `A` is not the name of a pack (") == true)
  }
}
