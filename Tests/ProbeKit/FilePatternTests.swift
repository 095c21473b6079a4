import Testing

@testable import ProbeKit

/// Which files a word of a grant covers.
@Suite struct FilePatternTests {
  @Test(arguments: [
    ("/var/log/app.log", "/var/log/app.log", true), ("/var/log/app.log", "/var/log/app.log.1", false),
    ("/var/log/*.log", "/var/log/a.log", true), ("/var/log/*.log", "/var/log/a/b.log", false),
    ("/var/log/*", "/var/log", false), ("/var/log/**", "/var/log", false),
    ("/var/log/**", "/var/log/a", true), ("/var/log/**", "/var/log/a/b/c", true),
    ("/var/**/x.log", "/var/x.log", true), ("/var/**/x.log", "/var/a/b/x.log", true),
    ("/var/**/x.log", "/var/a/b/y.log", false), ("/var/**/b/*.log", "/var/b/c/b/z.log", true),
    ("/**", "/etc/passwd", true), ("/var/log/a?.log", "/var/log/ab.log", true),
    ("/var/log/a?.log", "/var/log/aé.log", true), ("/var/log/a?.log", "/var/log/a.log", false),
    ("/var//log/./x", "/var/log/x", true), ("/var/log/", "/var/log", true),
    // What may lead elsewhere.
    ("/var/log/**", "/var/log/../../etc/passwd", false), ("/var/log/**", "/var/log/..", false),
    ("/var/log/**", "/var/log/./x", false), ("/var/log/**", "/var/log//x", false),
    ("/var/log/**", "/var/log/\\.\\./x", false), ("/var/log/**", "/var/log/.*/x", false),
    ("/var/log/**", "/var/log/.?/x", false), ("/var/log/**", "/var/log/.[.]/x", false),
    ("/var/log/**", "var/log/x", false), ("/var/log/**", "", false),
    ("/var/log/**", "/var/log/a\u{0}b", false),
    ("/var/log/**", "/var/log/..2026/app.yaml", true), ("/var/log/**", "/var/log/.hidden", true),
    ("/var/log/**", "/var/LOG/x", false),
    // Patterns that are asked for: all that they match is covered.
    ("/var/log/*.log", "/var/log/*.log", true), ("/var/log/*", "/var/log/[ab]*.log", true),
    ("/var/log/a*.log", "/var/log/*.log", false), ("/var/log/?", "/var/log/*", false),
    ("/var/log/????", "/var/log/[ab]", false), ("/var/log/**", "/var/log/*/*.log", true),
    ("/var/log/*", "/var/log/*/*", false), ("/var/log/?", "/var/log/?", true),
  ])
  func aWordCoversItsFilesOnly(word: String, path: String, isCovered: Bool) throws {
    #expect(try FilePattern(word, in: "/").covers(path) == isCovered)
  }

  @Test func aRelativeWordIsWithinItsDirectory() throws {
    let pattern = try FilePattern("data/*.txt", in: "/srv/[x]*/project/")
    #expect(pattern.description == "/srv/[x]*/project/data/*.txt")
    #expect(pattern.covers("/srv/[x]*/project/data/a.txt"))
    #expect(!pattern.covers("/srv/[x]y/project/data/a.txt"))
    #expect(try FilePattern("**", in: "/srv").covers("/srv/a/b"))
    #expect(try !FilePattern("**", in: "/srv").covers("/srv"))
  }

  @Test(arguments: [
    "", "../x", "/a/../b", "/a/..", "~", "~/x", "/a/b**", "/a/**b/c", "/a[b]", "/a{b,c}", "/a\\b",
  ])
  func noOtherWordIsOne(word: String) {
    #expect(throws: GrantWordFault.self, "\(word)") { try FilePattern(word, in: "/srv") }
  }

  @Test(.timeLimit(.minutes(1))) func hostilePatternsTakeNoTime() throws {
    let word = "/" + String(repeating: "*a", count: 50) + "/" + String(repeating: "**/a/", count: 50) + "b"
    let path = "/" + String(repeating: "a", count: 2000) + String(repeating: "/a", count: 2000)
    #expect(try !FilePattern(word, in: "/").covers(path))
  }
}
