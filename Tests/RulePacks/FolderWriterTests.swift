import FoundationEssentials
import Glibc
import TestEnvironment
import Testing

@testable import RulePacks

/// Folders that are there as a whole or not at all.
struct FolderWriterTests {
  private let folder: TemporaryDirectory
  private let path: String

  init() throws {
    folder = try TemporaryDirectory()
    path = folder.path(of: "kept/o/n")
  }

  private func write(_ files: [String: String]) throws(PackError) {
    try FolderWriter.write(bytes(files), to: path)
  }

  private var files: [String] {
    get throws { try FileManager.default.subpathsOfDirectory(atPath: folder.path(of: "kept/o")).sorted() }
  }

  @Test func oneTakesThePlaceOfAnother() throws {
    try write(["a": "1", "b/c": "2"])
    try write(["b/d": "3"])
    #expect(try files == ["n", "n/b", "n/b/d"])
    #expect(try folder.read("kept/o/n/b/d") == "3")
  }

  @Test func aLinkInTheWayIsNotFollowed() throws {
    try folder.write("mine", to: "other/a")
    try folder.write("", to: "kept/o/x")
    try #require(symlink(folder.path(of: "other"), folder.path(of: "kept/o/n")) == 0)
    try write(["a": "theirs"])
    #expect(try folder.read("other/a") == "mine")
    #expect(TemporaryDirectory.entries(of: folder.path(of: "other")) == ["a"])
    #expect(try files == ["n", "n/a", "x"])
  }

  @Test func whatWasThereStaysWhereTheRestCannotBeWritten() throws {
    try write(["a": "1"])
    let error = refusal { try write(["a": "2", "b": "", "b/c": ""]) }
    #expect(error?.kind == .unwritable)
    #expect(try files == ["n", "n/a"])
    #expect(try folder.read("kept/o/n/a") == "1")
  }

  @Test func aFileInTheWayIsNamed() throws {
    try folder.write("", to: "kept/o")
    let error = try #require(refusal { try write(["a": "1"]) })
    #expect(error.kind == .unwritable)
    #expect(error.message.hasPrefix("\(folder.path(of: "kept/o/n"))"), "\(error.message)")
    #expect(error.message.hasSuffix("Not a directory"), "\(error.message)")
  }

  @Test func aFileIsReplacedAsAWholeAndALinkIsNotFollowed() throws {
    try folder.write("mine", to: "other")
    try #require(symlink(folder.path(of: "other"), folder.path(of: "lock")) == 0)
    try FolderWriter.replace(folder.path(of: "lock"), with: "new")
    #expect(try folder.read("lock") == "new")
    #expect(try folder.read("other") == "mine")
    #expect(folder.names == ["lock", "other"])
  }

  @Test func aFileThatCannotBeReplacedStays() throws {
    try folder.makeDirectory("lock")
    try folder.write("x", to: "lock/x")
    #expect(refusal { try FolderWriter.replace(folder.path(of: "lock"), with: "new") }?.kind == .unwritable)
    #expect(folder.names == ["lock"])
    #expect(
      refusal { try FolderWriter.replace(folder.path(of: "missing/lock"), with: "new") }?.kind == .unwritable)
  }

  /// Many write the same at once, as runs that share a cache do, and whoever reads sees it whole.
  @Test func theSameIsKeptOnlyOnce() throws {
    let cache = PackCache(directory: folder.path(of: "cache"))
    let content = try content(["pack.yaml": "1", "b/c": "2"])
    try cache.store(content)
    let kept = cache.folder(of: content.digest)
    var before = stat()
    try #require(stat(kept, &before) == 0)
    try cache.store(content)
    var after = stat()
    try #require(stat(kept, &after) == 0)
    #expect(before.st_ino == after.st_ino)
    try FolderWriter.replace("\(kept)/pack.yaml", with: "tampered")
    try cache.store(content)
    #expect(try PackFolder(path: kept).content(of: "it").digest == content.digest)
  }
}
