import FoundationEssentials
import Glibc
import TestEnvironment
import Testing

@testable import RulePacks

/// A pack that lies in a folder.
struct PackFolderTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    try folder.write("a", to: "pack/pack.yaml")
  }

  private var path: String { folder.path(of: "pack") }
  private func read() throws -> PackContent { try PackFolder(path: path).content(of: "it") }

  @Test func whatBelongsToTheProjectIsLeftOut() throws {
    for name in [
      ".git/config", ".hidden", "sub/.hidden", "environments/e.yaml", "vendor/o/n/a.yaml", "checkctl.yaml",
      "checkctl.lock", "waivers.yaml", "sign-offs.jsonl", "pack.dsse.json",
    ] { try folder.write("x", to: "pack/\(name)") }
    try folder.write("x", to: "pack/sub/environments/e.yaml")
    #expect(try read().files.keys.sorted() == ["pack.yaml", "sub/environments/e.yaml"])
  }

  @Test func ownNamesInOtherCaseAreRefused() throws {
    try folder.write("x", to: "pack/Environments/e.yaml")
    #expect(refusal { try read() }?.message.contains("belongs to the project") == true)
  }

  @Test(arguments: ["/etc/passwd", "pack.yaml", "/nowhere", "..", "."])
  func aLinkIsRefusedWhereverItLeads(target: String) throws {
    try folder.makeDirectory("pack/sub")
    try #require(symlink(target, "\(path)/sub/link") == 0)
    let error = try #require(refusal { try read() })
    #expect(error.kind == .untrusted)
    #expect(error.message == "it is refused: sub/link is a link")
  }

  @Test func aLinkWithADotIsLeftOut() throws {
    try #require(symlink("/etc/passwd", "\(path)/.link") == 0)
    #expect(try read().files.count == 1)
  }

  @Test(.timeLimit(.minutes(1))) func aPipeIsRefusedAndNotWaitedFor() throws {
    try #require(mkfifo("\(path)/pipe", 0o644) == 0)
    #expect(refusal { try read() }?.message == "it is refused: pipe is no file and no folder")
  }

  @Test func foldersAreNotTooDeep() throws {
    var name = "pack"
    for _ in 0..<25 {
      name += "/abcdefghij"
      try folder.makeDirectory(name)
    }
    #expect(refusal { try read() }?.message.hasPrefix("it is refused: its folders are too deep") == true)
  }

  @Test func aFileIsNotTooLarge() throws {
    try folder.write("", to: "pack/large")
    try #require(truncate("\(path)/large", off_t(PackContent.mostFileBytes + 1)) == 0)
    #expect(refusal { try read() }?.message == "it is refused: the file large has more than 4 MiB")
  }

  @Test func aNameThatIsNoTextIsRefused() throws {
    let name = Array("\(path)/".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
    let descriptor = open(name, O_CREAT | O_WRONLY, 0o644)
    try #require(descriptor >= 0)
    close(descriptor)
    #expect(refusal { try read() }?.kind == .untrusted)
  }

  @Test func whatIsNoFolderIsNamed() throws {
    for place in ["missing", "pack/pack.yaml"] {
      let error = refusal { try PackFolder(path: folder.path(of: place)).content(of: "it") }
      #expect(error?.kind == .unavailable)
      #expect(error?.message == "it: there is no folder \(folder.path(of: place))")
    }
  }

  @Test func theFolderItselfMayBeALink() throws {
    try #require(symlink(path, folder.path(of: "link")) == 0)
    #expect(try PackFolder(path: folder.path(of: "link")).content(of: "it").files.count == 1)
  }
}
