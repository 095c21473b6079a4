import Digests
import FoundationEssentials
import TestEnvironment
import Testing

@testable import RulePacks

/// The files of a pack, which may come from anybody.
struct PackContentTests {
  @Test(arguments: [
    ("", "is empty or longer"), (String(repeating: "a", count: 241), "longer than 240 bytes"),
    ("../a", "begins with a dot"), ("a/../b", "begins with a dot"), ("./a", "begins with a dot"),
    ("/etc/passwd", "a part in its path that is empty"), ("a//b", "that is empty"), ("a/", "that is empty"),
    (".git/config", "begins with a dot"), ("a/.hidden", "begins with a dot"), ("a./b", "ends with a dot"),
    ("a/b ", "a space"), ("a\\b", "printable ASCII"), ("C:a", "printable ASCII"), ("a\u{0}b", "printable"),
    ("a\nb", "printable ASCII"), ("a\u{7F}", "printable ASCII"), ("ä", "printable ASCII"),
    ("a\u{202E}b", "printable ASCII"), ("a*", "printable ASCII"), ("a?", "printable ASCII"),
    ("environments/production.yaml", "belongs to the project"), ("Vendor/a", "belongs to the project"),
    ("CHECKCTL.YAML", "belongs to the project"), ("checkctl.lock", "belongs to the project"),
    ("waivers.yaml", "belongs to the project"), ("sign-offs.jsonl", "belongs to the project"),
    ("pack.dsse.json", "belongs to the project"),
  ])
  func pathsThatLeadAnywhereElseAreRefused(path: String, reason: String) throws {
    let error = try #require(refusal { try content(["good.yaml": "", path: ""]) })
    #expect(error.kind == .untrusted)
    #expect(error.message.hasPrefix("the pack is refused: the file \""), "\(error.message)")
    #expect(error.message.contains(reason), "\(error.message)")
    #expect(error.message.utf8.allSatisfy { $0 >= 0x20 }, "\(error.message)")
  }

  @Test(arguments: ["a", "a b/c d", "a-b/c_d.e+f", "sub/environments/a.yaml", "sub/vendor", "a..b", "-rf"])
  func otherPathsAreNot(path: String) throws {
    #expect(try content([path: "x"]).files.count == 1)
  }

  @Test(arguments: [
    ["a/B", "a/b"], ["A/x", "a/y"], ["a", "A/b"], ["a/b/c", "a/B/d"], ["README", "readme"],
  ])
  func pathsThatDifferInCaseAloneAreRefused(paths: [String]) throws {
    let files = Dictionary(uniqueKeysWithValues: paths.map { ($0, "") })
    let error = try #require(refusal { try content(files) })
    #expect(error.message.hasSuffix("differ in case alone"), "\(error.message)")
  }

  @Test func aFileIsNoFolderToo() throws {
    let error = try #require(refusal { try content(["a": "", "a/b": ""]) })
    #expect(error.message == "the pack is refused: a/b lies in what is also a file")
    #expect(refusal { try content(["a/b": "", "a/b/c/d": ""]) } != nil)
  }

  @Test func thereAreBounds() throws {
    func reason(_ files: [String: [UInt8]]) -> String? {
      refusal { try PackContent(files, of: "x") }?.message
    }
    let large = [UInt8](repeating: 0x61, count: PackContent.mostFileBytes)
    #expect(reason(["a": large]) == nil)
    #expect(reason(["a": large + [0]]) == "x is refused: the file a has more than 4 MiB")
    let many = (0...16).map { ("a\($0)", large) }
    #expect(reason(Dictionary(uniqueKeysWithValues: many)) == "x is refused: it has more than 64 MiB")
    let files = (0...PackContent.mostFiles).map { ("a\($0)", [UInt8]()) }
    #expect(
      reason(Dictionary(uniqueKeysWithValues: files)) == "x is refused: it has more than 10000 files")
    #expect(reason(Dictionary(uniqueKeysWithValues: files.dropLast())) == nil)
  }

  /// The command stands in the documentation.
  @Test func theDigestIsThatOfSha256sum() async throws {
    let files = [
      "pack.yaml": "x: 1\n", "Z.yaml": "", "a b/c d.yaml": "ä\n", "a-b": "1", "a/b": "2", "a.b": "3",
      "a+b": "4",
      "'q'": "5", "-n": "6", "$HOME": "7",
    ]
    let content = try content(files)
    let folder = try TemporaryDirectory()
    try FolderWriter.write(content.files, to: folder.path(of: "pack"))
    let shell =
      #"find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum -- | tee list | sha256sum"#
    let result = try await runCommand(
      ["sh", "-c", shell.replacing("tee list", with: "tee ../list")], in: folder.path(of: "pack"))
    #expect(result.stdout == "\(content.digest.hex)  -\n", "\(result.stderr)")
    #expect(try folder.read("list") == content.list)
  }

  @Test func differencesAreNamedByFile() throws {
    let known = try content(["a": "1", "b": "2", "c": "3"]).fileDigests
    let lines = try content(["a": "1", "b": "x", "d": "4"]).differences(from: known)
    #expect(lines == ["b was changed", "c is missing", "d was added"])
  }
}
