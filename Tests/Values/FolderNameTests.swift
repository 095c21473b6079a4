import FoundationEssentials
import Testing
import Values

/// The names in a folder, and what is said of one that has none to give.
struct FolderNameTests {
  @Test func namesAreSortedAndWithoutThoseOfTheFolderItself() throws {
    let path = FileManager.default.temporaryDirectory.path + "/names-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path + "/b/c", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try names(inFolder: path + "/b/c") == [])
    try Data().write(to: URL(filePath: path + "/.a"))
    try Data().write(to: URL(filePath: path + "/z"))
    #expect(try names(inFolder: path) == [".a", "b", "z"])
    for (place, isMissing) in [("\(path)/none", true), ("\(path)/z", false)] {
      let fault = #expect(throws: FileFault.self) { try names(inFolder: place) }
      #expect(fault?.isMissing == isMissing)
    }
  }

  @Test(arguments: [
    ("", true), ("\n", true), ("# a", true), ("# a\r\n\t # b\r\n\r\n", true), ("# a\n\n  # b\n", true),
    ("# a\nx: 1\n", false), ("# a\r\nx: 1\r\n", false), ("# a\rx: 1\r", false), ("x: 1 # a", false),
  ])
  func commentsAloneSayNothing(text: String, isNothing: Bool) {
    #expect(text.hasOnlyComments == isNothing)
  }
}
