import ProbeKit
import Probes
import SemanticVersions
import Testing

@testable import Checklists

/// Changes to a `checkctl.yaml` that people wrote.
struct ProjectFileEditorTests {
  private func entry(
    _ name: String, _ source: String = "../x", version: String? = nil, grants: Grants = .standard
  ) throws -> ProjectFileEditor.Entry {
    .init(
      name: try #require(PackName(name)), source: try #require(PackSource(source)), version: version,
      grants: grants)
  }

  /// What a text becomes with an entry; nil where it takes a person.
  private func putting(_ entry: ProjectFileEditor.Entry, into text: String) -> String? {
    var editor = ProjectFileEditor(text)
    let before = editor.text
    if editor.put(entry) { return editor.text }
    #expect(editor.text == before)
    return nil
  }

  private func removing(_ name: String, from text: String) throws -> String? {
    var editor = ProjectFileEditor(text)
    let before = editor.text
    if editor.remove(try #require(PackName(name))) { return editor.text }
    #expect(editor.text == before)
    return nil
  }

  private let sample = """
    # Our project.
    checkctl: 1

    packs:   # what we use
      # the database
      o/a:
        source: ../a   # beside us
        version: ^1.2

      o/b: {source: "https://example.com/b"}  # theirs
      # the last word

    signatures:
      o/*: [keys/o.pem]

    """

  @Test func anEntryIsAddedBehindTheLast() throws {
    let changed = try #require(putting(try entry("o/c", version: "^1.0"), into: sample))
    #expect(
      changed
        == sample.replacing(
          "  # theirs\n", with: "  # theirs\n  o/c:\n    source: \"../x\"\n    version: \"^1.0\"\n"))
  }

