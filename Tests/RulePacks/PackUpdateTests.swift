import Checklists
import SemanticVersions
import Testing

@testable import RulePacks

/// What a person reads before packs change.
struct PackUpdateTests {
  private func checklist(_ items: String, name: String = "a") -> String {
    "checkctl: 1\nchecklist: \(name)\nitems:\n\(items)"
  }

  private func difference(
    _ old: [String: String], _ new: [String: String], _ before: Set<Grant>? = nil, _ after: Set<Grant>? = nil
  ) throws -> PackDifference {
    PackDifference(from: try content(old), before, to: try content(new), after)
  }

  @Test func itemsAreComparedKeyByKey() throws {
    let old = checklist(
      "  - {id: x, title: X, sql: {query: a}}\n  - {id: gone, title: Gone, sql: {query: b}}\n")
    let new = checklist(
      "  - {id: x, title: X, severity: high, sql: {query: c}}\n  - {id: new, title: New, sql: {query: d}}\n")
    let difference = try difference(["a.yaml": old], ["a.yaml": new])
    #expect(
      difference.items == [
        "- a/gone: Gone", "+ a/new: New", "~ a/x", #"    sql: {"query":"a"} → {"query":"c"}"#,
        #"    severity: added, "high""#,
      ])
    #expect(difference.files.isEmpty && difference.grants.isEmpty && !difference.isEmpty)
  }

  @Test func whatStandsBesideTheItemsCountsToo() throws {
    let item = "  - {id: x, title: X, sql: {query: a}}\n"
    let difference = try difference(
      ["a.yaml": checklist(item)], ["a.yaml": checklist(item) + "defaults: {severity: low}\n"])
    #expect(difference.items == ["~ a", #"    defaults: added, {"severity":"low"}"#])
  }

  /// One must not hide the changes of the other.
  @Test func checklistsOfOneNameInTwoFoldersAreTwo() throws {
    func files(_ query: String) -> [String: String] {
      [
        "x/a.yaml": checklist("  - {id: i, title: I, sql: {query: same}}\n"),
        "y/a.yaml": checklist("  - {id: i, title: I, sql: {query: \(query)}}\n"),
      ]
    }
    let difference = try difference(files("before"), files("after"))
    #expect(difference.items == ["~ y/a/i", #"    sql: {"query":"before"} → {"query":"after"}"#])
  }

  @Test func otherFilesAreNamed() throws {
    let broken = "checklist: ["
    let difference = try difference(
      ["pack.yaml": "1", "a.yaml": checklist(""), "d.yaml": "x: 1", "b.yaml": broken, "same": "s"],
      [
        "pack.yaml": "2", "a.yaml": checklist("") + "# comment\n", "e.sh": "x", "b.yaml": broken + "x",
        "same": "s",
      ])
    #expect(
      difference.files == [
        "b.yaml was changed", "d.yaml is missing", "e.sh was added", "pack.yaml was changed",
      ])
    #expect(difference.items.isEmpty)
  }

  @Test func grantsAreCompared() throws {
    let difference = try difference(
      ["a": ""], ["a": ""], [.command("df"), .host("a.example.com")], [.command("df"), .command("sh")])
    #expect(difference.grants == ["+ command sh", "- host a.example.com"])
    #expect(try self.difference(["a": ""], ["a": ""]).isEmpty)
  }

  private let needs = "needs_grants: {commands: [df]}\n"

  @Test func anUpdateSaysWhatChanges() async throws {
    let a = try await Repository("o/a", "1.0.0")
    let team = try Team("packs: {o/a: {source: \"\(a.url)\"}}\n")
    let first = try await team.update()
    #expect(first.lines == ["o/a 1.0.0 is new, from \(a.url)"])
    try team.take(first)
    try await a.add([
      .init(
        files: [
          "pack.yaml": manifest("o/a", "1.1.0", more: needs),
          "a.yaml": checklist("  - {id: x, title: X, command: {argv: [df]}}\n"),
        ], tags: ["v1.1.0"])
    ])
    let update = try await team.update()
    #expect(
      update.lines == [
        "o/a 1.0.0 → 1.1.0", "  + a/x: X", "  grant + command df", "  file pack.yaml was changed",
      ])
    #expect(update.wanting.map(\.grants) == [[.command("df")]])
    #expect(update.wantingMore.map(\.grants) == [[.command("df")]])
    try team.take(update)
    let same = try await team.update()
    #expect(same.isEmpty && same.lines.isEmpty)
    #expect(same.wanting.map(\.grants) == [[.command("df")]])
    #expect(same.wantingMore.isEmpty)
    try team.say("packs: {o/a: {source: \"\(a.url)\", grants: {commands: [df]}}}\n")
    #expect(try await team.update().wanting.isEmpty)
    try team.say("packs: {}\n")
    #expect(try await team.update().lines == ["o/a 1.1.0 is not needed any more"])
  }

  @Test func aCommitThatMovedIsNamed() async throws {
    let a = try await Repository("o/a", "1.0.0")
    let team = try Team("packs: {o/a: {source: {git: \"\(a.url)\", tag: v1.0.0}}}\n")
    try team.take(try await team.update())
    let before = try await a.commit("v1.0.0").prefix(12)
    try await a.git(["--git-dir=\(a.path)", "tag", "-f", "v1.0.0", try await commitAgain(a)])
    let after = try await a.commit("v1.0.0").prefix(12)
    let update = try await team.update()
    #expect(
      update.lines == ["o/a 1.0.0", "  commit \(before) (tag v1.0.0) → commit \(after) (tag v1.0.0)"])
  }

  /// Another commit of the same files.
  private func commitAgain(_ repository: Repository) async throws -> String {
    let arguments = [
      "--git-dir=\(repository.path)", "-c", "user.name=T", "-c", "user.email=t@example.com", "commit-tree",
      "-m",
      "again", "main^{tree}",
    ]
    return try await repository.git(arguments).filter { !$0.isNewline }
  }
}
