import Checklists
import SemanticVersions
import TestEnvironment
import Testing

@testable import RulePacks

/// Which versions are chosen, of real git repositories.
@Suite(.timeLimit(.minutes(3))) struct VersionResolverTests {
  private func entry(_ name: String, _ repository: Repository, _ range: String? = nil) -> String {
    "  \(name): {source: \"\(repository.url)\"\(range.map { ", version: \"\($0)\"" } ?? "")}\n"
  }

  private func need(_ repository: Repository, _ range: String) -> String {
    "{version: \"\(range)\", source: \"\(repository.url)\"}"
  }

  @Test func theNewestInTheRangeIsChosen() async throws {
    let a = try await Repository("o/a", "1.0.0", "1.2.0", "1.10.0", "2.0.0", "1.11.0-rc.1")
    for (range, expected) in [
      ("^1.0", "1.10.0"), ("~1.2.0", "1.2.0"), ("*", "2.0.0"), ("1.0.0", "1.0.0"), ("<1.10", "1.2.0"),
      (">=1.11.0-rc.0 <2", "1.11.0-rc.1"), ("^1.11.0-rc.1", "1.11.0-rc.1"),
    ] {
      let team = try Team("packs:\n" + entry("o/a", a, range))
      #expect(try await team.update().versions == ["o/a": expected], "\(range)")
    }
    let team = try Team("packs:\n" + entry("o/a", a))
    #expect(try await team.update().versions == ["o/a": "2.0.0"])
  }

  @Test func aRangeThatNothingIsInIsExplained() async throws {
    let a = try await Repository("o/a", "1.0.0", "1.1.0")
    let team = try Team("packs:\n" + entry("o/a", a, "^2.0"))
    let error = try #require(await refusal { try await team.update() })
    #expect(error.kind == .invalid)
    #expect(
      error.lines == [
        "no version of the pack o/a will do for all who need it", "checkctl.yaml needs o/a ^2.0",
        "there are 1.0.0, 1.1.0",
        "help: change a range in checkctl.yaml, or use other versions of the packs that need it",
      ])
  }

  @Test func whatIsPinnedIsKeptAndOnlyWhatIsNamedIsRenewed() async throws {
    let a = try await Repository("o/a", "1.0.0")
    let b = try await Repository("o/b", "1.0.0")
    let team = try Team("packs:\n" + entry("o/a", a, "^1.0") + entry("o/b", b))
    try team.take(try await team.update())
    for (repository, name) in [(a, "o/a"), (b, "o/b")] {
      try await repository.add([
        .init(files: ["pack.yaml": manifest(name, "1.1.0"), "a.yaml": "x"], tags: ["v1.1.0"])
      ])
    }
    let lock = try team.lockText
    let kept = try await team.update("o/none")
    #expect(kept.isEmpty && kept.lines == [])
    #expect(kept.lock.text == lock)
    #expect(try await team.update("o/b").versions == ["o/a": "1.0.0", "o/b": "1.1.0"])
    #expect(try await team.update().versions == ["o/a": "1.1.0", "o/b": "1.1.0"])
    // A range that leaves what is pinned behind.
    try team.say("packs:\n" + entry("o/a", a, ">=1.1") + entry("o/b", b))
    #expect(try await team.update("o/none").versions == ["o/a": "1.1.0", "o/b": "1.0.0"])
  }

  /// What is pinned and on this machine needs nobody.
  @Test func whatIsPinnedNeedsNoSource() async throws {
    let a = try await Repository("o/a", "1.0.0")
    let team = try Team("packs:\n" + entry("o/a", a))
    try team.take(try await team.update())
    FolderWriter.remove(a.path)
    #expect(try await team.update("o/none").isEmpty)
    #expect(await refusal { try await team.update() }?.kind == .unavailable)
  }

  @Test func aDiamondComesToOneVersion() async throws {
    let d = try await Repository("o/d", "1.0.0", "1.1.0", "1.2.0", "2.0.0")
    let b = try await Repository(["1.0.0": manifest("o/b", "1.0.0", needs: ["o/d": need(d, "^1.0")])])
    let c = try await Repository(["1.0.0": manifest("o/c", "1.0.0", needs: ["o/d": need(d, "<1.2")])])
    let a = try await Repository([
      "1.0.0": manifest("o/a", "1.0.0", needs: ["o/b": need(b, "*"), "o/c": need(c, "*")])
    ])
    let team = try Team("packs:\n" + entry("o/a", a))
    let update = try await team.update()
    #expect(update.versions == ["o/a": "1.0.0", "o/b": "1.0.0", "o/c": "1.0.0", "o/d": "1.1.0"])
    try team.take(update)
    #expect(try team.library().packs.count == 4)
  }

  @Test func anOlderVersionIsTakenWhereTheNewestContradicts() async throws {
    let d = try await Repository("o/d", "1.0.0", "2.0.0")
    let b = try await Repository([
      "1.0.0": manifest("o/b", "1.0.0", needs: ["o/d": need(d, "^1.0")]),
      "1.1.0": manifest("o/b", "1.1.0", needs: ["o/d": need(d, "^2.0")]),
    ])
    let c = try await Repository(["1.0.0": manifest("o/c", "1.0.0", needs: ["o/d": need(d, "^1.0")])])
    let team = try Team("packs:\n" + entry("o/b", b) + entry("o/c", c))
    #expect(try await team.update().versions == ["o/b": "1.0.0", "o/c": "1.0.0", "o/d": "1.0.0"])
  }

  @Test func aConflictNamesBothChains() async throws {
    let d = try await Repository("o/d", "1.0.0", "2.0.0")
    let b = try await Repository(["1.0.0": manifest("o/b", "1.0.0", needs: ["o/d": need(d, "^1.0")])])
    let c = try await Repository(["3.0.0": manifest("o/c", "3.0.0", needs: ["o/d": need(d, "^2.0")])])
    let x = try await Repository(["1.5.0": manifest("o/x", "1.5.0", needs: ["o/c": need(c, "*")])])
    let team = try Team("packs:\n" + entry("o/b", b) + entry("o/x", x))
    let error = try #require(await refusal { try await team.update() })
    #expect(error.kind == .invalid)
    #expect(error.message == "no version of the pack o/d will do for all who need it")
    #expect(
      Set(error.details.prefix(2)) == [
        "checkctl.yaml → o/b 1.0.0 needs o/d ^1.0", "checkctl.yaml → o/x 1.5.0 → o/c 3.0.0 needs o/d ^2.0",
      ])
  }

  /// A pack is renewed as far as what stays pinned allows; what is pinned moves only where nothing else will do.
  @Test func whatIsPinnedMovesOnlyWhereItHasTo() async throws {
    let d = try await Repository("o/d", "1.0.0")
    let b = try await Repository(["1.0.0": manifest("o/b", "1.0.0", needs: ["o/d": need(d, "^1.0")])])
    let team = try Team("packs:\n" + entry("o/b", b) + entry("o/d", d))
    try team.take(try await team.update())
    try await d.add([
      .init(files: ["pack.yaml": manifest("o/d", "1.1.0")], tags: ["v1.1.0"]),
      .init(files: ["pack.yaml": manifest("o/d", "2.0.0")], tags: ["v2.0.0"]),
    ])
    try await b.add([
      .init(files: ["pack.yaml": manifest("o/b", "1.1.0", needs: ["o/d": need(d, "^2.0")])], tags: ["v1.1.0"])
    ])
    #expect(try await team.update("o/d").versions == ["o/b": "1.0.0", "o/d": "1.1.0"])
    try team.say("packs:\n" + entry("o/b", b) + entry("o/d", d, "^2.0"))
    #expect(try await team.update("o/d").versions == ["o/b": "1.1.0", "o/d": "2.0.0"])
    // Where nothing else will do either, the contradiction is told, and not that nobody could be asked.
    try team.say("packs:\n" + entry("o/b", b, "~1.0.0") + entry("o/d", d, "^2.0"))
    let error = try #require(await refusal { try await team.update("o/d") })
    #expect(error.message == "no version of the pack o/d will do for all who need it")
    FolderWriter.remove(b.path)
    #expect(await refusal { try await team.update("o/d") } == error)
  }

  @Test func aPackThatNeedsANewerProgramIsPassedOver() async throws {
    let a = try await Repository([
      "1.0.0": manifest("o/a", "1.0.0", program: ">=0.5"),
      "1.1.0": manifest("o/a", "1.1.0", program: ">=2.0"),
    ])
    let team = try Team("packs:\n" + entry("o/a", a))
    #expect(try await team.update().versions == ["o/a": "1.0.0"])
    let newer = SemanticVersion(2, 0, 0)
    #expect(try await team.update(program: newer).versions == ["o/a": "1.1.0"])
    try team.say("packs:\n" + entry("o/a", a, "^1.1"))
    let error = try #require(await refusal { try await team.update() })
    #expect(error.message == "o/a 1.1.0 needs checkctl >=2.0, and this is 1.0.0")
  }

  @Test func packsMayNeedEachOther() async throws {
    let folder = try TemporaryDirectory()
    try folder.write(
      manifest("o/a", "1.0.0", needs: ["o/b": "{version: ^1.0, source: ../b}"]), to: "a/pack.yaml")
    try folder.write(
      manifest("o/b", "1.0.0", needs: ["o/a": "{version: ^1.0, source: ../a}"]), to: "b/pack.yaml")
    let team = try Team("packs: {o/a: {source: \(folder.path(of: "a"))}}\n")
    let update = try await team.update()
    #expect(update.versions == ["o/a": "1.0.0", "o/b": "1.0.0"])
    try team.take(update)
    #expect(try team.library().packs.count == 2)
  }

  @Test func aCycleThatContradictsItselfIsAConflict() async throws {
    let folder = try TemporaryDirectory()
    try folder.write(
      manifest("o/a", "1.0.0", needs: ["o/b": "{version: ^1.0, source: ../b}"]), to: "a/pack.yaml")
    try folder.write(manifest("o/b", "1.0.0", needs: ["o/a": "^2.0"]), to: "b/pack.yaml")
    let team = try Team("packs: {o/a: {source: \(folder.path(of: "a"))}}\n")
    let error = try #require(await refusal { try await team.update() })
    #expect(error.message == "no version of the pack o/a will do for all who need it")
    #expect(
      error.details.contains("checkctl.yaml → o/a 1.0.0 → o/b 1.0.0 needs o/a ^2.0"), "\(error.details)")
  }

  @Test func howManyChoicesAreTriedIsBounded() async throws {
    // Every version of each contradicts the last pack, which shows only at the end.
    let last = try await Repository("o/z", "1.0.0")
    var body = "packs:\n"
    var repositories: [Repository] = []
    for letter in ["a", "b", "c"] {
      let versions = (0..<14).map { "1.\($0).0" }
      let repository = try await Repository(
        Dictionary(uniqueKeysWithValues: versions.map { ($0, manifest("o/\(letter)", $0)) }))
      body += entry("o/\(letter)", repository)
      repositories.append(repository)
    }
    body += entry("o/z", last, "^2.0")
    let team = try Team(body)
    let error = try #require(await refusal { try await team.update() })
    #expect(error.message == "no version of the pack o/z will do for all who need it")
  }

  @Test func nobodySaysWhereItComesFrom() async throws {
    let a = try await Repository(["1.0.0": manifest("o/a", "1.0.0", needs: ["o/b": "^1.0"])])
    let team = try Team("packs:\n" + entry("o/a", a))
    let error = try #require(await refusal { try await team.update() })
    #expect(
      error.lines == [
        "nobody says where the pack o/b comes from", "checkctl.yaml → o/a 1.0.0 needs o/b ^1.0",
        "help: add it to checkctl.yaml with its `source`",
      ])
  }
}
