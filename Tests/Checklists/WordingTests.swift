import Checklists
import Testing

/// What a sign-off and a waiver are bound to.
struct WordingTests {
  private static let item = """
      - id: a
        title: A
        for_each: {x: 1}
        http: {target: api, method: GET, headers: {X: '${inputs.x}'}}
        expect: {status: 200}
        assert: json.n == 1
        severity: high
    """
  private static let head = """
    checkctl: 1
    checklist: main
    inputs: {x: {type: string, default: d}}
    targets: {api: http, other: http}
    items:

    """

  private func digest(_ files: [String: String], of item: String = "a") throws -> String {
    let loaded = try Loaded(files)
    let checklist = try #require(loaded.project.checklist("main"))
    return try #require(checklist.digest(of: item), "\(loaded.show(loaded.project.diagnostics))")
  }

  @Test(arguments: [
    ("title: A", "title: B"), ("{x: 1}", "{x: 2}"), ("target: api", "target: other"),
    ("method: GET", "method: POST"), ("'${inputs.x}'", "'inputs.x'"), ("status: 200", "status: '200'"),
    ("status: 200", "status: {ge: 200}"), ("json.n == 1", "json.n == 2"),
  ])
  func editsThatMatterVoid(old: String, new: String) throws {
    let edited = Self.item.replacing(old, with: new)
    #expect(edited != Self.item)
    let before = try digest(["main.yaml": Self.head + Self.item])
    #expect(try digest(["main.yaml": Self.head + edited]) != before)
  }

  @Test(arguments: [
    ("severity: high", "severity: low"), ("severity: high", "remedy: R"),
    ("method: GET, headers: {X: '${inputs.x}'}", "headers: {X: '${inputs.x}'}, method: GET"),
    ("status: 200", "'status': 200"),
  ])
  func otherEditsDoNot(old: String, new: String) throws {
    let edited = Self.item.replacing(old, with: new)
    #expect(edited != Self.item)
    let before = try digest(["main.yaml": Self.head + Self.item])
    #expect(try digest(["main.yaml": Self.head + edited]) == before)
  }

  @Test(arguments: [("inputs: {x: one}", "inputs: {x: two}"), ("api: left", "api: right")])
  func whatAnInstanceBindsMatters(old: String, new: String) throws {
    func files(_ main: String) -> [String: String] {
      [
        "main.yaml": main,
        "sub.yaml": Self.head.replacing("checklist: main", with: "checklist: sub").replacing(
          ", other: http", with: "") + Self.item,
      ]
    }
    let main = """
      checkctl: 1
      checklist: main
      targets: {left: http, right: http}
      include: [{use: sub.yaml, as: one, targets: {api: left}, inputs: {x: one}}]

      """
    let before = try digest(files(main), of: "one/a")
    #expect(try digest(files(main.replacing(old, with: new)), of: "one/a") != before)
  }
}
