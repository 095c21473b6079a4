import Testing

@testable import RulePacks

/// What git writes of a tree, or what something in its place does.
struct GitTreeTests {
  private let object = String(repeating: "a", count: 40)

  private func entries(_ lines: String...) throws(PackError) -> [String] {
    try GitTree.entries(Array(lines.map { $0 + "\0" }.joined().utf8), of: "it").map(\.path)
  }

  private func file(_ path: String, size: String = "1", mode: String = "100644") -> String {
    "\(mode) blob \(object) \(size)\t\(path)"
  }

  @Test func filesAreListedWithoutThoseOfAProject() throws {
    let paths = try entries(
      file("pack.yaml"), file("sub/a b", size: "     12", mode: "100755"), file(".git"), file("sub/.x"),
      file("vendor/o/n"), file("environments/e.yaml"), file("sub/vendor"), file("checkctl.lock"),
      file("pack.dsse.json"))
    #expect(paths == ["pack.yaml", "sub/a b", "sub/vendor", "pack.dsse.json"])
    #expect(try entries().isEmpty)
  }

  @Test(arguments: [
    ("120000 blob O 1\tlink", "link is a link or another repository"),
    ("160000 commit O -\tmodule", "module is a link or another repository"),
    ("040000 tree O -\tfolder", "folder is a link or another repository"),
    ("100664 blob O 1\todd", "odd is a link"), ("100644 blob O\tshort", "short is a link"),
    ("100644 blob O x\tsize", "size is a link"), ("100644 blob O -1\tnegative", "negative is a link"),
    ("100644 blob O 4194305\tlarge", "large or all of it is too large"),
    ("100644 blob O 9223372036854775807\thuge", "huge or all of it is too large"),
    ("100644 blob O 99999999999999999999\thuge", "huge is a link"),
    ("no tab", "it has a path that is no text"),
    ("100644 blob O 1\t../x", #""../x" leads out of its folder"#),
    ("100644 blob O 1\t.git/./x", #"".git/./x" leads out of its folder"#),
  ])
  func whatIsNoFileIsRefused(line: String, reason: String) throws {
    let error = try #require(refusal { try entries(file("a"), line.replacing("O", with: object)) })
    #expect(error.kind == .untrusted)
    #expect(error.message.hasPrefix("it is refused: \(reason)"), "\(error.message)")
  }

  @Test func onePathTwiceIsRefused() throws {
    #expect(
      refusal { try entries(file("a"), file("b"), file("a")) }?.message
        == "it is refused: it has the file a twice")
  }

  @Test func aPathThatIsNoTextIsRefused() {
    let line = Array("100644 blob \(object) 1\t".utf8) + [0xFF, 0]
    #expect(refusal { try GitTree.entries(line, of: "it") }?.kind == .untrusted)
  }

  @Test func allOfItIsBounded() {
    let large = (0..<17).map { file("a\($0)", size: "\(PackContent.mostFileBytes)") + "\0" }.joined()
    #expect(refusal { try GitTree.entries(Array(large.utf8), of: "it") }?.kind == .untrusted)
    let many = (0...PackContent.mostFiles).map { file("a\($0)", size: "0") + "\0" }.joined()
    #expect(refusal { try GitTree.entries(Array(many.utf8), of: "it") }?.kind == .untrusted)
  }

  private func blobs(_ text: String, _ count: Int) -> [String]? {
    GitTree.blobs(Array(text.utf8), count: count)?.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func contentsComeInTheirOrder() {
    #expect(blobs("\(object) blob 3\na\nb\n\(object) blob 0\n\n", 2) == ["a\nb", ""])
    #expect(blobs("", 0) == [])
  }

  @Test(arguments: [
    "", "\n", "x", "O missing\n", "O blob\n", "O blob 3\nab\n", "O blob 3\nabc", "O tree 3\nabc\n",
    "O blob -1\nabc\n", "O blob -9223372036854775808\n\n", "O blob 9223372036854775807\nabc\n",
    "O blob 99999999999999999999\nabc\n", "O blob 4\nabc\n", "O blob 3\nabc\nO blob 1\n",
  ])
  func anythingElseIsNone(text: String) {
    #expect(blobs(text.replacing("O", with: object), text.contains("abc\nO") ? 2 : 1) == nil)
  }
}
