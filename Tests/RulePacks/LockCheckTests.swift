import Checklists
import SemanticVersions
import Testing

@testable import RulePacks

/// What a lock file pins, against what a project names.
struct LockCheckTests {
  private let project = """
    packs:
      o/a: {source: ../a, version: ^1.0}
      o/b: {source: "https://example.com/b"}

    """

  private func pack(
    _ version: String, _ source: PackSource, needs: [String: String] = [:]
  ) throws -> LockedPack {
    LockedPack(
      version: try RulePacksTests.version(version), source: source, revision: .folder, files: [:],
      requires: Dictionary(
        uniqueKeysWithValues: try needs.map { (try packName($0.key), try range($0.value)) }),
      envelope: nil)
  }

  private func lock() throws -> LockFile {
    LockFile([
      try packName("o/a"): try pack("1.1.0", .directory("../a"), needs: ["o/c": "^2.0"]),
      try packName("o/b"): try pack("3.0.0", .git(url: "https://example.com/b", path: nil, revision: nil)),
      try packName("o/c"): try pack("2.5.0", .directory("../c"), needs: ["o/a": "*", "o/b": "*"]),
      try packName("o/left"): try pack("1.0.0", .directory("../left")),
    ])
  }

  private func reason(_ change: (inout LockFile) throws -> Void) throws -> PackError? {
    var lock = try lock()
    try change(&lock)
    let team = try Team(project)
    return refusal { try lock.check(against: try team.file()) }
  }

  @Test func whatAgreesIsTaken() throws {
    #expect(try reason { _ in } == nil)
    #expect(try reason { $0.packs[try packName("o/left")] = nil } == nil)
  }

  @Test func whatIsNotPinnedIsNamed() throws {
    let error = try #require(try reason { $0.packs[try packName("o/b")] = nil })
    #expect(error.kind == .invalid)
    #expect(error.message == "checkctl.yaml names the pack o/b, and checkctl.lock does not pin it")
    #expect(error.help?.contains("checkctl pack update") == true)
  }

  @Test func anotherSourceIsNotTrusted() throws {
    let error = try #require(
      try reason { $0.packs[try packName("o/b")] = try pack("3.0.0", .directory("../b")) })
    #expect(error.kind == .untrusted)
    #expect(
      error.message
        == "checkctl.yaml takes the pack o/b from https://example.com/b, and checkctl.lock pins it from ../b")
  }

  @Test func aVersionOutOfRangeIsNamed() throws {
    let error = try #require(
      try reason { $0.packs[try packName("o/a")] = try pack("2.0.0", .directory("../a")) })
    #expect(error.message == "checkctl.yaml wants o/a ^1.0, and checkctl.lock pins 2.0.0")
  }

  @Test func whatPacksNeedIsCheckedToo() throws {
    let other = try #require(
      try reason { $0.packs[try packName("o/c")] = try pack("3.0.0", .directory("../c")) })
    #expect(other.message == "the pack o/a 1.1.0 needs o/c ^2.0, and checkctl.lock pins 3.0.0")
    let none = try #require(try reason { $0.packs[try packName("o/c")] = nil })
    #expect(none.message == "the pack o/a 1.1.0 needs o/c ^2.0, and checkctl.lock pins none")
  }

  @Test func whatIsUsedIsFoundThroughOthersAndOnceInACycle() throws {
    let file = try Team("packs: {o/a: {source: ../a}}\n").file()
    #expect(try lock().reachable(from: file).map(\.name.description) == ["o/a", "o/b", "o/c"])
    #expect(try lock().reachable(from: .empty).isEmpty)
    #expect(LockFile().reachable(from: file).isEmpty)
  }
}
