import CheckModel
import FoundationEssentials
import ProbeKit
import SemanticVersions
import Testing
import Values

@testable import Checklists

/// What an item may make use of, of all packs on its way.
struct PackPolicyTests {
  private let db = Target(name: "main-db", type: "postgres", address: "x", fields: Fields([:]))
  private let other = Target(name: "other-db", type: "postgres", address: "y", fields: Fields([:]))

  private func pack(_ name: String, _ grants: Grants, files: [String] = [], at directory: String = "/packs")
    throws -> InstalledPack
  {
    InstalledPack(
      name: try #require(PackName(name)), version: SemanticVersion(1, 0, 0), directory: directory,
      files: Dictionary(uniqueKeysWithValues: files.map { ($0, []) }), grants: grants, requires: [])
  }

  private func link(_ pack: InstalledPack, _ roles: [(role: String, target: Target)]) -> PackPolicy.Link {
    PackPolicy.Link(pack: pack, words: pack.grants.words(in: "/project"), roles: roles)
  }

  @Test func everyPackOnTheWayMustBeGrantedIt() throws {
    let read = Grant.target(role: "database", kind: "sql", way: "read")
    let outerRead = Grant.target(role: "store", kind: "sql", way: "read")
    let may = link(try pack("o/inner", .listed([read])), [("database", db)])
    let mayNot = link(try pack("o/inner", .listed([])), [("database", db)])
    let outer = link(try pack("o/outer", .listed([outerRead])), [("store", db)])
    let outerNot = link(try pack("o/outer", .listed([read])), [("store", db)])
    let access = Access.target(db, way: "read")
    #expect(PackPolicy(kind: "sql", links: [may, outer]).refusal(of: access) == nil)
    #expect(
      PackPolicy(kind: "sql", links: [mayNot, outer]).refusal(of: access)
        == "the pack o/inner was not granted `sql: [read]` on its target `database`; to grant it, write "
        + "`grants: {targets: {database: {sql: [read]}}}` for the pack in checkctl.yaml, with all else that it may do"
    )
    // The outer pack is granted its own role, and not one of the same name as the inner one's.
    #expect(
      PackPolicy(kind: "sql", links: [may, outerNot]).refusal(of: access)
        == "the pack o/outer was not granted `sql: [read]` on its target `store`; to grant it, write "
        + "`grants: {targets: {store: {sql: [read]}}}` for the pack in checkctl.yaml, with all else that it may do"
    )
  }

  /// What one pack was granted it cannot lend to another, nor borrow from it.
  @Test func nobodyLendsWhatTheyWereGranted() throws {
    let rich = try pack(
      "o/rich", .listed([.command("df"), .host("a.example.com"), .file("/etc/x"), .name("n.a")]))
    let poor = try pack("o/poor", .standard)
    let accesses: [Access] = [.command("df"), .host("a.example.com:443"), .file("/etc/x"), .name("n.a")]
    for access in accesses {
      #expect(PackPolicy(kind: "http", links: [link(rich, [])]).refusal(of: access) == nil, "\(access)")
      for links in [[rich, poor], [poor, rich], [poor]] {
        let refusal = PackPolicy(kind: "http", links: links.map { link($0, []) }).refusal(of: access)
        #expect(refusal?.hasPrefix("the pack o/poor was not granted the ") == true, "\(access)")
      }
    }
  }

  @Test func aTargetThatNoRoleIsBoundToIsRefused() throws {
    let policy = PackPolicy(kind: "sql", links: [link(try pack("o/a", .standard), [("database", db)])])
    #expect(policy.refusal(of: .target(db, way: "read")) == nil)
    #expect(
      policy.refusal(of: .target(other, way: "read"))
        == "the pack o/a was not granted `sql: [read]` on its target `other-db` of the environment; "
        + "a pack asks the targets that its roles are bound to")
    #expect(policy.mayAllow(db) && !policy.mayAllow(other))
  }

  /// One target may be bound to two roles, of which each is granted something else.
  @Test func theRoleCountsByWhichTheTargetIsAsked() throws {
    let grants = Grants.listed([
      .target(role: "reader", kind: "sql", way: "read"), .target(role: "writer", kind: "sql", way: "write"),
    ])
    func refusal(_ roles: String..., way: String) throws -> String? {
      PackPolicy(kind: "sql", links: [link(try pack("o/a", grants), roles.map { ($0, db) })]).refusal(
        of: .target(db, way: way))
    }
    #expect(try refusal("reader", way: "read") == nil && refusal("writer", way: "write") == nil)
    #expect(try refusal("reader", way: "write")?.contains("`reader`") == true)
    #expect(try refusal("writer", way: "read")?.contains("`writer`") == true)
    #expect(try refusal("reader", "writer", way: "write") == nil)
  }

  @Test func aPackReadsItsOwnFilesAndNotThoseBesideThem() throws {
    let folder = try Folder(["pack/a.sql": "", "pack/sub/b.sql": ""])
    let real = try realPath(of: folder.path)
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "pack")
    let inner = try pack("o/a", .standard, files: ["a.sql", "sub/b.sql"], at: folder.path + "/link")
    let outer = try pack("o/b", .standard, files: ["c.sql"], at: "/elsewhere")
    let policy = PackPolicy(kind: "file", links: [link(inner, []), link(outer, [])])
    for path in ["\(folder.path)/link/a.sql", "\(real)/pack/sub/b.sql"] {
      #expect(policy.refusal(of: .file(path)) == nil, "\(path)")
    }
    for path in [
      "\(real)/pack/c.sql", "\(real)/pack", "\(real)/pack/sub", "\(real)/packs/a.sql", "/elsewhere/c.sql",
      "\(real)/pack/../x", "\(real)/pack/*", "/etc/passwd",
    ] { #expect(policy.refusal(of: .file(path)) != nil, "\(path)") }
  }

  /// A host that may be asked may not be put under load for that.
  @Test func loadNeedsAGrantOfItsOwn() throws {
    let host = Access.host("a.example.com:443")
    let only = PackPolicy(kind: "load", links: [link(try pack("o/a", .listed([.host("a.example.com")])), [])])
    #expect(
      only.refusal(of: host)
        == "the pack o/a was not granted any `load`; to grant it, write "
        + "`grants: {targets: {ROLE: {load: [GET]}}}` for the pack in checkctl.yaml, with all else that it may do"
    )
    let both = Grants.listed([.host("a.example.com"), .target(role: "api", kind: "load", way: "GET")])
    #expect(PackPolicy(kind: "load", links: [link(try pack("o/a", both), [])]).refusal(of: host) == nil)
    #expect(PackPolicy(kind: "http", links: [link(try pack("o/a", both), [])]).refusal(of: host) == nil)
  }

  @Test func answersAreSharedOnlyUnderTheSamePolicy() throws {
    let a = try pack("o/a", .standard)
    let policies = [
      PackPolicy(kind: "sql", links: [link(a, [("x", db)])]),
      PackPolicy(kind: "sql", links: [link(a, [("y", db)])]),
      PackPolicy(kind: "sql", links: [link(a, [("x", other)])]),
      PackPolicy(kind: "http", links: [link(a, [("x", db)])]),
      PackPolicy(kind: "sql", links: [link(a, [("x", db)]), link(try pack("o/b", .standard), [("x", db)])]),
    ]
    #expect(Set(policies.map(\.identity)).count == policies.count)
  }
}