  @Test func anEntryIsReplacedWhereItStands() throws {
    let changed = try #require(putting(try entry("o/a", "/srv/a"), into: sample))
    #expect(
      changed
        == sample.replacing(
          "    source: ../a   # beside us\n    version: ^1.2\n", with: "    source: \"/srv/a\"\n"))
    let other = try #require(putting(try entry("o/b"), into: sample))
    #expect(
      other
        == sample.replacing(
          "  o/b: {source: \"https://example.com/b\"}  # theirs\n", with: "  o/b:\n    source: \"../x\"\n"))
  }

  @Test func anEntryIsTakenOut() throws {
    #expect(
      try removing("o/a", from: sample)
        == sample.replacing("  o/a:\n    source: ../a   # beside us\n    version: ^1.2\n", with: ""))
    #expect(
      try removing("o/b", from: sample)
        == sample.replacing("  o/b: {source: \"https://example.com/b\"}  # theirs\n", with: ""))
    #expect(try removing("o/c", from: sample) == nil)
  }

  /// What was taken out as the last can be put in again.
  @Test func theLastEntryLeavesAMapThatCanBeFilled() throws {
    let one = "checkctl: 1\npacks:\n  # ours\n  o/a:\n    source: x\nsignatures: {}\n"
    let none = try #require(try removing("o/a", from: one))
    #expect(none == "checkctl: 1\npacks:\n  # ours\n  {}\nsignatures: {}\n")
    let plain = try #require(try removing("o/a", from: one.replacing("  # ours\n", with: "")))
    #expect(
      putting(try entry("o/b"), into: plain)
        == "checkctl: 1\npacks:\n  o/b:\n    source: \"../x\"\nsignatures: {}\n")
  }

  @Test(arguments: [
    "packs: {}", "packs:", "packs:   {  }  ", "packs: null", "packs: ~", "packs:\n  {}",
  ])
  func anEmptyMapIsFilled(line: String) throws {
    for (before, after) in [
      ("checkctl: 1\n", ""), ("checkctl: 1\n", "signatures: {}\n"), ("", "checkctl: 1\n"),
    ] {
      #expect(
        putting(try entry("o/a"), into: before + line + "\n" + after)
          == before + "packs:\n  o/a:\n    source: \"../x\"\n" + after)
    }
  }

  @Test func aFileIsMade() throws {
    let body = "packs:\n  o/a:\n    source: \"../x\"\n"
    let texts = [
      "": "checkctl: 1\n" + body, "\n": "\ncheckctl: 1\n" + body,
      "# ours\n": "# ours\ncheckctl: 1\n" + body, "# ours": "# ours\ncheckctl: 1\n" + body,
      "checkctl: 1": "checkctl: 1\n" + body,
      "checkctl: 1\nsignatures: {}\n": "checkctl: 1\nsignatures: {}\n" + body,
    ]
    for (text, expected) in texts { #expect(putting(try entry("o/a"), into: text) == expected, "\(text)") }
  }

  /// As other systems write their lines, and the same way in the new ones.
  @Test func lineBreaksStayAsTheyAre() throws {
    let windows = sample.replacing("\n", with: "\r\n")
    #expect(
      putting(try entry("o/c"), into: windows)
        == putting(try entry("o/c"), into: sample)?.replacing("\n", with: "\r\n"))
    #expect(
      putting(try entry("o/a"), into: windows)
        == putting(try entry("o/a"), into: sample)?.replacing("\n", with: "\r\n"))
    #expect(
      try removing("o/a", from: windows) == removing("o/a", from: sample)?.replacing("\n", with: "\r\n"))
    #expect(
      putting(try entry("o/a"), into: "# ours\r\ncheckctl: 1\r\n")
        == "# ours\r\ncheckctl: 1\r\npacks:\r\n  o/a:\r\n    source: \"../x\"\r\n")
  }

  @Test func theIndentationIsThatOfTheOthers() throws {
    for width in [1, 3, 4, 8] {
      let indent = String(repeating: " ", count: width)
      let text = "checkctl: 1\npacks:\n\(indent)o/a: {source: x}\n"
      let grants = Grants.listed([.command("df"), .target(role: "db", kind: "sql", way: "read")])
      #expect(
        putting(try entry("o/b", grants: grants), into: text) == text + """
          \(indent)o/b:
          \(indent)  source: "../x"
          \(indent)  grants:
          \(indent)    targets:
          \(indent)      db: {sql: [read]}
          \(indent)    commands: [df]

          """)
    }
    let root = "  checkctl: 1\n  packs:\n    o/a: {source: x}\n"
    #expect(putting(try entry("o/b"), into: root) == root + "    o/b:\n      source: \"../x\"\n")
    #expect(
      putting(try entry("o/b"), into: "  checkctl: 1\n")
        == "  checkctl: 1\n  packs:\n    o/b:\n      source: \"../x\"\n")
  }

  @Test func flowStyleIsChangedOnlyWhereNothingElseIs() throws {
    let lines = "checkctl: 1\npacks: {\n  o/a: {source: x},\n  o/b: {source: y}\n}\n"
    #expect(try removing("o/a", from: lines) == "checkctl: 1\npacks: {\n  o/b: {source: y}\n}\n")
    // On one line with others, it would take them along.
    let shared = "checkctl: 1\npacks: {\n  o/a: {source: x}, o/b: {source: y}\n}\n"
    #expect(try removing("o/a", from: shared) == nil)
    #expect(try removing("o/b", from: shared) == nil)
    for text in [
      shared, lines, "checkctl: 1\npacks: {o/a: {source: x}}\n", "{checkctl: 1, packs: {o/a: {source: x}}}\n",
      "{checkctl: 1}\n",
    ] {
      #expect(putting(try entry("o/c"), into: text) == nil, "\(text)")
    }
    #expect(try removing("o/a", from: "checkctl: 1\npacks: {o/a: {source: x}}\n") == nil)
  }

  @Test(arguments: [
    "checkctl: 1\npacks: []\n", "checkctl: 1\npacks: x\n", "checkctl: 1\npacks: {} # none yet\n",
    "checkctl: 1\npacks: # none yet\n", "checkctl: 1\npacks: !x {}\n", "checkctl: 1\n...\n", "x: [\n",
    "- a\n", "a\n",
    "checkctl: 1\n---\ncheckctl: 1\n", "checkctl: 1\npacks: &a {}\nsignatures: *a\n", "\u{0}", "\t",
    "'packs': {}\n",
  ])
  func otherFilesTakeAPerson(text: String) throws { #expect(putting(try entry("o/a"), into: text) == nil) }

  @Test func whatOthersReferToStays() throws {
    let text = "checkctl: 1\npacks:\n  o/a: &same\n    source: x\n  o/b: *same\n"
    #expect(try removing("o/a", from: text) == nil)
    #expect(putting(try entry("o/a"), into: text) == nil)
    #expect(try removing("o/b", from: text) == text.replacing("  o/b: *same\n", with: ""))
  }

  @Test func keysInQuotesAndTextsOfManyLines() throws {
    let text = "checkctl: 1\npacks:\n  \"o/a\":\n    source: >-\n      ../a\n  'o/b':\n    source: x\n"
    #expect(try removing("o/a", from: text) == "checkctl: 1\npacks:\n  'o/b':\n    source: x\n")
    #expect(
      putting(try entry("o/b"), into: text)
        == text.replacing("  'o/b':\n    source: x\n", with: "  o/b:\n    source: \"../x\"\n"))
  }

  /// Whatever is written is read as what was meant.
  @Test func sourcesAndGrantsAreWrittenAsTheyAreRead() throws {
    let commit = String(repeating: "0a", count: 20)
    let sources: [PackSource] = [
      .directory("../x"), .directory("true"), .directory("a b: c # d"), .directory("\"quoted\""),
      .directory("null"),
      .directory("~"), .directory("1.0"), .directory("ü/{x}"), .registry("example.com:5000/o/x:1.0"),
      .git(url: "git@example.com:x", path: nil, revision: nil),
      .git(url: "https://example.com/x", path: "a b", revision: .tag("v1")),
      .git(url: "https://example.com/x", path: nil, revision: .commit(commit)),
    ]
    let grants = Grants.listed([
      .command("df"), .command("C:\\x y"), .plugin("on"), .file("/var/**/*.log"), .host("*.example.com"),
      .name("a.example.com"), .action("re*"), .action("true"), .target(role: "c", kind: "kubectl", way: "*"),
      .target(role: "c", kind: "kubectl", way: "pods/log"), .target(role: "api", kind: "http", way: "POST"),
    ])
    for source in sources {
      var editor = ProjectFileEditor("")
      let name = try #require(PackName("o/a"))
      let isWritten = editor.put(.init(name: name, source: source, version: ">=1.0 <2", grants: grants))
      #expect(isWritten, "\(source.text)")
      let reader = PackReader(registry: ProbeRegistry(BuiltInProbes.all))
      let file = try #require(reader.projectFile(editor.text, in: "."), "\(editor.text)")
      #expect(file[name]?.source == source)
      #expect(file[name]?.grants == grants)
      #expect(file[name]?.requirement.range.description == ">=1.0 <2")
    }
  }

  @Test func nothingGrantedIsWrittenToo() throws {
    let text = try #require(putting(try entry("o/a", grants: .listed([])), into: ""))
    #expect(text == "checkctl: 1\npacks:\n  o/a:\n    source: \"../x\"\n    grants: {}\n")
  }
}
