import CheckModel
import Checklists
import SemanticVersions
import Testing
import Values

/// Checklists of packs among those of a project.
struct PackTests {
  private static let main = mainFile(
    """
    targets: {db: postgres}
    include:
      - use: platform/db/security
        as: billing
        targets: {database: db}
        inputs: {wanted: "off"}
        override: {ssl: {severity: high}}
        disable: {old: {reason: not here}}

    """)
  private static let security = """
    checkctl: 1
    checklist: security
    targets: {database: postgres}
    inputs: {wanted: {type: string}}
    include: [more/files.yaml]
    items:
      - {id: ssl, title: SSL, sql: {query: SHOW ssl}, expect: {value: "${inputs.wanted}"}}
      - {id: old, title: Old, sql: {query: SHOW old}, expect: {value: x}}

    """
  private static let files = """
    checkctl: 1
    checklist: files
    targets: {service: http}
    items:
      - {id: ca, title: CA, http: {url: "https://a", ca: certificates/ca.pem}}

    """

  private func loaded() throws -> Loaded {
    let pack = InstalledPack(
      name: try #require(PackName("platform/db")), version: SemanticVersion(1, 2, 3), directory: "/packs/x",
      files: ["security.yaml": Array(Self.security.utf8), "more/files.yaml": Array(Self.files.utf8)],
      grants: .standard, requires: [])
    let environment = environmentFile(
      "e", "targets:\n  db: {postgres: {host: h}}\n  web: {http: 'https://b'}\n")
    let main = Self.main.replacing("{database: db}", with: "{database: db, service: web}")
    return try Loaded(["main.yaml": main, "environments/e.yaml": environment], packs: [pack])
  }

  @Test func itemsSayWhichPackTheyComeFromAndWhatWasChanged() throws {
    let plan = try loaded().plan("e", selection: Selection(ids: ["billing/ssl"]))
    let item = try #require(plan.items.first).summary
    #expect(item.id.rawValue == "billing/ssl")
    #expect(item.pack == "platform/db 1.2.3")
    #expect(item.place == "platform/db@1.2.3/security.yaml:7:10")
    #expect(item.overrides == ["severity: high"])
    #expect(item.target == "db")
  }

  @Test func pathsBeginInTheFolderOfThePack() throws {
    let loaded = try loaded()
    #expect(loaded.lint("e") == "")
    let plan = try loaded.plan("e", selection: Selection(ids: ["billing/ca"]))
    #expect(try field("ca", of: "billing/ca", in: plan)?.string == "/packs/x/more/certificates/ca.pem")
  }

  @Test func whatIsDisabledIsListed() throws {
    let loaded = try loaded()
    #expect(loaded.project.checklist("main")?.disabled.map(\.id.rawValue) == ["billing/old"])
  }
}
